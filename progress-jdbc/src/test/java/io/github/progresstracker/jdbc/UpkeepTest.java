package io.github.progresstracker.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.jdbc.kit.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Partitions come before they are needed, and go when they are old")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpkeepTest {

  private static final Duration NINETY_DAYS = Duration.ofDays(90);

  @RegisterExtension static final PostgresExtension postgres = new PostgresExtension();

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

  private PostgresProgress progress;
  private Jdbi jdbi;

  @BeforeEach
  void freshTables() {
    postgres.clear();
    jdbi = Jdbi.create(postgres.dataSource());
    Schema.progress().migrate(postgres.dataSource());
    progress = PostgresProgress.on(postgres.dataSource());
  }

  @Test
  @DisplayName("this week and the four after it are there before anything is written")
  void ahead() throws Exception {
    progress.migrate();

    assertThat(partitions())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(0, 4)
                .mapToObj(week -> partition(now.plus(7L * week, ChronoUnit.DAYS)))
                .toList());
    assertThat(progress.upkeep(null).partitionsMade()).isZero();
  }

  @Test
  @DisplayName("what is missing is made again, and rows that strayed go into it")
  void madeLater() throws Exception {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "insert into progress_event (event_id, \"timestamp\", job_id, tracker_id, action)"
                    + " values (gen_random_uuid(), now(), 'j', 'j', 'x')"));

    assertThat(progress.upkeep(null)).isEqualTo(new UpkeepReport(5, 0, 0, 0));
    assertThat(number("select count(*) from progress_event_default")).isZero();
    assertThat(number("select count(*) from progress_event")).isEqualTo(1);
  }

  @Test
  @DisplayName("a partition goes when its last moment is older than the retention, not before")
  void boundary() throws Exception {
    AuditLogSink sink = progress.auditLog();
    for (int days = 0; days < 140; days += 7) {
      sink.deliver(List.of(Events.started(now.minus(days, ChronoUnit.DAYS), 1 + days)));
    }
    UpkeepReport report = progress.upkeep(NINETY_DAYS);

    Instant limit = now.minus(NINETY_DAYS);
    assertThat(partitions())
        .contains(partition(limit))
        .doesNotContain(partition(limit.minus(7, ChronoUnit.DAYS)));
    assertThat(report.partitionsDropped()).isBetween(6, 7);
    assertThat(report.partitionsHeld()).isZero();
    assertThat(number("select count(*) from progress_event"))
        .isEqualTo(20 - report.partitionsDropped());
    assertThat(progress.upkeep(NINETY_DAYS)).isEqualTo(new UpkeepReport(0, 0, 0, 0));
  }

  @Test
  @DisplayName("what jobs have left behind goes with the log; jobs and checkpoints stay")
  void jobs() throws Exception {
    for (String age : List.of("91 days", "89 days")) {
      for (String insert :
          List.of(
              "progress_timeline (job_id, writer_id, at, event, details)"
                  + " values ('j', 'w', t, 'x', '{}')",
              "progress_history (job_id, writer_id, bucket, worked, failed)"
                  + " values ('j', 'w', t, 1, 0)",
              "progress_job_run (job_id, writer_id, epoch, status, started_at, finished_at, done,"
                  + " failed) values ('j', 'w', extract(day from t), 'completed', t, t, 1, 0)",
              "progress_item (job_id, item_id, status, updated_at)"
                  + " values ('j', t::text, 'completed', t)",
              "progress_quota (service, window_start, window_end, used, failed)"
                  + " values ('s', t, t, 1, 0)",
              "progress_job (job_id, created_at) values (t::text, t)",
              "progress_checkpoint (job_id, part, token, state, done, failed, items, updated_at)"
                  + " values ('j', t::text, 1, '', 0, 0, '{}', t)")) {
        sql("insert into " + insert.replaceAll("\\bt\\b", "(now() - interval '" + age + "')"));
      }
    }
    assertThat(progress.upkeep(NINETY_DAYS).rowsDeleted()).isEqualTo(5);
    for (String table : List.of("timeline", "history", "job_run", "item", "quota")) {
      assertThat(number("select count(*) from progress_" + table)).as(table).isEqualTo(1);
    }
    for (String table : List.of("job", "checkpoint")) {
      assertThat(number("select count(*) from progress_" + table)).as(table).isEqualTo(2);
    }
  }

  private void sql(String statement) {
    jdbi.useHandle(handle -> handle.execute(statement));
  }

  @Test
  @DisplayName("old rows of the default partition go, too; those of the future stay")
  void defaultPartition() throws Exception {
    AuditLogSink sink = progress.auditLog();
    sink.deliver(
        List.of(
            Events.started(Instant.EPOCH, 1),
            Events.started(Instant.parse("-0044-03-15T12:00:00Z"), 2),
            Events.started(Instant.parse("+10000-01-01T00:00:00Z"), 3),
            Events.started(now, 4)));
    jdbi.useHandle(
        handle ->
            handle.execute(
                "insert into progress_event (event_id, \"timestamp\", job_id, tracker_id, action)"
                    + " select gen_random_uuid(), timestamptz 'epoch' + i * interval '1 second',"
                    + " 'j', 'j', 'x' from generate_series(1, 12000) i"));

    assertThat(progress.upkeep(NINETY_DAYS).rowsDeleted()).isEqualTo(12_002);
    assertThat(number("select count(*) from progress_event")).isEqualTo(2);
  }

  @Test
  @DisplayName("writers go on while partitions are dropped, and lose nothing")
  void whileWriting() throws Exception {
    jdbi.useHandle(this::fillOldWeeks);
    AtomicLong written = new AtomicLong();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> writers = new ArrayList<>();
    for (int w = 0; w < 4; w++) {
      int first = 1_000_000 * (w + 1);
      writers.add(new Thread(() -> write(first, written, failures)));
    }
    writers.forEach(Thread::start);
    int dropped = 0;
    while (written.get() < 400) {
      dropped += progress.upkeep(NINETY_DAYS).partitionsDropped();
    }
    writers.forEach(Thread::interrupt);
    for (Thread writer : writers) {
      writer.join();
    }

    assertThat(failures).isEmpty();
    assertThat(dropped).isEqualTo(13);
    assertThat(number("select count(*) from progress_event where action = 'old'")).isZero();
    assertThat(number("select count(*) from progress_event where action = 'started'"))
        .isEqualTo(written.get());
  }

  private void write(int first, AtomicLong written, List<Throwable> failures) {
    AuditLogSink sink = progress.auditLog();
    try {
      for (int next = first; !Thread.currentThread().isInterrupted(); next += 10) {
        sink.deliver(Events.batch(now, next, 10));
        written.addAndGet(10);
      }
    } catch (Exception e) {
      failures.add(e);
    }
  }

  @Test
  @DisplayName("a long report over the log keeps its data, holds up no writer, and delays the drop")
  void longReader() throws Exception {
    jdbi.useHandle(this::fillOldWeeks);
    Upkeep impatient =
        new Upkeep(TableNames.standard().jdbi(postgres.dataSource()), NINETY_DAYS, 1);
    try (var reader = jdbi.open()) {
      reader.begin();
      long before =
          reader.createQuery("select count(*) from progress_event").mapTo(Long.class).one();

      UpkeepReport held = impatient.run();
      assertThat(held.partitionsHeld()).isPositive();
      assertThat(held.partitionsDropped()).isZero();
      progress.auditLog().deliver(Events.batch(now, 1, 10));

      assertThat(
              reader
                  .createQuery("select count(*) from progress_event where action = 'old'")
                  .mapTo(Long.class)
                  .one())
          .isEqualTo(before);
      reader.rollback();
    }
    assertThat(impatient.run().partitionsHeld()).isZero();
    assertThat(number("select count(*) from progress_event")).isEqualTo(10);
  }

  @Test
  @DisplayName("several processes may do it at once")
  void severalAtOnce() throws Exception {
    jdbi.useHandle(this::fillOldWeeks);
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          new Thread(
              () -> {
                try {
                  progress.upkeep(NINETY_DAYS);
                } catch (SQLException | RuntimeException e) {
                  failures.add(e);
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(number("select count(*) from progress_event")).isZero();
    assertThat(partitions()).hasSize(5);
  }

  @Test
  @DisplayName("with a retention it happens by itself, until the front door is closed")
  void byItself() throws Exception {
    jdbi.useHandle(this::fillOldWeeks);
    progress.retention(NINETY_DAYS);
    while (number("select count(*) from progress_event") > 0) {
      Thread.sleep(5); // A real server takes its time.
    }
    progress.close();

    jdbi.useHandle(this::fillOldWeeks);
    try (Upkeep frequent =
        new Upkeep(TableNames.standard().jdbi(postgres.dataSource()), NINETY_DAYS)) {
      frequent.start(Duration.ofMillis(1), Duration.ofMillis(1));
      while (number("select count(*) from progress_event") > 0) {
        Thread.sleep(5);
      }
    }
  }

  @Test
  @DisplayName("a sink that has written looks after the weeks to come until it is closed")
  void ofASink() throws Exception {
    Set<Thread> before = upkeepThreads();
    AuditLogSink sink = progress.auditLog();
    assertThat(upkeepThreads()).isEqualTo(before);
    sink.deliver(Events.batch(now, 1, 1));
    sink.deliver(Events.batch(now, 2, 1));
    Set<Thread> begun = upkeepThreads();
    begun.removeAll(before);
    assertThat(begun).hasSize(1);

    sink.close();
    for (Thread thread : begun) {
      thread.join();
    }
  }

  private static Set<Thread> upkeepThreads() {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> !thread.getName().equals("progress-upkeep"));
    return threads;
  }

  @Test
  @DisplayName("a role that does not own the log is told so")
  void notTheOwner() {
    jdbi.useHandle(
        handle -> {
          handle.execute("create role lodger login");
          handle.execute("grant insert, select on progress_event to lodger");
          fillOldWeeks(handle);
        });
    try (var pool = Pools.as("lodger", postgres.jdbcUrl())) {
      assertThatThrownBy(() -> PostgresProgress.on(pool).upkeep(NINETY_DAYS))
          .isInstanceOf(SQLException.class)
          .hasMessageStartingWith("the upkeep of the audit log failed: ");
    } finally {
      jdbi.useHandle(handle -> handle.execute("drop owned by lodger"));
      jdbi.useHandle(handle -> handle.execute("drop role lodger"));
    }
  }

  @Test
  @DisplayName("a retention of no sense is refused with the limits")
  void limits() {
    for (Duration keep :
        List.of(
            Duration.ZERO, Duration.ofHours(23), Duration.ofDays(-1), Duration.ofDays(40_000))) {
      assertThatThrownBy(() -> progress.retention(keep))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 36500 days, was " + keep);
    }
  }

  /** 13 weeks of 100 rows each, all older than 90 days. */
  private void fillOldWeeks(org.jdbi.v3.core.Handle handle) {
    for (int week = 14; week < 27; week++) {
      var monday = Partitions.weekOf(now.minus(7L * week, ChronoUnit.DAYS));
      var names = TableNames.standard().jdbi(postgres.dataSource());
      names.useTransaction(
          transaction -> {
            if (!SchemaSql.exists(transaction, AuditSql.partitionName(monday))) {
              AuditSql.createPartition(transaction, monday);
            }
          });
      handle.execute(
          "insert into progress_event (event_id, \"timestamp\", job_id, tracker_id, action) select"
              + " gen_random_uuid(), ?::timestamptz + i * interval '1 minute', 'j', 'j', 'old' from"
              + " generate_series(1, 100) i",
          monday + " 00:00:00+00");
    }
  }

  private static String partition(Instant at) {
    return AuditSql.partitionName(Partitions.weekOf(at));
  }

  private List<String> partitions() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select inhrelid::regclass::text from pg_inherits"
                        + " where inhparent = 'progress_event'::regclass"
                        + " and inhrelid <> 'progress_event_default'::regclass order by 1")
                .mapTo(String.class)
                .list());
  }

  private long number(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
