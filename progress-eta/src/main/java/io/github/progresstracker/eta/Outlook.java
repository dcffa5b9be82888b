package io.github.progresstracker.eta;

/**
 * Turns what a {@link SlownessModel} knows into a remaining time with an interval.
 *
 * <p><b>The question.</b> Let {@code u} be the share of its time that the job has behind it at the
 * moment of the look. All is known once {@code u} is, because {@code remaining / elapsed = (1 - u)
 * / u}. Its logarithm {@code y} is the scale to work on: errors of durations are ratios, and a
 * factor of two too long is as wrong as a factor of two too short.
 *
 * <p><b>What the measurement says.</b> The experts' mean slowness, times the units left, over the
 * time elapsed, gives a measured {@code y}. Whose vote counts depends on the share {@code x} of the
 * work that is done. What the last sixteenth of it took tells much about a rest that is as short,
 * and next to nothing about one that is many times as long; it would only make the estimate
 * tremble. The average from the very beginning tells least when only the end is left. So the votes
 * of the hasty experts grow as {@code x} and that of the overall average falls as {@code 1 - x}.
 *
 * <p>The variance of the measurement is a sum of what can go wrong:
 *
 * <ul>
 *   <li>the {@link Contrasts} of this very run: an uneven job will go on being uneven;
 *   <li>a trend: what has got slower or faster as a whole will hardly stay as it is;
 *   <li>the first pieces are rarely like the rest, so a part falls with the share {@code x} of the
 *       work as {@code 1/x}, and is smaller for a job that has gone evenly from the start;
 *   <li>its mirror image {@code 1/(1-x)}: nor are the last ones;
 *   <li>lumpiness, one over the effective number of steps: a single step proves little;
 *   <li>a silence that is going on: nobody knows what it will end with.
 * </ul>
 *
 * <p><b>What is known before.</b> Whoever looks at a random moment of a run finds {@code u}
 * uniformly distributed, which makes {@code y} logistic. Bayes' rule joins the two ({@link
 * Posterior}). The better the measurement, the less that prior matters. (It has been called the
 * Copernican argument: Gott, Nature 1993.)
 *
 * <p><b>What to say.</b> The estimate is the peak of the posterior. The interval reaches three
 * times as far down as up, counted in logarithms: jobs that are done much sooner than foreseen,
 * because they had been slow at first, are more frequent than jobs that take as many times longer.
 * The <em>confidence</em> is the probability, by the same distribution, that the truth lies within
 * 25 % of the estimate.
 *
 * <p><b>Earlier runs</b> of the same job give further measurements of {@code y} ({@link PastRuns}),
 * each with its variance. They are averaged with weights of one over the variance; where they
 * contradict each other, half of the squared contradiction is added to the variance of the mean.
 *
 * <p>The plain average (linear) is shown as it is; it gets the interval and the confidence only.
 *
 * <p>The constants are round numbers, chosen on recorded jobs; none is a length of time, a number
 * of units or a rate. All fields hold the result of the latest {@link #weigh} and {@link #project};
 * one instance is used again and again, so that a query allocates nothing here.
 */
final class Outlook {

  /** Square of a spread of some 6 %: nothing is surer than that. */
  private static final double LEAST_VARIANCE = 0.004;

  /** How much of the mean square contrast at each scale is variance of the forecast. */
  private static final double CONTRAST_VARIANCE = 0.1;

  /** Variance with the share {@code x} of the work done is this over {@code x}, */
  private static final double EARLY_VARIANCE = 0.008;

  /** at most this; */
  private static final double MOST_EARLY_VARIANCE = 0.3;

  /** with the share {@code 1 - x} left it is this over {@code 1 - x}, */
  private static final double LATE_VARIANCE = 0.015;

  /** at most this. */
  private static final double MOST_LATE_VARIANCE = 0.5;

  /** Where the mean square contrasts are this, some half of both remains, */
  private static final double UNEVEN = 0.05;

  /** and for an even job so much: it may have begun slowly, */
  private static final double EARLY_IF_EVEN = 1.0 / 3;

  /** but it will hardly end otherwise than it went. */
  private static final double LATE_IF_EVEN = 0.1;

  /** Variance where all was a single step. */
  private static final double LUMP_VARIANCE = 0.25;

  /** How much of the squared log ratio of recent and overall slowness is variance. */
  private static final double TREND_VARIANCE = 0.2;

  /** Variance after a silence of the share {@code s} of the run is this times {@code s * s}. */
  private static final double SILENCE_VARIANCE = 1;

