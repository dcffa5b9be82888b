package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressClock;
import java.time.Duration;

/**
 * The waits that a server has asked one account for. What it asks for is the least: waiting less
 * makes the next wait longer, so nothing ever shortens a wait, and one to three seconds come on
 * top. A flood right after a wait, without an answer in between, doubles the wait.
 *
 * <p>Thread safe.
 */
final class FloodGate {

  private static final Duration LONGEST_FLOOR = Duration.ofDays(1);

  private final ProgressClock clock;
  private final Dice jitter;
  private Duration floor = Duration.ZERO;
  private long end;
  private boolean closed;

  FloodGate(ProgressClock clock, Dice jitter) {
    this.clock = clock;
    this.jitter = jitter;
  }

  /**
   * The server asks for a wait.
   *
   * @return how long to wait from now
   */
  synchronized Duration flooded(Duration asked) {
    Duration least = asked.compareTo(floor) < 0 ? floor : asked;
    floor = least.multipliedBy(2);
    floor = floor.compareTo(LONGEST_FLOOR) > 0 ? LONGEST_FLOOR : floor;
    long until = clock.nanoTime() + least.plusMillis(1_000L + jitter.below(2_000)).toNanos();
    end = closed && end - until > 0 ? end : until;
    closed = true;
    return left();
  }

  /** The server has answered. */
  synchronized void answered() {
    floor = Duration.ZERO;
  }

  /** How long nothing may be asked. */
  synchronized Duration left() {
    long left = closed ? end - clock.nanoTime() : 0;
    closed = left > 0;
    return Duration.ofNanos(Math.max(0, left));
  }
}
