package io.github.progresstracker.benchmarks.accuracy;

import java.time.Duration;
import me.tongfei.progressbar.ReplayedProgress;

/**
 * The estimate of me.tongfei:progressbar by its own code ({@code Util.linearEta}), with the clock
 * of the replay. It counts in whole numbers; of fractions, such as percent, the host reports
 * thousandths.
 */
final class MeTongfeiPeer implements PeerEstimator {

  private static final int THOUSANDTHS = 1000;

  private final double scale;
  private final ReplayedProgress progress;

  MeTongfeiPeer(Trace trace) {
    scale = isWhole(trace) ? 1 : THOUSANDTHS;
    progress = new ReplayedProgress(Math.round(trace.total() * scale));
  }

  @Override
  public void observe(double seconds, double done) {
    progress.stepTo(Math.round(done * scale));
  }

  @Override
  public double remaining(double nowSeconds) {
    try {
      return progress
          .eta(Duration.ofNanos(Math.round(nowSeconds * 1e9)))
          .map(left -> left.getSeconds() + left.getNano() / 1e9)
          .orElse(Double.NaN);
    } catch (ArithmeticException e) {
      // The peer's own overflow: its bar would show nothing new.
      return Double.NaN;
    }
  }

  private static boolean isWhole(Trace trace) {
    return trace.steps().stream().allMatch(step -> step.done() == Math.rint(step.done()));
  }
}
