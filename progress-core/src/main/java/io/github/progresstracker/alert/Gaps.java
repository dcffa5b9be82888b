package io.github.progresstracker.alert;

/**
 * The times between one sign of work and the next, as a histogram in which each gap weighs as much
 * as it is long: a rare long gap then counts as the part of the run that it is. Half octaves from a
 * second up, so a length is known to within two fifths, upwards.
 */
final class Gaps {

  private static final int BUCKETS = 56;
  private static final double PER_OCTAVE = 2;

  private final double[] weights = new double[BUCKETS];
  private double weight;
  private long count;

  void add(double seconds) {
    weights[bucket(seconds)] += seconds;
    weight += seconds;
    count++;
  }

  long count() {
    return count;
  }

  /**
   * The gap in which a random moment of the run lies at most, with the given probability.
   *
   * @return seconds; 0 while there are no gaps
   */
  double quantile(double probability) {
    if (weight == 0) {
      return 0;
    }
    double below = 0;
    int bucket = 0;
    while (bucket < BUCKETS - 1 && (below += weights[bucket]) < probability * weight) {
      bucket++;
    }
    return Math.pow(2, (bucket + 1) / PER_OCTAVE);
  }

  private static int bucket(double seconds) {
    double octaves = seconds > 1 ? Math.log(seconds) / Math.log(2) : 0;
    return Math.min(BUCKETS - 1, (int) (octaves * PER_OCTAVE));
  }
}
