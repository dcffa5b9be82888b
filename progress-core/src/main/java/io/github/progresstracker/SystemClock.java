package io.github.progresstracker;

import java.time.Instant;

/** The machine's clocks. */
enum SystemClock implements ProgressClock {
  INSTANCE;

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }
}
