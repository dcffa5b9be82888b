package io.github.progresstracker.benchmarks.accuracy;

/**
 * Units left over a rate that is averaged twice with exponential weights over time: what is 15
 * seconds old weighs 0.1. Both averages are divided by the weight they have collected so far, and a
 * silence counts as a report of nothing. {@code Estimator} in {@code src/state.rs} of
 * console-rs/indicatif.
 *
 * <p>Left out: the limit of about a thousand reports a second, which the traces never reach.
 */
final class IndicatifPeer implements PeerEstimator {

  private static final double SECONDS_TO_A_TENTH = 15;

  private final double total;
  private double once;
  private double twice;
  private double done;
  private double recordedAt;
  private double startedAt;

  IndicatifPeer(double total) {
    this.total = total;
  }

  @Override
  public void observe(double seconds, double done) {
    if (done < this.done) {
      restart(seconds);
      this.done = done;
    } else if (done > this.done && seconds > recordedAt) {
      record(seconds, (done - this.done) / (seconds - recordedAt));
      this.done = done;
    }
  }

  @Override
  public double remaining(double nowSeconds) {
    double rate = rate(nowSeconds);
    return rate > 0 ? (total - done) / rate : Double.NaN;
  }

  private void record(double seconds, double rate) {
    double kept = weight(seconds - recordedAt);
    once = once * kept + rate * (1 - kept);
    twice = twice * kept + once / (1 - weight(seconds - startedAt)) * (1 - kept);
    recordedAt = seconds;
  }

  private double rate(double now) {
    double kept = weight(now - recordedAt);
    double collected = 1 - weight(now - startedAt);
    double onceNow = once * kept / collected;
    return (twice * kept + onceNow * (1 - kept)) / collected;
  }

  private void restart(double seconds) {
    once = 0;
    twice = 0;
    recordedAt = seconds;
    startedAt = seconds;
  }

  private static double weight(double age) {
    return Math.pow(0.1, age / SECONDS_TO_A_TENTH);
  }
}
