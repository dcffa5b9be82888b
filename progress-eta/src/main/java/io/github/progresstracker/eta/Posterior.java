package io.github.progresstracker.eta;

/**
 * What to believe of {@code y}, the log of remaining over elapsed time, given a measurement of it.
 *
 * <p>The density is normal around the measurement, times the logistic density that {@code y} has at
 * a random moment of a run, the latter to a power. It has one peak; a few of Newton's steps find
 * it, and the curvature there gives the spread of the normal distribution that fits it best
 * (Laplace's approximation).
 */
final class Posterior {

  private static final int STEPS = 6;

  /**
   * The power of the prior. By itself it would be 1; there is no argument for more but measurement:
   * on recorded jobs the prior deserves half as much credit again.
   */
  private static final double POWER = 1.5;

  private double peak;
  private double spread;

  /** Looks for the peak, for a finite measurement with a finite variance above zero. */
  void at(double measured, double variance) {
    // The peak lies in this bracket. Newton's steps are shortest where the slope changes most, at
    // 0,
    // so from the point in it that is nearest to 0 they do not overshoot.
    double y = Math.max(measured - POWER * variance, Math.min(measured + POWER * variance, 0));
    double curvature = 1;
    for (int i = 0; i < STEPS; i++) {
      double sigma = 1 / (1 + Math.exp(-y));
      double slope = POWER * (1 - 2 * sigma);
      curvature = 1 + variance * 2 * POWER * sigma * (1 - sigma);
      y += (measured + variance * slope - y) / curvature;
    }
    peak = y;
    spread = Math.sqrt(variance / curvature);
  }

  /** The most probable value. */
  double peak() {
    return peak;
  }

  /** Standard deviation around it. */
  double spread() {
    return spread;
  }
}
