package io.github.progresstracker.eta;

import io.github.progresstracker.eta.Trace.Pause;
import io.github.progresstracker.eta.Trace.Step;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Plays a trace to an estimator and looks at it 200 times, evenly over 5 % to 95 % of the run.
 *
 * <p>The estimator sees only what had happened by the moment of each look.
 */
final class TraceReplay {

  private static final int LOOKS = 200;
  private static final double MISS_COST = 2 / 0.2;

  private final Trace trace;
  private final EtaEstimator estimator;
  private final boolean tellPauses;
  private int next;

  private TraceReplay(Trace trace, EtaEstimator estimator, boolean tellPauses) {
    this.trace = trace;
    this.estimator = estimator;
    this.tellPauses = tellPauses;
  }

  /**
   * What came out, each as a share of the job's duration, {@code coverage} as a share of the looks.
   *
   * @param error mean absolute error, each look's capped at 2; no estimate counts as zero remaining
   * @param jitter how far the shown finish wandered in all
   * @param coverage how often the truth lay within low and high
   * @param width mean of high minus low
   * @param winkler width plus ten times the distance of the truth from the interval, capped at 10
   * @param stalled share of looks on the basis STALLED
   */
  record Score(
      double error, double jitter, double coverage, double width, double winkler, double stalled) {}

  /** Plays all time as active time, waits too. */
  static Score untold(Trace trace, EtaEstimator estimator) {
    return new TraceReplay(trace, estimator, false).play();
  }

  /** Takes the announced waits out of the active time and tells the estimator of them. */
  static Score told(Trace trace, EtaEstimator estimator) {
    return new TraceReplay(trace, estimator, true).play();
  }

  private Score play() {
    double length = trace.duration();
    double error = 0;
    double jitter = 0;
    double covered = 0;
    double width = 0;
    double winkler = 0;
    double stalled = 0;
    double lastFinish = Double.NaN;
    for (int i = 0; i < LOOKS; i++) {
      double now = length * (0.05 + 0.90 * i / (LOOKS - 1));
      Eta eta = look(now);
      double truth = length - now;
      double remaining = seconds(eta.remaining());
      double finish = eta.remaining() == null ? Double.NaN : now + remaining;
      double low = seconds(eta.low());
      double high = seconds(eta.high());
      error += Math.min(2, Math.abs(remaining - truth) / length);
      double moved = Math.abs(finish - lastFinish) / length;
      jitter += Double.isNaN(moved) ? 0 : moved;
      lastFinish = finish;
      covered += low <= truth && truth <= high ? 1 : 0;
      width += (high - low) / length;
      double missed = Math.max(0, Math.max(low - truth, truth - high));
      winkler += Math.min(10, (high - low + MISS_COST * missed) / length);
      stalled += eta.basis() == EtaBasis.STALLED ? 1 : 0;
    }
    return new Score(
        error / LOOKS, jitter, covered / LOOKS, width / LOOKS, winkler / LOOKS, stalled / LOOKS);
  }

  private Eta look(double now) {
    while (next < trace.steps().size() && trace.steps().get(next).seconds() <= now) {
      Step step = trace.steps().get(next++);
      tell(step.seconds());
      estimator.observe(activeNanos(step.seconds()), step.done(), trace.total());
    }
    tell(now);
    return estimator.estimate(activeNanos(now));
  }

  private void tell(double now) {
    if (!tellPauses) {
      return;
    }
    int count = 0;
    double left = 0;
    for (Pause pause : trace.pauses()) {
      if (pause.from() <= now) {
        count++;
        left = Math.max(0, pause.to() - now);
      }
    }
    estimator.waits(count, nanos(waited(now)), nanos(left));
  }

  private long activeNanos(double now) {
    return nanos(tellPauses ? now - waited(now) : now);
  }

  private double waited(double now) {
    double sum = 0;
    for (Pause pause : trace.pauses()) {
      sum += Math.max(0, Math.min(now, pause.to()) - pause.from());
    }
    return sum;
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * 1e9);
  }

  private static double seconds(@Nullable Duration duration) {
    return duration == null ? 0 : duration.toNanos() / 1e9;
  }
}
