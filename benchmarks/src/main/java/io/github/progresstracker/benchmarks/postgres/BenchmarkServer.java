package io.github.progresstracker.benchmarks.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** A PostgreSQL of our own, as durable as any, with one connection to it that is measured. */
final class BenchmarkServer implements AutoCloseable {

  /** Enough that no checkpoint falls into the middle of a comparison. */
  private static final Map<String, String> SETTINGS =
      Map.of("shared_buffers", "512MB", "max_wal_size", "8GB", "checkpoint_timeout", "1h");

  private final PostgresServer server = PostgresServer.start(SETTINGS);
  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final long backend;

  BenchmarkServer() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(server.jdbcUrl(server.createDatabase()));
    config.setUsername(PostgresServer.USER);
    config.setMaximumPoolSize(1);
    pool = new HikariDataSource(config);
    jdbi = Jdbi.create(pool);
    backend = number("select pg_backend_pid()");
  }

  HikariDataSource pool() {
    return pool;
  }

  Jdbi jdbi() {
    return jdbi;
  }

  void execute(String sql) {
    jdbi.useHandle(handle -> handle.execute(sql));
  }

  long number(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  String text(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }

  /** Bytes of write-ahead log since the cluster was made. */
  long walBytes() {
    return number("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
  }

  /** Processor time of the process that serves the one connection, in nanoseconds. */
  long cpuNanos() {
    return cpuNanos(backend);
  }

  private static long cpuNanos(long process) {
    try {
      return Long.parseLong(
          Files.readString(Path.of("/proc/" + process + "/schedstat")).split(" ", 2)[0]);
    } catch (IOException e) {
      throw new IllegalStateException("the processor time of a process is read from /proc", e);
    }
  }

  /** Processor time of all processes that serve connections that are open now, in nanoseconds. */
  long cpuNanosOfAll() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select pid from pg_stat_activity where backend_type = 'client backend'")
                .mapTo(Long.class)
                .stream()
                .mapToLong(BenchmarkServer::cpuNanos)
                .sum());
  }

  @Override
  public void close() {
    pool.close();
    server.close();
  }
}
