package io.github.progresstracker;

/**
 * Where a tracker stands in its life.
 *
 * @see ProgressSnapshot
 */
public enum TrackerState {
  /** Work is going on, or could. */
  RUNNING,
  /** An announced wait (rate limit, flood wait, retry-after) is holding the work up. */
  WAITING,
  /** Somebody asked for a pause. */
  PAUSED,
  /** Ended by {@link ProgressTracker#complete()}: the only state with 100 %. */
  COMPLETED,
  /** Ended by {@link ProgressTracker#fail(Throwable)} or {@link ProgressTracker#fail(String)}. */
  FAILED,
  /** Closed without being told how it went: an exception or an early return left it behind. */
  ABANDONED;

  /**
   * Whether the tracker has ended and will never change again.
   *
   * @return true for completed, failed and abandoned
   */
  public boolean isFinal() {
    return this == COMPLETED || this == FAILED || this == ABANDONED;
  }
}
