package io.github.progresstracker.jdbc.kit;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each test class an empty database on one server per JVM.
 *
 * <pre>{@code
 * @RegisterExtension static final PostgresExtension postgres = new PostgresExtension();
 * }</pre>
 */
public final class PostgresExtension implements BeforeAllCallback, AfterAllCallback {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(PostgresExtension.class);

  private @Nullable PostgresServer server;
  private @Nullable String database;
  private @Nullable HikariDataSource pool;

  @Override
  public void beforeAll(ExtensionContext context) {
    // The root store closes the server when all tests of the JVM are over.
    PostgresServer shared =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent("server", key -> PostgresServer.start(), PostgresServer.class);
    server = shared;
    database = shared.createDatabase();
    pool = shared.pool(database);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (pool != null) {
      pool.close();
    }
  }

  /** Drops all tables and what else there is, for classes that want to begin anew in each test. */
  public void clear() {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("drop schema public cascade");
      statement.execute("create schema public authorization pg_database_owner");
      statement.execute("grant usage on schema public to public");
    } catch (SQLException e) {
      throw new IllegalStateException("the database cannot be cleared", e);
    }
  }

  /** A pool of connections to this class's database. */
  public DataSource dataSource() {
    return Objects.requireNonNull(pool, "no test is running");
  }

  /** The address of this class's database; the role is {@link PostgresServer#USER}. */
  public String jdbcUrl() {
    return server().jdbcUrl(Objects.requireNonNull(database, "no test is running"));
  }

  /** The server behind it. */
  public PostgresServer server() {
    return Objects.requireNonNull(server, "no test is running");
  }
}
