package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressTracker;

/** A tracker that stands before another one. */
public interface Delegating {

  /**
   * The tracker behind it.
   *
   * @return what does the work
   */
  ProgressTracker delegate();
}
