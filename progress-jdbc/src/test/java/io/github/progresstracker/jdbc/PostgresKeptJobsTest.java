package io.github.progresstracker.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.StopRequestedException;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import io.github.progresstracker.job.Checkpoint;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobHeldException;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.JobTracker;
import io.github.progresstracker.job.LeaseLostException;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.testing.ManualClock;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

@DisplayName("Jobs of registries on one database")
class PostgresKeptJobsTest {

  @RegisterExtension static final PostgresExtension postgres = new PostgresExtension();

  private static final JobId JOB = JobId.of("history-1002678877654");
  private static final Duration SOON = Duration.ofSeconds(30);

  private @Nullable PostgresProgress made;

  @BeforeEach
  void migrate() {
    postgres.clear();
    made = PostgresProgress.on(postgres.dataSource()).migrate();
  }

  @AfterEach
  void close() {
    progress().close();
  }

  private PostgresProgress progress() {
    return Objects.requireNonNull(made, "no test is running");
  }

  private ProgressRegistry registry() {
    return ProgressRegistry.builder().jobs(progress().jobs()).build();
  }

  private void sql(String statement) {
    Jdbi.create(postgres.dataSource()).useHandle(handle -> handle.execute(statement));
  }

  private long count(String statement) {
    return Jdbi.create(postgres.dataSource())
        .withHandle(handle -> handle.createQuery(statement).mapTo(Long.class).one());
  }

  @Test
  @DisplayName("a checkpoint is there with the work it is about, or not at all")
  void withTheWork() throws Exception {
    sql("create table page (id bigint primary key)");
    try (ProgressRegistry registry = registry()) {
      JobTracker job = registry.resume(JOB, TrackerSpec.named("history").total(100));
      page(job, 10, true);
      page(job, 20, false);
      page(job, 20, true);
      assertThat(registry.flush(SOON)).isTrue();
      Checkpoint checkpoint = progress().checkpoints().find(JOB, Checkpoint.WHOLE).orElseThrow();
      assertThat(checkpoint.totals().done()).isEqualTo(count("select count(*) from page"));
      assertThat(checkpoint.state()).isEqualTo("page 20");
      assertThat(progress().jobStore().find(JOB).orElseThrow().totals().done()).isEqualTo(20);
    }
  }

