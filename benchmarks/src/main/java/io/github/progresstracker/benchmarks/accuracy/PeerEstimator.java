package io.github.progresstracker.benchmarks.accuracy;

/**
 * What another progress library would show, written anew from the formula it publishes.
 *
 * <p>Time only goes forward through both methods. Where the formula depends on when the library
 * redraws its bar, the redraws are played between the observations and the looks. Rounding for
 * display (whole seconds) is left out, to the peer's advantage.
 */
interface PeerEstimator {

  /**
   * The host reports progress.
   *
   * @param seconds since the start, not decreasing
   * @param done units done by then
   */
  void observe(double seconds, double done);

  /**
   * What the bar shows.
   *
   * @param nowSeconds since the start, not before the latest observation
   * @return seconds to go; NaN if the peer shows none
   */
  double remaining(double nowSeconds);
}
