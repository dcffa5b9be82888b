package io.github.progresstracker.eta;

import java.util.Arrays;

/** Adds up looks at one run of known duration, all with the same weight. */
final class AccuracyScore {

  private static final double WORST_ERROR = 2;
  private static final double LEAST_SHARE = 0.005;
  private static final double WORST_INTERVAL = 10;

  /** What a unit of distance from an 80 % interval costs: 2 / 0.2. */
  private static final double MISS_COST = 10;

  private final double duration;
  private final double[] ratios;
  private int count;
  private int answered;
  private int covered;
  private double error;
  private double jitter;
  private double width;
  private double winkler;
  private double finishBefore = Double.NaN;

  /**
   * An empty score.
   *
   * @param duration of the run, in seconds
   * @param looks how many will be added
   */
  AccuracyScore(double duration, int looks) {
    this.duration = duration;
    this.ratios = new double[looks];
  }

  /** Adds a look, later than the one before; all times in seconds, NaN for no estimate. */
  void add(double now, double remaining, double low, double high) {
    boolean known = !Double.isNaN(remaining);
    double truth = duration - now;
    addEstimate(truth, known ? remaining : 0);
    addInterval(truth, known ? low : 0, known ? high : 0);
    answered += known ? 1 : 0;
    double finish = now + remaining;
    double moved = Math.abs(finish - finishBefore) / duration;
    jitter += Double.isNaN(moved) ? 0 : moved;
    finishBefore = finish;
    count++;
  }

  private void addEstimate(double truth, double remaining) {
    error += Math.min(WORST_ERROR, Math.abs(remaining - truth) / duration);
    double a = Math.max(remaining, LEAST_SHARE * duration);
    double b = Math.max(truth, LEAST_SHARE * duration);
    ratios[count] = Math.max(a / b, b / a);
  }

  private void addInterval(double truth, double low, double high) {
    covered += low <= truth && truth <= high ? 1 : 0;
    width += (high - low) / duration;
    double missed = Math.max(0, Math.max(low - truth, truth - high));
    winkler += Math.min(WORST_INTERVAL, (high - low + MISS_COST * missed) / duration);
  }

  /** The result of all looks there should be. */
  EtaAccuracy result(long looksTaken) {
    double n = count;
    return new EtaAccuracy(
        looksTaken,
        error / n,
        median(),
        jitter,
        covered / n,
        width / n,
        winkler / n,
        (count - answered) / n);
  }

  boolean isAnswered() {
    return answered > 0;
  }

  private double median() {
    Arrays.sort(ratios);
    int middle = count / 2;
    return count % 2 == 1 ? ratios[middle] : (ratios[middle - 1] + ratios[middle]) / 2;
  }
}