  /** Variance of the measurement beside history, which knows what is coming and is never early. */
  private static final double FORESIGHT = 4;

  /** How much of the squared disagreement between run and history is doubt about both. */
  private static final double DISCORD = 0.5;

  /** A factor of e^3 either way is ignorance already. */
  private static final double MOST_VARIANCE = 9;

  /** Beyond a factor of e^60 no arithmetic helps. */
  private static final double LARGEST_LOG = 60;

  private static final double LONGEST_LOG_ODDS = 40;

  /** The 80 % interval reaches so many spreads down and up. */
  private static final double DOWN = 3.5;

  private static final double UP = 1.15;

  /** Chance of lying outside the interval, on either side. */
  private static final double TAIL = 0.1;

  /** What counts as close to the truth. */
  private static final double CLOSE = 0.25;

  /** A spread estimated from a few pieces of one run is too small by about this factor. */
  private static final double OVERCONFIDENCE = 1.25;

  private static final double LOG_OF_CLOSE_BELOW = Math.log1p(-CLOSE);
  private static final double LOG_OF_CLOSE_ABOVE = Math.log1p(CLOSE);

  /** With it the logistic function is nowhere further than 0.01 from the normal distribution's. */
  private static final double LOGISTIC_SCALE = 1.702;

  private static final double[] AVERAGE = {1, 0, 0, 0, 0, 0};
  private static final double[] MIDDLE = {0, 0, 1, 0, 0, 0};
  private static final double[] FIRST = {1, 1, 1, 0, 0, 1};
  private static final double[] LAST = {0, 1, 1, 1, 1, 1};

  /** The votes of the experts when nothing is done, */
  private final double[] first;

  /** and when all is done; in between they are in between. */
  private final double[] last;

  private final boolean plainAverage;
  private final PastRuns past;

  private final double[] logs = new double[SlownessModel.EXPERTS];
  private final Contrasts contrasts = new Contrasts();
  private final Posterior posterior = new Posterior();

  private double now;
  private double done;
  private double horizon;
  private double countedDown;
  private double silent;
  private double lumpiness;
  private double logOdds;
  private double variance;
  private double raw;
  private double measured;
  private double low;
  private double high;
  private double confidence;

  private Outlook(PastRuns past, boolean plainAverage, double[] first, double[] last) {
    this.past = past;
    this.plainAverage = plainAverage;
    this.first = first;
    this.last = last;
  }

  /** The average of the whole run, alone and as it is. */
  static Outlook linear() {
    return new Outlook(PastRuns.NONE, true, AVERAGE, AVERAGE);
  }

  /** The kernel in the middle, alone. */
  static Outlook exponential() {
    return new Outlook(PastRuns.NONE, false, MIDDLE, MIDDLE);
  }

  /** All experts, and the earlier runs of the job. */
  static Outlook adaptive(PastRuns past) {
    return new Outlook(past, false, FIRST, LAST);
  }

  PastRuns past() {
    return past;
  }

  /** Finds out what to believe at {@code seconds}; the model must have seen some work by then. */
  void weigh(SlownessModel model, double seconds) {
    now = seconds;
    done = model.done();
    double silence = Math.max(0, now - model.time());
    double usual = Math.min(silence, model.usualGap());
    horizon = now - usual;
    countedDown = usual;
    silent = silence / now;
    lumpiness = model.lumpiness(horizon);
    model.logSlowness(silence - usual, logs);
    contrasts.measure(model.checkpoints(), done, horizon);
  }

  /** Says how long {@code left} units will take, from the moment of the latest {@link #weigh}. */
  void project(double left) {
    double share = done / (done + left);
    believe(logSlowness(share) + Math.log(left) - Math.log(horizon), variance(share));
    if (past.any()) {
      consultPast(left, share);
    }
    measured = countedDown(duration(logOdds));
    posterior.at(logOdds, Math.min(MOST_VARIANCE, variance));
    double plain = now * (left / done);
    double peak = plainAverage ? Math.log(plain / horizon) : posterior.peak();
    raw = plainAverage ? plain : countedDown(duration(peak));
    double spread = posterior.spread();
    low = Math.max(0, duration(peak - DOWN * spread) - countedDown);
    high = duration(peak + UP * spread);
    double doubt = OVERCONFIDENCE * spread;
    confidence = below(LOG_OF_CLOSE_ABOVE / doubt) - below(LOG_OF_CLOSE_BELOW / doubt);
  }

