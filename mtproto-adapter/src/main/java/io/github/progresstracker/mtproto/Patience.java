package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.WaitScope;
import io.github.progresstracker.mtproto.MessageStore.StoreException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats what a server or a database refused for the time being. Every wait is announced to the
 * run, because a limit of the account holds up all of its channels. A flood wait is never cut short
 * and may come as often as the server likes; other refusals are waited out a few times, each
 * longer. Waits that a client makes by itself inside a request are announced, too.
 */
final class Patience {

  /** A run that somebody has started and looks at gives up after about a minute. */
  static final int FEW_RETRIES = 6;

  /** A worker has nobody to give up to. */
  static final int ENDLESS = Integer.MAX_VALUE;

  static final String FLOOD_WAIT = "FLOOD_WAIT";

  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
  private static final Duration SLICE = Duration.ofSeconds(1);
  private static final int LONGEST_BACKOFF_EXPONENT = 5;

  private final @Nullable ProgressTracker run;
  private final Pacer pacer;
  private final Pace pace;
  private final SafePoint safePoint;
  private final int storeRetries;
  private final AtomicInteger floods = new AtomicInteger();
  private boolean asking;
  private @Nullable WaitScope hidden;

  /**
   * Patience for one run.
   *
   * @param run who is told of waits, or null while there is nobody to tell
   * @param pacer how time is let pass
   * @param pace what is told of floods
   * @param safePoint passed all the time while it waits
   * @param storeRetries how often a database that is away is tried again
   */
  Patience(
      @Nullable ProgressTracker run,
      Pacer pacer,
      Pace pace,
      SafePoint safePoint,
      int storeRetries) {
    this.run = run;
    this.pacer = pacer;
    this.pace = pace;
    this.safePoint = safePoint;
    this.storeRetries = storeRetries;
  }

  /** Something that may be refused for the time being. */
  interface Request<T> {
    T send() throws SourceException, InterruptedException;
  }

  <T> T persist(Request<T> request) throws SourceException, InterruptedException {
    int refusals = 0;
    floods.set(0);
    for (; ; ) {
      try {
        return send(request);
      } catch (SourceException.FloodWait flood) {
        floods.incrementAndGet();
        pace.flooded();
        await(FLOOD_WAIT, pace.wait(flood.retryAfter()), flood);
      } catch (SourceException.Busy busy) {
        if (++refusals > FEW_RETRIES) {
          throw busy;
        }
        await("SERVER_BUSY", backoff(refusals), busy);
      } catch (StoreException away) {
        if (!away.temporary() || ++refusals > storeRetries) {
          throw away;
        }
        await("DATABASE_AWAY", backoff(refusals), away);
      }
    }
  }

  /** How often in a row the server has asked for a wait. May be called by any thread. */
  int floods() {
    return floods.get();
  }

  /**
   * A client has begun to wait by itself. Called by a thread of the source's; the wait ends when
   * the request does.
   */
  void hidden(HiddenWait wait) {
    pace.flooded();
    synchronized (this) {
      if (asking && hidden == null && run != null) {
        hidden = run.waiting(wait.reason(), wait.expected());
      }
    }
  }

  private <T> T send(Request<T> request) throws SourceException, InterruptedException {
    asking(true);
    try {
      return request.send();
    } finally {
      asking(false);
    }
  }

  private synchronized void asking(boolean now) {
    asking = now;
    if (hidden != null && !now) {
      hidden.close();
      hidden = null;
    }
  }

  private void await(String reason, Duration wait, Exception cause) throws InterruptedException {
    LOG.warn("{} for {} s: {}", reason, wait.toMillis() / 1000.0, cause.getMessage());
    if (run == null) {
      pause(wait);
      return;
    }
    try (WaitScope announced = run.waiting(reason, wait)) {
      pause(announced.left());
    }
  }

  /** An interrupt ends a pause by itself; whatever else may end it is looked for every second. */
  private void pause(Duration time) throws InterruptedException {
    Duration left = time;
    while (safePoint != SafePoint.INTERRUPT && left.compareTo(SLICE) > 0) {
      pacer.pause(SLICE);
      safePoint.pass();
      left = left.minus(SLICE);
    }
    pacer.pause(left);
  }

  /** 1, 2, 4 … 32 s, and 32 s from then on: a restart of a database takes about a minute. */
  private static Duration backoff(int refusals) {
    return Duration.ofSeconds(1L << Math.min(refusals - 1, LONGEST_BACKOFF_EXPONENT));
  }
}
