package io.github.progresstracker.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.tuple;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.progresstracker.ItemStatus;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import io.github.progresstracker.job.HistoryPoint;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobInfo;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.PartCount;
import io.github.progresstracker.job.PartTotals;
import io.github.progresstracker.job.ReportedStatus;
import io.github.progresstracker.job.RunAnalytics;
import io.github.progresstracker.job.RunFigures;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.UserJobs;
import io.github.progresstracker.job.WorkerState;
import io.github.progresstracker.job.WorkerStatus;
import io.github.progresstracker.job.WriterId;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Questions about jobs")
class JobQueriesTest {

  @RegisterExtension static final PostgresExtension postgres = new PostgresExtension();

  private static final JobId JOB = JobId.of("job");
  private static final WriterId ONE = WriterId.of("one");
  private static final WriterId TWO = WriterId.of("two");

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

  /** Asks each time. */
  private JobQueries queries() {
    return progress().queries(postgres.dataSource(), Duration.ZERO);
  }

  private JobStore jobs() {
    return progress().jobStore();
  }

  private static JobReport.Builder report(JobId job, WriterId writer, long sequence, long done) {
    return JobReport.of(job, writer).at(1, sequence).totals(JobTotals.of(done));
  }

  private void apply(JobReport.Builder report) throws Exception {
    assertThat(jobs().apply(List.of(report.build()))).isEmpty();
  }

  private static JobInfo ofUser(String name, long user) {
    return new JobInfo(name, "nightly", Map.of("user_id", Long.toString(user)));
  }

  private void sql(String statement) {
    Jdbi.create(postgres.dataSource()).useHandle(handle -> handle.execute(statement));
  }

