package io.github.progresstracker.jdbc;

import io.github.progresstracker.jdbc.internal.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a function when jobs have changed in the database, whoever changed them: within half a
 * second, and without asking the database again and again. Get one from {@link
 * PostgresProgress#listen}.
 *
 * <p>It keeps one connection. If that breaks, it connects again, after growing pauses of up to
 * fifteen seconds, and calls the function once it is back, since something may have been missed.
 */
public final class JobListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker.jdbc");
  private static final int LOOK_MILLIS = 10_000;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private final DataSource dataSource;
  private final Runnable onChange;
  private final Thread thread;
  private final Object lock = new Object();

  private volatile boolean closed;
  private @Nullable Connection connection;

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
    synchronized (lock) {
      connection = open;
    }
    try (Statement statement = open.createStatement()) {
      statement.execute("listen " + Hints.CHANNEL);
    }
  }

  private void follow(PGConnection notified, Connection open) throws SQLException {
    tell();
    while (!closed) {
      var notifications = notified.getNotifications(LOOK_MILLIS);
      if (notifications != null && notifications.length > 0) {
        tell();
      } else if (!closed && !open.isValid(LOOK_MILLIS / 1_000)) {
        throw new SQLException("the connection does not answer", "08006");
      }
    }
    try (Statement statement = open.createStatement()) {
      statement.execute("unlisten *");
    }
  }

  /** What the host's function throws is not for the connection. */
  private void tell() {
    try {
      onChange.run();
    } catch (RuntimeException e) {
      LOG.warn("a listener to changes of jobs threw", e);
    }
  }

  private void await(long millis) {
    synchronized (lock) {
      connection = null;
      long until = System.nanoTime() + millis * 1_000_000;
      try {
        for (long left = millis; !closed && left > 0; ) {
          lock.wait(left);
          left = (until - System.nanoTime()) / 1_000_000;
        }
      } catch (InterruptedException e) {
        closed = true;
      }
    }
  }

  /** Ends listening; the function is not called any more once its present call has returned. */
  @Override
  public void close() {
    closed = true;
    synchronized (lock) {
      lock.notifyAll();
      abort(connection);
    }
  }

  /** A wait for notifications ends with its connection only. */
  private static void abort(@Nullable Connection open) {
    try {
      if (open != null) {
        open.abort(Runnable::run);
      }
    } catch (SQLException e) {
      LOG.debug("the connection of a listener was closed already", e);
    }
  }
}
