package io.github.progresstracker.jdbc;

import io.github.progresstracker.jdbc.internal.Postgres;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other processes that there is something new, and never what.
 *
 * <p>Not within the transaction of the flush: those that notify commit one after the other, waiting
 * for each other's disk (a lock of PostgreSQL's, so that notifications are in the order of the
 * commits), and eight writers of one job would be as slow as one. So a hint follows a moment later
 * in a transaction of its own that has nothing to write, and one is enough for all flushes of that
 * moment. It is only a hint: one that is lost with its process costs the listeners nothing but the
 * time to their next look.
 */
final class Hints implements AutoCloseable {

  static final String CHANNEL = "progress_jobs";

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker.jdbc");
  private static final long GATHER_MILLIS = 100;

  private final JobCalls calls;
  private final AtomicBoolean pending = new AtomicBoolean();
  private final ScheduledExecutorService thread;

  Hints(JobCalls calls) {
    this.calls = calls;
    this.thread = Executors.newSingleThreadScheduledExecutor(daemon("progress-hints"));
  }

  static ThreadFactory daemon(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Something has been committed. */
  void changed() {
    if (pending.compareAndSet(false, true) && !thread.isShutdown()) {
      ScheduledFuture<?> unused = thread.schedule(this::send, GATHER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void send() {
    pending.set(false);
    try {
      calls.once(
          handle ->
              handle
                  .createQuery("select pg_notify(:channel, '')")
                  .bind("channel", CHANNEL)
                  .mapToMap()
                  .one());
    } catch (SQLException | RuntimeException e) {
      LOG.debug("no hint could be given: {}", Postgres.oneLine(e));
    }
  }

  /** Gives the hint that is due, and ends. */
  @Override
  public void close() {
    thread.shutdown();
    if (pending.get()) {
      send();
    }
  }
}
