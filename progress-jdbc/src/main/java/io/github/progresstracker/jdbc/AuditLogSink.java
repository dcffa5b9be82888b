package io.github.progresstracker.jdbc;

import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.jdbc.internal.Postgres;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.ProgressSink;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes transitions to the table {@code progress_event}. Get one from {@link
 * PostgresProgress#auditLog()}.
 *
 * <p>A batch is one {@code COPY} on a connection of its own, never part of a transaction of the
 * host. PostgreSQL has all of a batch or nothing. The engine hands a batch in again when it cannot
 * know whether it arrived; the unique event id then makes sure that each event is there exactly
 * once: a copy that meets an event that is there is refused, and the batch is inserted instead,
 * with {@code ON CONFLICT DO NOTHING}. So it is where the connection does not let itself be {@link
 * java.sql.Wrapper unwrapped} to that of the driver, at about half the speed.
 *
 * <p>What fails because of the database (it is away, full, read-only, being restarted, or has not
 * answered for half a minute) is thrown, and the engine tries again. What fails because of a row
 * would fail for ever and hold up everything behind it; the batch is then divided until the row is
 * found, the row is rejected, which shows in the log and in {@link #rejected()}, and the rest is
 * written. Hardly any row can fail: {@link io.github.progresstracker.json.SafeJson} has a form for
 * every object, and texts are cut to what the indexes hold. Times that PostgreSQL does not know,
 * before 4713 BC or after 294276, are left.
 *
 * <pre>{@code
 * AuditLogSink audit = postgres.auditLog();
 * try (ProgressRegistry registry = ProgressRegistry.builder().sink(audit).build()) {
 *   …
 * }
 * log.info("{} events in the audit log, {} rejected", audit.written(), audit.rejected());
 * }</pre>
 */
public final class AuditLogSink implements ProgressSink {

  private static final Logger LOG = LoggerFactory.getLogger(AuditLogSink.class);

  /** Rejections of one batch that get a line of their own. */
  private static final int REPORTED = 10;

  private static final Duration UPKEEP_INTERVAL = Duration.ofHours(12);

  private final Jdbi jdbi;
  private final AuditFormat format;
  private final Duration patience;
  private final Partitions partitions;
  private final AuditCopy copy = new AuditCopy();
  private final Upkeep weeksToCome;
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private boolean begun;

  /**
   * A sink of its own.
   *
   * @param clock of the host, to be compared with that of the database
   * @param patience with a database that does not answer; a network may end without a word
   */
  AuditLogSink(Jdbi jdbi, AuditFormat format, InstantSource clock, Duration patience) {
    this.jdbi = jdbi;
    this.format = format;
    this.patience = patience;
    this.partitions = new Partitions(clock);
    this.weeksToCome = new Upkeep(jdbi, null);
  }

  @Override
  public String name() {
    return "audit-log";
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.DURABLE;
  }

  /**
   * Rows this sink has added to the log. An event that was there before does not count.
   *
   * @return the number since the sink was made; any thread may ask
   */
  public long written() {
    return written.get();
  }

  /**
   * Events that are not in the log because their row is one that PostgreSQL will never take, or
   * because the format threw. Each was reported in the host's log.
   *
   * @return the number since the sink was made, 0 if all is well; any thread may ask
   */
  public long rejected() {
    return rejected.get();
  }

  /**
   * Writes a batch.
   *
   * @param events in the order of their sequence; never empty
   * @throws SQLException if the database is away or otherwise not able to take rows
   * @throws SchemaException if the table is not there
   */
  @Override
  public void deliver(List<ProgressEvent> events) throws SQLException {
    if (!begun) {
      begun = true;
      // The batch makes those it needs; later ones shall find theirs, however long that takes.
      weeksToCome.start(UPKEEP_INTERVAL, UPKEEP_INTERVAL);
    }
    List<Rejection> rejections = new ArrayList<>();
    List<AuditRecord> rows = format(events, rejections);
    if (!rows.isEmpty()) {
      try {
        jdbi.useHandle(handle -> write(handle, rows, rejections));
      } catch (SQLException | JdbiException e) {
        throw translated(e);
      }
    }
    report(rejections);
  }

  /** Ends the thread that makes the partitions of the weeks to come. */
  @Override
  public void close() {
    weeksToCome.close();
  }

  private List<AuditRecord> format(List<ProgressEvent> events, List<Rejection> rejections) {
    List<AuditRecord> rows = new ArrayList<>(events.size());
    for (ProgressEvent event : events) {
      try {
        AuditRecord row = format.format(event);
        if (row != null) {
          rows.add(row);
        }
      } catch (RuntimeException e) {
        rejections.add(new Rejection(event.header().eventId(), "the format threw " + e));
      }
    }
    return rows;
  }

  private void write(Handle handle, List<AuditRecord> rows, List<Rejection> rejections)
      throws SQLException {
    Connection connection = handle.getConnection();
    int before = connection.getNetworkTimeout();
    connection.setNetworkTimeout(Runnable::run, (int) patience.toMillis());
    try {
      partitions.prepare(handle, rows);
      if (!copied(handle, rows)) {
        insert(handle, rows, rejections);
      }
    } finally {
      restore(connection, before);
    }
  }

  /** The connection is the pool's, and the pool's own idea of patience another. */
  private static void restore(Connection connection, int timeout) {
    try {
      connection.setNetworkTimeout(Runnable::run, timeout);
    } catch (SQLException e) {
      LOG.debug("the connection is lost, and so is its timeout", e);
    }
  }

  /** Whether all rows are in by the fast way; not if one of them is there already, or a bad one. */
  private boolean copied(Handle handle, List<AuditRecord> rows) throws SQLException {
    try {
      written.addAndGet(copy.copy(handle, rows));
      return true;
    } catch (SQLException e) {
      if (Postgres.isDatabaseAtFault(e)) {
        throw e;
      }
      return false;
    }
  }

  /** Halves a batch that has a bad row in it, so that few bad rows cost few statements. */
  private void insert(Handle handle, List<AuditRecord> rows, List<Rejection> rejections) {
    try {
      written.addAndGet(AuditSql.insert(handle, rows));
    } catch (JdbiException e) {
      if (!Postgres.isDataError(Postgres.sqlCause(e))) {
        throw e;
      }
      if (rows.size() == 1) {
        rejections.add(new Rejection(rows.get(0).eventId(), Postgres.oneLine(e)));
      } else {
        int middle = rows.size() / 2;
        insert(handle, rows.subList(0, middle), rejections);
        insert(handle, rows.subList(middle, rows.size()), rejections);
      }
    }
  }

  /** jdbi's own messages quote the statement with all of its values. */
  private SQLException translated(Exception failure) {
    SQLException sql = Postgres.sqlCause(failure);
    return switch (Postgres.state(sql)) {
      case "42P01" -> throw new SchemaException(notThere(), failure);
      case "42501" ->
          new SQLException(
              Postgres.oneLine(failure)
                  + "; let the owner of the audit log grant select, insert on it to this role",
              "42501",
              failure);
      default -> sql == null ? new SQLException(Postgres.oneLine(failure), failure) : sql;
    };
  }

  private String notThere() {
    return jdbi.withHandle(
        handle -> {
          String elsewhere = SchemaCheck.elsewhere(handle, "progress_event");
          return elsewhere.isEmpty()
              ? "the table "
                  + TableNames.of(handle).bare("progress_event")
                  + " is not in the database; call PostgresProgress.migrate() first"
              : elsewhere;
        });
  }

  /** After the rest is safe: until then the batch may come again, and each is counted once. */
  private void report(List<Rejection> rejections) {
    rejected.addAndGet(rejections.size());
    for (Rejection rejection : rejections.subList(0, Math.min(REPORTED, rejections.size()))) {
      LOG.error("event {} is not in the audit log: {}", rejection.eventId(), rejection.reason());
    }
    if (rejections.size() > REPORTED) {
      LOG.error("{} more events are not in the audit log", rejections.size() - REPORTED);
    }
  }

  private record Rejection(UUID eventId, String reason) {}
}
