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
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger(PostgresProgress.class);

  /** Of progress there is little to write at a time; a host's own work has its own pool. */
  private static final int POOL_SIZE = 4;

  private static final int CONNECT_SECONDS = 5;

  /** Partitions are made weeks before their time, and a week more of old rows hurts nobody. */
  private static final Duration UPKEEP_INTERVAL = Duration.ofHours(1);

  /** A flush takes milliseconds; what takes this long has gone with the network. */
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(30);

  private static final Duration SHORTEST_RETENTION = Duration.ofDays(1);

  private static final Duration LONGEST_RETENTION = Duration.ofDays(36_500);

  private final DataSource dataSource;
  private final @Nullable HikariDataSource ownPool;
  private final TableNames names;
  private final AtomicReference<@Nullable Upkeep> upkeep = new AtomicReference<>();
  private final JobCalls calls;
  private final Hints hints;
  private final OwnReports ownReports = new OwnReports();

  private PostgresProgress(
      DataSource dataSource, @Nullable HikariDataSource ownPool, TableNames names) {
    this.dataSource = dataSource;
    this.ownPool = ownPool;
    this.names = names;
    this.calls = new JobCalls(dataSource, names);
    this.hints = new Hints(calls);
  }

  /**
   * Uses connections of the host.
   *
   * @param dataSource gives connections to PostgreSQL; a pool is best. It stays the host's to close
   * @return the front door; nothing is connected yet
   */
  public static PostgresProgress on(DataSource dataSource) {
    return new PostgresProgress(
        Objects.requireNonNull(dataSource, "dataSource"), null, TableNames.standard());
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
    return new PostgresProgress(pool, pool, TableNames.standard());
  }

  /**
   * The same database, with tables of other names or in a schema of their own.
   *
   * @param newNames what the tables are called
   * @return a front door to those tables that shares the connections of this one; closing one of
   *     the two closes them
   */
  public PostgresProgress tables(TableNames newNames) {
    return new PostgresProgress(dataSource, ownPool, Objects.requireNonNull(newNames, "names"));
  }

  /**
   * Brings the tables of this module up to date; see {@link Schema#migrate}. The partitions of the
   * weeks to come are made as well.
   *
   * @return this
   * @throws SchemaException if the tables in the database do not fit this library
   * @throws PostgresUnavailableException if there is no connection
   */
  public PostgresProgress migrate() {
    Schema.progress().named(names).migrate(dataSource);
    try {
      new Upkeep(jdbi(), null).run();
    } catch (JdbiException e) {
      LOG.debug("the partitions to come are left to whoever writes", e);
    }
    return this;
  }

  /**
   * Checks that the tables of this module are there and may be written; see {@link
   * Schema#validate}.
   *
   * @return this
   * @throws SchemaException if not, saying what to do
   * @throws PostgresUnavailableException if there is no connection
   */
  public PostgresProgress validate() {
    Schema.progress().named(names).validate(dataSource);
    return this;
  }

  /**
   * Gives the audit log one more name: a view with the columns {@code timestamp}, {@code user_id},
   * {@code channel_id}, {@code action}, {@code metadata} and {@code event_id}, beside {@code
   * progress_audit_log}.
   *
   * @param name of the view, in any spelling; an earlier one by this method is replaced
   * @return this
   * @throws SchemaException if something else has that name, or the role may not make views
   * @throws PostgresUnavailableException if there is no connection
   */
  public PostgresProgress auditView(String name) {
    return auditView(name, "progress_audit_log");
  }

  /**
   * The same for another view, such as the {@code mtproto_audit_log} of a collector.
   *
   * @param name of the new view
   * @param source name of a view with the columns of an audit log
   * @return this
   * @throws SchemaException if something else has that name, or there is no such source
   * @throws PostgresUnavailableException if there is no connection
   */
  public PostgresProgress auditView(String name, String source) {
    Schema.progress().named(names).makeView(dataSource, name, source);
    return this;
  }

  /**
   * Keeps rows of the audit log for so long, from now on until {@link #close()}: once an hour a
   * thread of its own drops the partitions all rows of which are older, and makes those of the
   * weeks to come, also while nothing is written. A partition is a week, so a row may live a week
   * longer. How old a row is says its time and the clock of the database. Writers go on meanwhile.
   *
   * <p>As long are kept the timelines of jobs, the minutes of their graphs, their ended runs, items
   * that nothing is said of any more, and windows of quotas that are over. Jobs themselves stay,
   * with their counts and checkpoints, and so do the {@linkplain #runHistory() runs} from which
   * estimates learn.
   *
   * <p>Of all processes that write to one log, one is enough to do this, and several do no harm.
   * The role must own the tables.
   *
   * @param keep at least a day, at most 100 years; replaces what was said before
   * @return this
   */
  public PostgresProgress retention(Duration keep) {
    Upkeep next = new Upkeep(jdbi(), checked(keep));
    Upkeep before = upkeep.getAndSet(next);
    if (before != null) {
      before.close();
    }
    next.start(Duration.ZERO, UPKEEP_INTERVAL);
    return this;
  }

  /**
   * Does now, and once, what {@link #retention} does each hour, for those who have a scheduler of
   * their own.
   *
   * @param keep how long rows are kept, at least a day, at most 100 years; null for ever, and then
   *     it only makes the partitions of the weeks to come
   * @return what was done
   * @throws SQLException if the database is away, or the role does not own the tables
   */
  public UpkeepReport upkeep(@Nullable Duration keep) throws SQLException {
    try {
      return new Upkeep(jdbi(), keep == null ? null : checked(keep)).run();
    } catch (JdbiException e) {
      throw new SQLException(
          "the upkeep of the audit log failed: " + Postgres.oneLine(e),
          Postgres.state(Postgres.sqlCause(e)),
          e);
    }
  }

  private static Duration checked(Duration keep) {
    if (keep.compareTo(SHORTEST_RETENTION) < 0 || keep.compareTo(LONGEST_RETENTION) > 0) {
      throw new IllegalArgumentException(
          "the retention of the audit log is 1 to 36500 days, was " + keep);
    }
    return keep;
  }

  private Jdbi jdbi() {
    return names.jdbi(dataSource);
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
    return new AuditLogSink(
        jdbi(), Objects.requireNonNull(format, "format"), InstantSource.system(), ANSWER_PATIENCE);
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
    return new PostgresRunHistory(jdbi());
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
    return new PostgresJobStore(calls, hints, ownReports);
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
    return new PostgresCheckpoints(calls, names);
  }

  /**
   * Answers questions about jobs, on these connections. Who has reported of a job through a store
   * that was got here is told of it at once.
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
    return new JobQueries(new JobCalls(reads, names), kept, Ticker.systemTicker(), ownReports);
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

  /**
   * Ends the upkeep, and closes the pool if {@link #connect} made one; a data source of the host
   * stays open.
   */
  @Override
  public void close() {
    Upkeep running = upkeep.getAndSet(null);
    if (running != null) {
      running.close();
    }
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
