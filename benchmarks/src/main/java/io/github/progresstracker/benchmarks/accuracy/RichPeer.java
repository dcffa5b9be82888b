package io.github.progresstracker.benchmarks.accuracy;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Units left over the speed of the last 30 seconds: the units of all reports but the first, over
 * the time from the first to the last report. At most 1,000 reports are kept; a silence is not part
 * of it, and with a single report left there is no estimate. {@code Progress.update} and {@code
 * Task.speed} in {@code rich/progress.py} of Textualize/rich, without the {@code ceil} of {@code
 * time_remaining}.
 */
final class RichPeer implements PeerEstimator {

  private static final double PERIOD = 30;
  private static final int MOST_SAMPLES = 1000;

  private record Sample(double seconds, double added) {}

  private final double total;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private double done;

  RichPeer(double total) {
    this.total = total;
  }

  @Override
  public void observe(double seconds, double done) {
    double added = done - this.done;
    this.done = done;
    forgetBefore(seconds - PERIOD);
    if (added > 0) {
      if (samples.size() == MOST_SAMPLES) {
        samples.removeFirst();
      }
      samples.addLast(new Sample(seconds, added));
    }
  }

  @Override
  public double remaining(double nowSeconds) {
    if (done >= total) {
      return 0;
    }
    double speed = samples.isEmpty() ? 0 : speed();
    return speed > 0 ? (total - done) / speed : Double.NaN;
  }

  private double speed() {
    double span = samples.getLast().seconds() - samples.getFirst().seconds();
    double sum = samples.stream().skip(1).mapToDouble(Sample::added).sum();
    return span > 0 ? sum / span : 0;
  }

  private void forgetBefore(double seconds) {
    while (!samples.isEmpty() && samples.getFirst().seconds() < seconds) {
      samples.removeFirst();
    }
  }
}
