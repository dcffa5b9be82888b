package io.github.progresstracker.benchmarks.web;

import java.util.Arrays;

/**
 * Times in milliseconds, of which some are larger than the others. Safe for use by several threads.
 */
final class Latencies {

  private double[] millis = new double[1_024];
  private int size;

  synchronized void add(double value) {
    if (size == millis.length) {
      millis = Arrays.copyOf(millis, 2 * size);
    }
    millis[size++] = value;
  }

  synchronized int size() {
    return size;
  }

  /**
   * The value that so many do not exceed.
   *
   * @param share such as 0.99
   */
  synchronized double quantile(double share) {
    if (size == 0) {
      return Double.NaN;
    }
    double[] sorted = Arrays.copyOf(millis, size);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(size - 1L, (long) Math.ceil(share * size) - 1)];
  }
}
