package io.github.progresstracker.testing;

import io.github.progresstracker.ProgressClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * A clock that stands still until it is told otherwise, so that hours of progress run in a
 * millisecond and no test sleeps. Safe for use by several threads.
 *
 * <pre>{@code
 * ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:00:00Z"));
 * try (ProgressRegistry registry =
 *     ProgressRegistry.builder().clock(clock).manualSampling().build()) {
 *   ProgressTracker job = registry.start("import", 100);
 *   clock.advance(Duration.ofMinutes(10));
 *   registry.sampleNow();
 *   System.out.println(job.snapshot().elapsed());   // PT10M
 * }
 * }</pre>
 */
public final class ManualClock implements ProgressClock {

  private long nanos;
  private Instant wall;

  /**
   * A clock that shows the given instant.
   *
   * @param start the first wall-clock reading
   */
  public ManualClock(Instant start) {
    this.wall = Objects.requireNonNull(start, "start");
  }

  /**
   * Lets time pass on both readings.
   *
   * @param duration how much; zero or more
   * @throws IllegalArgumentException if {@code duration} is negative
   */
  public synchronized void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("time only passes forwards, was asked for " + duration);
    }
    nanos += duration.toNanos();
    wall = wall.plus(duration);
  }

  /**
   * Sets the wall clock as an operator or a time server would; monotonic time is not touched.
   *
   * @param instant the new wall-clock reading, earlier or later
   */
  public synchronized void jumpTo(Instant instant) {
    wall = Objects.requireNonNull(instant, "instant");
  }

  @Override
  public synchronized long nanoTime() {
    return nanos;
  }

  @Override
  public synchronized Instant now() {
    return wall;
  }
}
