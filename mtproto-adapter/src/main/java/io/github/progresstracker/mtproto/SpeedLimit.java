package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressClock;
import java.time.Duration;

/**
 * Keeps a collector from being faster than it may be. Each page takes the time that its messages
 * are worth, counted from when it was asked for; time that was lost, say in a flood wait, is not
 * made up for by a burst afterwards, which would be the way into the next one.
 */
final class SpeedLimit implements Pace {

  /** Three years: as good as for ever, and far from where nanoseconds overflow. */
  private static final double LONGEST_NANOS = 1e17;

  private final double perSecond;
  private final ProgressClock clock;
  private final Pacer pacer;
  private long next;

  SpeedLimit(double perSecond, ProgressClock clock, Pacer pacer) {
    this.perSecond = perSecond;
    this.clock = clock;
    this.pacer = pacer;
    this.next = clock.nanoTime();
  }

  /** The first page may be asked for at once. */
  @Override
  public void await() throws InterruptedException {
    long early = next - clock.nanoTime();
    if (early > 0) {
      pacer.pause(Duration.ofNanos(early));
    }
    next = Math.max(next, clock.nanoTime());
  }

  @Override
  public void passed(int messages) {
    if (perSecond > 0) {
      next += (long) Math.min(messages / perSecond * 1e9, LONGEST_NANOS);
    }
  }
}
