package io.github.progresstracker.eta;

/**
 * The way an estimate was made.
 *
 * @see Eta
 */
public enum EtaMethod {
  /** Elapsed time per unit of work, times the units left. */
  LINEAR,

  /** An average in which older work counts ever less: one kernel over progress. */
  EXPONENTIAL,

  /**
   * Several kernels at once, drawn to what is plausible as far as this job has proved
   * unpredictable, and joined with what earlier runs of the same job say, if they are known.
   */
  ADAPTIVE,

  /** An estimator that the host has supplied. */
  CUSTOM
}
