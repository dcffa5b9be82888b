package io.github.progresstracker.eta;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Drives one estimator through a run in whole and half seconds, and keeps the books of time. */
final class SimulatedRun {

  private final EtaEstimator estimator;
  private double total;
  private double active;
  private double done;
  private double waited;
  private int waits;

  SimulatedRun(EtaEstimator estimator, double total) {
    this.estimator = estimator;
    this.total = total;
  }

  /** Does units one by one, each in so many seconds, with a look after each. */
  SimulatedRun work(int units, double secondsPerUnit) {
    for (int i = 0; i < units; i++) {
      active += secondsPerUnit;
      done++;
      estimator.observe(nanos(active), done, total);
      estimator.estimate(nanos(active));
    }
    return this;
  }

  /** Lets time pass in which nothing happens. */
  SimulatedRun silence(double seconds) {
    active += seconds;
    return this;
  }

  /** Announces a wait and stops a while into it. */
  SimulatedRun waitFor(double announced, double elapsed) {
    waits++;
    estimator.waits(waits, nanos(waited), nanos(announced));
    estimator.estimate(nanos(active));
    return continueWait(announced, elapsed);
  }

  /** Goes on in the wait that was announced last. */
  SimulatedRun continueWait(double announced, double elapsed) {
    estimator.waits(waits, nanos(waited + elapsed), nanos(announced - elapsed));
    if (elapsed >= announced) {
      waited += announced;
    }
    return this;
  }

  /** A whole wait. */
  SimulatedRun wholeWait(double seconds) {
    return waitFor(seconds, seconds);
  }

  SimulatedRun total(double newTotal) {
    total = newTotal;
    estimator.observe(nanos(active), done, total);
    return this;
  }

  Eta look() {
    return estimator.estimate(nanos(active));
  }

  double remaining() {
    return seconds(look().remaining());
  }

  static long nanos(double seconds) {
    return Math.round(seconds * 1e9);
  }

  /** NaN for unknown. */
  static double seconds(@Nullable Duration duration) {
    return duration == null ? Double.NaN : duration.toNanos() / 1e9;
  }
}
