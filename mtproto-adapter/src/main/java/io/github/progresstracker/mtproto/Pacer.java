package io.github.progresstracker.mtproto;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How time is let pass: by sleeping, or, in a test, by moving a clock. */
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
