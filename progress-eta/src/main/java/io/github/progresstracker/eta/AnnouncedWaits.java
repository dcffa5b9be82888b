package io.github.progresstracker.eta;

/**
 * What the job was told to wait, and what that lets one expect of waits to come.
 *
 * <p>What is left of the current wait is known. Further waits are expected in proportion to work:
 * if {@code w} seconds of waiting had come by the latest wait, which came at {@code d} units, then
 * {@code w / d} seconds are expected with each unit left. Measured at the latest wait and not at
 * the present moment, so that the rate stays as it is between two waits.
 *
 * <p>A single wait is hardly a rate. While it was short beside the work before it, it may be taken
 * for one all the same: if that is wrong, little is lost. A flood wait of ten minutes after one
 * minute of work does not announce nine more. So a single wait counts with {@code 1 / (1 +
 * (2r)^4)}, {@code r} being the time waited per time worked, and the rest of the possibility only
 * raises the upper end of the interval. Earlier runs of the same job, if they waited, are a better
 * guide than a guess.
 */
final class AnnouncedWaits {

  private static final double NANOS = 1e9;

  /** Recurring waits may well turn out twice as long in all as expected. */
  private static final double OFTEN = 2;

  /** Seconds; no clock of nanoseconds goes further. */
  private static final double LONGEST = 1e10;

  private static final double PAST_SHARE = 0.5;

  private int count;
  private double total;
  private double left;
  private double doneAtLatest;

  /**
   * Takes note of the waits so far.
   *
   * @param done units done by now
   * @param past what earlier runs lead to expect
   * @return by how many seconds the end has certainly moved, if this is the first wait; else 0,
   *     because a wait that was expected moves nothing
   */
  double tell(int newCount, long totalNanos, long leftNanos, double done, PastRuns past) {
    double before = total + left;
    if (newCount > count) {
      doneAtLatest = done;
    }
    count = Math.max(0, newCount);
    total = count == 0 ? 0 : Math.max(0, totalNanos) / NANOS;
    left = count == 0 ? 0 : Math.max(0, leftNanos) / NANOS;
    return count == 1 && past.waitedPerUnit() == 0 ? total + left - before : 0;
  }

  /** Seconds spent waiting. */
  double total() {
    return total;
  }

  /** Seconds left of the current wait. */
  double left() {
    return left;
  }

  /**
   * Seconds of further waits to expect.
   *
   * @param unitsLeft work to come
   * @param done units done by now
   * @param worked seconds of work so far
   */
  double expected(double unitsLeft, double done, double worked, PastRuns past) {
    if (past.waitedPerUnit() > 0) {
      return asEver(unitsLeft, done, past);
    }
    double proportion = inProportion(unitsLeft, done);
    return count == 1 && proportion > 0
        ? proportion * recurrence((total + left) / worked)
        : proportion;
  }

  /** As if earlier runs had been seen for as much work as half of this one. */
  private double asEver(double unitsLeft, double done, PastRuns past) {
    double whole = done + unitsLeft;
    double seen = done / whole + PAST_SHARE;
    double usual = Math.min(LONGEST, whole * past.waitedPerUnit());
    return Math.min(LONGEST, unitsLeft / whole * (total + left + PAST_SHARE * usual) / seen);
  }

  private static double recurrence(double waitedPerWorked) {
    double square = 4 * waitedPerWorked * waitedPerWorked;
    return 1 / (1 + square * square);
  }

  /** Seconds of further waits that the upper end of an 80 % interval should allow for. */
  double possible(double unitsLeft, double done, PastRuns past) {
    if (past.waitedPerUnit() > 0) {
      return OFTEN * asEver(unitsLeft, done, past);
    }
    return (count > 1 ? OFTEN : 1) * inProportion(unitsLeft, done);
  }

  private double inProportion(double unitsLeft, double done) {
    double per = doneAtLatest > 0 ? doneAtLatest : done;
    return total + left > 0 && per > 0 ? Math.min(LONGEST, (total + left) * (unitsLeft / per)) : 0;
  }

  int count() {
    return count;
  }

  boolean any() {
    return count > 0;
  }

  /** Share of all the time so far that was waited. */
  double impact(double activeSeconds) {
    return total > 0 ? total / (total + activeSeconds) : 0;
  }

  void save(EstimatorState.Writer writer) {
    writer.all(count, total, left, doneAtLatest);
  }

  void load(EstimatorState.Reader reader) {
    count = (int) reader.notNegative();
    total = reader.notNegative();
    left = reader.notNegative();
    doneAtLatest = reader.notNegative();
  }

  void reset() {
    count = 0;
    total = 0;
    left = 0;
    doneAtLatest = 0;
  }
}
