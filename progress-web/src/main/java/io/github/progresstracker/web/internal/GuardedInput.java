package io.github.progresstracker.web.internal;

import io.github.progresstracker.ProgressClock;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Reads from a connection, all of it within a time, or else fails. */
final class GuardedInput extends FilterInputStream {

  private static final int MOST_DRAINED = 1 << 20;

  private final Watchdog watchdog;
  private final ProgressClock clock;
  private final long until;

  GuardedInput(InputStream in, Watchdog watchdog, ProgressClock clock, Duration patience) {
    super(in);
    this.watchdog = watchdog;
    this.clock = clock;
    this.until = clock.nanoTime() + patience.toNanos();
  }

  private Watchdog.Guard guard() {
    Duration left = Duration.ofNanos(Math.max(0, until - clock.nanoTime()));
    return watchdog.guard(() -> left);
  }

  @Override
  public int read() throws IOException {
    Watchdog.Guard guard = guard();
    try {
      return in.read();
    } finally {
      guard.close();
    }
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    Watchdog.Guard guard = guard();
    try {
      return in.read(bytes, from, length);
    } finally {
      guard.close();
    }
  }

  /**
   * Reads what nobody has read, within reason: a connection that is closed before is reset, and the
   * answer may be lost with it.
   */
  void drain() throws IOException {
    if (read() < 0) {
      return;
    }
    byte[] scratch = new byte[8_192];
    int left = MOST_DRAINED;
    while (left > 0) {
      int read = read(scratch, 0, scratch.length);
      if (read < 0) {
        return;
      }
      left -= read;
    }
  }
}
