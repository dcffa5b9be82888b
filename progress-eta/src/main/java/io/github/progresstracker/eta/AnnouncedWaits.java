package io.github.progresstracker.eta;

/**
 * What the job was told to wait, and what that lets one expect of waits to come.
 *
 * <p>What is left of the current wait is known. Further waits are expected in proportion to work:
 * if {@code w} seconds of wait came with the work done so far, {@code w * left / done} will come
 * with the rest. A single wait is no proportion, though: one flood after a tenth of the work does
 * not announce nine more. So further waits enter the estimate from the second wait on. After a
 * single one they are a possibility that only raises the upper end of the interval; on recorded
 * runs with waits, an interval that allows for just one more was too narrow.
 */
final class AnnouncedWaits {

  private static final double NANOS = 1e9;

  /** Recurring waits may well turn out twice as long in all as expected. */
  private static final double OFTEN = 2;

  private int count;
  private double total;
  private double left;

  /**
   * Takes note of the waits so far.
   *
   * @return by how many seconds the end has certainly moved, if this is the first wait; else 0,
   *     because a wait that was expected moves nothing
   */
  double tell(int newCount, long totalNanos, long leftNanos) {
    double before = total + left;
    count = Math.max(0, newCount);
    total = count == 0 ? 0 : Math.max(0, totalNanos) / NANOS;
    left = count == 0 ? 0 : Math.max(0, leftNanos) / NANOS;
    return count == 1 ? total + left - before : 0;
  }

  /** Seconds spent waiting. */
  double total() {
    return total;
  }

  /** Seconds left of the current wait. */
  double left() {
    return left;
  }

  boolean any() {
    return count > 0;
  }

  /**
   * Seconds of further waits to expect.
   *
   * @param leftToDone work to come, as a multiple of the work done
   */
  double expected(double leftToDone) {
    return count > 1 ? inProportion(leftToDone) : 0;
  }

  /** Seconds of further waits that the upper end of an 80 % interval should allow for. */
  double possible(double leftToDone) {
    return (count > 1 ? OFTEN : 1) * inProportion(leftToDone);
  }

  private double inProportion(double leftToDone) {
    return (total + left) * leftToDone;
  }

  /** Share of all the time so far that was waited. */
  double impact(double activeSeconds) {
    return total > 0 ? total / (total + activeSeconds) : 0;
  }

  void reset() {
    count = 0;
    total = 0;
    left = 0;
  }
}
