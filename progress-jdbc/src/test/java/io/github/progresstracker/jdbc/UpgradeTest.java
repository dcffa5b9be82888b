package io.github.progresstracker.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ItemStatus;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.RunSummary;
import io.github.progresstracker.history.StoredRun;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.jdbc.kit.Rows;
import io.github.progresstracker.job.Checkpoint;
import io.github.progresstracker.job.CheckpointStep;
import io.github.progresstracker.job.ControlRequest;
import io.github.progresstracker.job.HistoryPoint;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobInfo;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStatus;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.Lease;
import io.github.progresstracker.job.PartCount;
import io.github.progresstracker.job.PartTotals;
import io.github.progresstracker.job.ReportedStatus;
import io.github.progresstracker.job.RunAnalytics;
import io.github.progresstracker.job.RunFigures;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.job.WriterState;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The rows of each version are in {@code golden/progress.V*.sql}, as the library that came with it
 * wrote them; they are put in before the next version is applied.
 */
@DisplayName("A database that began with version 1 and has data of every version since")
class UpgradeTest {

  @RegisterExtension static final PostgresExtension postgres = new PostgresExtension();

  private static final List<String> FILES =
      List.of(
          "/db/progress/V1__event_log.sql",
          "/db/progress/V2__run_history.sql",
          "/db/progress/V3__event_timeline.sql",
          "/db/progress/V4__jobs.sql",
          "/db/progress/V5__job_history.sql",
          "/db/progress/V6__estimator.sql",
          "/db/progress/V7__parts.sql",
          "/db/progress/V8__unit_and_active_time.sql");

  private static final JobId EXPORT = JobId.of("export-42");
  private static final JobId IMPORT = JobId.of("import-1");
  private static final JobId CHANNELS = JobId.of("channels");
  private static final JobId UPLOAD = JobId.of("upload-7");
  private static final WriterId ONE = WriterId.of("shard 1");
  private static final WriterId TWO = WriterId.of("shard 2");
  private static final String ESTIMATOR = "ADAPTIVE 5 5.0 0 0 99.0";

  private static final EtaAccuracy ACCURACY =
      new EtaAccuracy(240, 0.0712, 1.0625, 0.4, 0.81, 0.2, 0.31, 0.005);

  private static final JobFacts FACTS =
      JobFacts.builder()
          .totalItems(1_000L)
          .ownTotal(600L)
          .operationType("discovery")
          .currentDataType("issues")
          .stage("resolving users")
          .lastProcessedId("issue-17")
          .part("News", 3L, 9L)
          .rate(12.5)
          .eta(80.0, 70.0, 95.0)
          .waiting("flood wait", Duration.ofMinutes(5))
          .build();

  private static final ItemState ITEM =
      new ItemState("b.pdf", ItemStatus.PROCESSING, 40.0, "embedding", 50.0, "slow");

  private PostgresProgress progress = PostgresProgress.on(postgres.dataSource());

  @BeforeEach
  void upgrade() {
    postgres.clear();
    for (int version = 1; version <= FILES.size(); version++) {
      Schema.of(
              "progress",
              Schema.class::getResourceAsStream,
              FILES.subList(0, version).toArray(String[]::new))
          .migrate(postgres.dataSource());
      Rows.insert(
          postgres.dataSource(),
          UpgradeTest.class.getResourceAsStream("/golden/progress.V" + version + ".sql"));
    }
    assertThat(Schema.progress().migrate(postgres.dataSource())).as("versions not above").isZero();
    progress = PostgresProgress.on(postgres.dataSource()).migrate().validate();
  }

  @AfterEach
  void close() {
    progress.close();
  }

  @Test
  @DisplayName("has the rows that today's library writes")
  void sameRows() throws Exception {
    List<String> tables = Rows.tables(postgres.dataSource(), "progress_");
    List<List<String>> golden = new ArrayList<>();
    for (String table : tables) {
      golden.add(Rows.of(postgres.dataSource(), table));
    }
    postgres.clear();
    try (PostgresProgress today = PostgresProgress.on(postgres.dataSource()).migrate()) {
      write(today);
    }
    for (int i = 0; i < tables.size(); i++) {
      assertThat(Rows.of(postgres.dataSource(), tables.get(i)))
          .as(tables.get(i))
          .isNotEmpty()
          .isEqualTo(golden.get(i));
    }
  }

