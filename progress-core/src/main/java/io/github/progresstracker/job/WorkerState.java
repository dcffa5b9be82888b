package io.github.progresstracker.job;

/**
 * What a job is at, judged when somebody looks: nobody writes it, so nobody can forget to.
 *
 * @see JobState
 */
public enum WorkerState {
  /** Somebody works on it. */
  RUNNING,
  /** An announced wait holds it up. */
  WAITING,
  /** Somebody is there, and nothing gets done. */
  STALLED,
  /** Nobody has been heard of for too long, and it is not done. */
  LOST,
  /** Held up until somebody says otherwise. */
  PAUSED,
  /** Nothing to do: it has ended. */
  IDLE
}
