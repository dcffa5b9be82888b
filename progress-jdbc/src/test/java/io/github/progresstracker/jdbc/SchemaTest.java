package io.github.progresstracker.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A schema is applied once, whole, and never changed")
class SchemaTest {

  @RegisterExtension static final PostgresExtension postgres = new PostgresExtension();

  /** As many as there are files in db/progress. */
  private static final int VERSIONS = 8;

  private Jdbi jdbi = Jdbi.create(() -> null);

  @BeforeEach
  void freshDatabase() {
    postgres.clear();
    jdbi = Jdbi.create(postgres.dataSource());
  }

  @Test
  @DisplayName("the first migration applies what there is, the second nothing")
  void twice() {
    assertThat(Schema.progress().migrate(postgres.dataSource())).isEqualTo(VERSIONS);
    assertThat(Schema.progress().migrate(postgres.dataSource())).isZero();

    assertThat(
            text(
                "select string_agg(component || ' ' || version || ' ' || description, ', '"
                    + " order by version) from progress_schema_version"))
        .isEqualTo(
            "progress 1 event log, progress 2 run history, progress 3 event timeline, progress 4"
                + " jobs, progress 5 job history, progress 6 estimator, progress 7 parts, progress"
                + " 8 unit and active time");
  }

  @Test
  @DisplayName("ten migrations at once apply each version once")
  void tenAtOnce() throws Exception {
    assertThat(migrateTenTimesAtOnce(postgres.dataSource())).isEqualTo(VERSIONS);
  }

