package io.github.progresstracker.benchmarks.accuracy;

/**
 * What an estimator said at one moment. NaN is what it did not say.
 *
 * @param seconds when it was asked, since the start
 * @param remaining seconds to go
 * @param low lower end of the 80 % interval of {@code remaining}
 * @param high upper end of it
 * @param confidence 0 to 1
 */
record Look(double seconds, double remaining, double low, double high, double confidence) {

  /** A look at an estimator that gives a number and nothing more. */
  static Look bare(double seconds, double remaining) {
    double known = Double.isFinite(remaining) ? remaining : Double.NaN;
    return new Look(seconds, known, Double.NaN, Double.NaN, Double.NaN);
  }

  boolean isEstimate() {
    return !Double.isNaN(remaining);
  }

  /** How the remaining time counts in a score: nothing said is zero. */
  double remainingOrZero() {
    return isEstimate() ? remaining : 0;
  }
}