  @Test
  @DisplayName("show the newest jobs of a user, or of all")
  void latest() throws Exception {
    for (int i = 1; i <= 3; i++) {
      apply(report(JobId.of("job " + i), ONE, 1, i).info(ofUser("n" + i, i % 2)));
    }
    apply(report(JobId.of("job 3"), TWO, 1, 100));
    assertThat(queries().latest(1L, 10))
        .extracting(state -> state.job().value(), state -> state.totals().done())
        .containsExactly(tuple("job 3", 103L), tuple("job 1", 1L));
    assertThat(queries().latest(null, 2)).hasSize(2);
    assertThat(queries().latest(9L, 10)).isEmpty();
    assertThat(queries().job(JobId.of("job 3"))).isPresent();
    assertThatThrownBy(() -> queries().latest(1L, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(queries().users())
        .extracting(UserJobs::userId, UserJobs::jobs, UserJobs::running, UserJobs::done)
        .containsExactly(tuple(0L, 1L, 1L, 2L), tuple(1L, 2L, 2L, 104L));
  }

  @Test
  @DisplayName("show the course of a job in spans, all writers together")
  void history() throws Exception {
    apply(report(JOB, ONE, 1, 100));
    apply(report(JOB, TWO, 1, 50));
    // Time passes: what was the present minute is one of an hour ago, and of half an hour ago.
    sql("update progress_writer set bucket = bucket - interval '60 minutes'");
    apply(report(JOB, ONE, 2, 160));
    sql(
        "update progress_writer set bucket = bucket - interval '30 minutes' where writer_id ="
            + " 'one'");
    apply(report(JOB, ONE, 3, 170));
    List<HistoryPoint> points = queries().history(JOB, Duration.ofHours(24), Duration.ofMinutes(1));
    assertThat(points).extracting(HistoryPoint::worked).containsExactly(150L, 60L, 10L);
    assertThat(points).extracting(HistoryPoint::done).containsExactly(150L, 210L, 220L);
    assertThat(points.get(0).rate()).isEqualTo(150 / 60.0);
    assertThat(queries().history(JOB, Duration.ofMinutes(10), Duration.ofMinutes(5)))
        .extracting(HistoryPoint::done)
        .containsExactly(220L);
    assertThat(queries().history(JobId.of("none"), Duration.ofHours(1), Duration.ofMinutes(1)))
        .isEmpty();
    assertThatThrownBy(() -> queries().history(JOB, Duration.ofHours(1), Duration.ofSeconds(61)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT1M1S");
    assertThatThrownBy(() -> queries().history(JOB, Duration.ofDays(99), Duration.ofMinutes(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longer spans");
  }

  @Test
  @DisplayName("count a part that went from one writer to another once, everywhere")
  void parts() throws Exception {
    JobInfo info = ofUser("collection", 7);
    apply(report(JOB, ONE, 1, 100).base(JobTotals.of(900)).info(info));
    jobs().countParts(List.of(new PartCount(JOB, "a", 1, 1_000, 2_000L)));
    sql("update progress_writer set bucket = bucket - interval '60 minutes'");
    jobs().countParts(List.of(new PartCount(JOB, "a", 2, 1_000, 2_000L)));
    apply(report(JOB, TWO, 1, 0).base(JobTotals.of(1_000)));
    apply(report(JOB, TWO, 2, 500));
    jobs().countParts(List.of(new PartCount(JOB, "a", 2, 1_500, 2_000L)));
    // The first one has the part again, in a new life that begins with what the other has done.
    jobs().countParts(List.of(new PartCount(JOB, "a", 3, 1_500, 2_000L)));
    apply(report(JOB, ONE, 0, 30).at(2, 0).base(JobTotals.of(1_500)));
    jobs().countParts(List.of(new PartCount(JOB, "a", 3, 1_530, 2_000L)));
    List<HistoryPoint> points = queries().history(JOB, Duration.ofHours(24), Duration.ofMinutes(1));
    assertThat(points).extracting(HistoryPoint::worked).containsExactly(100L, 530L);
    assertThat(points).extracting(HistoryPoint::done).containsExactly(1_000L, 1_530L);
    assertThat(queries().users()).extracting(UserJobs::done).containsExactly(1_530L);
    assertThat(queries().latest(7L, 1))
        .extracting(job -> job.totals().done())
        .containsExactly(1_530L);
    assertThat(queries().job(JOB).orElseThrow().parts()).isEqualTo(new PartTotals(1_530, 2_000L));
    assertThat(queries().worker(7L).doneThisRun()).as("by those who work").isEqualTo(530);
    assertThat(stateRow()).contains("\"processedItems\": 1530", "\"totalItems\": 2000");
    jobs().countParts(List.of(new PartCount(JOB, "b", 1, 1, null)));
    assertThat(stateRow()).contains("\"processedItems\": 1531").doesNotContain("totalItems");
  }

  private static String stateRow() {
    return Jdbi.create(postgres.dataSource())
        .withHandle(
            handle ->
                handle
                    .createQuery("select progress::text from progress_job_state where id = 'job'")
                    .mapTo(String.class)
                    .one());
  }

  @Test
  @DisplayName("page through the timeline, newest first")
  void timeline() throws Exception {
    for (int i = 1; i <= 5; i++) {
      apply(report(JOB, ONE, i, i));
    }
    var first = queries().timeline(JOB, Long.MAX_VALUE, 2);
    assertThat(first)
        .extracting(entry -> entry.details().get("processedItems"))
        .containsExactly(5L, 4L);
    assertThat(queries().timeline(JOB, first.get(1).id(), 2))
        .extracting(entry -> entry.details().get("processedItems"))
        .containsExactly(3L, 2L);
  }

  @Test
  @DisplayName("know what the worker is at, and whether anybody is alive")
  void worker() throws Exception {
    assertThat(queries().worker(7L).state()).isEqualTo(WorkerState.IDLE);
    assertThat(queries().worker(7L).jobId()).isNull();
    JobFacts facts =
        JobFacts.builder().part("ABC LEGACY NEWS", 2L, 5L).rate(4.0).eta(60.0, 50.0, 90.0).build();
    apply(report(JOB, ONE, 1, 50).info(ofUser("collection", 7)).facts(facts).onRecord(false));
    apply(report(JOB, ONE, 2, 80).facts(facts).totals(new JobTotals(80, 3, Map.of())));
    progress().sessions().ran("worker", 7L, Duration.ofMinutes(10), Duration.ofMinutes(9));
    sql(
        "insert into progress_event (event_id, \"timestamp\", job_id, tracker_id, user_id, action)"
            + " select gen_random_uuid(), now(), 'j', 't', 7, a from unnest(array['error',"
            + " 'collection_error', 'completion']) a");
    WorkerStatus status = queries().worker(7L);
    assertThat(status.state()).isEqualTo(WorkerState.RUNNING);
    assertThat(status.isCollecting()).isTrue();
    assertThat(status.currentPart()).isEqualTo("ABC LEGACY NEWS");
    assertThat(status.partsDone()).isEqualTo(2);
    assertThat(status.partsTotal()).isEqualTo(5);
    assertThat(status.doneThisRun()).isEqualTo(80);
    assertThat(status.errorsThisRun()).isEqualTo(3);
    assertThat(status.startedAt()).isNotNull();
    assertThat(status.etaSeconds()).isEqualTo(60.0);
    assertThat(status.lastRun()).isNotNull();
    assertThat(status.interval()).isEqualTo(Duration.ofMinutes(10));
    assertThat(Duration.between(status.lastRun(), status.nextRun()))
        .isEqualTo(Duration.ofMinutes(9));
    assertThat(status.runsToday()).isZero();
    assertThat(status.errorsToday()).isEqualTo(2);
    assertThat(queries().worker(8L).errorsToday()).isZero();
    assertThat(queries().errorsToday(7L)).isEqualTo(2);
    assertThat(queries().errorsToday(null)).isEqualTo(2);

    JobFacts others = JobFacts.builder().part("Tech Channel", 1L, 4L).build();
    apply(report(JOB, TWO, 1, 30).facts(others).totals(new JobTotals(30, 1, Map.of())));
    WorkerStatus both = queries().worker(7L);
    assertThat(both.currentPart()).isEqualTo("Tech Channel");
    assertThat(both.partsDone()).isEqualTo(3);
    assertThat(both.partsTotal()).isEqualTo(9);
    assertThat(both.doneThisRun()).isEqualTo(110);
    assertThat(both.errorsThisRun()).isEqualTo(4);
    apply(report(JOB, TWO, 2, 30).status(ReportedStatus.COMPLETED));
    assertThat(queries().worker(7L).doneThisRun()).as("of those at work").isEqualTo(80);

    sql("update progress_writer set alive_until = now()");
    assertThat(queries().worker(7L).state()).as("after a crash").isEqualTo(WorkerState.LOST);
    assertThat(queries().worker(7L).isCollecting()).isFalse();
    assertThat(queries().users()).extracting(UserJobs::lost).containsExactly(1L);

    apply(report(JOB, ONE, 3, 90).status(ReportedStatus.COMPLETED));
    assertThat(queries().worker(null).state()).isEqualTo(WorkerState.IDLE);
    assertThat(queries().worker(7L).runsToday()).isEqualTo(2);
    assertThat(queries().runsToday(null)).isEqualTo(2);
    assertThat(queries().runsToday(8L)).isZero();
  }

  @Test
  @DisplayName("analyse runs: throughput and its trend, quality, cost, accuracy of the ETA")
  void analytics() throws Exception {
    for (int i = 1; i <= 4; i++) {
      EtaAccuracy accuracy = new EtaAccuracy(100, 0.1 * i, 1, 0.2, 0.8, 0.3, 0.4, 0);
      RunFigures run =
          new RunFigures(
              Duration.ofSeconds(10),
              new Outcomes(90, 10, 0, 0),
              1_000,
              new BigDecimal("0.25"),
              9,
              1,
              i == 4 ? null : accuracy);
      apply(
          report(JobId.of("run " + i), ONE, 1, 100L * i)
              .info(ofUser("x", 7))
              .run(run)
              .status(i == 4 ? ReportedStatus.FAILED : ReportedStatus.COMPLETED));
    }
    RunAnalytics all = queries().analytics(7L, Duration.ofDays(1)).get(0);
    assertThat(all.key()).isEqualTo("nightly");
    assertThat(all.runs()).isEqualTo(4);
    assertThat(all.completed()).isEqualTo(3);
    assertThat(all.done()).isEqualTo(1_000);
    assertThat(all.throughput()).isEqualTo(25.0);
    assertThat(all.throughputTrend()).isCloseTo(10.0, offset(1e-9));
    assertThat(all.quality()).isEqualTo(0.9);
    assertThat(all.tokens()).isEqualTo(4_000);
    assertThat(all.cost()).isEqualByComparingTo("1.00");
    assertThat(all.etaError()).isCloseTo(0.2, offset(1e-9));
    assertThat(queries().analytics(8L, Duration.ofDays(1))).isEmpty();
    assertThat(queries().analytics(null, Duration.ofDays(1))).hasSize(1);
  }

  private static JobCalls counting(AtomicLong asked) {
    return new JobCalls(
        FailingDataSource.before(
            postgres.dataSource(),
            (connection, method) -> {
              if (method.startsWith("prepareStatement")) {
                asked.incrementAndGet();
              }
            }),
        TableNames.standard());
  }

  @Test
  @DisplayName("of a job ask the database once for each report of it, and not for those of others")
  void reportedOfOthers() throws Exception {
    AtomicLong asked = new AtomicLong();
    OwnReports own = new OwnReports();
    JobQueries queries = new JobQueries(counting(asked), JobQueries.KEPT, () -> 0, own);
    for (int reports = 1; reports <= 3; reports++) {
      apply(report(JOB, ONE, reports, reports));
      own.count(JOB);
      for (int i = 0; i < 10; i++) {
        own.count(JobId.of("another"));
        assertThat(queries.job(JOB).orElseThrow().totals().done()).isEqualTo(reports);
      }
      assertThat(asked.get()).isEqualTo(reports);
    }
  }

  @Test
  @DisplayName("ask the database once for many who ask at once, and again after five seconds")
  void kept() throws Exception {
    apply(report(JOB, ONE, 1, 1));
    AtomicLong asked = new AtomicLong();
    AtomicLong nanos = new AtomicLong();
    Ticker ticker = nanos::get;
    JobQueries queries = new JobQueries(counting(asked), JobQueries.KEPT, ticker, new OwnReports());
    List<Callable<Long>> many = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      many.add(() -> queries.job(JOB).orElseThrow().totals().done());
    }
    ExecutorService threads = Executors.newFixedThreadPool(many.size());
    try {
      for (Future<Long> answer : threads.invokeAll(many)) {
        assertThat(answer.get()).isEqualTo(1);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(asked.get()).as("one round trip").isEqualTo(1);
    apply(report(JOB, ONE, 2, 2));
    nanos.addAndGet(Duration.ofMillis(4_999).toNanos());
    assertThat(queries.job(JOB).orElseThrow().totals().done()).isEqualTo(1);
    nanos.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(queries.job(JOB).orElseThrow().totals().done()).isEqualTo(2);
    apply(report(JOB, ONE, 3, 3));
    queries.refresh();
    assertThat(queries.job(JOB).orElseThrow().totals().done()).isEqualTo(3);
    assertThat(asked.get()).isEqualTo(3);
  }

  @Test
  @DisplayName("know at once what was reported here, though answers are kept")
  void reportedHere() throws Exception {
    JobQueries queries = progress().queries(postgres.dataSource(), Duration.ofHours(1));
    Duration hour = Duration.ofHours(1);
    assertThat(queries.job(JOB)).isEmpty();
    assertThat(queries.latest(7L, 10)).isEmpty();
    assertThat(queries.users()).isEmpty();
    assertThat(queries.worker(7L).state()).isEqualTo(WorkerState.IDLE);
    for (int i = 1; i <= 3; i++) {
      apply(report(JOB, ONE, i, i).info(ofUser("job", 7)));
      assertThat(queries.job(JOB).orElseThrow().totals().done()).isEqualTo(i);
      assertThat(queries.timeline(JOB, Long.MAX_VALUE, 10)).hasSize(i);
      assertThat(queries.history(JOB, hour, Duration.ofMinutes(1)))
          .last()
          .extracting(HistoryPoint::done)
          .isEqualTo((long) i);
      assertThat(queries.latest(7L, 10).get(0).totals().done()).isEqualTo(i);
      assertThat(queries.worker(7L).doneThisRun()).isEqualTo(i);
      assertThat(queries.users().get(0).done()).isEqualTo(i);
    }
    assertThat(jobs().request(JOB, JobControl.PAUSE, "night")).isPresent();
    assertThat(queries.job(JOB).orElseThrow().control()).isNotNull();
    jobs().countParts(List.of(new PartCount(JOB, "a", 1, 40, null)));
    assertThat(queries.job(JOB).orElseThrow().totals().done()).isEqualTo(40);
    assertThat(queries.timeline(JOB, Long.MAX_VALUE, 10)).hasSize(3);
    TimelineEntry late = new TimelineEntry(0, JOB, ONE, Instant.EPOCH, "error", Map.of());
    assertThat(jobs().record(late, UUID.randomUUID())).isTrue();
    assertThat(queries.timeline(JOB, Long.MAX_VALUE, 10)).hasSize(4);
  }

  @Test
  @DisplayName("do not take for known what was reported here while they asked")
  void reportedHereMeanwhile() throws Exception {
    OwnReports own = new OwnReports();
    AtomicBoolean meanwhile = new AtomicBoolean(true);
    JobCalls slow =
        new JobCalls(
            FailingDataSource.before(
                postgres.dataSource(),
                (connection, method) -> {
                  if (method.equals("close") && meanwhile.getAndSet(false)) {
                    sql("update progress_writer set done = 2, processed = 2");
                    own.count(JOB);
                  }
                }),
            TableNames.standard());
    JobQueries queries = new JobQueries(slow, Duration.ofHours(1), () -> 0, own);
    apply(report(JOB, ONE, 1, 1));
    assertThat(queries.job(JOB).orElseThrow().totals().done()).isEqualTo(1);
    assertThat(queries.job(JOB).orElseThrow().totals().done()).isEqualTo(2);
  }

  @Test
  @DisplayName("know what was reported here though it was not said that it has come")
  void reportedHereWithoutAnAnswer() throws Exception {
    AtomicBoolean cut = new AtomicBoolean();
    try (PostgresProgress lossy =
        PostgresProgress.on(
            FailingDataSource.before(
                postgres.dataSource(),
                (connection, method) -> {
                  if (method.equals("close") && cut.getAndSet(false)) {
                    connection.close();
                    throw new SQLException("cut off", "08006");
                  }
                }))) {
      JobQueries queries = lossy.queries();
      assertThat(queries.job(JOB)).isEmpty();
      cut.set(true);
      JobReport report = report(JOB, ONE, 1, 1).build();
      assertThatThrownBy(() -> lossy.jobStore().apply(List.of(report)))
          .isInstanceOf(SQLException.class);
      assertThat(queries.job(JOB)).isPresent();
    }
  }

  @Test
  @DisplayName("of many jobs know what was reported here ten times in a row, then five a second")
  void reportedHereOften() throws Exception {
    AtomicLong nanos = new AtomicLong();
    OwnReports own = new OwnReports();
    JobQueries queries =
        new JobQueries(
            new JobCalls(postgres.dataSource(), TableNames.standard()),
            Duration.ofHours(1),
            nanos::get,
            own);
    for (int i = 1; i <= 12; i++) {
      apply(report(JOB, ONE, i, i));
      own.count(JOB);
      assertThat(queries.latest(null, 1).get(0).totals().done()).isEqualTo(Math.min(i, 10));
      assertThat(queries.job(JOB).orElseThrow().totals().done()).isEqualTo(i);
    }
    nanos.addAndGet(Duration.ofMillis(200).toNanos());
    assertThat(queries.latest(null, 1).get(0).totals().done()).isEqualTo(12);
    apply(report(JOB, ONE, 13, 13));
    own.count(JOB);
    nanos.addAndGet(Duration.ofMillis(199).toNanos());
    assertThat(queries.latest(null, 1).get(0).totals().done()).isEqualTo(12);
    nanos.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(queries.latest(null, 1).get(0).totals().done()).isEqualTo(13);
  }

  @Test
  @DisplayName("say plainly that tables are missing, a role may not, or nobody answers")
  void failures() throws Exception {
    sql("drop view progress_job_state");
    sql("drop view progress_batch_session");
    sql("drop table progress_job");
    assertThatThrownBy(() -> queries().latest(null, 1))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("progress_job")
        .hasMessageContaining("migrate()");
    assertThatThrownBy(() -> apply(report(JOB, ONE, 1, 1))).isInstanceOf(SchemaException.class);
    var away =
        FailingDataSource.before(
            postgres.dataSource(),
            (connection, method) -> {
              throw new SQLException("away", "08006");
            });
    assertThatThrownBy(() -> progress().queries(away, Duration.ZERO).latest(null, 1))
        .isInstanceOf(SQLException.class)
        .hasMessage("away");
  }

  @Test
  @DisplayName("the view says the same of a job as the merged state, under the documented names")
  void view() throws Exception {
    JobFacts facts =
        JobFacts.builder()
            .totalItems(500L)
            .stage("data_collection")
            .currentDataType("issues")
            .operationType("data_collection")
            .lastProcessedId("id 9")
            .build();
    apply(
        report(JOB, ONE, 1, 100)
            .totals(new JobTotals(100, 0, Map.of("groups", 5L, "issues", 75L)))
            .facts(facts));
    apply(report(JOB, TWO, 1, 50).totals(new JobTotals(50, 0, Map.of("issues", 50L))));
    progress().checkpoints().claim(JOB, "main", 1);
    String row =
        Jdbi.create(postgres.dataSource())
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select status || ' ' || progress::text from progress_job_state"
                                + " where id = 'job' and started_at <= updated_at"
                                + " and finished_at is null and resume_state is null")
                        .mapTo(String.class)
                        .one());
    assertThat(row)
        .startsWith("processing ")
        .contains("\"processedItems\": 150", "\"totalItems\": 500", "\"issues\": 125")
        .contains("\"groups\": 5", "\"stage\": \"data_collection\"")
        .contains("\"currentDataType\": \"issues\"", "\"lastProcessedId\": \"id 9\"");
    JobState state = jobs().find(JOB).orElseThrow();
    assertThat(state.totals().itemsByType()).containsEntry("issues", 125L);
    sql("update progress_writer set total_items = null, own_total = null");
    assertThat(stateRow()).as("nobody knows").doesNotContain("totalItems");
  }

  @Test
  @DisplayName("sessions are made on first use and know each item; quotas count for all")
  void sessions() throws Exception {
    PostgresSessions sessions = progress().sessions();
    sessions.update(
        JOB,
        List.of(
            ItemState.of("it's a.pdf", ItemStatus.PENDING),
            new ItemState("b.pdf", ItemStatus.PROCESSING, 40.0, "embedding", 50.0, null),
            new ItemState("it's a.pdf", ItemStatus.FAILED, null, null, null, "too \u0000 large")));
    assertThat(sessions.counts(JOB))
        .containsOnly(Map.entry(ItemStatus.FAILED, 1L), Map.entry(ItemStatus.PROCESSING, 1L));
    assertThat(sessions.items(JOB, "", 10))
        .containsExactlyInAnyOrder(
            new ItemState("b.pdf", ItemStatus.PROCESSING, 40.0, "embedding", 50.0, null),
            new ItemState("it's a.pdf", ItemStatus.FAILED, null, null, null, "too \u2400 large"));
    long items =
        Jdbi.create(postgres.dataSource())
            .withHandle(
                handle ->
                    handle
                        .createQuery("select items from progress_batch_session")
                        .mapTo(Long.class)
                        .one());
    assertThat(items).isEqualTo(2);
    Duration year = Duration.ofDays(365);
    sessions.use("api", 7L, 3, 1, year, 10L);
    QuotaState quota = sessions.use("api", 7L, 4, 0, year, null);
    assertThat(quota.used()).isEqualTo(7);
    assertThat(quota.failed()).isEqualTo(1);
    assertThat(quota.left()).isEqualTo(3);
    assertThat(Duration.between(quota.windowStart(), quota.windowEnd())).isEqualTo(year);
    assertThat(sessions.use("api", null, 0, 0, year, null).used()).isZero();
    assertThatThrownBy(() -> sessions.use("api", 7L, -1, 0, year, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> ItemState.of("\u0000", ItemStatus.PENDING))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ItemState("a", ItemStatus.PENDING, Double.NaN, null, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }

  @Test
  @DisplayName("a role that may only read can ask and cannot write, and is told what to grant")
  void readOnly() throws Exception {
    apply(report(JOB, ONE, 1, 1));
    sql("drop role if exists reader");
    sql("create role reader");
    sql("grant select on all tables in schema public to reader");
    try (PostgresProgress reader =
        PostgresProgress.connect(
            postgres.jdbcUrl() + "?options=-c%20role%3Dreader", PostgresServer.USER, null)) {
      assertThat(reader.queries().job(JOB)).isPresent();
      assertThatThrownBy(() -> reader.jobStore().apply(List.of(report(JOB, ONE, 2, 2).build())))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("permission denied")
          .hasMessageContaining("grant");
      assertThatThrownBy(() -> reader.leases().acquire("x", ONE, Duration.ofSeconds(1)))
          .isInstanceOf(SchemaException.class);
    } finally {
      sql("drop owned by reader");
      sql("drop role reader");
    }
    assertThat(jobs().find(JOB).orElseThrow().totals().done()).isEqualTo(1);
  }
}
