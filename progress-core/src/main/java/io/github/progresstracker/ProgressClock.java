package io.github.progresstracker;

import java.time.Instant;

/**
 * The two readings of time that progress needs, from one source so that a test can own both.
 *
 * <pre>{@code
 * ProgressClock clock = ProgressClock.system();                    // a ManualClock in a test
 * ProgressRegistry registry = ProgressRegistry.builder()
 *     .clock(clock)
 *     .jobs(JobStores.inMemory(clock))
 *     .build();
 * }</pre>
 *
 * <p>They are two types on purpose: durations come from {@link #nanoTime()}, which never goes back;
 * instants for people come from {@link #now()}, which may jump when somebody sets the clock.
 * Implementations are safe for use by several threads.
 */
public interface ProgressClock {

  /**
   * Monotonic time for durations.
   *
   * @return nanoseconds from an arbitrary origin; only differences mean anything
   */
  long nanoTime();

  /**
   * Wall-clock time for people and for stored rows.
   *
   * @return the present instant
   */
  Instant now();

  /**
   * The machine's own clocks.
   *
   * @return {@link System#nanoTime()} and {@link Instant#now()}
   */
  static ProgressClock system() {
    return SystemClock.INSTANCE;
  }
}
