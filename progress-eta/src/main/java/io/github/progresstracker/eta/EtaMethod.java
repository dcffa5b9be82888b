package io.github.progresstracker.eta;

/** The way an estimate was made. */
public enum EtaMethod {
  /** Elapsed time per unit of work, times the units left. */
  LINEAR,

  /** An average in which older work counts ever less: one kernel over progress. */
  EXPONENTIAL,

  /** A mix of kernels, weighted by how well each would have predicted this very job so far. */
  ADAPTIVE,

  /** An estimator that the host has supplied. */
  CUSTOM
}
