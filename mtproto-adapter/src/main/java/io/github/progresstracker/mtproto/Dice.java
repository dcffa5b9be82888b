package io.github.progresstracker.mtproto;

/**
 * A random sequence that is the same on every Java version: SplitMix64 (Steele, Lea, Flood: "Fast
 * splittable pseudorandom number generators", 2014) seeded with any number of values.
 */
final class Dice {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  Dice(long... seeds) {
    for (long seed : seeds) {
      state = mix(state + GOLDEN_GAMMA + seed);
    }
  }

  long next() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** 0 inclusive to 1 exclusive. */
  double fraction() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /** 0 inclusive to {@code bound} exclusive. */
  int below(int bound) {
    return (int) (fraction() * bound);
  }

  /** {@code min} to {@code max}, both inclusive. */
  int between(int min, int max) {
    return min + below(max - min + 1);
  }

  boolean chance(double probability) {
    return fraction() < probability;
  }

  <T> T pick(T[] items) {
    return items[below(items.length)];
  }

  /**
   * A log-normal number, cut at {@code max}. The normal part is the sum of four uniform ones, so
   * that nothing depends on a library's gaussian.
   */
  int logNormal(double median, double sigma, int max) {
    double normal = (fraction() + fraction() + fraction() + fraction() - 2) * StrictMath.sqrt(3);
    return (int) Math.min(max, Math.round(median * StrictMath.exp(sigma * normal)));
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
