package io.github.progresstracker.benchmarks.accuracy;

/**
 * One aim: what must be reached, what should be, and what was.
 *
 * @param metric what is measured, for people
 * @param gate what must be reached
 * @param stretch what should be reached
 * @param reached what was; NaN if these traces do not measure it
 * @param note more about {@code reached}; may be empty
 */
record Target(String metric, Range gate, Range stretch, double reached, String note) {

  /** How a target came out. */
  enum Verdict {
    PASS,
    FAIL,
    NOT_MEASURED
  }

  /**
   * Good values.
   *
   * @param low the lowest good one
   * @param high the highest good one
   */
  record Range(double low, double high) {

    static Range atMost(double high) {
      return new Range(Double.NEGATIVE_INFINITY, high);
    }

    static Range atLeast(double low) {
      return new Range(low, Double.POSITIVE_INFINITY);
    }

    boolean holds(double value) {
      return low <= value && value <= high;
    }
  }

  Verdict verdict() {
    if (Double.isNaN(reached)) {
      return Verdict.NOT_MEASURED;
    }
    return gate.holds(reached) ? Verdict.PASS : Verdict.FAIL;
  }

  boolean reachesStretch() {
    return stretch.holds(reached);
  }
}
