package io.github.progresstracker.jdbc;

import io.github.progresstracker.jdbc.internal.Postgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the partitions of the weeks to come, and drops those that are past the retention.
 *
 * <p>A partition is dropped whole: no row is looked at, and nothing is left to vacuum; what takes
 * time is that the server removes its files. PostgreSQL wants the log to itself for that, for a
 * moment. While it waits for a reader to end, all writers wait behind it; so it waits for a quarter
 * of a second at most, then lets everybody else go first and tries again. ({@code DETACH …
 * CONCURRENTLY} would not wait, but a table with a default partition does not allow it.)
 *
 * <p>What jobs leave behind besides (timelines, minutes of graphs, ended runs, items, quotas) is
 * deleted row by row: it is little beside the log. Jobs themselves, their writers and checkpoints
 * stay.
 *
 * <p>Any number of processes may do this at once. What is old is decided by the clock of the
 * database.
 */
final class Upkeep implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final int WEEKS_AHEAD = 4;

  /** Partitions in one transaction: each takes a few of the locks that a server has. */
  private static final int AT_ONCE = 16;

  /** Tries for these, two seconds apart at the end: some half a minute in all. */
  private static final int TRIES = 20;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** Tables without partitions, each with the column that says how old a row is. */
  private static final Map<String, String> ROW_BY_ROW =
      Map.of(
          "progress_event_default", "timestamp",
          "progress_timeline", "at",
          "progress_history", "bucket",
          "progress_job_run", "finished_at",
          "progress_item", "updated_at",
          "progress_quota", "window_end");

  private final Jdbi jdbi;
  private final @Nullable Duration retention;
  private final int tries;
  private volatile boolean closed;
  private volatile @Nullable Thread thread;
  private boolean failing;

  /**
   * Begins nothing yet.
   *
   * @param retention how long rows are kept, or null for ever
   */
  Upkeep(Jdbi jdbi, @Nullable Duration retention) {
    this(jdbi, retention, TRIES);
  }

  Upkeep(Jdbi jdbi, @Nullable Duration retention, int tries) {
    this.jdbi = jdbi;
    this.retention = retention;
    this.tries = tries;
  }

  /** Does it again and again, in a thread of its own, until {@link #close()}. */
  void start(Duration first, Duration interval) {
    Thread started = new Thread(() -> repeat(first, interval), "progress-upkeep");
    started.setDaemon(true);
    thread = started;
    started.start();
  }

  private void repeat(Duration first, Duration interval) {
    pause(first);
    while (!closed) {
      try {
        run();
        failing = false;
      } catch (JdbiException | SchemaException e) {
        if (!failing && !closed) {
          failing = true;
          LOG.warn(
              "the upkeep of the audit log failed, and is tried again: {}", Postgres.oneLine(e));
        }
      }
      pause(interval);
    }
  }

  /**
   * Does it once.
   *
   * @throws JdbiException if the database is away or does not allow it
   */
  UpkeepReport run() {
    return jdbi.withHandle(
        handle -> {
          int made = makeAhead(handle);
          return retention == null
              ? new UpkeepReport(made, 0, 0, 0)
              : withoutOld(handle, made, retention);
        });
  }

  /** A reader that holds this up is no harm: it is weeks ahead, and the next round tries again. */
  private static int makeAhead(Handle handle) {
    try {
      return Partitions.makeAhead(handle, WEEKS_AHEAD);
    } catch (JdbiException e) {
      if (!isHeld(Postgres.sqlCause(e))) {
        throw e;
      }
      LOG.debug("partitions to come are left to the next round", e);
      return 0;
    }
  }

  private UpkeepReport withoutOld(Handle handle, int made, Duration age) {
    int dropped = 0;
    List<String> due = AuditSql.partitionsOlderThan(handle, age);
    for (int from = 0; from < due.size(); from += AT_ONCE) {
      List<String> some = due.subList(from, Math.min(due.size(), from + AT_ONCE));
      dropped += drop(handle, some) ? some.size() : 0;
    }
    long deleted = 0;
    for (Map.Entry<String, String> table : ROW_BY_ROW.entrySet()) {
      deleted += AuditSql.deleteOlder(handle, table.getKey(), table.getValue(), age);
    }
    UpkeepReport report = new UpkeepReport(made, dropped, due.size() - dropped, deleted);
    if (dropped > 0 || deleted > 0) {
      LOG.info("rows older than {} are gone: {}", age, report);
    }
    return report;
  }

  private boolean drop(Handle handle, List<String> partitions) {
    for (int attempt = 1; attempt <= tries && !closed; attempt++) {
      try {
        handle.useTransaction(transaction -> AuditSql.dropPartitions(transaction, partitions));
        return true;
      } catch (JdbiException e) {
        if (!isHeld(Postgres.sqlCause(e))) {
          throw e;
        }
        pause(pauseAfter(attempt));
      }
    }
    LOG.warn("{} are past the retention; somebody reads the log and holds them", partitions);
    return false;
  }

  /** A lock that somebody has, or a deadlock that the server has resolved. */
  private static boolean isHeld(@Nullable SQLException failure) {
    String state = Postgres.state(failure);
    return state.equals("55P03") || state.equals("40P01");
  }

  private static Duration pauseAfter(int attempt) {
    Duration pause = Duration.ofMillis(50L << Math.min(attempt, 6));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  private void pause(Duration pause) {
    long end = System.nanoTime() + pause.toNanos();
    for (long left = pause.toNanos(); left > 0 && !closed; left = end - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
