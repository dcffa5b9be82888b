package io.github.progresstracker.benchmarks.soak;

import io.github.progresstracker.ProgressClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** The clock of a host that somebody sets to another time, back or ahead, while it runs. */
final class JumpingClock implements ProgressClock {

  private final AtomicLong seconds = new AtomicLong();

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Instant now() {
    return Instant.now().plus(Duration.ofSeconds(seconds.get()));
  }

  /** Sets it to so many seconds off the true time. */
  void set(long off) {
    seconds.set(off);
  }
}