  /** Something of everything. */
  private static void write(PostgresProgress progress) throws Exception {
    progress.auditLog().deliver(List.of(Events.started(Events.AT, 1)));
    progress.runHistory().save("nightly", run());
    writeJobs(progress.jobStore(), progress.dataSource());
    progress.leases().acquire("account 1", WriterId.of("host"), Duration.ofMinutes(1));
    progress
        .checkpoints()
        .add(new CheckpointStep(EXPORT, Checkpoint.WHOLE, 5, "page 7", JobTotals.of(250)));
    progress
        .checkpoints()
        .add(new CheckpointStep(CHANNELS, "news", 5, "page 9", JobTotals.of(10), ESTIMATOR));
    PostgresSessions sessions = progress.sessions();
    sessions.update(UPLOAD, List.of(ITEM));
    sessions.use("api", 7L, 3, 1, Duration.ofDays(365), 10L);
    sessions.ran("nightly", 7L, Duration.ofHours(24), Duration.ofHours(23));
  }

  private static void writeJobs(JobStore jobs, DataSource dataSource) throws Exception {
    JobInfo export = new JobInfo("Export", "nightly", Map.of("user_id", "7", "team", "a"));
    jobs.openEpoch(EXPORT, ONE);
    jobs.apply(
        List.of(
            JobReport.of(EXPORT, ONE)
                .at(1, 1)
                .status(ReportedStatus.STARTED)
                .info(export)
                .totals(JobTotals.of(30))
                .build()));
    letMinutePass(dataSource);
    jobs.apply(
        List.of(
            JobReport.of(EXPORT, ONE)
                .at(1, 2)
                .totals(new JobTotals(300, 2, Map.of("issues", 5L)))
                .facts(FACTS)
                .build(),
            delta()));
    jobs.request(EXPORT, JobControl.PAUSE, "lunch");
    jobs.apply(
        List.of(
            JobReport.of(IMPORT, ONE)
                .at(1, 1)
                .status(ReportedStatus.COMPLETED)
                .info(new JobInfo("Import", "nightly", Map.of("user_id", "7"), "rows"))
                .totals(JobTotals.of(500))
                .run(
                    new RunFigures(
                        Duration.ofSeconds(10),
                        new Outcomes(490, 10, 3, 4),
                        1_000,
                        new BigDecimal("0.25"),
                        9,
                        1,
                        ACCURACY))
                .build(),
            JobReport.of(CHANNELS, ONE).at(1, 1).totals(JobTotals.of(650)).build()));
    jobs.countParts(List.of(new PartCount(CHANNELS, "news", 2, 600, 900L)));
  }

  private static JobReport delta() {
    return JobReport.of(EXPORT, TWO)
        .totals(new JobTotals(7, 0, Map.of("groups", 3L)))
        .idempotencyKey("once")
        .build();
  }

  private static void letMinutePass(DataSource dataSource) {
    Jdbi.create(dataSource)
        .useHandle(
            handle ->
                handle.execute("update progress_writer set bucket = bucket - interval '1 minute'"));
  }

  private static StoredRun run() {
    List<Double> curve = new ArrayList<>();
    for (int j = 0; j < RunSummary.CURVE_POINTS; j++) {
      curve.add((double) j / (RunSummary.CURVE_POINTS - 1));
    }
    return new StoredRun(
        new RunSummary(5_000, 120_000_000_000L, 2, 3_000_000_000L, curve),
        "files",
        ACCURACY,
        Instant.parse("2026-03-01T12:00:00Z"));
  }

  @Test
  @DisplayName("shows its events in the views, and takes none of them twice")
  void events() throws Exception {
    progress.auditLog().deliver(List.of(Events.started(Events.AT, 1)));
    assertThat(texts("select action || ' ' || (metadata ->> 'percent') from progress_audit_log"))
        .containsExactly("started 66.9");
    assertThat(
            texts(
                "select event || ' ' || (details ->> 'processedItems')"
                    + " from progress_event_timeline"))
        .containsExactly("started 669240");
  }

  @Test
  @DisplayName("has its run histories")
  void runs() throws Exception {
    assertThat(progress.runHistory().load("nightly")).containsExactly(run());
  }

