package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.WaitScope;
import io.github.progresstracker.mtproto.MessageStore.StoreException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats what a server or a database refused for the time being. Every wait is announced to the
 * run, because a limit of the account holds up all of its channels. A flood wait is never cut short
 * and may come as often as the server likes; other refusals are waited out a few times, each
 * longer.
 */
final class Patience {

  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
  private static final int MOST_RETRIES = 6;

  private final @Nullable ProgressTracker run;
  private final Pacer pacer;

  /**
   * Patience for one run.
   *
   * @param run who is told of waits, or null while there is nobody to tell
   */
  Patience(@Nullable ProgressTracker run, Pacer pacer) {
    this.run = run;
    this.pacer = pacer;
  }

  /** Something that may be refused for the time being. */
  interface Request<T> {
    T send() throws SourceException, InterruptedException;
  }

  <T> T persist(Request<T> request) throws SourceException, InterruptedException {
    int refusals = 0;
    for (; ; ) {
      try {
        return request.send();
      } catch (SourceException.FloodWait flood) {
        await("FLOOD_WAIT", flood.retryAfter(), flood);
      } catch (SourceException.Busy busy) {
        if (++refusals > MOST_RETRIES) {
          throw busy;
        }
        await("SERVER_BUSY", backoff(refusals), busy);
      } catch (StoreException away) {
        if (!away.temporary() || ++refusals > MOST_RETRIES) {
          throw away;
        }
        await("DATABASE_AWAY", backoff(refusals), away);
      }
    }
  }

  private void await(String reason, Duration wait, Exception cause) throws InterruptedException {
    LOG.warn("{} for {} s: {}", reason, wait.toMillis() / 1000.0, cause.getMessage());
    if (run == null) {
      pacer.pause(wait);
      return;
    }
    try (WaitScope announced = run.waiting(reason, wait)) {
      pacer.pause(announced.left());
    }
  }

  /** 1, 2, 4 … 32 s: about a minute in all, which is what a restart of a database takes. */
  private static Duration backoff(int refusals) {
    return Duration.ofSeconds(1L << (refusals - 1));
  }
}
