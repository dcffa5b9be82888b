package io.github.progresstracker.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The front door connects, migrates, writes, and says plainly what is wrong")
class PostgresProgressTest {

  @RegisterExtension static final PostgresExtension postgres = new PostgresExtension();

  @Test
  @DisplayName("from a tracker to rows, in order")
  void fromTrackerToRows() throws Exception {
    try (PostgresProgress progress =
            PostgresProgress.connect(postgres.jdbcUrl(), PostgresServer.USER, null).migrate();
        ProgressRegistry registry = ProgressRegistry.builder().sink(progress.auditLog()).build()) {
      TrackerSpec spec = TrackerSpec.named("reindex").total(1_000).reportEvery(500);
      try (ProgressTracker job = registry.start(spec.label("user_id", "42"))) {
        for (int i = 0; i < 1_000; i++) {
          job.advance();
        }
        job.note("areas_discovered", Map.of("areas", List.of("a", "b")));
        job.complete();
      }
      assertThat(registry.flush(Duration.ofSeconds(30))).isTrue();

      List<String> rows =
          Jdbi.create(progress.dataSource())
              .withHandle(
                  handle ->
                      handle
                          .createQuery(
                              "select action || ' ' || user_id || ' ' || (metadata->>'done')"
                                  + " from progress_audit_log order by event_id")
                          .mapTo(String.class)
                          .list());
      assertThat(rows)
          .contains("progress_update 42 500", "progress_update 42 1000", "completion 42 1000")
          .anyMatch(row -> row.startsWith("started 42"))
          .anyMatch(row -> row.startsWith("areas_discovered 42"));
    }
  }

  @Test
  @DisplayName("close closes the own pool, and never the host's data source")
  void close() throws Exception {
    PostgresProgress own = PostgresProgress.connect(postgres.jdbcUrl(), PostgresServer.USER, null);
    own.close();
    own.close();
    assertThatThrownBy(() -> own.dataSource().getConnection()).hasMessageContaining("closed");

    PostgresProgress.on(postgres.dataSource()).close();
    try (var connection = postgres.dataSource().getConnection()) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  @DisplayName("nobody listening: where, as whom and what to do, without the password")
  void nobodyThere() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    assertThatThrownBy(
            () ->
                PostgresProgress.connect(
                    "jdbc:postgresql://localhost:" + port + "/app?password=secret", "me", "secret"))
        .isInstanceOf(PostgresUnavailableException.class)
        .hasMessage(
            "cannot connect to PostgreSQL at localhost:"
                + port
                + ", database app (user me): check that it is running and that the address is"
                + " right");
  }

  @Test
  @DisplayName("somebody listening who never answers is given up on in seconds")
  void silentServer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      long start = System.nanoTime();
      assertThatThrownBy(
              () ->
                  PostgresProgress.connect(
                      "jdbc:postgresql://localhost:" + silent.getLocalPort() + "/app", "me", "pw"))
          .isInstanceOf(PostgresUnavailableException.class)
          .hasMessageContaining("cannot connect to PostgreSQL at localhost:");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }
  }

  @Test
  @DisplayName("no such database")
  void noSuchDatabase() {
    assertThatThrownBy(
            () ->
                PostgresProgress.connect(
                    postgres.server().jdbcUrl("nowhere"), PostgresServer.USER, "secret"))
        .isInstanceOf(PostgresUnavailableException.class)
        .hasMessageContaining("database nowhere (user postgres): there is no such database")
        .hasMessageNotContaining("secret");
  }

  @Test
  @DisplayName("a wrong password")
  void wrongPassword() throws Exception {
    Jdbi admin = Jdbi.create(postgres.dataSource());
    admin.useHandle(handle -> handle.execute("create role guarded login password 'right'"));
    String hbaFile =
        admin.withHandle(handle -> handle.createQuery("show hba_file").mapTo(String.class).one());
    Path rules = Path.of(hbaFile);
    Files.writeString(rules, "host all guarded all scram-sha-256\n" + Files.readString(rules));
    admin.useHandle(handle -> handle.createQuery("select pg_reload_conf()").mapToMap().one());
    awaitRule(admin);

    assertThatThrownBy(
            () -> PostgresProgress.connect(postgres.jdbcUrl(), "guarded", "wrong-secret"))
        .isInstanceOf(PostgresUnavailableException.class)
        .hasMessageContaining("does not let user guarded in: check user and password")
        .hasMessageNotContaining("wrong-secret");
    PostgresProgress.connect(postgres.jdbcUrl(), "guarded", "right").close();
  }

  /** The server reads its rules when the signal gets round to it. */
  private void awaitRule(Jdbi admin) {
    for (int attempt = 0; attempt < 5_000; attempt++) {
      try {
        PostgresProgress.connect(postgres.jdbcUrl(), "guarded", "wrong").close();
      } catch (PostgresUnavailableException e) {
        return;
      }
    }
    assertThat(admin).as("the rule never came into force").isNull();
  }

  @Test
  @DisplayName("a database that is away when a host's data source is migrated")
  void hostsDataSource() {
    assertThatThrownBy(
            () ->
                PostgresProgress.on(
                        new org.postgresql.ds.PGSimpleDataSource() {
                          @Override
                          public java.sql.Connection getConnection() throws java.sql.SQLException {
                            throw new java.sql.SQLException("away\nfor lunch", "08001");
                          }
                        })
                    .migrate())
        .isInstanceOf(PostgresUnavailableException.class)
        .hasMessageStartingWith("no connection to the database: away for lunch");
  }

  @Test
  @DisplayName("an address that is none, which may have a password in it, is not repeated")
  void noAddress() {
    assertThatThrownBy(() -> PostgresProgress.connect("mysql://me:secret@host/db", null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jdbc:postgresql://localhost:5432/app")
        .hasMessageNotContaining("secret");
    for (String host : List.of("me:secret@host", "me:secret@host:5432", "me:sec/ret@host")) {
      assertThatThrownBy(
              () -> PostgresProgress.connect("jdbc:postgresql://" + host + "/app", null, null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("user and password do not go before the host")
          .hasMessageNotContainingAny("secret", "ret@");
    }
  }
}
