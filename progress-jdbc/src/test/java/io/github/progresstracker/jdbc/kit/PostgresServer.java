package io.github.progresstracker.jdbc.kit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server of this JVM's own, with the durability of a real one: the defaults of the
 * embedded server would lose committed work. Server and sessions live in Los Angeles, so that code
 * that trusts in a session's time zone fails.
 */
public final class PostgresServer implements AutoCloseable {

  /** The role all connections are of. */
  public static final String USER = "postgres";

  private final EmbeddedPostgres server;
  private final AtomicInteger databases = new AtomicInteger();

  private PostgresServer(EmbeddedPostgres server) {
    this.server = server;
  }

  /** Starts a server whose data goes when it stops. */
  public static PostgresServer start() {
    return start(builder());
  }

  /** Starts a server with settings of its own besides those of durability. */
  public static PostgresServer start(Map<String, String> settings) {
    EmbeddedPostgres.Builder builder = builder();
    settings.forEach(builder::setServerConfig);
    return start(builder);
  }

  /** Starts a server on data that stay when it stops, always at the same port. */
  public static PostgresServer start(Path dataDirectory, int port) {
    return start(
        builder().setDataDirectory(dataDirectory).setCleanDataDirectory(false).setPort(port));
  }

  /** The same for one whose end is looked after by somebody else, who may kill it. */
  static PostgresServer startMortal(Path dataDirectory, int port) {
    return start(
        builder()
            .setDataDirectory(dataDirectory)
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPort(port));
  }

  private static EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setPGStartupWait(Duration.ofSeconds(60))
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("timezone", "America/Los_Angeles")
        .setServerConfig("max_connections", "60");
  }

  private static PostgresServer start(EmbeddedPostgres.Builder builder) {
    try {
      return new PostgresServer(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded PostgreSQL does not start", e);
    }
  }

  /** Creates an empty database and returns its name. */
  public String createDatabase() {
    String name = "test_" + databases.incrementAndGet();
    try (Connection connection = plain("postgres").getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("no database " + name, e);
    }
    return name;
  }

  /** The address of a database, for {@code PostgresProgress.connect}. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database;
  }

  /** The port the server listens at. */
  public int port() {
    return server.getPort();
  }

  /** A pool on a database; the caller closes it. */
  public HikariDataSource pool(String database) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(plain(database));
    config.setMaximumPoolSize(12);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(10_000);
    // The driver sets the session's zone to the JVM's; the server's own setting does not come
    // through.
    config.setConnectionInitSql("set time zone 'America/Los_Angeles'");
    return new HikariDataSource(config);
  }

  private PGSimpleDataSource plain(String database) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(jdbcUrl(database));
    dataSource.setUser(USER);
    return dataSource;
  }

  /** Stops the server, and waits until it has stopped. */
  @Override
  public void close() {
    // The server is given a few seconds to stop, and what it has to write then is little after
    // this.
    try (Connection connection = plain("postgres").getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("checkpoint");
    } catch (SQLException e) {
      throw new IllegalStateException("the embedded PostgreSQL is not there any more", e);
    } finally {
      stop();
    }
  }

  private void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded PostgreSQL does not stop", e);
    }
  }
}
