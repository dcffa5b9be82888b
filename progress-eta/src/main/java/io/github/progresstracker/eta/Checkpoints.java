package io.github.progresstracker.eta;

import java.util.Arrays;

/**
 * What each expert believed at up to 32 positions of the run, evenly spaced over the work.
 *
 * <p>When all places are taken every second one is given up and the spacing doubles, so the ring
 * always spans the whole run and costs the same for ten units as for 10^18. While the total is
 * known the spacing starts at a 256th of it; while it is not, every step gets a place until the
 * ring is full for the first time. All memory is taken at construction.
 */
final class Checkpoints {

  static final int CAPACITY = 32;

  private static final double FIRST_SPACING = 1.0 / 256;

  /** A checkpoint nearer than this share of the work done is too young to judge anybody by. */
  private static final double YOUNG = 0.05;

  /** Added to the share of the work that a forecast spans: errors over short spans count more. */
  private static final double SPAN_OFFSET = 0.1;

  private final double[] position = new double[CAPACITY];
  private final double[] time = new double[CAPACITY];
  private final double[] belief = new double[CAPACITY * SlownessModel.EXPERTS];

  private int size;
  private double apart;

  /** Takes note that the total is now this; 0 for unknown. */
  void total(double total) {
    if (total > 0) {
      apart = Math.max(FIRST_SPACING * total, span() / CAPACITY);
    }
  }

  boolean due(double done) {
    return size == 0 || done >= position[size - 1] + apart;
  }

  void add(double done, double now, double[] logSlowness) {
    position[size] = done;
    time[size] = now;
    System.arraycopy(logSlowness, 0, belief, size * SlownessModel.EXPERTS, SlownessModel.EXPERTS);
    size++;
    if (size == CAPACITY) {
      thin();
    }
  }

  private void thin() {
    double span = span();
    size = CAPACITY / 2;
    for (int i = 0; i < size; i++) {
      move(2 * i + 1, i);
    }
    apart = apart > 0 ? 2 * apart : span / CAPACITY;
  }

  private double span() {
    return size == 0 ? 0 : position[size - 1] - position[0];
  }

  private void move(int from, int to) {
    position[to] = position[from];
    time[to] = time[from];
    System.arraycopy(
        belief,
        from * SlownessModel.EXPERTS,
        belief,
        to * SlownessModel.EXPERTS,
        SlownessModel.EXPERTS);
  }

  /**
   * Compares what was believed at each checkpoint with what the way from there to here really took.
   *
   * @param done units done by now
   * @param now seconds
   * @param recentLoss gets each expert's mean absolute log error, errors over short spans weighing
   *     more
   * @param longLoss gets the same, errors over long spans weighing more
   * @return whether any checkpoint was old enough; if not, nothing is written
   */
  boolean backTest(double done, double now, double[] recentLoss, double[] longLoss) {
    double recentWeight = 0;
    double longWeight = 0;
    for (int c = 0; c < size; c++) {
      double span = done - position[c];
      if (span > YOUNG * done && now > time[c]) {
        if (longWeight == 0) {
          clear(recentLoss, longLoss);
        }
        double truth = Math.log((now - time[c]) / span);
        double share = span / done;
        double weight = 1 / (SPAN_OFFSET + share);
        for (int e = 0; e < SlownessModel.EXPERTS; e++) {
          double error = Math.abs(belief[c * SlownessModel.EXPERTS + e] - truth);
          recentLoss[e] += weight * error;
          longLoss[e] += share * error;
        }
        recentWeight += weight;
        longWeight += share;
      }
    }
    if (longWeight == 0) {
      return false;
    }
    for (int e = 0; e < SlownessModel.EXPERTS; e++) {
      recentLoss[e] /= recentWeight;
      longLoss[e] /= longWeight;
    }
    return true;
  }

  private static void clear(double[] recentLoss, double[] longLoss) {
    Arrays.fill(recentLoss, 0);
    Arrays.fill(longLoss, 0);
  }

  void reset() {
    size = 0;
    apart = 0;
  }
}
