package io.github.progresstracker.alert;

/**
 * What an alert is about.
 *
 * @see AlertRule
 */
public enum AlertCategory {
  /** Slow processing, low throughput. */
  PERFORMANCE,
  /** No work is being done at all. */
  STALL,
  /** Too much goes wrong. */
  ERRORS,
  /** Too much has to be done again. */
  QUALITY,
  /** A service holds the work up. */
  RATE_LIMIT,
  /** The end has moved, or will come too late. */
  ETA,
  /** A budget or a quota runs out. */
  BUDGET,
  /** The process is short of memory, CPU or files. */
  RESOURCES,
  /** Whatever a rule of the host's own is about. */
  OTHER
}
