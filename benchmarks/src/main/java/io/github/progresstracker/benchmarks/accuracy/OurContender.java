package io.github.progresstracker.benchmarks.accuracy;

import io.github.progresstracker.benchmarks.accuracy.Trace.Pause;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaEstimator;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One of our estimators. Told of the announced waits, it gets active time and the waits apart, as a
 * tracker would give it; untold, all time is active time.
 */
final class OurContender implements Contender {

  private final Trace trace;
  private final EtaEstimator estimator;
  private final boolean told;

  private OurContender(Trace trace, EtaEstimator estimator, boolean told) {
    this.trace = trace;
    this.estimator = estimator;
    this.told = told;
  }

  static Contender untold(Trace trace, EtaEstimator estimator) {
    return new OurContender(trace, estimator, false);
  }

  static Contender told(Trace trace, EtaEstimator estimator) {
    return new OurContender(trace, estimator, true);
  }

  @Override
  public void observe(double seconds, double done) {
    tellWaits(seconds);
    estimator.observe(activeNanos(seconds), done, trace.total());
  }

  @Override
  public Look look(double nowSeconds) {
    tellWaits(nowSeconds);
    Eta eta = estimator.estimate(activeNanos(nowSeconds));
    return new Look(
        nowSeconds,
        seconds(eta.remaining()),
        seconds(eta.low()),
        seconds(eta.high()),
        eta.confidence());
  }

  private void tellWaits(double now) {
    if (!told) {
      return;
    }
    int begun = 0;
    double left = 0;
    for (Pause pause : trace.pauses()) {
      if (pause.from() <= now) {
        begun++;
        left = Math.max(0, pause.to() - now);
      }
    }
    estimator.waits(begun, nanos(trace.waited(now)), nanos(left));
  }

  private long activeNanos(double now) {
    return nanos(told ? now - trace.waited(now) : now);
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * 1e9);
  }

  private static double seconds(@Nullable Duration duration) {
    return duration == null ? Double.NaN : duration.getSeconds() + duration.getNano() / 1e9;
  }
}
