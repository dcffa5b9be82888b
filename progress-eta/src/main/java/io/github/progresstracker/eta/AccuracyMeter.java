package io.github.progresstracker.eta;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what a run's estimates said, and scores them when the run is over and the truth is
 * known.
 *
 * <p>A meter has a single owner: it is not thread-safe. It reads no clock. Its time is the time
 * that people see pass: the time since the start with waits in it.
 *
 * <pre>{@code
 * EtaEstimator estimator = EtaEstimator.adaptive();
 * AccuracyMeter meter = new AccuracyMeter();
 * long start = System.nanoTime();
 * for (int done = 0; done < files.size(); done++) {
 *   long nanos = System.nanoTime() - start;           // no waits here, so active is elapsed
 *   estimator.observe(nanos, done, files.size());
 *   meter.look(nanos, estimator.estimate(nanos));     // whenever somebody looks
 *   Files.readString(files.get(done));
 * }
 * Optional<EtaAccuracy> accuracy = meter.accuracy(System.nanoTime() - start);
 * }</pre>
 *
 * <p><b>Memory</b> is bounded. The meter keeps up to {@value #MOST_LOOKS} looks (16 KB; a short run
 * takes less). When it is full, it drops every second one and from then on keeps only looks that
 * are as far apart as the ones left over, so that they stay even over the run.
 *
 * <p><b>Weights.</b> Looks come as they come: four a second, then none for a minute. The score is
 * taken at 200 evenly spread moments, each with the look nearest to it, so that many looks in a
 * short time weigh no more than few. For 200 looks at those very moments it is the plain formula.
 *
 * <p><b>Bad input</b> never throws: a time before the latest one (or below zero) is read as the
 * latest one; of several looks at one moment the last counts; a remaining time that is NaN is no
 * estimate, one below zero is zero, one beyond {@link Eta#LONGEST} is that; an interval whose ends
 * are NaN or do not hold the estimate is widened to it.
 */
public final class AccuracyMeter {

  /** How many looks are kept at the most. */
  private static final int MOST_LOOKS = 512;

  private static final int FIRST_LOOKS = 32;
  private static final int FEWEST_LOOKS = 10;
  private static final int MOMENTS = 200;
  private static final double FIRST_SHARE = 0.05;
  private static final double SHARES = 0.90;

  private static final double NANOS = 1e9;
  private static final double LONGEST_SECONDS = Long.MAX_VALUE / NANOS;

  private long[] times = new long[FIRST_LOOKS];
  private double[] remaining = new double[FIRST_LOOKS];
  private double[] low = new double[FIRST_LOOKS];
  private double[] high = new double[FIRST_LOOKS];
  private int kept;
  private long latest;
  private long spacing;
  private long looks;

  /** Makes a meter that has seen nothing. */
  public AccuracyMeter() {}

  /**
   * Takes note of an estimate.
   *
   * @param elapsedNanos time since the start in nanoseconds, waits included, &gt;= 0, not
   *     decreasing
   * @param eta what was estimated then
   */
  public void look(long elapsedNanos, Eta eta) {
    look(elapsedNanos, seconds(eta.remaining()), seconds(eta.low()), seconds(eta.high()));
  }

  /**
   * Takes note of an estimate in seconds.
   *
   * @param elapsedNanos time since the start in nanoseconds, waits included, &gt;= 0, not
   *     decreasing
   * @param remainingSeconds expected seconds to the end; NaN for no estimate
   * @param lowSeconds lower end of its 80 % interval
   * @param highSeconds upper end of its 80 % interval
   */
  public void look(
      long elapsedNanos, double remainingSeconds, double lowSeconds, double highSeconds) {
    looks++;
    latest = Math.max(latest, elapsedNanos);
    if (kept == 0 || times[kept - 1] < latest) {
      if (!makeRoom()) {
        return;
      }
      kept++;
    }
    times[kept - 1] = latest;
    double mid = bounded(remainingSeconds);
    remaining[kept - 1] = mid;
    low[kept - 1] = lowSeconds <= mid ? bounded(lowSeconds) : mid;
    high[kept - 1] = highSeconds >= mid ? bounded(highSeconds) : mid;
  }

  /** Says whether a look at the latest moment is to be kept, and then there is room for it. */
  private boolean makeRoom() {
    if (kept == MOST_LOOKS) {
      spacing = latest / (MOST_LOOKS / 2);
      thin();
    } else if (kept == times.length) {
      resize(Math.min(MOST_LOOKS, 2 * kept));
    }
    return kept == 0 || latest - times[kept - 1] >= spacing;
  }

  private void thin() {
    int left = 1;
    for (int i = 1; i < kept; i++) {
      if (times[i] - times[left - 1] >= spacing) {
        times[left] = times[i];
        remaining[left] = remaining[i];
        low[left] = low[i];
        high[left] = high[i];
        left++;
      }
    }
    kept = left;
  }

  /** The length of the last one counts, so without memory for all of them it is tried again. */
  private void resize(int size) {
    remaining = Arrays.copyOf(remaining, size);
    low = Arrays.copyOf(low, size);
    high = Arrays.copyOf(high, size);
    times = Arrays.copyOf(times, size);
  }

  /**
   * Scores the run.
   *
   * @param finishedNanos when it was complete, in nanoseconds since the start, waits included
   * @return the scores; empty if fewer than 10 looks lie between 5 % and 95 % of the run, or if
   *     none of them had an estimate, because then there is nothing to judge
   */
  public Optional<EtaAccuracy> accuracy(long finishedNanos) {
    // A look at exactly 5 % may be early by the rounding of its time to nanoseconds.
    double rounding = 1 + 1e-12 * finishedNanos;
    int from = firstFrom(FIRST_SHARE * finishedNanos - rounding);
    int to = firstFrom((FIRST_SHARE + SHARES) * finishedNanos + rounding);
    if (finishedNanos <= 0 || to - from < FEWEST_LOOKS) {
      return Optional.empty();
    }
    AccuracyScore score = new AccuracyScore(finishedNanos / NANOS, MOMENTS);
    int nearest = from;
    for (int i = 0; i < MOMENTS; i++) {
      double moment = finishedNanos * (FIRST_SHARE + SHARES * i / (MOMENTS - 1));
      while (nearest + 1 < to && distance(nearest + 1, moment) <= distance(nearest, moment)) {
        nearest++;
      }
      score.add(times[nearest] / NANOS, remaining[nearest], low[nearest], high[nearest]);
    }
    return score.isAnswered() ? Optional.of(score.result(looks)) : Optional.empty();
  }

  private int firstFrom(double nanos) {
    int i = 0;
    while (i < kept && times[i] < nanos) {
      i++;
    }
    return i;
  }

  private double distance(int look, double moment) {
    return Math.abs(times[look] - moment);
  }

  /** Forgets everything, as if newly made. */
  public void reset() {
    kept = 0;
    latest = 0;
    spacing = 0;
    looks = 0;
  }

  private static double seconds(@Nullable Duration duration) {
    return duration == null ? Double.NaN : duration.toNanos() / NANOS;
  }

  /** NaN stays NaN. */
  private static double bounded(double seconds) {
    return Math.max(0, Math.min(LONGEST_SECONDS, seconds));
  }
}