  private double logSlowness(double share) {
    double sum = 0;
    double votes = 0;
    for (int e = 0; e < SlownessModel.EXPERTS; e++) {
      double vote = first[e] + share * (last[e] - first[e]);
      if (vote > 0) {
        sum += vote * logs[e];
        votes += vote;
      }
    }
    return sum / votes;
  }

  private double variance(double share) {
    double contrast = contrasts.sumOfMeanSquares();
    double early = (contrast + EARLY_IF_EVEN * UNEVEN) / (contrast + UNEVEN);
    double late = (contrast + LATE_IF_EVEN * UNEVEN) / (contrast + UNEVEN);
    return LEAST_VARIANCE
        + CONTRAST_VARIANCE * contrast
        + early * Math.min(MOST_EARLY_VARIANCE, EARLY_VARIANCE / share)
        + late * Math.min(MOST_LATE_VARIANCE, LATE_VARIANCE / (1 - share))
        + LUMP_VARIANCE * lumpiness
        + TREND_VARIANCE * square(logs[2] - logs[0])
        + SILENCE_VARIANCE * silent * silent;
  }

  private void consultPast(double left, double share) {
    past.consult(share);
    double whole = past.duration(done + left);
    double ahead = 1 - horizon / whole;
    double pace = ahead > 0 ? Math.log(ahead * whole / horizon) : 0;
    // How far earlier runs were from even here is how far this one's own rate may mislead.
    double uneven = past.shape() - Math.log((1 - share) / share);
    double byRun = 1 / (FORESIGHT * variance + square(uneven));
    double byShape = 1 / past.shapeVariance();
    double byPace = ahead > 0 ? square(ahead * (1 - share)) / past.durationVariance() : 0;
    double all = byRun + byShape + byPace;
    double joint = (byRun * logOdds + byShape * past.shape() + byPace * pace) / all;
    double discord =
        byRun * square(logOdds - joint)
            + byShape * square(past.shape() - joint)
            + byPace * square(pace - joint);
    believe(joint, LEAST_VARIANCE + (1 + DISCORD * discord) / all);
  }

  private void believe(double newLogOdds, double newVariance) {
    logOdds = Math.max(-LARGEST_LOG, Math.min(LARGEST_LOG, newLogOdds));
    variance = newVariance;
  }

  private static double square(double value) {
    return value * value;
  }

  private double duration(double y) {
    return horizon * Math.exp(Math.max(-LONGEST_LOG_ODDS, Math.min(LONGEST_LOG_ODDS, y)));
  }

  private double countedDown(double estimate) {
    return Math.max(estimate - countedDown, estimate / 4);
  }

  private static double below(double deviations) {
    return 1 / (1 + Math.exp(-LOGISTIC_SCALE * deviations));
  }

  /**
   * Says how long {@code units} of which none is done will take, by earlier runs alone.
   *
   * <p>Their durations are taken as log-logistic (Fisk 1961), whose quantiles, given that the run
   * lasts longer than it has already, have a closed form and are later than now.
   *
   * @param seconds since the start
   */
  void presume(double units, double seconds) {
    variance = past.durationVariance();
    contrasts.clear();
    raw = past.remaining(units, seconds, 0.5);
    low = past.remaining(units, seconds, 1 - TAIL);
    high = past.remaining(units, seconds, TAIL);
    confidence =
        past.chanceToLast(units, seconds, (1 - CLOSE) * raw)
            - past.chanceToLast(units, seconds, (1 + CLOSE) * raw);
  }

  /** Seconds left, before any presentation. */
  double remaining() {
    return raw;
  }

  /** Seconds left by the measurement alone, without what is known before. */
  double measured() {
    return measured;
  }

  /** Lower end of the 80 % interval, seconds. */
  double low() {
    return low;
  }

  /** Upper end of the 80 % interval, seconds. */
  double high() {
    return high;
  }

  /** Probability that the truth is within 25 % of the estimate. */
  double confidence() {
    return confidence;
  }

  /**
   * How uneven the job has been, as the spread of a logarithm: the part of the doubt that time does
   * not cure. Earlier runs may have shown that it is less than it seems.
   */
  double unevenness() {
    return Math.sqrt(Math.min(CONTRAST_VARIANCE * contrasts.sumOfMeanSquares(), variance));
  }

  /** What drove the estimate. */
  EtaFactors factors(double rateLimitingImpact) {
    return new EtaFactors(
        Math.exp(-logs[SlownessModel.KERNELS - 1]),
        Math.min(Double.MAX_VALUE, done / now),
        rateLimitingImpact,
        Math.min(Double.MAX_VALUE, Math.exp(logs[2] - logs[0])),
        Math.exp(-contrasts.meanSize()));
  }
}
