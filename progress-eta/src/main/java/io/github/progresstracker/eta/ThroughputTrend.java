package io.github.progresstracker.eta;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run is getting faster or slower: the throughput of its later half compared with that of
 * its earlier half.
 *
 * <p>The logarithm is taken because it treats both ways alike: twice as fast is +0.69, half as fast
 * is -0.69, no change is 0. {@link Math#exp} of it is the ratio itself.
 *
 * @param direction the trend in a word, with the dead zone described there
 * @param logRatio natural logarithm of later throughput by earlier throughput, finite, cut at
 *     {@link #STEEPEST} either way
 * @see Rates
 */
public record ThroughputTrend(Direction direction, double logRatio) {

  /** The most a trend says, about a thousand times as fast or as slow: ln 1000. */
  public static final double STEEPEST = 6.907755278982137;

  /** A trend in a word. */
  public enum Direction {
    /** The later half is faster. */
    RISING,

    /**
     * No change that is worth a word: the halves differ by less than a tenth, or by less than twice
     * the standard error that the scatter within the halves lets one expect of their ratio.
     */
    STEADY,

    /** The later half is slower. */
    FALLING
  }

  /**
   * Checks the parts.
   *
   * @param direction the trend in a word
   * @param logRatio natural logarithm of later by earlier throughput
   * @throws IllegalArgumentException if {@code logRatio} is NaN or beyond {@link #STEEPEST}
   */
  public ThroughputTrend {
    Objects.requireNonNull(direction, "direction");
    if (!(Math.abs(logRatio) <= STEEPEST)) {
      throw new IllegalArgumentException(
          "logRatio must be between -" + STEEPEST + " and " + STEEPEST + ", was " + logRatio);
    }
  }

  private static final int FEWEST_STRETCHES = 8;
  private static final double DEAD_ZONE = Math.log(1.1);
  private static final double STANDARD_ERRORS = 2;

  /**
   * Compares the halves of a history; of an odd number of stretches the middle one is left out.
   *
   * <p>The standard error of the log ratio follows from the scatter of the stretches within each
   * half by the delta method: the root of the sum of {@code variance / (n * mean * mean)} of both.
   *
   * @param history any history
   * @return the trend, or null if there are fewer than 8 stretches or no work in any
   */
  public static @Nullable ThroughputTrend of(ThroughputHistory history) {
    Doubles all = Doubles.copyOf(history.perSecond());
    double fastest = all.max();
    if (all.size() < FEWEST_STRETCHES || fastest == 0) {
      return null;
    }
    int half = all.size() / 2;
    Half earlier = Half.of(all, 0, half, fastest);
    Half later = Half.of(all, all.size() - half, all.size(), fastest);
    double ratio = Math.log(later.mean) - Math.log(earlier.mean);
    double deadZone =
        Math.max(DEAD_ZONE, STANDARD_ERRORS * Math.sqrt(earlier.squaredError + later.squaredError));
    return between(ratio, deadZone);
  }

  private static @Nullable ThroughputTrend between(double ratio, double deadZone) {
    if (Double.isNaN(ratio)) {
      return null; // all the work was in the stretch in the middle
    }
    double cut = Math.max(-STEEPEST, Math.min(STEEPEST, ratio));
    if (Math.abs(cut) <= deadZone) {
      return new ThroughputTrend(Direction.STEADY, cut);
    }
    return new ThroughputTrend(cut > 0 ? Direction.RISING : Direction.FALLING, cut);
  }

  /**
   * One half of a run.
   *
   * @param mean mean throughput, as a share of the fastest stretch of the run so that the largest
   *     numbers do not overflow
   * @param squaredError square of the standard error of its logarithm; 0 if there was no work
   */
  private record Half(double mean, double squaredError) {

    static Half of(Doubles values, int from, int to, double fastest) {
      int n = to - from;
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += values.at(i) / fastest;
      }
      if (sum == 0) {
        return new Half(0, 0);
      }
      double mean = sum / n;
      double squares = 0;
      for (int i = from; i < to; i++) {
        double relative = values.at(i) / fastest / mean - 1;
        squares += relative * relative;
      }
      return new Half(mean, squares / (n - 1) / n);
    }
  }
}
