package io.github.progresstracker.eta;

import java.time.Duration;
import java.util.List;

/**
 * How throughput went over a run, in equal stretches of active time from the start on. Immutable.
 *
 * @param bucket length of each stretch, &gt; 0
 * @param perSecond mean units per second in each stretch, oldest first, each finite and &gt;= 0;
 *     empty until the first stretch is over
 * @see Rates
 */
public record ThroughputHistory(Duration bucket, List<Double> perSecond) {

  /** Nothing measured yet. */
  public static final ThroughputHistory EMPTY =
      new ThroughputHistory(Duration.ofMillis(250), List.of());

  /**
   * Checks the values and copies them.
   *
   * @param bucket length of each stretch
   * @param perSecond mean units per second in each stretch
   * @throws IllegalArgumentException if {@code bucket} is not above zero, or a value is negative or
   *     not a finite number
   */
  public ThroughputHistory {
    if (bucket.isNegative() || bucket.isZero()) {
      throw new IllegalArgumentException("bucket must be > 0, was " + bucket);
    }
    Doubles values = Doubles.copyOf(perSecond);
    for (int i = 0; i < values.size(); i++) {
      Rates.requireRate("perSecond", values.at(i));
    }
    perSecond = values;
  }
}
