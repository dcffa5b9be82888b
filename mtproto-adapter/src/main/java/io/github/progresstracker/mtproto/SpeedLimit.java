package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressClock;
import java.time.Duration;

/** Keeps a collector from being faster than it may be, on the average of the whole run. */
final class SpeedLimit {

  private final double perSecond;
  private final ProgressClock clock;
  private final Pacer pacer;
  private final long start;
  private long messages;

  SpeedLimit(double perSecond, ProgressClock clock, Pacer pacer) {
    this.perSecond = perSecond;
    this.clock = clock;
    this.pacer = pacer;
    this.start = clock.nanoTime();
  }

  /** Counts messages and waits until there may have been that many. */
  void passed(int more) throws InterruptedException {
    messages += more;
    if (perSecond > 0) {
      long early = (long) (messages / perSecond * 1e9) - (clock.nanoTime() - start);
      if (early > 0) {
        pacer.pause(Duration.ofNanos(early));
      }
    }
  }
}
