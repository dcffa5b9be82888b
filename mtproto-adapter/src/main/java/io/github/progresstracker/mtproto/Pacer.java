package io.github.progresstracker.mtproto;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How time is let pass: by sleeping, or, in a test, by moving a clock.
 *
 * <pre>{@code
 * ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
 * HistorySource simulated =           // flood waits are over at once
 *     new SimulatedTelegram(SimulatorOptions.defaults(), clock::nanoTime, clock::advance);
 * }</pre>
 */
@FunctionalInterface
public interface Pacer {

  /** Sleeps. */
  Pacer SLEEPING = time -> TimeUnit.NANOSECONDS.sleep(time.toNanos());

  /**
   * Returns when the time has passed.
   *
   * @param time how long, not negative
   * @throws InterruptedException when the calling thread is interrupted meanwhile
   */
  void pause(Duration time) throws InterruptedException;
}
