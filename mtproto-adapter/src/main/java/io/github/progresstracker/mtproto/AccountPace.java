package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressClock;
import java.time.Duration;

/**
 * The speed of one account in pages a second. It rises by 5 % with each minute in which the server
 * asked for no wait, up to the ceiling, and is halved by each wait (additive increase would take
 * hours to find a limit that lies at a hundredth or at ten times of where one begins). Time that
 * was lost is not made up for.
 *
 * <p>Thread safe: a hidden wait is told by another thread.
 */
final class AccountPace implements Pace {

  private static final long CLEAN_NANOS = Duration.ofMinutes(1).toNanos();
  private static final double GROWTH = 1.05;
  private static final double SLOWEST = 1 / 60.0;
  private static final double CEILING = 5;

  private final FloodGate gate;
  private final ProgressClock clock;
  private final Pacer pacer;
  private final boolean limited;
  private final double ceiling;
  private double perSecond;
  private long next;
  private long cleanSince;

  /**
   * The pace of an account.
   *
   * @param pagesPerSecond to begin with; 0 for as fast as it goes
   */
  AccountPace(double pagesPerSecond, FloodGate gate, ProgressClock clock, Pacer pacer) {
    this.gate = gate;
    this.clock = clock;
    this.pacer = pacer;
    this.limited = pagesPerSecond > 0;
    this.perSecond = pagesPerSecond;
    this.ceiling = pagesPerSecond * CEILING;
    this.next = clock.nanoTime();
    this.cleanSince = next;
  }

  @Override
  public void await() throws InterruptedException {
    Duration wait = reserve();
    if (!wait.isZero()) {
      pacer.pause(wait);
    }
  }

  /** Takes the next page's turn; says how long it is until then. */
  private synchronized Duration reserve() {
    long now = clock.nanoTime();
    grow(now);
    long turn = Math.max(next, now + gate.left().toNanos());
    turn = turn - now < 0 ? now : turn;
    next = limited ? turn + (long) (1e9 / perSecond) : turn;
    return Duration.ofNanos(turn - now);
  }

  private void grow(long now) {
    while (now - cleanSince >= CLEAN_NANOS && perSecond < ceiling) {
      perSecond = Math.min(ceiling, perSecond * GROWTH);
      cleanSince += CLEAN_NANOS;
    }
  }

  @Override
  public void passed(int messages) {
    gate.answered();
  }

  @Override
  public synchronized void flooded() {
    perSecond = Math.max(Math.min(SLOWEST, perSecond), perSecond / 2);
    cleanSince = clock.nanoTime();
  }

  @Override
  public Duration wait(Duration asked) {
    return gate.flooded(asked);
  }

  /** Pages a second at present. */
  synchronized double perSecond() {
    return perSecond;
  }
}
