package io.github.progresstracker.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.jdbc.kit.MortalServer;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import io.github.progresstracker.jdbc.kit.TcpProxy;
import io.github.progresstracker.sink.SinkHealth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Whatever becomes of the database, the host goes on, and each event arrives once")
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DurableDeliveryTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static MortalServer server;
  private static TcpProxy network;

  @TempDir Path spool;

  private HikariDataSource pool;
  private ProgressRegistry registry;
  private ProgressTracker job;
  private int noted;

  @BeforeAll
  static void startServer(@TempDir Path data) {
    server = new MortalServer(data);
    network = new TcpProxy(server.port());
  }

  @AfterAll
  static void stopServer() {
    network.close();
    server.close();
  }

  @BeforeEach
  void begin() throws Exception {
    admin("drop schema public cascade", "create schema public");
    connect("postgres");
    note(20);
    assertThat(registry.flush(PATIENCE)).isTrue();
  }

  private void connect(String database) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://localhost:" + network.port() + "/" + database);
    config.setUsername(PostgresServer.USER);
    config.setMaximumPoolSize(1);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(1_000);
    config.setInitializationFailTimeout(-1);
    pool = new HikariDataSource(config);
    PostgresProgress postgres = PostgresProgress.on(pool).migrate();
    registry =
        ProgressRegistry.builder()
            .spool(spool)
            .sampleEvery(Duration.ofMillis(20))
            .sink(postgres.auditLog())
            .build();
    job = registry.start(TrackerSpec.named("job").id("job"));
    noted = 0;
  }

  @AfterEach
  void end() {
    network.mend();
    registry.close();
    pool.close();
  }

  @Test
  @DisplayName("stopped, and started again")
  void stopped() throws Exception {
    server.stop();
    noteUntilSpooled();
    server.start();
    everythingArrives();
  }

  @Test
  @DisplayName("killed with -9 while it is written to, and started again")
  void killed() throws Exception {
    note(2_000);
    server.kill();
    noteUntilSpooled();
    server.start();
    everythingArrives();
  }

  @Test
  @DisplayName("out of connections")
  void outOfConnections() throws Exception {
    List<Connection> hogs = new ArrayList<>();
    try {
      do {
        pool.getHikariPoolMXBean().softEvictConnections();
        await(health -> pool.getHikariPoolMXBean().getTotalConnections() == 0);
        takeAllConnections(hogs);
      } while (pool.getHikariPoolMXBean().getTotalConnections() > 0);
      noteUntilSpooled();
    } finally {
      for (Connection hog : hogs) {
        hog.close();
      }
    }
    everythingArrives();
  }

  @Test
  @DisplayName("read only for a while")
  void readOnly() throws Exception {
    admin("alter system set default_transaction_read_only = on", "select pg_reload_conf()");
    noteUntilSpooled();
    admin(
        "set default_transaction_read_only = off",
        "alter system reset default_transaction_read_only",
        "select pg_reload_conf()");
    everythingArrives();
  }

  @Test
  @DisplayName("its disk full")
  void diskFull(@TempDir Path small) throws Exception {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", small.toString()) == 0,
        "SKIPPED: a small disk can only be mounted by root");
    end();
    try {
      Path tablespace = Files.createDirectory(small.resolve("tablespace"));
      admin(
          "create tablespace small location '" + tablespace + "'",
          "create database full_up tablespace small");
      connect("full_up");
      note(20);
      fill();
      noteUntilSpooled();
      assertThat(health().lastError()).contains("No space left on device");
      try (Statement statement = direct("full_up").createStatement()) {
        statement.execute("drop table filler");
        statement.execute("checkpoint"); // Only then are the files gone.
      }
      everythingArrives();
    } finally {
      pool.close();
      admin("drop database if exists full_up with (force)", "drop tablespace if exists small");
      run("umount", small.toString());
    }
  }

  @Test
  @DisplayName("the network cut in the middle of a statement")
  void cutInStatement() throws Exception {
    network.cutAfter(20_000);
    note(1_000);
    noteUntilSpooled();
    network.mend();
    everythingArrives();
  }

  @Test
  @DisplayName("the network cut when the server has committed and its answer is under way")
  void cutAtAnswer() throws Exception {
    AuditLogSink sink = PostgresProgress.on(pool).auditLog();
    Instant now = Instant.now();
    sink.deliver(Events.batch(now, 1, 1));
    network.cutAtAnswerAfter(10_000);
    List<ProgressEvent> batch = Events.batch(now, 2, 300);

    assertThatThrownBy(() -> sink.deliver(batch)).isInstanceOf(SQLException.class);
    assertThat(started()).as("committed, though nobody was told").isEqualTo(301);

    network.mend();
    sink.deliver(batch);
    assertThat(started()).isEqualTo(301);
    assertThat(sink.rejected()).isZero();
    everythingArrives();
  }

  /** Those of the job of {@link Events}. */
  private static long started() {
    return number("select count(*) from progress_event where job_id = 'job-1'");
  }

  @Test
  @DisplayName("a network that ends without a word is given up, and the connection with it")
  void silence() throws Exception {
    AuditLogSink sink =
        new AuditLogSink(
            TableNames.standard().jdbi(pool),
            AuditFormat.standard(),
            InstantSource.system(),
            Duration.ofSeconds(1));
    Instant now = Instant.now();
    sink.deliver(Events.batch(now, 1, 1));
    network.swallow();

    assertThatThrownBy(() -> sink.deliver(Events.batch(now, 2, 10)))
        .isInstanceOf(SQLException.class);

    network.mend();
    sink.deliver(Events.batch(now, 2, 10));
    assertThat(started()).isEqualTo(11);
    everythingArrives();
  }

  @Test
  @DisplayName("the host ends meanwhile, and the next run delivers what it left")
  void nextRunDelivers() throws Exception {
    network.cut();
    noteUntilSpooled();
    registry.close(Duration.ofMillis(300));
    network.mend();

    try (ProgressRegistry next =
        ProgressRegistry.builder()
            .spool(spool)
            .sink(PostgresProgress.on(pool).auditLog())
            .build()) {
      assertThat(next.flush(PATIENCE)).isTrue();
    }
    assertThat(numbers()).isEqualTo(IntStream.range(0, noted).boxed().toList());
  }

  private void everythingArrives() throws Exception {
    note(20);
    assertThat(registry.flush(PATIENCE)).isTrue();
    assertThat(numbers()).isEqualTo(IntStream.range(0, noted).boxed().toList());
    assertThat(health().dropped()).isZero();
    assertThat(health().spooled()).isZero();
  }

  private void note(int count) {
    for (int i = 0; i < count; i++) {
      job.note("step", Map.of("n", noted++));
    }
  }

  /** The host works on, and what it reports is kept on disk. */
  private void noteUntilSpooled() throws Exception {
    await(
        health -> {
          note(1);
          return health.lastError() != null && health.spooled() > 100;
        });
  }

  private void await(Predicate<SinkHealth> condition) throws Exception {
    for (long end = System.nanoTime() + PATIENCE.toNanos(); !condition.test(health()); ) {
      assertThat(System.nanoTime()).as("%s", health()).isLessThan(end);
      Thread.sleep(1); // A real server takes its time.
    }
  }

  private SinkHealth health() {
    return registry.sinkHealth().stream()
        .filter(health -> health.sink().equals("audit-log"))
        .findFirst()
        .orElseThrow();
  }

  private void takeAllConnections(List<Connection> hogs) {
    try {
      while (hogs.size() < 1_000) {
        hogs.add(direct("postgres"));
      }
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("53300");
    }
  }

  private void fill() throws SQLException {
    try (Connection connection = direct("full_up");
        Statement statement = connection.createStatement()) {
      statement.execute("create table filler (x text)");
      statement.execute("alter table filler alter x set storage external");
      for (int kilobytes : List.of(1_000, 100, 8, 1)) {
        fill(statement, kilobytes);
      }
    }
  }

  private static void fill(Statement statement, int kilobytes) {
    try {
      while (true) {
        statement.execute("insert into filler values (repeat('x', " + kilobytes * 1_000 + "))");
      }
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("53100");
    }
  }

  private List<Integer> numbers() {
    return Jdbi.create(pool)
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select (extras->>'n')::int from progress_event where action = 'step'"
                            + " order by event_id")
                    .mapTo(Integer.class)
                    .list());
  }

  private static long number(String query) {
    try (Connection connection = direct("postgres");
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void admin(String... statements) throws SQLException {
    try (Connection connection = direct("postgres");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static Connection direct(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:" + server.port() + "/" + database, PostgresServer.USER, "");
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