  /** Stores ten items and says so, in one transaction. */
  private void page(JobTracker job, int to, boolean commit) throws Exception {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("insert into page select generate_series(" + (to - 9) + ", " + to + ")");
      job.checkpoint(progress().checkpoints().in(connection), "page " + to, 10);
      if (commit) {
        connection.commit();
      } else {
        connection.rollback();
      }
    }
  }

  @Test
  @DisplayName("who lost the lease can commit neither checkpoint nor work")
  void zombie() throws Exception {
    sql("create table page (id bigint primary key)");
    try (ProgressRegistry one = registry();
        ProgressRegistry two = registry()) {
      JobTracker stalled = one.resume(JOB);
      page(stalled, 10, true);
      sql("update progress_lease set until = now() - interval '1 second'");
      JobTracker taken = two.resume(JOB);
      assertThat(taken.resumedFrom()).get().extracting(Checkpoint::state).isEqualTo("page 10");
      assertThatThrownBy(() -> page(stalled, 20, true))
          .isInstanceOf(LeaseLostException.class)
          .hasMessageContaining(JOB.value());
      assertThat(count("select count(*) from page")).isEqualTo(10);
      page(taken, 20, true);
      taken.complete();
      assertThat(two.flush(SOON)).isTrue();
      assertThat(progress().jobStore().find(JOB).orElseThrow().totals().done()).isEqualTo(20);
    }
  }

  @Test
  @DisplayName("a host whose clock is a year off neither takes nor loses a lease")
  void clockAYearOff() throws Exception {
    try (ProgressRegistry registry = registry();
        ProgressRegistry off =
            ProgressRegistry.builder()
                .clock(new ManualClock(Instant.now().plus(Duration.ofDays(365))))
                .jobs(progress().jobs())
                .build()) {
      registry.resume(JOB);
      assertThatThrownBy(() -> off.resume(JOB)).isInstanceOf(JobHeldException.class);
      JobTracker other = off.resume(JobId.of("other"));
      other.advance(3);
      other.complete();
      assertThat(off.flush(SOON)).isTrue();
      var state = progress().jobStore().find(JobId.of("other")).orElseThrow();
      assertThat(state.totals().done()).isEqualTo(3);
      assertThat(Duration.between(state.updatedAt(), state.asOf())).isLessThan(SOON);
    }
  }

  @Test
  @DisplayName("another process hears of a change, is asked to stop, and does so at a safe point")
  void hearsAndStops() throws Exception {
    Semaphore heard = new Semaphore(0);
    try (JobListener listener = progress().listen(heard::release);
        ProgressRegistry registry = registry()) {
      assertThat(listener).isNotNull();
      assertThat(heard.tryAcquire(30, TimeUnit.SECONDS)).as("at the beginning").isTrue();
      JobTracker job = registry.join(JOB, WriterId.ofHost());
      job.advance(5);
      assertThat(registry.flush(SOON)).isTrue();
      assertThat(heard.tryAcquire(30, TimeUnit.SECONDS)).as("a change").isTrue();
      CountDownLatch stopped = new CountDownLatch(1);
      Thread worker = new Thread(() -> workUntilStopped(job, stopped));
      worker.start();
      assertThat(progress().jobStore().request(JOB, JobControl.STOP, "by an operator")).isPresent();
      assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
      worker.join();
    }
  }

  private static void workUntilStopped(JobTracker job, CountDownLatch stopped) {
    try {
      while (true) {
        job.throwIfStopRequested();
        Thread.onSpinWait();
      }
    } catch (StopRequestedException e) {
      assertThat(e.reason()).isEqualTo("by an operator");
      stopped.countDown();
    }
  }

  @Test
  @DisplayName("nothing is said when nothing has changed")
  void noEmptyHints() throws Exception {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("listen " + Hints.CHANNEL);
      JobReport report =
          JobReport.of(JOB, WriterId.of("one")).at(1, 1).totals(JobTotals.of(1)).build();
      progress().jobStore().apply(List.of(report));
      var driver = connection.unwrap(PGConnection.class);
      var first = driver.getNotifications(30_000);
      assertThat(first).hasSize(1);
      assertThat(first[0].getParameter()).as("never data").isEmpty();
      progress().jobStore().apply(List.of());
      progress().jobStore().apply(List.of(report));
      assertThat(driver.getNotifications(500)).isNullOrEmpty();
      statement.execute("unlisten *");
    }
  }

  @Test
  @DisplayName("a database that goes away costs the host nothing, and has all when it is back")
  void restart(@TempDir Path data) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    PostgresServer server = PostgresServer.start(data, port);
    Semaphore heard = new Semaphore(0);
    try (HikariDataSource pool = server.pool("postgres")) {
      pool.setConnectionTimeout(1_000);
      PostgresProgress there = PostgresProgress.on(pool).migrate();
      try (ProgressRegistry registry = ProgressRegistry.builder().jobs(there.jobs()).build();
          JobListener listener = there.listen(heard::release)) {
        assertThat(listener).isNotNull();
        JobTracker job = registry.resume(JOB, TrackerSpec.named("long").total(1_000));
        job.checkpoint("at 100", 100);
        assertThat(registry.flush(SOON)).isTrue();
        assertThat(heard.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        server.close();
        job.checkpoint("at 300", 200);
        job.note("new_areas_discovered", Map.of("areas", List.of("x")));
        job.advance(7);
        assertThat(registry.flush(Duration.ofMillis(200))).isFalse();
        heard.drainPermits();
        server = PostgresServer.start(data, port);
        job.complete();
        assertThat(registry.flush(Duration.ofSeconds(90))).isTrue();
        assertThat(heard.tryAcquire(60, TimeUnit.SECONDS)).as("connected again").isTrue();
        var state = there.jobStore().find(JOB).orElseThrow();
        assertThat(state.totals().done()).isEqualTo(307);
        assertThat(there.jobStore().timeline(JOB, 0, 10))
            .extracting(entry -> entry.event())
            .endsWith("areas_discovered", "completion");
        assertThat(there.checkpoints().find(JOB, Checkpoint.WHOLE).orElseThrow().state())
            .isEqualTo("at 300");
      } finally {
        there.close();
      }
    } finally {
      server.close();
    }
  }

  @Test
  @DisplayName("a batch with one report that cannot be stored leaves nothing behind")
  void neverHalf() throws Exception {
    JobReport good = JobReport.of(JOB, WriterId.of("one")).at(1, 1).totals(JobTotals.of(1)).build();
    JobReport again =
        JobReport.of(JOB, WriterId.of("one")).at(1, 2).totals(JobTotals.of(2)).build();
    PostgresProgress failing =
        PostgresProgress.on(
            FailingDataSource.before(
                postgres.dataSource(),
                new FailingDataSource.Trouble() {
                  private int statements;

                  @Override
                  public void before(Connection connection, String method) throws SQLException {
                    if (method.startsWith("prepareStatement") && ++statements == 2) {
                      throw new SQLException("cut off", "08006");
                    }
                  }
                }));
    assertThatThrownBy(() -> failing.jobStore().apply(List.of(good, again)))
        .isInstanceOf(SQLException.class)
        .hasMessage("cut off");
    failing.close();
    assertThat(progress().jobStore().find(JOB)).isEmpty();
    assertThat(progress().jobStore().apply(List.of(good, again))).isEmpty();
    assertThat(progress().jobStore().find(JOB).orElseThrow().totals().done()).isEqualTo(2);
  }
}
