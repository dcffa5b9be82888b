package io.github.progresstracker;

/**
 * How much is found out about a tracker. What each mode switches on is in the table of {@link
 * TrackingConfig#of(TrackingMode)}.
 *
 * @see TrackingConfig
 */
public enum TrackingMode {
  /**
   * Nothing at all: the tracker takes all calls, does nothing and is seen by nobody. A part that is
   * off does not count for its parent either.
   */
  OFF,
  /** Count, total, percentage and times: no rates, no ETA, and as little memory as possible. */
  MINIMAL,
  /** Also rates, and an ETA from the average so far. */
  BASIC,
  /** Also alerts, the quality score and the adaptive ETA, which learns from earlier runs. */
  ENHANCED,
  /** Everything: also how good the ETA was, and a record of the run for later ones. */
  COMPREHENSIVE
}
