package io.github.progresstracker.eta;

/**
 * How good the estimates of a run were, judged when the run is over. Immutable.
 *
 * <p>{@code T} is the whole duration. A look is one estimate at one moment; scored are 200 moments,
 * spread evenly from 5 % to 95 % of {@code T}. At each, {@code estimated} and {@code true} are
 * remaining times, and where there was no estimate it counts as zero remaining, with a range from
 * zero to zero.
 *
 * @param looks how many estimates were looked at in the whole run, &gt; 0
 * @param error mean of {@code |estimated - true| / T}, each at most 2: by what share of the run the
 *     estimate was off (the normalised mean absolute error of predictive process monitoring); 0 is
 *     perfect, and a standing "no time left" has about 0.5
 * @param medianRatio median of the larger of {@code estimated} and {@code true} by the smaller,
 *     neither taken below 0.5 % of {@code T}; 1 is perfect, 2 is off by half or by double
 * @param jitter how far the predicted finish wandered in all, in durations {@code T}: the sum of
 *     {@code |finish - finish before|} over successive moments that both had an estimate; 0 is a
 *     finish that never moved
 * @param coverage share of the moments at which the truth lay within low and high, 0 to 1; an 80 %
 *     interval should come near 0.8
 * @param width mean of {@code (high - low) / T}: a wide interval covers easily
 * @param winkler mean interval score by {@code T}, for 80 % intervals and each at most 10: the
 *     width, plus ten times the distance of the truth from the interval (Winkler 1972; Gneiting and
 *     Raftery 2007); small is good, and neither width nor coverage alone can make it so
 * @param unanswered share of the moments without an estimate, 0 to 1
 * @see AccuracyMeter
 */
public record EtaAccuracy(
    long looks,
    double error,
    double medianRatio,
    double jitter,
    double coverage,
    double width,
    double winkler,
    double unanswered) {

  /**
   * Checks the ranges.
   *
   * @param looks how many estimates were looked at
   * @param error mean absolute error as a share of the run
   * @param medianRatio median ratio of estimate and truth
   * @param jitter how far the finish wandered, in durations
   * @param coverage share of moments with the truth in the interval
   * @param width mean width of the interval as a share of the run
   * @param winkler mean interval score as a share of the run
   * @param unanswered share of moments without an estimate
   * @throws IllegalArgumentException if a value is out of its range or not a finite number
   */
  public EtaAccuracy {
    require("looks", (double) looks, 1, Long.MAX_VALUE);
    require("error", error, 0, 2);
    require("medianRatio", medianRatio, 1, Double.MAX_VALUE);
    require("jitter", jitter, 0, Double.MAX_VALUE);
    require("coverage", coverage, 0, 1);
    require("width", width, 0, Double.MAX_VALUE);
    require("winkler", winkler, 0, 10);
    require("unanswered", unanswered, 0, 1);
  }

  private static void require(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          name + " must be between " + least + " and " + most + ", was " + value);
    }
  }
}
