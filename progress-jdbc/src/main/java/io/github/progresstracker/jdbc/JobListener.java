package io.github.progresstracker.jdbc;

import io.github.progresstracker.jdbc.internal.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a function when jobs have changed in the database, whoever changed them: within half a
 * second, and without asking the database again and again. Get one from {@link
 * PostgresProgress#listen}.
 *
 * <p>It keeps one connection. If that breaks, it connects again, after growing pauses of up to
 * fifteen seconds, and calls the function once it is back, since something may have been missed.
 *
 * <pre>{@code
 * JobQueries queries = postgres.queries();
 * try (JobListener listener = postgres.listen(queries::refresh)) {
 *   …                                    // queries ask again when something has changed
 * }
 * }</pre>
 */
public final class JobListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker.jdbc");
  private static final int LOOK_MILLIS = 500;
  private static final int CHECK_SECONDS = 10;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private final DataSource dataSource;
  private final Runnable onChange;
  private final Thread thread;
  private final Object lock = new Object();

  private volatile boolean closed;

  JobListener(DataSource dataSource, Runnable onChange) {
    this.dataSource = dataSource;
    this.onChange = onChange;
    this.thread = Hints.daemon("progress-listener").newThread(this::run);
  }

  JobListener start() {
    thread.start();
    return this;
  }

  private void run() {
    long pause = 100;
    boolean told = false;
    while (!closed) {
      try (Connection open = dataSource.getConnection()) {
        listenOn(open);
        pause = 100;
        told = false;
        follow(open.unwrap(PGConnection.class), open);
      } catch (SQLException e) {
        if (!closed && !told) {
          told = true;
          LOG.warn("changes of jobs are not heard of for the time being: {}", Postgres.oneLine(e));
        }
      }
      await(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE.toMillis());
    }
  }

  private void listenOn(Connection open) throws SQLException {
    open.setAutoCommit(true);
    try (Statement statement = open.createStatement()) {
      statement.execute("listen " + Hints.CHANNEL);
    }
  }

  private void follow(PGConnection driver, Connection open) throws SQLException {
    tell();
    long heardAt = System.nanoTime();
    while (!closed) {
      PGNotification[] heard = driver.getNotifications(LOOK_MILLIS);
      if (heard != null && heard.length > 0) {
        tell();
        heardAt = System.nanoTime();
      } else if (System.nanoTime() - heardAt > TimeUnit.SECONDS.toNanos(CHECK_SECONDS)) {
        requireAlive(open);
        heardAt = System.nanoTime();
      }
    }
    try (Statement statement = open.createStatement()) {
      statement.execute("unlisten *");
    }
  }

  /** A cut network is as silent as a database in which nothing changes. */
  private static void requireAlive(Connection open) throws SQLException {
    if (!open.isValid(CHECK_SECONDS)) {
      throw new SQLException("the connection does not answer", "08006");
    }
  }

  /** What the host's function throws is not for the connection. */
  private void tell() {
    if (closed) {
      return;
    }
    try {
      onChange.run();
    } catch (RuntimeException e) {
      LOG.warn("a listener to changes of jobs threw", e);
    }
  }

  private void await(long millis) {
    synchronized (lock) {
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      try {
        for (long left = millis; !closed && left > 0; ) {
          lock.wait(left);
          left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        }
      } catch (InterruptedException e) {
        closed = true;
      }
    }
  }

  /**
   * Ends listening; the function is not called any more once its present call has returned. The
   * connection is given back within half a second.
   */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
  }
}
