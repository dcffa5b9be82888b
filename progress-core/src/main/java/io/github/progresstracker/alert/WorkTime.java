package io.github.progresstracker.alert;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;

/**
 * Keeps the waits of a tracker apart from its pauses, which a snapshot counts together. What was
 * neither before the first look is taken for a pause.
 */
final class WorkTime {

  private long elapsed;
  private long active;
  private long waited;
  private boolean paused = true;

  void look(ProgressSnapshot now) {
    boolean pausedNow = now.state() == TrackerState.PAUSED;
    long nowElapsed = now.elapsed().toNanos();
    long nowActive = now.active().toNanos();
    if (!paused && !pausedNow) {
      waited += Math.max(0, nowElapsed - elapsed - (nowActive - active));
    }
    elapsed = nowElapsed;
    active = nowActive;
    paused = pausedNow;
  }

  /** Nanoseconds in announced waits. */
  double waited() {
    return (double) waited;
  }

  /** Nanoseconds at work or in announced waits. */
  double total() {
    return (double) active + waited;
  }
}
