package io.github.progresstracker.eta;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How fast work goes, in units per second of active time: waits and pauses do not count, and
 * neither does what was done before this run. Immutable. A rate of zero also means that nothing has
 * been measured yet.
 *
 * <pre>{@code
 * RateMeter meter = new RateMeter();
 * meter.observe(Duration.ofSeconds(40).toNanos(), 250);
 * Rates rates = meter.rates();
 * RateUnit unit = RateUnit.of(rates.current());
 * System.out.println(unit.convert(rates.current()) + unit.suffix());
 * ThroughputTrend trend = rates.trend();              // null until there is enough to compare
 * ThroughputHistory history = rates.history();
 * }</pre>
 *
 * @param current of the recent past, finite and &gt;= 0
 * @param average since the start or resume, finite and &gt;= 0
 * @param peak the highest current rate since the start or resume, never below the average; finite
 * @param trend whether it gets faster or slower; null until there is enough to compare
 * @param history the whole run in stretches
 */
public record Rates(
    double current,
    double average,
    double peak,
    @Nullable ThroughputTrend trend,
    ThroughputHistory history) {

  /** Nothing measured yet. */
  public static final Rates NONE = new Rates(0, 0, 0, null, ThroughputHistory.EMPTY);

  private static final double NANOS = 1e9;

  /**
   * Checks the values.
   *
   * @param current units per second of the recent past
   * @param average units per second since the start or resume
   * @param peak the highest current rate
   * @param trend whether it gets faster or slower, or null
   * @param history the whole run in stretches
   * @throws IllegalArgumentException if a rate is negative or not a finite number
   */
  public Rates {
    requireRate("current", current);
    requireRate("average", average);
    requireRate("peak", peak);
    Objects.requireNonNull(history, "history");
  }

  /**
   * How long one unit takes on average, in active time of the whole job: with several workers a
   * unit takes each of them longer.
   *
   * @return the time to the nanosecond, at most {@link Eta#LONGEST}; empty while nothing is done
   */
  public Optional<Duration> averageProcessingTime() {
    // Converting to long cuts what is too large at Long.MAX_VALUE, which is Eta.LONGEST.
    return average > 0
        ? Optional.of(Duration.ofNanos((long) (NANOS / average + 0.5)))
        : Optional.empty();
  }

  static void requireRate(String name, double value) {
    if (!(value >= 0 && value <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(name + " must be finite and >= 0, was " + value);
    }
  }
}
