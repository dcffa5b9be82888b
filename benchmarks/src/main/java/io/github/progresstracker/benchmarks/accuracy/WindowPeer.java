package io.github.progresstracker.benchmarks.accuracy;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Units left over the rate since the sample before the last five, samples being at least a second
 * apart: a window of five seconds that grows when reports are rare. Written after {@code
 * show_progress} and {@code rprint_progress} in {@code progress.c} of rsync; other copying programs
 * do much the same.
 */
final class WindowPeer implements PeerEstimator {

  private static final int SAMPLES = 6;
  private static final double SPACING = 1;

  private record Sample(double seconds, double done) {}

  private final double total;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private double done;

  WindowPeer(double total) {
    this.total = total;
  }

  @Override
  public void observe(double seconds, double done) {
    this.done = done;
    if (samples.isEmpty() || seconds - samples.getLast().seconds() >= SPACING) {
      if (samples.size() == SAMPLES) {
        samples.removeFirst();
      }
      samples.addLast(new Sample(seconds, done));
    }
  }

  @Override
  public double remaining(double nowSeconds) {
    double rate = samples.isEmpty() ? 0 : rateSince(samples.getFirst(), nowSeconds);
    return rate > 0 ? (total - done) / rate : Double.NaN;
  }

  private double rateSince(Sample sample, double now) {
    return (done - sample.done()) / (now - sample.seconds());
  }
}
