package io.github.progresstracker.eta;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Measures how fast one run of one job works.
 *
 * <p>A meter has a single owner: it is not thread-safe. It reads no clock. Its time is the job's
 * <em>active</em> time since the start or resume, and its work is the work of this run, so neither
 * a wait nor what an earlier run has done looks like speed.
 *
 * <pre>{@code
 * RateMeter meter = new RateMeter();
 * long start = System.nanoTime();
 * for (int done = 0; done < files.size(); done++) {
 *   meter.observe(System.nanoTime() - start, done);   // whenever there is news, allocates nothing
 *   Files.readString(files.get(done));
 * }
 * Rates rates = meter.rates();                        // whenever somebody looks
 * }</pre>
 *
 * <p><b>Steps.</b> What counts is when {@code done} rises: the work of a step is taken to have been
 * done evenly since the step before. So a unit that takes five minutes reads as a fifth of a unit
 * per minute all the time, however often one looks, and not as a spike every five minutes. A
 * silence counts as slowness as far as it is longer than the job's rhythm.
 *
 * <p><b>Rhythm</b> is the gap in which a random moment of the last 32 or so steps lies: the mean
 * square of the gaps by their mean, the length bias of renewal theory. For even steps it is the
 * gap, for bursts the silence between them. A gap of more than eight rhythms enters as eight: one
 * stall makes no rhythm, but several do.
 *
 * <p><b>Current</b> is an exponentially weighted mean over time, of work by time and not of rates,
 * and without a bias at the start. Its memory (the age at which work weighs 1/e) is a tenth of the
 * run, at least 2 seconds and at most 30, because "now" should be a small part of the run and
 * nobody means the last hour by it; and at least three rhythms, because fewer are chance. A burst
 * counts only as long as it lasted, and in a stall the rate falls to nothing within a few memories.
 *
 * <p><b>Peak</b> is the highest current rate at any step, once the run is 2 seconds old: before, a
 * few units and the luck of the first sample can make any rate.
 *
 * <p><b>History</b> has at most {@value #BUCKETS} buckets, of a quarter of a second first. When the
 * run outgrows them, neighbours are joined and the buckets are twice as long, so from 15 seconds on
 * there are always 30 to 60 that span the run. The bucket that is still filling is left out.
 *
 * <p><b>Trend</b> compares the two halves of that history; see {@link ThroughputTrend#of}.
 *
 * <p><b>Bad input</b> never throws and never harms later rates: a time before the latest one (or
 * below zero) is read as the latest one; {@code done} that is NaN, infinite, negative or not above
 * the highest so far is no step; work in no time at all is counted with the next step that took
 * time. Rates are always finite and never negative.
 */
public final class RateMeter {

  /** How many stretches of the run the history has at the most. */
  private static final int BUCKETS = 60;

  private static final long FIRST_BUCKET_NANOS = 250_000_000;

  private static final double NANOS = 1e9;
  private static final double MEMORY_SHARE_OF_RUN = 0.1;
  private static final double SHORTEST_MEMORY = 2 * NANOS;
  private static final double LONGEST_MEMORY = 30 * NANOS;
  private static final double MEMORY_RHYTHMS = 3;
  private static final long PEAK_FROM_NANOS = 2_000_000_000;

  private static final int RHYTHM_STEPS = 32;
  private static final double LONGEST_GAP_RHYTHMS = 8;

  /** Memory that was asked for; 0 for one that follows the run. */
  private final double windowNanos;

  private final double[] buckets = new double[BUCKETS];
  private long bucketNanos;

  private long latest;
  private long stepAt;
  private double done;
  private double doneAtStep;

  private long gaps;
  private double meanGap;
  private double meanSquaredGap;

  private double weightedWork;
  private double weightedNanos;
  private double peak;

  /** What was shown last; it stands until another bucket is full or a shown one changes. */
  private ThroughputHistory history;

  private @Nullable ThroughputTrend trend;

  /** Makes a meter of a run that has done nothing yet. */
  public RateMeter() {
    this(Duration.ZERO);
  }

  /**
   * Makes a meter of a run that has done nothing yet, with a memory of its owner's choice.
   *
   * @param window the age at which work weighs 1/e in the current rate, instead of a tenth of the
   *     run; three rhythms are still the least. Zero for no choice
   * @throws IllegalArgumentException if {@code window} is negative
   */
  public RateMeter(Duration window) {
    if (window.isNegative()) {
      throw new IllegalArgumentException("window must be >= 0, was " + window);
    }
    windowNanos = window.getSeconds() * NANOS + window.getNano();
    bucketNanos = FIRST_BUCKET_NANOS;
    history = ThroughputHistory.EMPTY;
  }

  /**
   * Takes a reading. Allocates nothing.
   *
   * @param activeNanos active time since the start or resume, in nanoseconds, &gt;= 0, not
   *     decreasing
   * @param newDone units of work done since the start or resume, &gt;= 0
   */
  public void observe(long activeNanos, double newDone) {
    latest = Math.max(latest, activeNanos);
    while (latest / bucketNanos >= BUCKETS) {
      joinBuckets();
    }
    if (newDone > done && newDone <= Double.MAX_VALUE) {
      done = newDone;
    }
    if (done > doneAtStep && latest > stepAt) {
      step(done - doneAtStep, (double) (latest - stepAt));
    }
  }

  private void step(double work, double gap) {
    if (stepAt > 0) {
      learnRhythm(gap);
    }
    weigh(work, gap);
    spread(work, gap);
    stepAt = latest;
    doneAtStep = done;
    if (latest >= PEAK_FROM_NANOS) {
      peak = Math.max(peak, current());
    }
  }

  /**
   * Adds a stretch to the weighted sums as if it had come in infinitely many pieces, so that it
   * does not matter how often somebody looks.
   */
  private void weigh(double work, double gap) {
    double memory = memory();
    double forgotten = -Math.expm1(-gap / memory);
    double share = forgotten * memory / gap;
    weightedWork = finite(weightedWork * (1 - forgotten) + work * share);
    weightedNanos = weightedNanos * (1 - forgotten) + gap * share;
  }

  /** The time from the very start to the first step is preparation and says nothing of rhythm. */
  private void learnRhythm(double gap) {
    double rhythm = rhythm();
    double learned = rhythm > 0 ? Math.min(gap, LONGEST_GAP_RHYTHMS * rhythm) : gap;
    gaps++;
    double weight = 1.0 / Math.min(gaps, RHYTHM_STEPS);
    meanGap += weight * (learned - meanGap);
    meanSquaredGap += weight * (learned * learned - meanSquaredGap);
  }

  private double rhythm() {
    return meanGap > 0 ? meanSquaredGap / meanGap : 0;
  }

  private double memory() {
    double shareOfRun = MEMORY_SHARE_OF_RUN * latest;
    double suited =
        windowNanos > 0
            ? windowNanos
            : Math.max(SHORTEST_MEMORY, Math.min(LONGEST_MEMORY, shareOfRun));
    return Math.max(suited, MEMORY_RHYTHMS * rhythm());
  }

  /** Puts the work of a step into the buckets of the time since the step before. */
  private void spread(double work, double gap) {
    double from = stepAt;
    int first = (int) (stepAt / bucketNanos);
    int last = (int) (latest / bucketNanos);
    for (int i = first; i <= last; i++) {
      double start = Math.max(from, (double) i * bucketNanos);
      double end = Math.min((double) latest, (i + 1.0) * bucketNanos);
      buckets[i] += work * Math.max(0, (end - start) / gap);
    }
    if (first < history.perSecond().size()) {
      history = ThroughputHistory.EMPTY;
    }
  }

  private void joinBuckets() {
    for (int i = 0; i < BUCKETS / 2; i++) {
      buckets[i] = buckets[2 * i] + buckets[2 * i + 1];
    }
    Arrays.fill(buckets, BUCKETS / 2, BUCKETS, 0);
    bucketNanos *= 2;
    history = ThroughputHistory.EMPTY;
  }

  /**
   * The rates as of the latest reading.
   *
   * @return all rates of the run; {@link Rates#NONE} before the first reading
   */
  public Rates rates() {
    double average = latest > 0 ? finite(done / latest * NANOS) : 0;
    showHistory();
    return new Rates(current(), average, Math.max(peak, average), trend, history);
  }

  private double current() {
    if (weightedNanos == 0) {
      return 0;
    }
    double memory = memory();
    double decay = Math.exp(-slowSilence() / memory);
    double nanos = weightedNanos * decay + memory * (1 - decay);
    return finite(weightedWork * decay / nanos * NANOS);
  }

  /** By how much the silence is longer than is usual. */
  private double slowSilence() {
    double usual = gaps == 0 ? stepAt : rhythm();
    return Math.max(0, latest - stepAt - usual);
  }

  /** Consecutive snapshots share one history, which changes less often than they are taken. */
  private void showHistory() {
    double judged = stepAt + slowSilence();
    int full = (int) Math.min(BUCKETS, judged / bucketNanos);
    if (full == history.perSecond().size()) {
      return;
    }
    double[] perSecond = new double[full];
    for (int i = 0; i < full; i++) {
      perSecond[i] = finite(buckets[i] / bucketNanos * NANOS);
    }
    history = new ThroughputHistory(Duration.ofNanos(bucketNanos), new Doubles(perSecond));
    trend = ThroughputTrend.of(history);
  }

  /** Forgets everything, as if newly made. */
  public void reset() {
    Arrays.fill(buckets, 0);
    bucketNanos = FIRST_BUCKET_NANOS;
    latest = 0;
    stepAt = 0;
    done = 0;
    doneAtStep = 0;
    gaps = 0;
    meanGap = 0;
    meanSquaredGap = 0;
    weightedWork = 0;
    weightedNanos = 0;
    peak = 0;
    history = ThroughputHistory.EMPTY;
    trend = null;
  }

  /** What is too large for a number is cut; nothing in here can be NaN. */
  private static double finite(double value) {
    return Math.min(Double.MAX_VALUE, value);
  }
}
