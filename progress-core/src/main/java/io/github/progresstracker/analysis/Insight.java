package io.github.progresstracker.analysis;

import io.github.progresstracker.alert.AlertSeverity;

/**
 * Something worth knowing about a run.
 *
 * @param code what kind of thing, for programs
 * @param severity how much it matters
 * @param message a sentence with the numbers, for people
 * @see ProgressInsights
 */
public record Insight(Code code, AlertSeverity severity, String message) {

  /** What can be found. Constants may be added. */
  public enum Code {
    /** The end of the run goes slower than its beginning. */
    SLOWING_DOWN,
    /** The end of the run goes faster than its beginning. */
    SPEEDING_UP,
    /** No work has been done for far longer than is usual in this run. */
    STALLED,
    /** A unit takes longer than it may. */
    SLOW_PROCESSING,
    /** Less is done in a minute than should be. */
    LOW_THROUGHPUT,
    /** Some items take far longer than most. */
    UNEVEN_ITEMS,
    /** A good part of the time went into rate limits. */
    RATE_LIMITED,
    /** Too much fails. */
    HIGH_ERROR_RATE,
    /** Too much had to be done again. */
    LOW_QUALITY,
    /** Too many calls of a service fail. */
    FAILING_API_CALLS,
    /** Most of the work was there already. */
    MOSTLY_SKIPPED,
    /** Nobody knows how much there is to do. */
    UNKNOWN_TOTAL,
    /** There was more to do than was said. */
    TOTAL_TOO_LOW,
    /** The remaining time is hard to tell. */
    UNCERTAIN_ETA,
    /** The ETA of a finished run was far off. */
    INACCURATE_ETA,
    /** The ETA of a finished run was good. */
    ACCURATE_ETA,
    /** What the rest will cost at the price so far. */
    EXPECTED_COST,
    /** A run took longer than earlier ones. */
    LONGER_THAN_BEFORE,
    /** A run was over sooner than earlier ones. */
    SHORTER_THAN_BEFORE,
    /** A run worked slower than earlier ones. */
    SLOWER_THAN_BEFORE,
    /** A run worked faster than earlier ones. */
    FASTER_THAN_BEFORE,
    /** Runs take longer and longer. */
    GROWING_DURATION
  }
}