  @Test
  @DisplayName("so do four processes and six threads")
  void tenProcessesAndThreads() throws Exception {
    List<MigratingJvm> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(MigratingJvm.start(postgres.jdbcUrl()));
    }
    for (MigratingJvm process : processes) {
      process.awaitReady();
    }
    ExecutorService threads = Executors.newFixedThreadPool(6);
    List<Future<Integer>> others = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      others.add(threads.submit(() -> Schema.progress().migrate(postgres.dataSource())));
    }
    int applied = 0;
    for (MigratingJvm process : processes) {
      process.go();
    }
    for (MigratingJvm process : processes) {
      applied += process.applied();
    }
    for (Future<Integer> other : others) {
      applied += other.get();
    }
    threads.shutdownNow();
    assertThat(applied).isEqualTo(VERSIONS);
    assertThatCode(() -> Schema.progress().validate(postgres.dataSource()))
        .doesNotThrowAnyException();
  }

  private static int migrateTenTimesAtOnce(DataSource dataSource) throws Exception {
    CyclicBarrier start = new CyclicBarrier(10);
    Callable<Integer> migration =
        () -> {
          start.await();
          return Schema.progress().migrate(dataSource);
        };
    ExecutorService threads = Executors.newFixedThreadPool(10);
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        tasks.add(migration);
      }
      int applied = 0;
      for (Future<Integer> done : threads.invokeAll(tasks)) {
        applied += done.get();
      }
      return applied;
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  @DisplayName("so they do where the host's connections are set to a higher isolation level")
  void tenAtOnceIsolated() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.jdbcUrl());
    config.setUsername(PostgresServer.USER);
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    try (HikariDataSource isolated = new HikariDataSource(config)) {
      assertThat(migrateTenTimesAtOnce(isolated)).isEqualTo(VERSIONS);
    }
  }

  @Test
  @DisplayName("a file changed after it was applied is an error with both checksums and the cure")
  void changedFile() {
    Schema.of("mine", files("create table a (x int)"), "/V1__a.sql").migrate(postgres.dataSource());
    Schema changed = Schema.of("mine", files("create table a (x bigint)"), "/V1__a.sql");

    assertThatThrownBy(() -> changed.migrate(postgres.dataSource()))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("/V1__a.sql (component mine) was changed")
        .hasMessageContaining(text("select checksum from progress_schema_version"))
        .hasMessageMatching("(?s).*of the file [0-9a-f]{64}; restore the file .*");
    assertThatThrownBy(() -> changed.validate(postgres.dataSource()))
        .isInstanceOf(SchemaException.class);
  }

  @Test
  @DisplayName("line ends of a Windows checkout do not count as a change")
  void lineEnds() {
    Schema.of("mine", files("select 1;\nselect 2"), "/V1__a.sql").migrate(postgres.dataSource());

    Schema windows = Schema.of("mine", files("select 1;\r\nselect 2"), "/V1__a.sql");
    assertThatCode(() -> windows.validate(postgres.dataSource())).doesNotThrowAnyException();
  }

  @Test
  @DisplayName("a database newer than the library is an error")
  void newerDatabase() {
    Function<String, @Nullable InputStream> files = files("select 1");
    Schema.of("mine", files, "/V1__a.sql", "/V2__b.sql").migrate(postgres.dataSource());
    Schema older = Schema.of("mine", files, "/V1__a.sql");

    assertThatThrownBy(() -> older.migrate(postgres.dataSource()))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("version 2 of component mine")
        .hasMessageContaining("versions up to 1");
  }

  @Test
  @DisplayName("validation names what is missing, changes nothing, and is content afterwards")
  void validation() {
    assertThatThrownBy(() -> Schema.progress().validate(postgres.dataSource()))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("lacks /db/progress/V1__event_log.sql, /db/progress/V2__run");
    assertThat(text("select to_regclass('progress_schema_version') is null")).isEqualTo("t");

    Schema.progress().migrate(postgres.dataSource());
    assertThatCode(() -> Schema.progress().validate(postgres.dataSource()))
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName("a table that was dropped is named, with the file that has its statement")
  void droppedTable() {
    Schema.progress().migrate(postgres.dataSource());
    jdbi.useHandle(handle -> handle.execute("drop table progress_event cascade"));

    assertThatThrownBy(() -> Schema.progress().validate(postgres.dataSource()))
        .isInstanceOf(SchemaException.class)
        .hasMessageStartingWith(
            "the table progress_event is gone, though /db/progress/V1__event_log.sql was applied");
  }

  @Test
  @DisplayName("an older database is asked to be migrated, by the files that are missing")
  void olderDatabase() {
    Schema.of(
            "progress",
            Schema.class::getResourceAsStream,
            "/db/progress/V1__event_log.sql",
            "/db/progress/V2__run_history.sql")
        .migrate(postgres.dataSource());

    assertThatThrownBy(() -> Schema.progress().validate(postgres.dataSource()))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("lacks /db/progress/V3__event_timeline.sql")
        .hasMessageEndingWith("(component progress); migrate it first");
  }

  @Test
  @DisplayName("a role that may only read is told what it lacks")
  void readOnlyRole() {
    Schema.progress().migrate(postgres.dataSource());
    jdbi.useHandle(handle -> handle.execute("create role \"only reads\" login"));
    jdbi.useHandle(
        handle -> handle.execute("grant select on all tables in schema public to \"only reads\""));
    try (HikariDataSource pool = Pools.as("only reads", postgres.jdbcUrl())) {
      assertThatThrownBy(() -> Schema.progress().validate(pool))
          .isInstanceOf(SchemaException.class)
          .hasMessage(
              "role only reads may not write progress_event; let its owner grant select, insert on"
                  + " progress_event to \"only reads\"");
      assertThatThrownBy(
              () ->
                  PostgresProgress.on(pool)
                      .auditLog()
                      .deliver(Events.batch(java.time.Instant.now(), 1, 2)))
          .isInstanceOf(java.sql.SQLException.class)
          .hasMessageContaining("permission denied for table progress_event")
          .hasMessageContaining("grant select, insert");
    } finally {
      jdbi.useHandle(handle -> handle.execute("drop owned by \"only reads\""));
      jdbi.useHandle(handle -> handle.execute("drop role \"only reads\""));
    }
  }

  @Test
  @DisplayName("a connection that may only read is told so, by validation and by migration")
  void readOnlyConnection() {
    Schema.progress().migrate(postgres.dataSource());
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.jdbcUrl());
    config.setUsername(PostgresServer.USER);
    config.setConnectionInitSql("set default_transaction_read_only = on");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      assertThatThrownBy(() -> Schema.progress().validate(pool))
          .isInstanceOf(SchemaException.class)
          .hasMessageStartingWith("the database takes no writes");
      postgres.clear();
      assertThatThrownBy(() -> Schema.progress().migrate(pool))
          .isInstanceOf(SchemaException.class)
          .hasMessageEndingWith(
              "; this is a replica or a connection that may only read: use the primary");
    }
  }

  @Test
  @DisplayName("a search_path without a schema that exists is told, with the cures")
  void noSchema() {
    try (HikariDataSource pool =
        Pools.as(PostgresServer.USER, postgres.jdbcUrl() + "?currentSchema=nowhere")) {
      assertThatThrownBy(() -> Schema.progress().migrate(pool))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("no schema has been selected to create in")
          .hasMessageContaining("TableNames.inSchema or currentSchema");
    }
  }

  @Test
  @DisplayName("a file that fails leaves nothing behind, and what went before it stays")
  void failingFile() {
    Schema schema =
        Schema.of(
            "mine",
            files(
                Map.of(
                    "/V1__good.sql", "create table good (x int)",
                    "/V2__bad.sql", "create table bad (x int); select 1 / 0")),
            "/V1__good.sql",
            "/V2__bad.sql");

    assertThatThrownBy(() -> schema.migrate(postgres.dataSource()))
        .isInstanceOf(SchemaException.class)
        .hasMessage(
            "/V2__bad.sql (component mine) failed and changed nothing: " + "division by zero");
    assertThat(text("select to_regclass('bad') is null and to_regclass('good') is not null"))
        .isEqualTo("t");
    assertThat(text("select max(version) from progress_schema_version")).isEqualTo("1");
  }

  @Test
  @DisplayName("components do not get into each other's way")
  void components() {
    Schema.progress().migrate(postgres.dataSource());
    Schema other = Schema.of("mine", files("create table a (x int)"), "/V1__a.sql");

    assertThat(other.migrate(postgres.dataSource())).isEqualTo(1);
    assertThatCode(() -> Schema.progress().validate(postgres.dataSource()))
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName("where nothing is missing, a role without rights on the schema may migrate")
  void roleWithoutRights() {
    Schema.progress().migrate(postgres.dataSource());
    jdbi.useHandle(handle -> handle.execute("create role reader login"));
    jdbi.useHandle(handle -> handle.execute("grant select on progress_schema_version to reader"));
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.jdbcUrl());
    config.setUsername("reader");
    try (HikariDataSource reader = new HikariDataSource(config)) {
      assertThat(Schema.progress().migrate(reader)).isZero();
    } finally {
      jdbi.useHandle(handle -> handle.execute("drop owned by reader"));
      jdbi.useHandle(handle -> handle.execute("drop role reader"));
    }
  }

  @Test
  @DisplayName("a role that may not create tables is told so, and what to do")
  void roleThatMayNotCreate() {
    jdbi.useHandle(handle -> handle.execute("create role guest login"));
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.jdbcUrl());
    config.setUsername("guest");
    try (HikariDataSource guest = new HikariDataSource(config)) {
      assertThatThrownBy(() -> Schema.progress().migrate(guest))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("permission denied for schema public")
          .hasMessageEndingWith(
              "; let a user who may create tables run the migration once, or grant create on the"
                  + " schema");
    } finally {
      jdbi.useHandle(handle -> handle.execute("drop role guest"));
    }
  }

  @Test
  @DisplayName("connections that do not commit by themselves are no trouble")
  void withoutAutoCommit() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.jdbcUrl());
    config.setUsername(PostgresServer.USER);
    config.setAutoCommit(false);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      assertThat(Schema.progress().migrate(pool)).isEqualTo(VERSIONS);
    }
    assertThatCode(() -> Schema.progress().validate(postgres.dataSource()))
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName("wrong file names, missing files and versions out of order are refused at once")
  void wrongFiles() {
    Function<String, @Nullable InputStream> files = files("select 1");
    assertThatThrownBy(() -> Schema.of("mine", files, "/event_log.sql"))
        .hasMessage("a schema file is named like V1__event_log.sql, was /event_log.sql");
    assertThatThrownBy(() -> Schema.of("mine", name -> null, "/V1__a.sql"))
        .hasMessageContaining("/V1__a.sql is not to be found");
    assertThatThrownBy(() -> Schema.of("mine", files, "/V2__b.sql", "/V1__a.sql"))
        .hasMessage("versions must grow, /V1__a.sql follows /V2__b.sql");
    assertThatThrownBy(() -> Schema.of(" ", files, "/V1__a.sql"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Schema.of("mine", files)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Function<String, @Nullable InputStream> files(String sql) {
    return name -> new ByteArrayInputStream(sql.getBytes(StandardCharsets.UTF_8));
  }

  private static Function<String, @Nullable InputStream> files(Map<String, String> sql) {
    return name -> files(sql.getOrDefault(name, "")).apply(name);
  }

  private String text(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }
}
