package io.github.progresstracker.benchmarks.postgres;

import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.jdbc.AuditLogSink;
import io.github.progresstracker.jdbc.AuditRecord;
import io.github.progresstracker.jdbc.PostgresProgress;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;

/** Ways to get the same rows into the table of the audit log. */
final class AuditWriters {

  private static final String COLUMNS =
      "event_id, \"timestamp\", job_id, tracker_id, user_id, channel_id, action, phase, done,"
          + " total, step_number, step_count, step_done, step_total, rate, eta_seconds, extras";

  private static final String INSERT =
      "insert into progress_event ("
          + COLUMNS
          + ") values (:eventId, :at, :jobId, :trackerId, :userId, :channelId, :action, :phase,"
          + " :done, :total, :stepNumber, :stepCount, :stepDone, :stepTotal, :rate, :etaSeconds,"
          + " :extras::jsonb)";

  private final BenchmarkServer server;
  private final AuditRows rows;

  AuditWriters(BenchmarkServer server, AuditRows rows) {
    this.server = server;
    this.rows = rows;
  }

  /** One way. */
  @FunctionalInterface
  interface Writer {
    /** Writes the first rows, so many a batch. */
    void write(int count, int batch) throws Exception;
  }

  /** The sink as it is. */
  Writer sink() {
    return writer(PostgresProgress.on(server.pool()).auditLog(rows.format()));
  }

  /** The sink from event to row, in the standard format, with its JSON. */
  Writer sinkWithFormat() {
    return writer(PostgresProgress.on(server.pool()).auditLog());
  }

  /** The sink where the driver's connection is not to be had: it inserts then. */
  Writer sinkThatInserts() {
    return writer(PostgresProgress.on(withoutUnwrap(server.pool())).auditLog(rows.format()));
  }

  private Writer writer(AuditLogSink sink) {
    return (count, batch) -> {
      List<ProgressEvent> events = rows.events().subList(0, count);
      for (int from = 0; from < count; from += batch) {
        sink.deliver(events.subList(from, Math.min(count, from + batch)));
      }
    };
  }

  /** What a host writes that has not thought about it. */
  Writer singleInserts() {
    return (count, batch) ->
        server
            .jdbi()
            .useHandle(
                handle -> {
                  for (AuditRecord row : rows.records().subList(0, count)) {
                    bind(handle.createUpdate(INSERT), row).execute();
                  }
                });
  }

  Writer preparedBatch() {
    return (count, batch) ->
        server
            .jdbi()
            .useHandle(
                handle -> {
                  for (int from = 0; from < count; from += batch) {
                    int to = Math.min(count, from + batch);
                    PreparedBatch statement = handle.prepareBatch(INSERT);
                    for (AuditRecord row : rows.records().subList(from, to)) {
                      bind(statement, row).add();
                    }
                    handle.useTransaction(transaction -> statement.execute());
                  }
                });
  }

  private static <S extends SqlStatement<S>> S bind(S statement, AuditRecord row) {
    return statement
        .bind("eventId", row.eventId())
        .bind("at", row.timestamp().atOffset(ZoneOffset.UTC))
        .bind("jobId", row.jobId())
        .bind("trackerId", row.trackerId())
        .bind("userId", row.userId())
        .bind("channelId", row.channelId())
        .bind("action", row.action())
        .bind("phase", row.phase())
        .bind("done", row.done())
        .bind("total", row.total())
        .bind("stepNumber", row.stepNumber())
        .bind("stepCount", row.stepCount())
        .bind("stepDone", row.stepDone())
        .bind("stepTotal", row.stepTotal())
        .bind("rate", row.rate())
        .bind("etaSeconds", row.etaSeconds())
        .bind("extras", "{}");
  }

  /**
   * The server's own {@code COPY FROM} files of the same rows in the same batches, which it can
   * read itself.
   *
   * @param format of the files: {@code text} or {@code binary}
   * @param directory for the files, which are made of what the table holds now
   */
  Writer serverCopy(String format, Path directory, int count, int batch) throws IOException {
    Path files = Files.createDirectories(directory.resolve(format + "-" + batch));
    for (int from = 0; from < count; from += batch) {
      server.execute(
          String.format(
              Locale.ROOT,
              "copy (select %s from progress_event order by event_id offset %d limit %d) to '%s'"
                  + " (format %s)",
              COLUMNS,
              from,
              batch,
              files.resolve("batch-" + from),
              format));
    }
    return (written, size) -> {
      try (Connection connection = server.pool().getConnection();
          var statement = connection.createStatement()) {
        for (int from = 0; from < written; from += size) {
          statement.execute(
              "copy progress_event ("
                  + COLUMNS
                  + ") from '"
                  + files.resolve("batch-" + from)
                  + "' (format "
                  + format
                  + ")");
        }
      }
    };
  }

  private static DataSource withoutUnwrap(DataSource target) {
    return (DataSource)
        Proxy.newProxyInstance(
            AuditWriters.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              Object result = call(target, method, arguments);
              return result instanceof Connection connection ? withoutUnwrap(connection) : result;
            });
  }

  private static Object withoutUnwrap(Connection connection) {
    return Proxy.newProxyInstance(
        AuditWriters.class.getClassLoader(),
        new Class<?>[] {Connection.class},
        (proxy, method, arguments) -> {
          if (method.getName().equals("unwrap")) {
            throw new SQLException("no driver to be seen");
          }
          return call(connection, method, arguments);
        });
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
