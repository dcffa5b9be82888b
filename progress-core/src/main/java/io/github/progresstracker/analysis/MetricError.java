package io.github.progresstracker.analysis;

/**
 * Something that cannot be so.
 *
 * @param code what kind of thing, for programs
 * @param trackerId the tracker concerned
 * @param message what is wrong, with the numbers, for people
 * @see ProgressMetrics
 */
public record MetricError(Code code, String trackerId, String message) {

  /** What can be wrong with numbers. Constants may be added. */
  public enum Code {
    /** Something that always is there is not. */
    MISSING_VALUE,
    /** A count below zero. */
    NEGATIVE_COUNT,
    /** A duration below zero. */
    NEGATIVE_DURATION,
    /** NaN, or an infinite number. */
    NOT_A_NUMBER,
    /** A percentage outside 0 to 100. */
    PERCENT_OUT_OF_RANGE,
    /** A share outside 0 to 1. */
    SHARE_OUT_OF_RANGE,
    /** 100 % of something that has not been completed. */
    COMPLETE_BEFORE_ITS_END,
    /** Completed, and less than 100 %. */
    INCOMPLETE_AT_ITS_END,
    /** More is done than there is to do. */
    DONE_BEYOND_TOTAL,
    /** Less is done than was done before the run. */
    DONE_BELOW_OFFSET,
    /** Parts that are more than their whole. */
    PARTS_EXCEED_WHOLE,
    /** Two parts with the same id. */
    DUPLICATE_ID,
    /** Something happened before what it followed. */
    TIME_GOES_BACK,
    /** A count, a percentage or a duration that only rises has fallen. */
    PROGRESS_GOES_BACK,
    /** Two snapshots that are not of the same tracker. */
    ANOTHER_TRACKER
  }
}
