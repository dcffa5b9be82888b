package io.github.progresstracker.internal;

import io.github.progresstracker.Rates;

/**
 * Speed of the recent past by an exponentially weighted mean over active time, normalised for the
 * start-up: both the work and the time of each interval are weighted, so a burst counts for as long
 * as it lasted and an idle stretch pulls the rate down. Confined to the sampler.
 */
final class RateMeter {

  /** Work older than this weighs less than 1/e. */
  private static final double MEMORY_NANOS = 10e9;

  /** A peak over less time than this would be an accident of sampling. */
  private static final double PEAK_NANOS = 1e9;

  private long lastNanos;
  private long lastWorked;
  private double weightedWork;
  private double weightedNanos;
  private double peak;

  /**
   * Takes a reading.
   *
   * @param activeNanos active time since the start; earlier than before is ignored
   * @param worked units done in this run
   */
  void observe(long activeNanos, long worked) {
    long nanos = activeNanos - lastNanos;
    if (nanos <= 0) {
      return;
    }
    double decay = Math.exp(-nanos / MEMORY_NANOS);
    weightedWork = weightedWork * decay + Math.max(0, worked - lastWorked);
    weightedNanos = weightedNanos * decay + nanos;
    lastNanos = activeNanos;
    lastWorked = Math.max(lastWorked, worked);
    if (activeNanos >= PEAK_NANOS) {
      peak = Math.max(peak, current());
    }
  }

  Rates rates() {
    double average = lastNanos == 0 ? 0 : lastWorked * 1e9 / lastNanos;
    return new Rates(current(), average, Math.max(peak, average));
  }

  private double current() {
    return weightedNanos == 0 ? 0 : weightedWork * 1e9 / weightedNanos;
  }
}
