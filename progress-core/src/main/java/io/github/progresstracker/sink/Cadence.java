package io.github.progresstracker.sink;

import java.time.Duration;

/**
 * How often a sink wants {@linkplain io.github.progresstracker.event.ProgressUpdate updates} of one
 * job. Transitions are never thinned, and neither is the last update of a job.
 *
 * <p>An update goes out once {@code interval} has passed since the one before, or earlier if the
 * percentage has crossed a multiple of {@code percentStep}, but never within {@code minimumGap}.
 *
 * @param interval at the latest after this much time; zero for every update there is
 * @param percentStep percentage points, 0 to 100; zero for no such rule
 * @param minimumGap never two updates closer than this
 * @see ProgressSink
 */
public record Cadence(Duration interval, double percentStep, Duration minimumGap) {

  /** Every update. */
  public static final Cadence EVERY_UPDATE = every(Duration.ZERO);

  /**
   * Checks the values.
   *
   * @param interval at the latest after this much time
   * @param percentStep percentage points
   * @param minimumGap never two updates closer than this
   * @throws IllegalArgumentException if a duration is negative or the step is not in 0 to 100
   */
  public Cadence {
    if (interval.isNegative() || minimumGap.isNegative()) {
      throw new IllegalArgumentException(
          "cadence durations must be >= 0, were " + interval + " and " + minimumGap);
    }
    if (!(percentStep >= 0 && percentStep <= 100)) {
      throw new IllegalArgumentException("percentStep must be in 0..100, was " + percentStep);
    }
  }

  /**
   * By time alone.
   *
   * @param interval time between two updates, zero or more
   * @return the cadence
   */
  public static Cadence every(Duration interval) {
    return new Cadence(interval, 0, Duration.ZERO);
  }
}
