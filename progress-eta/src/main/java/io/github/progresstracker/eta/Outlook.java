package io.github.progresstracker.eta;

import java.util.Arrays;

/**
 * Turns the beliefs of a {@link SlownessModel} into a remaining time with an interval.
 *
 * <p><b>Trust.</b> Each expert has a prior and is trusted by {@code prior * exp(-2 * loss)} with
 * its back-tested loss, the exponential weights of Littlestone and Warmuth's weighted majority and
 * of Freund and Schapire's Hedge. The weighted mean is taken of logarithms, since errors of
 * durations are ratios.
 *
 * <p><b>Time-of-look shrink.</b> Somebody who looks at a random moment of a run finds the share of
 * the time that is over uniformly distributed, so before anything is measured the log odds of
 * remaining to elapsed are spread around 0. The less predictable the job has proved, the more the
 * estimate is drawn to there. The measure for it is the loss of the trusted experts, joined by the
 * lumpiness of the observations. The plain average (linear) is not shrunk: it is exactly elapsed
 * time per unit, times units left.
 *
 * <p><b>Interval.</b> The spread {@code sigma} of the log of the estimate grows with four things:
 * the loss over long spans, the lumpiness, the loss over short spans and how far the kernels
 * disagree. The interval is wider below than above because what ends late usually has been slow
 * early. While the job is silent, lumpiness and disagreement grow, and so does the interval.
 *
 * <p>All fields hold the result of the latest {@link #weigh} and {@link #project}; one instance is
 * used again and again, so that a query allocates nothing here.
 */
final class Outlook {

  /** Learning rate of the trust. */
  private static final double LEARNING_RATE = 2;

  /** The loss of an expert nobody could test yet: a factor of e, either way. */
  private static final double UNTESTED = 1;

  private static final double LUMPINESS_IN_DOUBT = 0.36;
  private static final double MOST_DOUBT_SQUARED = 4;
  private static final double BIAS = 0.15;
  private static final double SHRINK = 0.35;
  private static final double LONGEST_LOG_ODDS = 9;

  private static final double LOW_SIGMAS = 1.45;
  private static final double HIGH_SIGMAS = 0.70;

  private final double[] prior;
  private final boolean plainAverage;

  private final double[] logs = new double[SlownessModel.EXPERTS];
  private final double[] recentLoss = new double[SlownessModel.EXPERTS];
  private final double[] longLoss = new double[SlownessModel.EXPERTS];

  private double now;
  private double done;
  private double horizon;
  private double countedDown;
  private double logSlowness;
  private double doubt;
  private double longTermLoss;
  private double sigma;
  private double estimate;
  private double raw;

  private Outlook(boolean plainAverage, double... prior) {
    this.plainAverage = plainAverage;
    this.prior = prior;
  }

  /** The average of the whole run, alone and as it is. */
  static Outlook linear() {
    return new Outlook(true, 1, 0, 0, 0, 0, 0);
  }

  /** The kernel in the middle, alone. */
  static Outlook exponential() {
    return new Outlook(false, 0, 0, 1, 0, 0, 0);
  }

  /** All experts; the middle one gets some credit and the hastiest little. */
  static Outlook adaptive() {
    return new Outlook(false, 1, 1, 1.5, 1, 0.5, 1);
  }

  /** Finds out what to believe at {@code seconds}; the model must have seen some work by then. */
  void weigh(SlownessModel model, double seconds) {
    now = seconds;
    done = model.done();
    double silence = Math.max(0, now - model.time());
    double usual = Math.min(silence, model.usualGap());
    horizon = now - usual;
    countedDown = plainAverage ? 0 : usual;
    model.logSlowness(silence - usual, logs);
    if (!model.checkpoints().backTest(done, horizon, recentLoss, longLoss)) {
      Arrays.fill(recentLoss, UNTESTED);
      Arrays.fill(longLoss, UNTESTED);
    }
    mix(model.lumpiness(horizon));
  }

  private void mix(double lumpiness) {
    double best = bestLoss();
    double sum = 0;
    double log = 0;
    double recent = 0;
    double far = 0;
    for (int e = 0; e < SlownessModel.EXPERTS; e++) {
      double trust =
          prior[e] == 0 ? 0 : prior[e] * Math.exp(-LEARNING_RATE * (recentLoss[e] - best));
      sum += trust;
      log += trust * logs[e];
      recent += trust * recentLoss[e];
      far += trust * longLoss[e];
    }
    logSlowness = log / sum;
    double volatility = recent / sum;
    longTermLoss = far / sum;
    doubt = doubt(volatility, lumpiness);
    sigma =
        0.20
            + 0.30 * longTermLoss
            + 0.25 * Math.sqrt(lumpiness)
            + 0.30 * volatility
            + 0.35 * disagreement();
  }

  private static double doubt(double volatility, double lumpiness) {
    double squared = volatility * volatility + LUMPINESS_IN_DOUBT * lumpiness;
    return Math.sqrt(Math.min(MOST_DOUBT_SQUARED, squared));
  }

  private double bestLoss() {
    double best = Double.POSITIVE_INFINITY;
    for (int e = 0; e < SlownessModel.EXPERTS; e++) {
      if (prior[e] > 0) {
        best = Math.min(best, recentLoss[e]);
      }
    }
    return best;
  }

  private double disagreement() {
    double least = logs[0];
    double most = logs[0];
    for (int i = 1; i < SlownessModel.KERNELS; i++) {
      least = Math.min(least, logs[i]);
      most = Math.max(most, logs[i]);
    }
    return most - least;
  }

  /** Says how long {@code left} units will take, from the moment of the latest {@link #weigh}. */
  void project(double left) {
    estimate = plainAverage ? now * (left / done) : shrunk(left);
    raw = Math.max(estimate - countedDown, estimate / 4);
  }

  private double shrunk(double left) {
    double logOdds = logSlowness + Math.log(left) - Math.log(horizon);
    double drawn = (logOdds - BIAS * doubt) / (1 + SHRINK * doubt * doubt);
    return horizon * Math.exp(Math.max(-LONGEST_LOG_ODDS, Math.min(LONGEST_LOG_ODDS, drawn)));
  }

  /** Seconds left, before any presentation. */
  double remaining() {
    return raw;
  }

  /** Lower end of the 80 % interval, seconds. */
  double low() {
    return Math.max(0, estimate * Math.exp(-LOW_SIGMAS * sigma) - countedDown);
  }

  /** Upper end of the 80 % interval, seconds. */
  double high() {
    return estimate * Math.exp(HIGH_SIGMAS * sigma);
  }

  /**
   * How unpredictable the job has proved of late, 0 to 2, as a standard deviation of logarithms.
   */
  double doubt() {
    return doubt;
  }

  /** Spread expected of the logarithm of the estimate. */
  double sigma() {
    return sigma;
  }

  /** What drove the estimate. */
  EtaFactors factors(double rateLimitingImpact) {
    return new EtaFactors(
        Math.exp(-logs[SlownessModel.KERNELS - 1]),
        Math.min(Double.MAX_VALUE, done / now),
        rateLimitingImpact,
        Math.exp(logs[2] - logs[0]),
        Math.exp(-longTermLoss));
  }
}
