package io.github.progresstracker.benchmarks.accuracy;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How well an estimator did on one trace. Times are shares of the job's duration, so that a job of
 * seconds counts as much as one of hours. A look without an estimate counts as zero remaining.
 *
 * @param error mean over the looks of the distance from the true remaining time, at most 2 a look
 * @param ratio median of how many times too long or too short the estimate was, >= 1; both sides
 *     are at least half a percent of the duration, so that the end of a job does not divide by zero
 * @param lateError the error over the looks in the second half of the run
 * @param jitter how far the predicted finish wandered, all moves added up, in job lengths; an
 *     estimate counts as at most three job lengths here, so that one absurd number is not all
 * @param coverage share of the looks with the truth within the interval; NaN without intervals
 * @param width mean width of the interval; NaN without intervals
 * @param winkler mean interval score (Winkler 1972): width, plus 10 times the distance of the truth
 *     from an interval that missed it, at most 10 a look; NaN without intervals
 * @param noEstimate share of the looks without an estimate
 */
record Scores(
    double error,
    double ratio,
    double lateError,
    double jitter,
    double coverage,
    double width,
    double winkler,
    double noEstimate) {

  private static final double WORST_ERROR = 2;
  private static final double SMALLEST_SHARE = 0.005;
  private static final double WORST_WINKLER = 10;
  private static final double LONGEST_REMAINING = 3;
  // 2 / alpha for an interval that is to hold the truth in 80 of 100 looks.
  private static final double MISS_COST = 2 / 0.2;

  /**
   * Scores what an estimator said.
   *
   * @param duration how long the job took in seconds, > 0
   * @param looks what was said, in the order of time
   * @param intervals whether the estimator gives intervals at all
   */
  static Scores of(double duration, List<Look> looks, boolean intervals) {
    List<Look> late = looks.stream().filter(look -> look.seconds() >= duration / 2).toList();
    return new Scores(
        mean(looks, look -> error(look, duration)),
        Statistics.median(looks.stream().mapToDouble(look -> ratio(look, duration)).toArray()),
        mean(late, look -> error(look, duration)),
        jitter(looks, duration),
        intervals ? mean(looks, look -> covers(look, duration) ? 1 : 0) : Double.NaN,
        intervals ? mean(looks, look -> (high(look) - low(look)) / duration) : Double.NaN,
        intervals ? mean(looks, look -> winkler(look, duration)) : Double.NaN,
        mean(looks, look -> look.isEstimate() ? 0 : 1));
  }

  static double error(Look look, double duration) {
    double truth = duration - look.seconds();
    return Math.min(WORST_ERROR, Math.abs(look.remainingOrZero() - truth) / duration);
  }

  static double ratio(Look look, double duration) {
    double floor = SMALLEST_SHARE * duration;
    double said = Math.max(floor, look.remainingOrZero());
    double truth = Math.max(floor, duration - look.seconds());
    return Math.max(said / truth, truth / said);
  }

  /** The interval score of one look, for any interval. */
  static double winkler(double low, double high, double truth, double duration) {
    double missed = Math.max(0, Math.max(low - truth, truth - high));
    return Math.min(WORST_WINKLER, (high - low + MISS_COST * missed) / duration);
  }

  private static double winkler(Look look, double duration) {
    return winkler(low(look), high(look), duration - look.seconds(), duration);
  }

  private static double jitter(List<Look> looks, double duration) {
    double sum = 0;
    for (int i = 1; i < looks.size(); i++) {
      sum += Math.abs(finish(looks.get(i), duration) - finish(looks.get(i - 1), duration));
    }
    return sum / duration;
  }

  private static double finish(Look look, double duration) {
    return look.seconds() + Math.min(look.remainingOrZero(), LONGEST_REMAINING * duration);
  }

  private static boolean covers(Look look, double duration) {
    double truth = duration - look.seconds();
    return low(look) <= truth && truth <= high(look);
  }

  private static double low(Look look) {
    return Double.isNaN(look.low()) ? 0 : look.low();
  }

  private static double high(Look look) {
    return Double.isNaN(look.high()) ? 0 : look.high();
  }

  private static double mean(List<Look> looks, ToDoubleFunction<Look> of) {
    return looks.stream().mapToDouble(of).average().orElse(Double.NaN);
  }
}
