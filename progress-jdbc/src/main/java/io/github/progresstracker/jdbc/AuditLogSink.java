package io.github.progresstracker.jdbc;

import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.jdbc.internal.Postgres;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.ProgressSink;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes transitions to the table {@code progress_event}. Get one from {@link
 * PostgresProgress#auditLog()}.
 *
 * <p>A batch is one statement on a connection of its own, never part of a transaction of the host.
 * PostgreSQL has all of a batch or nothing. The engine hands a batch in again when it cannot know
 * whether it arrived; the unique event id then makes sure that each event is there exactly once.
 *
 * <p>What fails because of the database (it is away, full, read-only, being restarted) is thrown,
 * and the engine tries again. What fails because of a row would fail for ever and hold up
 * everything behind it; the batch is then divided until the row is found, the row is rejected,
 * which shows in the log and in {@link #rejected()}, and the rest is written. Hardly any row can
 * fail: {@link io.github.progresstracker.json.SafeJson} has a form for every object, and texts are
 * cut to what the indexes hold. Times that PostgreSQL does not know, before 4713 BC or after
 * 294276, are left.
 */
public final class AuditLogSink implements ProgressSink {

  private static final Logger LOG = LoggerFactory.getLogger(AuditLogSink.class);

  /** Rejections of one batch that get a line of their own. */
  private static final int REPORTED = 10;

  private final Jdbi jdbi;
  private final AuditFormat format;
  private final Partitions partitions = new Partitions();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();

  AuditLogSink(DataSource dataSource, AuditFormat format) {
    this.jdbi = Postgres.jdbi(dataSource);
    this.format = format;
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
    List<Rejection> rejections = new ArrayList<>();
    List<AuditRecord> rows = format(events, rejections);
    if (!rows.isEmpty()) {
      try {
        jdbi.useHandle(handle -> write(handle, rows, rejections));
      } catch (JdbiException e) {
        throw translated(e);
      }
    }
    report(rejections);
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

  private void write(Handle handle, List<AuditRecord> rows, List<Rejection> rejections) {
    partitions.prepare(handle, rows);
    insert(handle, rows, rejections);
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
  private static SQLException translated(JdbiException failure) {
    SQLException sql = Postgres.sqlCause(failure);
    if (Postgres.state(sql).equals("42P01")) {
      throw new SchemaException(
          "the table progress_event is not in the database; call PostgresProgress.migrate() first",
          failure);
    }
    return sql == null ? new SQLException(Postgres.oneLine(failure), failure) : sql;
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
