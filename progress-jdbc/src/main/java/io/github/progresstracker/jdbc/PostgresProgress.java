package io.github.progresstracker.jdbc;

import com.github.benmanes.caffeine.cache.Ticker;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.progresstracker.history.RunHistoryStore;
import io.github.progresstracker.jdbc.internal.Postgres;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.JobStores;
import io.github.progresstracker.job.LeaseStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The way to everything this module keeps in PostgreSQL.
 *
 * <pre>{@code
 * try (PostgresProgress postgres = PostgresProgress.connect(url, user, password).migrate();
 *     ProgressRegistry registry =
 *         ProgressRegistry.builder().sink(postgres.auditLog()).build()) {
 *   …
 * }
 * }</pre>
 *
 * <p>The registry has to be closed before the connections are, which this order sees to. All
 * methods may be called by any thread.
 */
public final class PostgresProgress implements AutoCloseable {

  /** Of progress there is little to write at a time; a host's own work has its own pool. */
  private static final int POOL_SIZE = 4;

  private static final int CONNECT_SECONDS = 5;

  private final DataSource dataSource;
  private final @Nullable HikariDataSource ownPool;
  private final JobCalls calls;
  private final Hints hints;

  private PostgresProgress(DataSource dataSource, @Nullable HikariDataSource ownPool) {
    this.dataSource = dataSource;
    this.ownPool = ownPool;
    this.calls = new JobCalls(dataSource);
    this.hints = new Hints(calls);
  }

  /**
   * Uses connections of the host.
   *
   * @param dataSource gives connections to PostgreSQL; a pool is best. It stays the host's to close
   * @return the front door; nothing is connected yet
   */
  public static PostgresProgress on(DataSource dataSource) {
    return new PostgresProgress(Objects.requireNonNull(dataSource, "dataSource"), null);
  }