  @Test
  @DisplayName("has its jobs, and they go on")
  void jobs() throws Exception {
    JobStore jobs = progress.jobStore();
    JobState job = jobs.find(EXPORT).orElseThrow();
    assertThat(job.status()).isEqualTo(JobStatus.PROCESSING);
    assertThat(job.info())
        .isEqualTo(new JobInfo("Export", "nightly", Map.of("user_id", "7", "team", "a")));
    assertThat(job.totals()).isEqualTo(new JobTotals(307, 2, Map.of("issues", 5L, "groups", 3L)));
    assertThat(job.totalItems()).isEqualTo(1_000);
    assertThat(job.control()).extracting(ControlRequest::reason).isEqualTo("lunch");
    assertThat(job.writers())
        .filteredOn(writer -> writer.writer().equals(ONE))
        .singleElement()
        .extracting(WriterState::facts)
        .extracting(
            JobFacts::stage,
            JobFacts::lastProcessedId,
            JobFacts::part,
            JobFacts::partsDone,
            JobFacts::rate,
            JobFacts::etaHighSeconds,
            JobFacts::waitReason)
        .containsExactly("resolving users", "issue-17", "News", 3L, 12.5, 95.0, "flood wait");
    assertThat(jobs.timeline(EXPORT, 0, 10))
        .extracting(TimelineEntry::event)
        .contains("progress_update", "discovery_progress", "stage_change");

    assertThat(jobs.apply(List.of(delta()))).as("was there before").hasSize(1);
    JobReport next = JobReport.of(EXPORT, ONE).at(1, 3).totals(JobTotals.of(350)).build();
    assertThat(jobs.apply(List.of(next))).isEmpty();
    assertThat(jobs.find(EXPORT).orElseThrow().totals().done()).isEqualTo(357);
    assertThat(jobs.openEpoch(EXPORT, ONE)).isEqualTo(2);
  }

  @Test
  @DisplayName("knows of those that told it what they counted and how fast they were")
  void unitAndRate() throws Exception {
    JobState told = progress.jobStore().find(IMPORT).orElseThrow();
    assertThat(told.info()).extracting(JobInfo::unit).isEqualTo("rows");
    assertThat(told.averageRate()).isEqualTo(50);
    JobState before = progress.jobStore().find(EXPORT).orElseThrow();
    assertThat(before.info()).extracting(JobInfo::unit).isNull();
  }

  @Test
  @DisplayName("counts jobs by their parts")
  void parts() throws Exception {
    JobState job = progress.jobStore().find(CHANNELS).orElseThrow();
    assertThat(job.parts()).isEqualTo(new PartTotals(600, 900L));
    progress.jobStore().countParts(List.of(new PartCount(CHANNELS, "news", 1, 700, 900L)));
    assertThat(progress.jobStore().find(CHANNELS).orElseThrow().parts())
        .as("of a holder before")
        .isEqualTo(new PartTotals(600, 900L));
  }

  @Test
  @DisplayName("has its checkpoints, leases, items and quotas")
  void others() throws Exception {
    Checkpoint old = progress.checkpoints().find(EXPORT, Checkpoint.WHOLE).orElseThrow();
    assertThat(old.state()).isEqualTo("page 7");
    assertThat(old.totals().done()).isEqualTo(250);
    assertThat(old.token()).isEqualTo(5);
    assertThat(old.estimator()).as("of a version that knew none").isNull();
    assertThat(progress.checkpoints().find(CHANNELS, "news"))
        .get()
        .extracting(Checkpoint::estimator)
        .isEqualTo(ESTIMATOR);
    assertThat(progress.leases().acquire("account 1", TWO, Duration.ofMinutes(1)))
        .get()
        .extracting(Lease::token)
        .isEqualTo(2L);
    assertThat(progress.sessions().items(UPLOAD, "", 10)).containsExactly(ITEM);
    assertThat(texts("select items || ' ' || processing from progress_batch_session"))
        .containsExactly("1 1");
  }

  @Test
  @DisplayName("answers questions about the past")
  void queries() throws Exception {
    JobQueries queries = progress.queries();
    assertThat(queries.history(EXPORT, Duration.ofDays(1), Duration.ofMinutes(1)))
        .extracting(HistoryPoint::worked)
        .contains(30L);
    assertThat(queries.analytics(7L, Duration.ofDays(1)))
        .singleElement()
        .extracting(RunAnalytics::key, RunAnalytics::runs, RunAnalytics::done)
        .containsExactly("nightly", 1L, 500L);
  }

  private static List<String> texts(String sql) {
    return Jdbi.create(postgres.dataSource())
        .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
