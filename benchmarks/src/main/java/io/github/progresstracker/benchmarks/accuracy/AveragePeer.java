package io.github.progresstracker.benchmarks.accuracy;

/**
 * Elapsed time per unit, times the units left: {@code averageETA} in {@code decor/eta.go} of
 * vbauerster/mpb, {@code linearEta} in {@code Util.java} of ctongfei/progressbar, and what wget and
 * curl show.
 */
final class AveragePeer implements PeerEstimator {

  private final double total;
  private double done;

  AveragePeer(double total) {
    this.total = total;
  }

  @Override
  public void observe(double seconds, double done) {
    this.done = done;
  }

  @Override
  public double remaining(double nowSeconds) {
    return done > 0 ? nowSeconds / done * (total - done) : Double.NaN;
  }
}