  /**
   * Connects, and keeps a small pool of connections until {@link #close()}. If that does not work
   * it is said at once, within about five seconds.
   *
   * @param jdbcUrl such as {@code jdbc:postgresql://localhost:5432/app}
   * @param user the role, or null if the URL has it or the driver's default will do
   * @param password its password, or null if the URL has it or none is asked for
   * @return the front door, connected
   * @throws IllegalArgumentException if {@code jdbcUrl} is not a URL of that kind
   * @throws PostgresUnavailableException if there is no way in
   */
  public static PostgresProgress connect(
      String jdbcUrl, @Nullable String user, @Nullable String password) {
    PGSimpleDataSource server = server(jdbcUrl, user, password);
    knock(server);
    HikariConfig config = new HikariConfig();
    config.setPoolName("progress");
    config.setDataSource(server);
    config.setMaximumPoolSize(POOL_SIZE);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECT_SECONDS * 1000L);
    HikariDataSource pool = new HikariDataSource(config);
    return new PostgresProgress(pool, pool);
  }

  /**
   * Brings the tables of this module up to date; see {@link Schema#migrate}.
   *
   * @return this
   * @throws SchemaException if the tables in the database do not fit this library
   * @throws PostgresUnavailableException if there is no connection
   */
  public PostgresProgress migrate() {
    Schema.progress().migrate(dataSource);
    return this;
  }

  /**
   * A sink that writes the audit log in the {@linkplain AuditFormat#standard() standard format}.
   *
   * @return a new sink, for one registry
   */
  public AuditLogSink auditLog() {
    return auditLog(AuditFormat.standard());
  }

  /**
   * A sink that writes the audit log in a format of the host's.
   *
   * @param format makes rows of events
   * @return a new sink, for one registry
   */
  public AuditLogSink auditLog(AuditFormat format) {
    return new AuditLogSink(dataSource, Objects.requireNonNull(format, "format"));
  }

  /**
   * Keeps the runs of jobs with a key in the table {@code progress_run}, for {@link
   * io.github.progresstracker.ProgressRegistry.Builder#history}. Any number of processes may use it
   * at once. Texts that PostgreSQL does not take are cleaned as {@link
   * io.github.progresstracker.json.SafeJson} does it.
   *
   * @return a new store, for any number of registries
   */
  public RunHistoryStore runHistory() {
    return new PostgresRunHistory(dataSource);
  }

  /**
   * Keeps the jobs of a registry here: {@code ProgressRegistry.builder().jobs(postgres.jobs())}.
   *
   * @return the stores, for any number of registries
   */
  public JobStores jobs() {
    return new JobStores(jobStore(), checkpoints(), leases());
  }

  /**
   * Keeps jobs in the tables {@code progress_job}, {@code progress_writer} and {@code
   * progress_timeline}. Any number of processes may use it at once.
   *
   * @return a store, for any number of registries
   */
  public JobStore jobStore() {
    return new PostgresJobStore(calls, hints);
  }

  /**
   * Gives leases in the table {@code progress_lease}, by the database's time.
   *
   * @return a store, for any number of threads
   */
  public LeaseStore leases() {
    return new PostgresLeases(calls);
  }

  /**
   * Keeps checkpoints in the table {@code progress_checkpoint}, by themselves or in transactions of
   * the host's.
   *
   * @return a store, for any number of threads
   */
  public PostgresCheckpoints checkpoints() {
    return new PostgresCheckpoints(calls);
  }

  /**
   * Answers questions about jobs, on these connections.
   *
   * @return new queries, which keep their answers for {@link JobQueries#KEPT}
   */
  public JobQueries queries() {
    return queries(dataSource, JobQueries.KEPT);
  }

  /**
   * Answers questions about jobs, on connections of their own.
   *
   * @param reads gives connections to the same database or to a replica of it
   * @param kept how long an answer may be repeated; zero to ask each time
   * @return new queries
   */
  public JobQueries queries(DataSource reads, Duration kept) {
    return new JobQueries(reads, kept, Ticker.systemTicker());
  }

  /**
   * Batch sessions, items, quotas and plans.
   *
   * @return the way to them, for any number of threads
   */
  public PostgresSessions sessions() {
    return new PostgresSessions(calls);
  }

  /**
   * Calls a function when jobs have changed in the database, and at the beginning.
   *
   * @param onChange is called by a thread of the listener's own, never twice at once
   * @return the listener, which keeps a connection until it is closed
   */
  public JobListener listen(Runnable onChange) {
    return new JobListener(dataSource, Objects.requireNonNull(onChange, "onChange")).start();
  }

  /**
   * Where the connections come from.
   *
   * @return the host's data source, or the pool of {@link #connect}
   */
  public DataSource dataSource() {
    return dataSource;
  }

  /** Closes the pool if {@link #connect} made one; a data source of the host stays open. */
  @Override
  public void close() {
    hints.close();
    if (ownPool != null) {
      ownPool.close();
    }
  }

  private static PGSimpleDataSource server(
      String jdbcUrl, @Nullable String user, @Nullable String password) {
    // The driver takes user:password@host for a host, and would show it in messages and its log.
    if (jdbcUrl.matches("(?s)[^?]*@.*")) {
      throw new IllegalArgumentException(
          "not a database address: user and password do not go before the host but beside the"
              + " address; expected one like jdbc:postgresql://localhost:5432/app");
    }
    PGSimpleDataSource server = new PGSimpleDataSource();
    try {
      server.setUrl(jdbcUrl);
    } catch (IllegalArgumentException e) {
      // The URL may have a password in it, and so may the driver's message.
      throw new IllegalArgumentException(
          "not a database address; expected one like jdbc:postgresql://localhost:5432/app");
    }
    if (user != null) {
      server.setUser(user);
    }
    if (password != null) {
      server.setPassword(password);
    }
    server.setConnectTimeout(CONNECT_SECONDS);
    server.setLoginTimeout(CONNECT_SECONDS);
    server.setTcpKeepAlive(true);
    if (server.getApplicationName() == null) {
      server.setApplicationName("progress-tracker");
    }
    return server;
  }

  /** A pool would try again and again, and bury what is wrong. */
  private static void knock(PGSimpleDataSource server) {
    try (Connection connection = server.getConnection()) {
      connection.getMetaData();
    } catch (SQLException e) {
      throw new PostgresUnavailableException(problem(server, Postgres.state(e)), e);
    }
  }

  private static String problem(PGSimpleDataSource server, String state) {
    String where = address(server) + ", database " + server.getDatabaseName();
    String who = server.getUser() == null ? "the default user" : "user " + server.getUser();
    if (state.startsWith("28")) {
      return "PostgreSQL at " + where + " does not let " + who + " in: check user and password";
    }
    if (state.equals("3D000")) {
      return "PostgreSQL at "
          + where
          + " ("
          + who
          + "): there is no such database; create it first"
          + " or correct its name";
    }
    return "cannot connect to PostgreSQL at "
        + where
        + " ("
        + who
        + ")"
        + (state.startsWith("08") ? "" : ", SQL state " + state)
        + ": check that it is running and that the address is right";
  }

  private static String address(PGSimpleDataSource server) {
    String[] names = server.getServerNames();
    int[] ports = server.getPortNumbers();
    StringBuilder address = new StringBuilder();
    for (int i = 0; i < names.length; i++) {
      int port = ports == null || ports.length <= i || ports[i] == 0 ? 5432 : ports[i];
      address.append(i == 0 ? "" : ",").append(names[i]).append(':').append(port);
    }
    return address.toString();
  }
}
