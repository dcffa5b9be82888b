package io.github.progresstracker.eta;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is known about the pace of a job: its slowness, averaged over progress.
 *
 * <p><b>Slowness, not speed.</b> The time that is left is the integral of seconds per unit over the
 * units that are left. So the thing to average is slowness (seconds per unit), and the variable to
 * average over is work, not time. An average of speeds over time answers another question, and two
 * faults of progress bars come from it: a stall either ruins the estimate (the speed of the last
 * minute is zero, so the end is infinitely far) or is not noticed at all (no step, no sample). Here
 * a stall is simply one dear stretch of work, as dear as it was long.
 *
 * <p><b>Kernels over progress.</b> A window of thirty seconds is the whole of a short job and noise
 * in a long one. A kernel that weights the unit at position {@code u} by {@code u^k} forgets on the
 * job's own scale instead: at whatever point one looks, half of its weight lies on the last {@code
 * 1 - 2^(-1/(k+1))} of what is done. Five are kept, {@code k + 1} = 1, 2, 4, 8, 16: from the plain
 * average of the run to the last few per cent of it. None has a constant that depends on the length
 * of the job, the size of its units or how often it reports. Each needs one number:
 *
 * <pre>
 *   a(d') = a(d) * q + r * (1 - q)      q = (d/d')^(k+1),  r = seconds per unit between d and d'
 * </pre>
 *
 * <p>which is the exact weighted mean, kept normalised so that nothing overflows or vanishes. It is
 * indifferent to the total as well: everything here is in units of work, so a total that becomes
 * known late, or changes, changes nothing that was learned. A sixth expert extrapolates the trend
 * between the two longest kernels, damped so that it cannot run away.
 *
 * <p><b>Silence.</b> Between two steps nothing is wrong until the silence is longer than the job's
 * usual gap. Up to there the estimate just counts down. The excess is a stall: it is spread over
 * the kernels as if it had happened at the present position, so all of them get slower, the short
 * ones most.
 *
 * <p><b>The way here.</b> At up to 32 positions the model writes down when it got there ({@link
 * Checkpoints}). That is enough to say how evenly the work has gone ({@link Contrasts}), which is
 * what {@link Outlook} builds its interval on, and to hand the shape of this run to later ones.
 *
 * <p>Seconds and units are doubles. An observation costs a few multiplications and one division, no
 * logarithm unless a checkpoint is due, and allocates nothing.
 */
final class SlownessModel {

  /** How many kernels there are; kernel {@code i} has the exponent {@code 2^i - 1}. */
  static final int KERNELS = 5;

  /** The kernels and the damped trend. */
  static final int EXPERTS = KERNELS + 1;

  /** Less work than this is none: it keeps every quotient below far from overflow. */
  private static final double LEAST_WORK = 1e-100;

  /** Keeps logarithms finite where work took no measurable time. */
  private static final double LEAST_SLOWNESS = 1e-300;

  /** No expert believes the rest to be more than 50 times as fast as the average. */
  private static final double LEAST_SHARE_OF_AVERAGE = 0.02;

  /** The trend expert expects at most a fourfold of what the second kernel says. */
  private static final double STEEPEST_TREND = 4;

  /** Weight of the newest gap in the usual gap, once ten are known. */
  private static final double NEWEST_GAP = 0.1;

  /** Seconds; no clock of nanoseconds goes further. */
  private static final double LONGEST = 1e10;

  private final double[] slowness = new double[KERNELS];
  private final Checkpoints checkpoints = new Checkpoints();

  private double done;
  private double time;
  private long steps;
  private double usualGap;
  private double sumOfSquaredGaps;

  /** Takes note that the total is now this; 0 for unknown. */
  void total(double total) {
    checkpoints.total(total);
  }

  /** Takes note that {@code newDone} units were done at {@code newTime} seconds. */
  void observe(double newTime, double newDone) {
    if (newDone <= done || newDone < LEAST_WORK) {
      return;
    }
    double gap = Math.max(0, newTime - time);
    learnPace(gap / (newDone - done), done / newDone);
    learnGap(gap);
    done = newDone;
    time += gap;
    // Work in no time tells nothing about the time of other work.
    if (time > 0 && checkpoints.due(done)) {
      checkpoints.add(done, time);
    }
  }

