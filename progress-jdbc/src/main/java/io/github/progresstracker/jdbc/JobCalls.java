package io.github.progresstracker.jdbc;

import io.github.progresstracker.jdbc.internal.Postgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Runs what the stores of jobs ask for, on connections that are never the host's transaction, and
 * says in one line what went wrong.
 */
final class JobCalls {

  /** Two flushes that lock the same writers in another order: PostgreSQL ends one of them. */
  private static final int TRIES = 5;

  private final DataSource dataSource;
  private final TableNames names;
  private final Jdbi jdbi;

  JobCalls(DataSource dataSource, TableNames names) {
    this.dataSource = dataSource;
    this.names = names;
    this.jdbi = names.jdbi(dataSource);
  }

  /** What is done with a statement of JDBC. */
  @FunctionalInterface
  interface Work<R> {
    /** Does it. */
    R with(PreparedStatement statement) throws SQLException;
  }

  /** Runs one statement past jdbi, for what is done so often that a handle's making is dear. */
  <R> R prepared(String sql, Work<R> work) throws SQLException {
    try (Connection connection = Postgres.committing(dataSource);
        PreparedStatement statement = connection.prepareStatement(names.sql(sql))) {
      return work.with(statement);
    } catch (SQLException e) {
      throw translated(e);
    }
  }

  /** Runs one statement. */
  <R> R once(HandleCallback<R, SQLException> work) throws SQLException {
    try {
      return jdbi.withHandle(work);
    } catch (JdbiException | SQLException e) {
      throw translated(e);
    }
  }

  /** Runs several statements as one. */
  <R> R transaction(HandleCallback<R, SQLException> work) throws SQLException {
    for (int left = TRIES; ; left--) {
      try {
        return once(handle -> Postgres.readCommitted(handle, work));
      } catch (SQLException e) {
        if (left == 1 || !Postgres.state(e).equals("40P01")) {
          throw e;
        }
      }
    }
  }

  /** Runs on a connection of the host's, and leaves the transaction to the host. */
  static <R> R on(Handle handle, HandleCallback<R, SQLException> work) throws SQLException {
    try {
      return work.withHandle(handle);
    } catch (JdbiException e) {
      throw translated(e);
    }
  }

  /** jdbi's own messages quote the statement with all of its values. */
  private static SQLException translated(Exception failure) {
    SQLException sql = Postgres.sqlCause(failure);
    String state = Postgres.state(sql);
    if (state.equals("42P01")) {
      throw new SchemaException(
          "the tables of jobs are not in the database ("
              + Postgres.oneLine(failure)
              + "); call PostgresProgress.migrate() first",
          failure);
    }
    if (state.equals("42501")) {
      throw new SchemaException(
          "this role may not do that ("
              + Postgres.oneLine(failure)
              + "); grant select, insert, update and delete on the progress tables to it",
          failure);
    }
    return sql == null ? new SQLException(Postgres.oneLine(failure), failure) : sql;
  }
}
