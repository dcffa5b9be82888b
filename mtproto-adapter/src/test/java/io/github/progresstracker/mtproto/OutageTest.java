package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.kit.MortalServer;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.mtproto.kit.Walk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker whose database is killed again and again while it collects. */
class OutageTest {

  private static final int OUTAGES = 3;
  private static final int MESSAGES = 3_000;
  private static final int SESSION = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path directory;

  private final CountDownLatch allThere = new CountDownLatch(1);

  /** Filled in by JUnit. */
  @SuppressWarnings("NullAway.Init")
  OutageTest() {}

  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void a_database_that_is_killed_again_and_again_costs_nothing_and_repeats_nothing()
      throws Exception {
    try (MortalServer server = new MortalServer(directory.resolve("data"));
        PostgresProgress postgres =
            PostgresProgress.connect(server.jdbcUrl(), PostgresServer.USER, null).migrate();
        SimulatedTelegram source =
            new SimulatedTelegram(
                SimulatorOptions.parse("channels=2,seed=4,page-millis=30,messages=" + MESSAGES))) {
      DataSource pool = postgres.dataSource();
      PostgresMessageStore.schema().migrate(pool);
      try (ProgressRegistry registry =
          ProgressRegistry.builder()
              .spool(directory.resolve("spool"))
              .sampleEvery(Duration.ofMillis(20))
              .jobs(postgres.jobs())
              .sink(postgres.auditLog(CollectionAudit.format()))
              .build()) {
        collect(registry, server, worker(registry, postgres, pool, source));
        assertThat(registry.flush(PATIENCE)).isTrue();
      }
      JobState job = postgres.jobs().jobs().find(CollectionWorker.jobOf(7)).orElseThrow();
      assertThat(job.totals().done()).isEqualTo(2 * MESSAGES);
      assertEverythingOnce(Jdbi.create(pool), source);
    }
  }

  private void collect(ProgressRegistry registry, MortalServer server, CollectionWorker worker)
      throws InterruptedException {
    Thread running = new Thread(worker::run, "worker");
    running.start();
    for (int outage = 1; outage <= OUTAGES; outage++) {
      long enough = outage * 1_200L;
      await("enough to be lost", () -> done(registry) >= enough);
      server.kill();
      await("the wait", () -> waits(registry));
      server.start();
      await("its end", () -> !waits(registry));
    }
    allThere.await();
    worker.stop();
    running.join();
  }

  private static long done(ProgressRegistry registry) {
    return registry.active().stream().mapToLong(ProgressSnapshot::done).sum();
  }

  private static boolean waits(ProgressRegistry registry) {
    return registry.active().stream()
        .anyMatch(
            job ->
                job.state() == TrackerState.WAITING
                    && job.waiting() != null
                    && job.waiting().reason().equals("DATABASE_AWAY"));
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(deadline);
      Thread.sleep(5); // A real server takes its time.
    }
  }

  private CollectionWorker worker(
      ProgressRegistry registry, PostgresProgress postgres, DataSource pool, HistorySource source) {
    Jdbi jdbi = Jdbi.create(pool);
    return CollectionWorker.builder(registry, new PostgresMessageStore(pool), postgres.leases())
        .account(7, source)
        .schedule(CollectionSchedule.every(Duration.ofSeconds(1)))
        .sessionLimit(SESSION)
        .pagesPerSecond(0)
        .keptJobs(WriterId.of("worker"))
        .plan(
            (user, interval, next) -> {
              if (number(jdbi, "select count(*) from mtproto_message") == 2 * MESSAGES) {
                allThere.countDown();
              }
            })
        .build();
  }

  private static void assertEverythingOnce(Jdbi jdbi, HistorySource source) throws Exception {
    for (ChannelRef ref : source.channels()) {
      Channel channel = source.resolve(ref);
      List<Long> stored =
          jdbi.withHandle(
              handle ->
                  handle
                      .createQuery(
                          "select id from mtproto_message where channel_id = ? order by id desc")
                      .bind(0, channel.id())
                      .mapTo(Long.class)
                      .list());
      assertThat(stored).isEqualTo(Walk.of(source, channel, 100).ids());
    }
    List<Long> timesTold =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        "select count(*) from progress_event"
                            + " where action = 'collection_progress_detail'"
                            + " group by channel_id, phase, step_number, step_done")
                    .mapTo(Long.class)
                    .list());
    int sessions = 2 * MESSAGES / SESSION;
    assertThat(timesTold).as("two marks in both phases, and the end").hasSize(sessions * 5);
    assertThat(timesTold).containsOnly(1L);
    assertThat(
            number(jdbi, "select count(*) from progress_event where action = 'collection_error'"))
        .isZero();
  }

  private static long number(Jdbi jdbi, String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
