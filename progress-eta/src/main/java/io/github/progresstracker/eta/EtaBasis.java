package io.github.progresstracker.eta;

/**
 * What an estimate rests on, and, where there is none, why.
 *
 * @see Eta
 */
public enum EtaBasis {
  /** No unit of work is done yet, or no time has passed: the remaining time is unknown. */
  WARMING_UP,

  /** Measured on this run. */
  MEASURED,

  /**
   * Taken from earlier runs of the same job, because no unit of this one is done yet. An estimator
   * that knows of no other run never says so.
   */
  PRIOR,

  /**
   * The job sits out an announced wait. What is left of the wait is part of the remaining time,
   * which is unknown if it was unknown without the wait.
   */
  WAITING,

  /**
   * No work has been done for far longer than this job's own gaps between two steps: for more than
   * ten seconds, ten usual gaps, three times the gap in which a random moment of the run lies, and
   * a hundredth of the run. The remaining time is still given and grows with the silence.
   */
  STALLED,

  /** It is not known how much there is to do: the remaining time is unknown, the rates are not. */
  UNKNOWN_TOTAL,

  /** Nobody wants an estimate: the tracking is too plain for one. */
  NOT_ESTIMATED,

  /** Everything is done: the remaining time is zero. */
  DONE
}