  private void learnPace(double pace, double oldShare) {
    double keep = oldShare;
    for (int i = 0; i < KERNELS; i++) {
      slowness[i] = keep * slowness[i] + (1 - keep) * pace;
      keep *= keep;
    }
  }

  private void learnGap(double gap) {
    steps++;
    usualGap += Math.max(NEWEST_GAP, 1.0 / steps) * (gap - usualGap);
    sumOfSquaredGaps += gap * gap;
  }

  /**
   * Writes the logarithm of what each expert takes for the seconds per unit of the work to come.
   *
   * @param stall seconds of silence beyond the usual gap
   * @param into gets {@link #EXPERTS} values
   */
  void logSlowness(double stall, double[] into) {
    double average = (time + stall) / done;
    double least = Math.max(LEAST_SLOWNESS, LEAST_SHARE_OF_AVERAGE * average);
    into[0] = Math.log(Math.max(least, average));
    double exponent = 1;
    for (int i = 1; i < KERNELS; i++) {
      exponent *= 2;
      into[i] = Math.log(Math.max(least, slowness[i] + exponent * stall / done));
    }
    double steepest = into[1] + Math.log(STEEPEST_TREND);
    into[KERNELS] = Math.max(Math.log(least), Math.min(2 * into[1] - into[0], steepest));
  }

  /** Units done so far. */
  double done() {
    return done;
  }

  /** Time of the latest step, in seconds. */
  double time() {
    return time;
  }

  /** Whether any work in any time has been seen. */
  boolean hasEvidence(double now) {
    return done > 0 && now > 0;
  }

  /** A moving average of the seconds between two steps. */
  double usualGap() {
    return usualGap;
  }

  /**
   * The mean gap in which a random moment of the run so far lies. For bursts it is far longer than
   * the mean gap, because a long gap covers more moments.
   */
  double gapAtRandomMoment() {
    return time > 0 ? sumOfSquaredGaps / time : 0;
  }

  /**
   * One over the effective number of independent gaps that the time up to {@code horizon} was made
   * of: near 0 for many equal steps, 1 if all of it was one gap.
   */
  double lumpiness(double horizon) {
    double open = Math.max(0, horizon - time);
    return Math.min(1, (sumOfSquaredGaps + open * open) / (horizon * horizon));
  }

  /** What this run teaches later ones, if it took any time at all. */
  Optional<RunSummary> summary(AnnouncedWaits waits) {
    long nanos = (long) (time * 1e9);
    if (!hasEvidence(time) || nanos <= 0) {
      return Optional.empty();
    }
    double[] seconds = new double[RunSummary.CURVE_POINTS];
    checkpoints.resample(done, time, seconds);
    List<Double> curve = new ArrayList<>(seconds.length);
    for (double reached : seconds) {
      curve.add(Math.min(1, reached / time));
    }
    return Optional.of(
        new RunSummary(done, nanos, waits.count(), (long) (waits.total() * 1e9), curve));
  }

  Checkpoints checkpoints() {
    return checkpoints;
  }

  void save(EstimatorState.Writer writer) {
    writer.all(slowness);
    writer.all(done, time, (double) steps, usualGap, sumOfSquaredGaps);
    checkpoints.save(writer);
  }

  void load(EstimatorState.Reader reader) {
    reader.fill(slowness, KERNELS);
    done = reader.notNegative();
    time = reader.between(0, LONGEST);
    steps = (long) reader.notNegative();
    usualGap = reader.notNegative();
    sumOfSquaredGaps = reader.notNegative();
    checkpoints.load(reader, done, time);
  }

  void reset() {
    Arrays.fill(slowness, 0);
    checkpoints.reset();
    done = 0;
    time = 0;
    steps = 0;
    usualGap = 0;
    sumOfSquaredGaps = 0;
  }
}
