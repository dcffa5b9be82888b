package io.github.progresstracker.eta;

import java.util.Arrays;

/**
 * What earlier runs of the same job say about the end of this one.
 *
 * <p>They say two things. Their <em>pace</em>: seconds per unit, so how long this run should take
 * in all. And their <em>shape</em>: what share of its time a run had behind it when it was as far
 * as this one is now; applied to the time elapsed it needs no pace, so a slower machine or a larger
 * catalogue does it no harm. Both are turned into the log of remaining over elapsed time ({@code
 * y}), each with a variance that is taken from how much the runs differed among themselves. With
 * few runs it leans on a default, as if {@link #DEFAULT_RUNS} more runs had differed by it: what
 * happened once is not sure to happen again.
 *
 * <p>Recent runs count more: a run has 0.8 times the weight of the one after it.
 *
 * <p>All fields hold the result of the latest {@link #consult}; nothing is allocated after
 * construction.
 */
final class PastRuns {

  private static final double NANOS = 1e9;
  private static final double AGEING = 0.8;
  private static final double DEFAULT_RUNS = 2;

  /** Variance of the log of the pace where nothing is known of it: some 30 %. */
  private static final double DEFAULT_PACE_VARIANCE = 0.09;

  /** Variance of the shape where nothing is known of it: some 20 %. */
  private static final double DEFAULT_SHAPE_VARIANCE = 0.04;

  /** Seconds; beyond these no clock goes, and arithmetic stays far from its edges. */
  private static final double SHORTEST = 1e-9;

  private static final double LONGEST = 1e10;

  /** A pace further than this from the median, as a logarithm, counts as if it were no further. */
  private static final double OUTLYING = 1;

  private static final int FEWEST_FOR_A_MEDIAN = 3;

  /** Keeps the logarithms of shares finite. */
  private static final double LEAST_SHARE = 1e-4;

  /** Of a job that has no earlier runs; it is never consulted, so one serves all. */
  static final PastRuns NONE = new PastRuns(RunHistory.none());

  private final int runs;
  private final double[] weight;
  private final double[] logPace;
  private final double[][] curve;
  private final double meanLogPace;
  private final double paceVariance;
  private final double waitedPerUnit;
  private final double usualUnits;

  private double shape;
  private double shapeVariance;

  PastRuns(RunHistory history) {
    runs = history.runs().size();
    weight = new double[runs];
    logPace = new double[runs];
    curve = new double[runs][RunSummary.CURVE_POINTS];
    double done = 0;
    double[] logUnits = new double[runs];
    double waited = 0;
    for (int r = 0; r < runs; r++) {
      RunSummary run = history.runs().get(r);
      weight[r] = Math.pow(AGEING, runs - 1.0 - r);
      logPace[r] = Math.log(run.activeNanos() / NANOS) - Math.log(run.done());
      for (int j = 0; j < RunSummary.CURVE_POINTS; j++) {
        curve[r][j] = run.curve().get(j);
      }
      logUnits[r] = Math.log(run.done());
      done += weight[r] * run.done();
      waited += weight[r] * run.waitedNanos() / NANOS;
    }
    usualUnits = Math.exp(mean(logUnits));
    winsorise(logPace);
    meanLogPace = mean(logPace);
    paceVariance = variance(logPace, meanLogPace, DEFAULT_PACE_VARIANCE);
    waitedPerUnit = runs == 0 ? 0 : Math.min(LONGEST, waited / done);
  }

  static PastRuns of(RunHistory history) {
    return history.isEmpty() ? NONE : new PastRuns(history);
  }

  boolean any() {
    return runs > 0;
  }

  /** Seconds that this many units should take in all, waits left out. */
  double duration(double units) {
    double seconds = Math.exp(meanLogPace + Math.log(units));
    return Math.max(SHORTEST, Math.min(LONGEST, seconds));
  }

  /**
   * Quantile of the time that is left to a run that has taken {@code seconds} so far.
   *
   * @param chance of lasting longer than the result, between 0 and 1
   */
  double remaining(double units, double seconds, double chance) {
    double odds = 1 / (chance * survival(units, seconds)) - 1;
    return Math.max(0, duration(units) * Math.pow(odds, scale()) - seconds);
  }

  /** The chance that a run which has taken {@code seconds} goes on for {@code more}. */
  double chanceToLast(double units, double seconds, double more) {
    return survival(units, seconds + more) / survival(units, seconds);
  }

  private double survival(double units, double seconds) {
    return Math.max(Double.MIN_NORMAL, 1 / (1 + Math.pow(seconds / duration(units), 1 / scale())));
  }

  /** Of the log-logistic distribution whose logarithm has the variance of the pace. */
  private double scale() {
    return Math.sqrt(3 * paceVariance) / Math.PI;
  }

  /** The units of work that a run usually had, as a mean of logarithms. */
  double usualUnits() {
    return usualUnits;
  }

  /** Seconds that a run with as many units takes. */
  double usualDuration() {
    return duration(usualUnits);
  }

  /** Variance of the log of that duration. */
  double durationVariance() {
    return paceVariance;
  }

  /** Seconds of announced wait per unit. */
  double waitedPerUnit() {
    return waitedPerUnit;
  }

  /** Looks up the shape at a share of the work, 0 to 1, both excluded. */
  void consult(double share) {
    double sum = 0;
    double weights = 0;
    for (int r = 0; r < runs; r++) {
      sum += weight[r] * logOdds(curve[r], share);
      weights += weight[r];
    }
    shape = sum / weights;
    double squares = 0;
    for (int r = 0; r < runs; r++) {
      double off = logOdds(curve[r], share) - shape;
      squares += weight[r] * off * off;
    }
    shapeVariance = pooled(squares, weights, DEFAULT_SHAPE_VARIANCE);
  }

  /** The log of remaining over elapsed time by shape. */
  double shape() {
    return shape;
  }

  double shapeVariance() {
    return shapeVariance;
  }

  private static double logOdds(double[] curve, double share) {
    double at = share * Contrasts.PIECES;
    int j = (int) Math.min(Contrasts.PIECES - 1.0, at);
    double passed = curve[j] + (at - j) * (curve[j + 1] - curve[j]);
    double bounded = Math.max(LEAST_SHARE, Math.min(1 - LEAST_SHARE, passed));
    return Math.log((1 - bounded) / bounded);
  }

  /** A run in which there was nothing to do, or that hung for a night, must not count for many. */
  private void winsorise(double[] values) {
    if (runs < FEWEST_FOR_A_MEDIAN) {
      return;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double median = sorted[runs / 2];
    for (int r = 0; r < runs; r++) {
      values[r] = Math.max(median - OUTLYING, Math.min(median + OUTLYING, values[r]));
    }
  }

  private double mean(double[] values) {
    double sum = 0;
    double weights = 0;
    for (int r = 0; r < runs; r++) {
      sum += weight[r] * values[r];
      weights += weight[r];
    }
    return runs == 0 ? 0 : sum / weights;
  }

  private double variance(double[] values, double mean, double byDefault) {
    double squares = 0;
    double weights = 0;
    for (int r = 0; r < runs; r++) {
      squares += weight[r] * (values[r] - mean) * (values[r] - mean);
      weights += weight[r];
    }
    return pooled(squares, weights, byDefault);
  }

  /** The variance of one more run, not of the mean, which is uncertain itself. */
  private static double pooled(double squares, double weights, double byDefault) {
    double variance =
        (squares + DEFAULT_RUNS * byDefault) / (Math.max(1, weights) - 1 + DEFAULT_RUNS);
    return variance * (1 + 1 / Math.max(1, weights));
  }
}
