package io.github.progresstracker.benchmarks.accuracy;

import java.util.Arrays;

/** Means and quantiles; NaN of nothing. */
final class Statistics {

  private Statistics() {}

  static double mean(double... values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  static double median(double... values) {
    return quantile(0.5, values);
  }

  /** Linear between the two nearest values. */
  static double quantile(double share, double... values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
