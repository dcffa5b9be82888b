package io.github.progresstracker.jdbc.internal;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** What the modules on PostgreSQL know about connections and the ways they fail. */
public final class Postgres {

  private Postgres() {}

  /** Statements and transactions of its own, whatever the pool's idea of auto-commit. */
  public static Jdbi jdbi(DataSource dataSource) {
    return jdbi(new Committing(dataSource));
  }

  /** A connection on which each statement commits, whatever the pool's idea of that. */
  public static Connection committing(DataSource dataSource) throws SQLException {
    Connection connection = dataSource.getConnection();
    if (!connection.getAutoCommit()) {
      connection.setAutoCommit(true);
    }
    return connection;
  }

  /** Statements in somebody else's transaction, which they begin and end. */
  public static Jdbi jdbi(Connection connection) {
    return jdbi((ConnectionFactory) () -> connection);
  }

  private static Jdbi jdbi(ConnectionFactory connections) {
    return Jdbi.create(connections)
        .registerArrayType(String.class, "text")
        .registerArrayType(Long.class, "int8")
        .registerArrayType(Double.class, "float8");
  }

  /**
   * A transaction in which each statement sees what others have done meanwhile. The level is set by
   * a statement: jdbi would ask for it six times, and setting it back on a connection that is lost
   * hides why it was.
   */
  public static <R> R readCommitted(Handle handle, HandleCallback<R, SQLException> work)
      throws SQLException {
    return handle.inTransaction(
        begun -> {
          begun.execute("set transaction isolation level read committed");
          return work.withHandle(begun);
        });
  }

  /** The SQLException at the bottom of a failure, which has the state; jdbi wraps it. */
  public static @Nullable SQLException sqlCause(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && sql.getSQLState() != null) {
        return sql;
      }
    }
    return null;
  }

  public static String state(@Nullable SQLException failure) {
    return failure == null || failure.getSQLState() == null ? "" : failure.getSQLState();
  }

  /** Classes of SQLState: 08 connection, 53 resources, 57 operator intervention, 58 system. */
  public static boolean isConnectionLost(SQLException failure) {
    String state = state(failure);
    return state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57")
        || state.startsWith("58");
  }

  /** Whether nothing can be written now: away, read-only, or without the tables. */
  public static boolean isDatabaseAtFault(@Nullable SQLException failure) {
    String state = state(failure);
    return failure == null
        || isConnectionLost(failure)
        || state.equals("25006")
        || state.equals("42P01");
  }

  /**
   * Whether the row is at fault and would fail for ever: 22 data exception, 23 constraint violated,
   * 54 program limit exceeded, such as an index entry that is too long.
   */
  public static boolean isDataError(@Nullable SQLException failure) {
    String state = state(failure);
    return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
  }

  /**
   * What happened, in one line: the server's message without position, hint and detail (which
   * quotes rows and is in the language of the JVM), and without the statement that jdbi adds.
   */
  public static String oneLine(Throwable failure) {
    SQLException sql = sqlCause(failure);
    String message = String.valueOf((sql == null ? failure : sql).getMessage());
    if (sql instanceof PSQLException psql && psql.getServerErrorMessage() != null) {
      message = String.valueOf(psql.getServerErrorMessage().getMessage());
    }
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /**
   * Connections that commit by themselves. jdbi takes any other for one in the middle of somebody's
   * transaction and leaves the commit to them; some pools are set to hand out just these. Pools put
   * the setting back when they get a connection back.
   */
  private record Committing(DataSource dataSource) implements ConnectionFactory {
    @Override
    public Connection openConnection() throws SQLException {
      return committing(dataSource);
    }
  }
}
