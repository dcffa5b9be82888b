package io.github.progresstracker.benchmarks.accuracy;

/**
 * Units left times the time per unit, averaged with exponential weights over increments: {@code
 * EwmaETA} with age 30 in {@code decor/eta.go} of vbauerster/mpb, which takes its average from
 * {@code SimpleEWMA} in {@code ewma.go} of VividCortex/ewma (weight 2 / (30 + 1); an average of
 * zero means that there is none yet). The host reports as the duration of an increment the time
 * since the one before; increments with the same time stamp are one.
 */
final class MpbEwmaPeer implements PeerEstimator {

  private static final double WEIGHT = 2.0 / (30 + 1);

  private final double total;
  private double done;
  private double doneAtIncrement;
  private double incrementedAt;
  private double secondsPerUnit;

  MpbEwmaPeer(double total) {
    this.total = total;
  }

  @Override
  public void observe(double seconds, double done) {
    this.done = done;
    if (done > doneAtIncrement && seconds > incrementedAt) {
      add((seconds - incrementedAt) / (done - doneAtIncrement));
      doneAtIncrement = done;
      incrementedAt = seconds;
    }
  }

  @Override
  public double remaining(double nowSeconds) {
    return secondsPerUnit > 0 ? (total - done) * secondsPerUnit : Double.NaN;
  }

  private void add(double value) {
    secondsPerUnit = secondsPerUnit == 0 ? value : value * WEIGHT + secondsPerUnit * (1 - WEIGHT);
  }
}
