package io.github.progresstracker.benchmarks.accuracy;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Units left over the mean of the last ten rates, each taken over more than half a second; the
 * overall average before the first. {@code Add64} and {@code renderProgressBar} in {@code
 * progressbar.go} of schollz/progressbar.
 */
final class SchollzPeer implements PeerEstimator {

  private static final double SPAN = 0.5;
  private static final int MOST_RATES = 10;

  private final double total;
  private final Deque<Double> rates = new ArrayDeque<>();
  private double done;
  private double spanStart;
  private double doneAtSpanStart;

  SchollzPeer(double total) {
    this.total = total;
  }

  @Override
  public void observe(double seconds, double done) {
    this.done = done;
    if (seconds - spanStart > SPAN) {
      addRate((done - doneAtSpanStart) / (seconds - spanStart));
      spanStart = seconds;
      doneAtSpanStart = done;
    }
  }

  @Override
  public double remaining(double nowSeconds) {
    double rate = rates.stream().mapToDouble(r -> r).average().orElse(done / nowSeconds);
    return rate > 0 ? (total - done) / rate : Double.NaN;
  }

  private void addRate(double rate) {
    if (rates.size() == MOST_RATES) {
      rates.removeFirst();
    }
    rates.addLast(rate);
  }
}
