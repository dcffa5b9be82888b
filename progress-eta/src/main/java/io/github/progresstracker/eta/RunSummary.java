package io.github.progresstracker.eta;

import java.util.List;

/**
 * What one completed run of a job teaches later runs of the same job: how long it took, for how
 * much work, and how the time was spread over the work. A few dozen numbers, whatever the size of
 * the job.
 *
 * @param done units of work done, &gt; 0; units that an earlier attempt had done before a resume
 *     are not among them
 * @param activeNanos time spent on them in nanoseconds, waits and pauses left out, &gt; 0
 * @param waits how many announced waits there were, &gt;= 0
 * @param waitedNanos time spent in them in nanoseconds, &gt;= 0
 * @param curve {@link #CURVE_POINTS} shares of the active time: {@code curve.get(j)} had passed
 *     when {@code j / 16} of the work was done; from 0 to 1, not decreasing
 * @see RunHistory
 */
public record RunSummary(
    double done, long activeNanos, int waits, long waitedNanos, List<Double> curve) {

  /** How many points a curve has: the two ends and 15 between. */
  public static final int CURVE_POINTS = Contrasts.PIECES + 1;

  /**
   * Checks the values.
   *
   * @param done units of work done, &gt; 0 and finite
   * @param activeNanos time spent on them, &gt; 0
   * @param waits how many announced waits there were, &gt;= 0
   * @param waitedNanos time spent in them, &gt;= 0
   * @param curve shares of the active time; copied
   * @throws IllegalArgumentException if a value is out of its range or the curve is not one
   */
  public RunSummary {
    if (!(done > 0 && done <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("done must be finite and > 0, was " + done);
    }
    if (activeNanos <= 0 || waits < 0 || waitedNanos < 0) {
      throw new IllegalArgumentException(
          "activeNanos must be > 0, waits and waitedNanos >= 0, were "
              + List.of(activeNanos, waits, waitedNanos));
    }
    curve = List.copyOf(curve);
    requireCurve(curve);
  }

  private static void requireCurve(List<Double> curve) {
    boolean sound = curve.size() == CURVE_POINTS && curve.get(0) == 0.0;
    for (int j = 1; sound && j < CURVE_POINTS; j++) {
      sound = curve.get(j) >= curve.get(j - 1);
    }
    if (!sound || curve.get(CURVE_POINTS - 1) != 1.0) {
      throw new IllegalArgumentException(
          "a curve must be "
              + CURVE_POINTS
              + " shares from 0 to 1 that do not decrease, was "
              + curve);
    }
  }
}
