package io.github.progresstracker;

import org.jspecify.annotations.Nullable;

/**
 * What became of the work of this run. Counts are of pieces of work, in the tracker's unit, those
 * of the children included.
 *
 * <pre>{@code
 * tracker.advance(9, Outcome.SUCCEEDED);
 * tracker.advance(1, Outcome.FAILED);
 * Outcomes outcomes = tracker.snapshot().outcomes();               // as they were sampled last
 * System.out.println(outcomes.failed() + " failed, a share of " + outcomes.errorRate());
 * }</pre>
 *
 * @param succeeded done, and neither failed nor skipped; {@code >= 0}
 * @param failed gone wrong, whether they count as done or not; {@code >= 0}
 * @param skipped done at no cost, because there was nothing to do; {@code >= 0}
 * @param retried tries after the first; {@code >= 0}
 * @param qualityTracked whether there is a {@link #qualityScore}; retries are counted in any case
 */
public record Outcomes(
    long succeeded, long failed, long skipped, long retried, boolean qualityTracked) {

  /** Nothing has been done yet. */
  public static final Outcomes NONE = new Outcomes(0, 0, 0, 0);

  /**
   * Outcomes with a quality score.
   *
   * @param succeeded done, and neither failed nor skipped
   * @param failed gone wrong
   * @param skipped done at no cost
   * @param retried tries after the first
   */
  public Outcomes(long succeeded, long failed, long skipped, long retried) {
    this(succeeded, failed, skipped, retried, true);
  }

  /**
   * The share of failures in what was really tried.
   *
   * @return failed ÷ (succeeded + failed), 0 to 1; null while nothing has been tried
   */
  public @Nullable Double errorRate() {
    return tried() == 0 ? null : (double) failed / tried();
  }

  /**
   * The share of what was tried that came out right at the first try: the first pass yield of
   * production metrics (ISO 22400-2), with each retry taken for another piece of work.
   *
   * @return (succeeded − retried) ÷ (succeeded + failed), 0 to 1; null while nothing has been
   *     tried, or if {@linkplain TrackingConfig#enableQualityTracking quality is not tracked}
   */
  public @Nullable Double qualityScore() {
    return tried() == 0 || !qualityTracked
        ? null
        : Math.max(0, (double) succeeded - retried) / tried();
  }

  /** In floating point, because the sum of two counts may not fit a long. */
  private double tried() {
    return (double) succeeded + failed;
  }
}
