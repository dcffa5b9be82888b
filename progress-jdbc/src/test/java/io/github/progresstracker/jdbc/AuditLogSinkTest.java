package io.github.progresstracker.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import io.github.progresstracker.sink.Guarantee;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The audit log has each event exactly once")
class AuditLogSinkTest {

  @RegisterExtension static final PostgresExtension postgres = new PostgresExtension();

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

  private Jdbi jdbi = Jdbi.create(() -> null);

  @BeforeEach
  void freshTables() {
    postgres.clear();
    jdbi = Jdbi.create(postgres.dataSource());
    // Without the partitions that PostgresProgress.migrate makes ahead.
    Schema.progress().migrate(postgres.dataSource());
  }

  @Test
  @DisplayName("every column comes back as it went in")
  void everyColumn() throws Exception {
    sink().deliver(List.of(Events.started(Events.AT, 1)));

    Map<String, Object> row = row("select * from progress_event");
    assertThat(row)
        .containsEntry("event_id", Events.header(Events.AT, 1).eventId())
        .containsEntry("job_id", "job-1")
        .containsEntry("tracker_id", "job-1/134")
        .containsEntry("user_id", 844338517L)
        .containsEntry("channel_id", 1002678877654L)
        .containsEntry("action", "started")
        .containsEntry("phase", "fetching")
        .containsEntry("done", 669_240L)
        .containsEntry("total", 1_000_000L)
        .containsEntry("step_number", 134L)
        .containsEntry("step_count", 200L)
        .containsEntry("step_done", 3_240L)
        .containsEntry("step_total", 5_000L)
        .containsEntry("rate", 45.25)
        .containsEntry("eta_seconds", 38.5)
        .hasSize(17);
    assertThat(json(row, "extras"))
        .isEqualTo(tree("{\"tenant\":\"a\",\"name\":\"Session 134\",\"unit\":\"messages\"}"));
  }

  @Test
  @DisplayName("how good a completed job's estimates were can be asked for in SQL")
  void accuracy() throws Exception {
    ProgressSnapshot job =
        Events.snapshot("job-1", "import")
            .state(TrackerState.COMPLETED, null)
            .etaAccuracy(new EtaAccuracy(3_600, 0.08, 1.25, 1.5, 0.84, 0.31, 0.5, 0))
            .build();
    sink().deliver(List.of(new Transition.Finished(Events.header(now, 1), List.of(job))));

    assertThat(
            text(
                "select (metadata->'eta_accuracy'->>'coverage')::numeric"
                    + " from progress_audit_log where action = 'completion'"))
        .isEqualTo("0.84");
    assertThat(text("select length(extras::text) < 300 from progress_event")).isEqualTo("t");
  }

  @Test
  @DisplayName("unknown facts are null in the table and absent in the view")
  void nulls() throws Exception {
    AuditFormat bare =
        event ->
            new AuditRecord(
                event.header().eventId(),
                now,
                "j",
                "t",
                null,
                null,
                "x",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Map.of());
    sink(bare).deliver(List.of(Events.started(now, 1)));

    assertThat(
            text(
                "select num_nulls(user_id, channel_id, phase, done, total, step_number,"
                    + " step_count, step_done, step_total, rate, eta_seconds) from progress_event"))
        .isEqualTo("11");
    assertThat(json(row("select metadata from progress_audit_log"), "metadata"))
        .isEqualTo(tree("{\"job_id\":\"j\",\"tracker_id\":\"t\"}"));
  }

  @Test
  @DisplayName("a percentage needs both numbers, is 100 only at the end, and never more")
  void percentages() throws Exception {
    List<List<@Nullable Long>> counts =
        List.of(
            Arrays.asList(null, 100L),
            Arrays.asList(5L, null),
            Arrays.asList(0L, 0L),
            Arrays.asList(9_999L, 10_000L),
            Arrays.asList(10_000L, 10_000L),
            Arrays.asList(10_001L, 10_000L));
    AuditFormat counting =
        event -> {
          List<@Nullable Long> count = counts.get((int) event.header().sequence() - 1);
          return new AuditRecord(
              event.header().eventId(),
              now,
              "j",
              "t",
              null,
              null,
              "x",
              null,
              count.get(0),
              count.get(1),
              null,
              null,
              count.get(0),
              count.get(1),
              null,
              null,
              Map.of());
        };
    sink(counting).deliver(Events.batch(now, 1, counts.size()));

    for (String key : List.of("percent", "step_percent")) {
      assertThat(
              texts(
                  "select coalesce(metadata->>'"
                      + key
                      + "', 'none') from progress_audit_log order by event_id"))
          .containsExactly("none", "none", "none", "99.9", "100.0", "100.0");
    }
  }

  @Test
  @DisplayName("the view puts columns and extras together into one document")
  void view() throws Exception {
    sink().deliver(List.of(Events.started(Events.AT, 1)));

    Map<String, Object> row = row("select * from progress_audit_log");
    assertThat(row.keySet())
        .containsExactly("timestamp", "user_id", "channel_id", "action", "metadata", "event_id");
    assertThat(json(row, "metadata"))
        .isEqualTo(
            tree(
                """
                {"tenant": "a", "name": "Session 134", "unit": "messages", "job_id": "job-1",
                 "tracker_id": "job-1/134", "phase": "fetching", "done": 669240,
                 "total": 1000000, "percent": 66.9, "step_number": 134, "step_count": 200,
                 "step_done": 3240, "step_total": 5000, "step_percent": 64.8, "rate": 45.25,
                 "eta_seconds": 38.5}\
                """));
  }

  @Test
  @DisplayName("the instant is right whatever the zones of session and JVM")
  void timeZones() throws Exception {
    // Both zones change their clocks on days that are not the same; 10:30 UTC exists twice in one.
    List<Instant> instants =
        List.of(
            Instant.parse("2025-11-02T08:30:00.000001Z"),
            Instant.parse("2025-11-02T09:30:00.999999Z"),
            Instant.parse("2025-04-05T14:15:00Z"),
            Instant.parse("2025-12-31T23:59:59.999999Z"));
    List<ProgressEvent> events = new ArrayList<>();
    instants.forEach(at -> events.add(Events.started(at, events.size() + 1)));
    sink().deliver(events);

    assertThat(text("show time zone")).isEqualTo("America/Los_Angeles");
    assertThat(
            texts(
                "select to_char(\"timestamp\" at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.USZ')"
                    + " from progress_event order by event_id"))
        .containsExactly(
            "2025-11-02T08:30:00.000001Z",
            "2025-11-02T09:30:00.999999Z",
            "2025-04-05T14:15:00.000000Z",
            "2025-12-31T23:59:59.999999Z");
  }

  @Test
  @DisplayName("nanoseconds are cut, so that a resend has the very same time")
  void nanoseconds() throws Exception {
    Instant at = now.plusNanos(999);
    sink().deliver(List.of(Events.started(at, 1)));
    sink().deliver(List.of(Events.started(now, 1)));

    assertThat(count()).isEqualTo(1);
  }

  @Test
  @DisplayName("the same batch twice is there once; of an overlapping one, the new part is added")
  void resends() throws Exception {
    AuditLogSink sink = sink();
    sink.deliver(Events.batch(now, 1, 100));
    sink.deliver(Events.batch(now, 1, 100));
    assertThat(count()).isEqualTo(100);
    assertThat(sink.written()).isEqualTo(100);

    sink.deliver(Events.batch(now.plusSeconds(50), 51, 100));
    assertThat(count()).isEqualTo(150);
    assertThat(text("select count(distinct event_id) from progress_event")).isEqualTo("150");
    assertThat(sink.written()).isEqualTo(150);
  }

  @Test
  @DisplayName("the same event twice in one batch is there once")
  void duplicateWithin() throws Exception {
    ProgressEvent event = Events.started(now, 1);
    sink().deliver(List.of(event, event));
    assertThat(count()).isEqualTo(1);
  }

  @Test
  @DisplayName("ten thousand rows are one transaction, and no statement is prepared for them")
  void oneTransaction() throws Exception {
    CountingDataSource counting = new CountingDataSource(postgres.dataSource());
    AuditLogSink sink = PostgresProgress.on(counting.dataSource()).auditLog();
    sink.deliver(Events.batch(now, 1, 1));
    counting.take();

    sink.deliver(tenThousandWithinSeconds());

    assertThat(counting.take()).isEmpty();
    assertThat(count()).isEqualTo(10_001);
    assertThat(text("select count(distinct xmin::text) from progress_event")).isEqualTo("2");
  }

  @Test
  @DisplayName("where the driver's own connection is not to be had, they are one insert")
  void oneStatement() throws Exception {
    CountingDataSource counting =
        new CountingDataSource(
            FailingDataSource.before(
                postgres.dataSource(),
                (connection, method) -> {
                  if (method.equals("unwrap")) {
                    throw new SQLException("not a wrapper");
                  }
                }));
    AuditLogSink sink = PostgresProgress.on(counting.dataSource()).auditLog();
    sink.deliver(Events.batch(now, 1, 1));
    counting.take();

    sink.deliver(tenThousandWithinSeconds());

    assertThat(counting.take()).singleElement().asString().startsWith("insert into progress_event");
    assertThat(count()).isEqualTo(10_001);
  }

  /** Within the week and the one after it, which both exist once one row is there. */
  private List<ProgressEvent> tenThousandWithinSeconds() {
    List<ProgressEvent> batch = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      batch.add(Events.started(now.plusMillis(i), 10 + i));
    }
    return batch;
  }

  @Test
  @DisplayName("what goes by copy and what is inserted are the same row")
  void bothWays() throws Exception {
    AuditLogSink sink = sink();
    List<ProgressEvent> rows =
        List.of(
            Events.started(now.plusNanos(999), 1),
            Events.started(Instant.parse("1969-12-31T23:59:59.999999999Z"), 2),
            Events.started(Instant.parse("-4711-01-01T00:00:00Z"), 3),
            Events.started(Instant.parse("+294275-12-31T23:59:59.999999Z"), 4),
            Events.note(now, 5, "👍 'quoted' \u0000", Map.of("k", "ü\ud83d", "n", Double.NaN)));
    String all = "select string_agg(e::text, chr(10) order by event_id) from progress_event e";
    sink.deliver(rows);
    String copied = text(all);
    jdbi.useHandle(handle -> handle.execute("delete from progress_event"));

    // A second row of the same id makes the copy fail, and each row is inserted.
    sink.deliver(rows.stream().flatMap(row -> Stream.of(row, row)).toList());

    assertThat(text(all)).isEqualTo(copied);
    assertThat(count()).isEqualTo(rows.size());
    assertThat(sink.rejected()).isZero();
  }

  @Test
  @DisplayName("updates alone do not even take a connection")
  void nothingToWrite() throws Exception {
    DataSource unusable = new HikariDataSource();
    AuditLogSink sink = PostgresProgress.on(unusable).auditLog();
    sink.deliver(List.of(new ProgressUpdate(Events.header(now, 1), Events.job())));
    assertThatThrownBy(() -> sink.deliver(Events.batch(now, 1, 1))).isInstanceOf(Exception.class);
  }

  @Test
  @DisplayName("each row lands in the partition of its week; the next week is ready")
  void partitions() throws Exception {
    Instant earlier = now.minus(40, ChronoUnit.DAYS);
    sink().deliver(List.of(Events.started(now, 1), Events.started(earlier, 2)));

    assertThat(texts("select tableoid::regclass::text from progress_event order by event_id"))
        .containsExactly(partition(now), partition(earlier));
    assertThat(partitionsThereAre())
        .containsExactlyInAnyOrder(
            partition(now),
            partition(earlier),
            partition(now.plus(7, ChronoUnit.DAYS)),
            "progress_event_default");
  }

  @Test
  @DisplayName("the week turns on Monday 00:00 UTC, to the microsecond")
  void turnOfTheWeek() throws Exception {
    Instant monday = Partitions.weekOf(now).atStartOfDay(ZoneOffset.UTC).toInstant();
    sink()
        .deliver(
            List.of(
                Events.started(monday.minusNanos(1), 1),
                Events.started(monday, 2),
                Events.started(monday.plusNanos(1_000), 3)));

    assertThat(texts("select tableoid::regclass::text from progress_event order by event_id"))
        .containsExactly(partition(monday.minusSeconds(1)), partition(monday), partition(monday));
  }

  @Test
  @DisplayName("rows far in the past or future go to the default partition and make no others")
  void farAway() throws Exception {
    AuditLogSink sink = sink();
    sink.deliver(
        List.of(
            Events.started(Instant.EPOCH, 1),
            Events.started(Instant.parse("-0044-03-15T12:00:00Z"), 2),
            Events.started(Instant.parse("2525-01-01T00:00:00Z"), 3),
            Events.started(Instant.parse("+12025-01-01T00:00:00Z"), 4)));

    assertThat(texts("select tableoid::regclass::text from progress_event"))
        .containsOnly("progress_event_default")
        .hasSize(4);
    assertThat(partitionsThereAre()).containsExactly("progress_event_default");
    assertThat(
            texts(
                "select to_char(\"timestamp\" at time zone 'UTC', 'YYYY-MM-DD BC HH24')"
                    + " from progress_event order by event_id"))
        .containsExactly(
            "1970-01-01 AD 00", "0045-03-15 BC 12", "2525-01-01 AD 00", "12025-01-01 AD 00");
    assertThat(sink.rejected()).isZero();
  }

  @Test
  @DisplayName("rows that strayed to the default partition move into their own when it is made")
  void strayedRows() throws Exception {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "insert into progress_event (event_id, \"timestamp\", job_id, tracker_id, action)"
                    + " values ('00000000-0000-7000-0000-000000000001', ?::timestamptz, 'job-1',"
                    + " 'job-1', 'started')",
                AuditSql.text(now)));
    assertThat(text("select tableoid::regclass::text from progress_event"))
        .isEqualTo("progress_event_default");

    sink().deliver(Events.batch(now, 1, 2));

    assertThat(texts("select distinct tableoid::regclass::text from progress_event"))
        .containsExactly(partition(now));
  }

  @Test
  @DisplayName("many sinks that start at once make each partition once and write everything")
  void manySinks() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    for (int t = 0; t < 8; t++) {
      int first = 1 + t * 1_000;
      AuditLogSink sink = sink();
      threads.add(
          new Thread(
              () -> {
                try {
                  sink.deliver(Events.batch(now.minus(30, ChronoUnit.DAYS), first, 50));
                  sink.deliver(Events.batch(now, first + 100, 50));
                } catch (Exception e) {
                  failures.add(e);
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(failures).isEmpty();
    assertThat(count()).isEqualTo(800);
    assertThat(text("select count(*) from progress_event_default")).isEqualTo("0");
  }

  @Test
  @DisplayName("a role that may only insert writes to the default partition")
  void roleThatMayOnlyInsert() throws Exception {
    jdbi.useHandle(handle -> handle.execute("create role writer login"));
    jdbi.useHandle(handle -> handle.execute("grant insert, select on progress_event to writer"));
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.jdbcUrl());
    config.setUsername("writer");
    try (HikariDataSource writer = new HikariDataSource(config)) {
      AuditLogSink sink = PostgresProgress.on(writer).auditLog();
      sink.deliver(Events.batch(now, 1, 3));
      sink.deliver(Events.batch(now, 4, 3));
      assertThat(sink.written()).isEqualTo(6);
    } finally {
      jdbi.useHandle(handle -> handle.execute("drop owned by writer"));
      jdbi.useHandle(handle -> handle.execute("drop role writer"));
    }
    assertThat(text("select count(*) from progress_event_default")).isEqualTo("6");
  }

  @Test
  @DisplayName("somebody holding a lock on the table delays a flush and does not lose it")
  void lockedTable() throws Exception {
    try (var other = jdbi.open()) {
      other.begin();
      other.execute("lock table progress_event_default in access share mode");
      sink().deliver(Events.batch(now, 1, 3));
      other.rollback();
    }
    assertThat(text("select count(*) from progress_event_default")).isEqualTo("3");

    sink().deliver(Events.batch(now, 4, 3));
    assertThat(texts("select distinct tableoid::regclass::text from progress_event"))
        .containsExactly(partition(now));
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @DisplayName("somebody migrating for long delays a flush and does not hold it up")
  void longMigration() throws Exception {
    try (var other = jdbi.open()) {
      other.begin();
      SchemaSql.lock(other);
      sink().deliver(Events.batch(now, 1, 3));
      other.rollback();
    }
    assertThat(text("select count(*) from progress_event_default")).isEqualTo("3");
  }

  @Test
  @DisplayName("a partition whose commit failed is made with the next batch")
  void lostPartition() throws Exception {
    AtomicInteger commits = new AtomicInteger();
    DataSource losing =
        FailingDataSource.before(
            postgres.dataSource(),
            (connection, method) -> {
              if (method.equals("commit") && commits.incrementAndGet() == 1) {
                connection.rollback();
                throw new SQLException("the connection is lost", "08006");
              }
            });
    AuditLogSink sink = PostgresProgress.on(losing).auditLog();
    sink.deliver(Events.batch(now, 1, 3));
    assertThat(text("select count(*) from progress_event_default")).isEqualTo("3");

    sink.deliver(Events.batch(now, 4, 3));
    assertThat(texts("select distinct tableoid::regclass::text from progress_event"))
        .containsExactly(partition(now));
  }

  @Test
  @DisplayName("a row PostgreSQL never takes is rejected, counted, and holds up nothing")
  void poisonousRow() throws Exception {
    AuditLogSink sink = sink();
    List<ProgressEvent> batch = new ArrayList<>(Events.batch(now, 1, 99));
    batch.add(37, Events.started(Instant.MIN, 500));
    batch.add(80, Events.started(Instant.MAX, 501));
    sink.deliver(batch);

    assertThat(count()).isEqualTo(99);
    assertThat(sink.rejected()).isEqualTo(2);
    assertThat(sink.written()).isEqualTo(99);
  }

  @Test
  @DisplayName("a constraint somebody added rejects what it is against and no more")
  void addedConstraint() throws Exception {
    jdbi.useHandle(
        handle -> handle.execute("alter table progress_event add check (action <> 'forbidden')"));
    AuditLogSink sink = sink();
    sink.deliver(
        List.of(
            Events.note(now, 1, "allowed", Map.of()),
            Events.note(now, 2, "forbidden", Map.of()),
            Events.note(now, 3, "allowed", Map.of())));

    assertThat(count()).isEqualTo(2);
    assertThat(sink.rejected()).isEqualTo(1);
  }

  @Test
  @DisplayName("a format that throws loses that row and no other")
  void throwingFormat() throws Exception {
    AuditFormat picky =
        event -> {
          if (event.header().sequence() == 2) {
            throw new IllegalStateException("I do not like 2");
          }
          return AuditFormat.standard().format(event);
        };
    AuditLogSink sink = sink(picky);
    sink.deliver(Events.batch(now, 1, 3));

    assertThat(count()).isEqualTo(2);
    assertThat(sink.rejected()).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "any object is storable: circles, NaN, NUL, half characters, giants, broken toString")
  void nastyExtras() throws Exception {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("circle", details);
    details.put("nan", Double.NaN);
    details.put("nul", "a\u0000b");
    details.put("half", "\ud83d");
    details.put("long", "x".repeat(1_000_000));
    details.put("number", new java.math.BigDecimal("1E+400000"));
    details.put("tiny", new java.math.BigDecimal("1E-400000"));
    details.put("emoji", "👍");
    details.put(
        "broken",
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no text");
          }
        });
    AuditLogSink sink = sink();
    sink.deliver(List.of(Events.note(now, 1, "nasty\u0000" + "n".repeat(5_000), details)));

    assertThat(sink.rejected()).isZero();
    Map<String, Object> row = row("select action, extras from progress_event");
    JsonNode extras = json(row, "extras");
    assertThat(extras.at("/circle/circle/@text").asText()).isEqualTo("(contains itself)");
    assertThat(extras.get("nan").asText()).isEqualTo("NaN");
    assertThat(extras.get("nul").asText()).isEqualTo("a\u2400b");
    assertThat(extras.get("half").asText()).isEqualTo("\ufffd");
    assertThat(extras.get("long").asText()).endsWith("… (990000 more characters)");
    assertThat(extras.get("number").asText()).isEqualTo("1E+400000");
    assertThat(extras.get("emoji").asText()).isEqualTo("👍");
    assertThat(extras.at("/broken/@text").asText()).contains("IllegalStateException");
    assertThat(String.valueOf(row.get("action")))
        .startsWith("nasty\u2400nnn")
        .endsWith("more characters)");
  }

  @Test
  @DisplayName("5 MB are cut where it shows, and ids with quotes and SQL in them are only text")
  void giantsAndSql() throws Exception {
    String sql = "'; drop table progress_event; -- \" \\ $$ :x ?";
    AuditFormat hostile =
        event -> {
          AuditRecord row = AuditRecord.of(event, sql);
          return new AuditRecord(
              row.eventId(),
              row.timestamp(),
              sql,
              sql,
              null,
              null,
              sql,
              sql,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              event instanceof Transition.Note note ? note.details() : Map.of());
        };
    AuditLogSink sink = sink(hostile);
    String giant = "x".repeat(5_000_000);
    ProgressEvent event = Events.note(now, 1, "n", Map.of(sql, sql, "giant", giant));
    sink.deliver(List.of(event));
    sink.deliver(List.of(event, event)); // The same by inserting, which changes nothing.

    Map<String, Object> row =
        row("select job_id, tracker_id, action, phase, extras from progress_event");
    assertThat(row).containsEntry("job_id", sql).containsEntry("tracker_id", sql);
    assertThat(row).containsEntry("action", sql).containsEntry("phase", sql);
    assertThat(json(row, "extras").get(sql).asText()).isEqualTo(sql);
    assertThat(json(row, "extras").get("giant").asText())
        .isEqualTo(giant.substring(0, 10_000) + "… (4990000 more characters)");
    assertThat(sink.rejected()).isZero();
  }

  @Test
  @DisplayName("a batch of giants goes in pieces")
  void manyGiants() throws Exception {
    Map<String, Object> details = new LinkedHashMap<>();
    for (int i = 0; i < 90; i++) {
      details.put("text " + i, "ü".repeat(10_000));
    }
    List<ProgressEvent> batch = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      batch.add(Events.note(now, i, "giant", details));
    }
    sink().deliver(batch);
    assertThat(text("select min(length(extras->>'text 89')) from progress_event"))
        .isEqualTo("10000");
    assertThat(count()).isEqualTo(20);
  }

  @Test
  @DisplayName("a clock that is a year off is told; its rows keep their time, and are all there")
  void wrongClock() throws Exception {
    for (int days : List.of(-365, 365)) {
      Instant wrong = now.plus(days, ChronoUnit.DAYS);
      AuditLogSink sink =
          new AuditLogSink(
              TableNames.standard().jdbi(postgres.dataSource()),
              AuditFormat.standard(),
              () -> wrong,
              Duration.ofSeconds(30));
      String log = LogOf.stderr(() -> sink.deliver(Events.batch(wrong, 1_000 + days, 3)));
      assertThat(log)
          .contains("the clock of this host is PT87")
          .contains(days < 0 ? "behind that of the database" : "ahead of that of the database");
      assertThat(LogOf.stderr(() -> sink.deliver(Events.batch(wrong, 2_000 + days, 3)))).isEmpty();
    }
    assertThat(count()).isEqualTo(12);
    assertThat(
            text(
                "select count(*) from progress_event where abs(extract(epoch from \"timestamp\" -"
                    + " now())) > 364 * 86400"))
        .isEqualTo("12");
  }

  @Test
  @DisplayName("connections that do not commit by themselves are committed")
  void withoutAutoCommit() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.jdbcUrl());
    config.setUsername(PostgresServer.USER);
    config.setAutoCommit(false);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      AuditLogSink sink = PostgresProgress.on(pool).auditLog();
      List<ProgressEvent> batch = new ArrayList<>(Events.batch(now, 1, 10));
      batch.add(Events.started(Instant.MAX, 500));
      sink.deliver(batch);
    }
    assertThat(count()).isEqualTo(10);
  }

  @Test
  @DisplayName("without the tables, the failure names the cure and is not a rejection")
  void notMigrated() {
    postgres.clear();
    AuditLogSink sink = sink();
    assertThatThrownBy(() -> sink.deliver(Events.batch(now, 1, 1)))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("progress_event")
        .hasMessageContaining("migrate()");
    assertThat(sink.rejected()).isZero();
  }

  @Test
  @DisplayName("a database that takes no writes makes the batch come again")
  void readOnly() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.jdbcUrl());
    config.setUsername(PostgresServer.USER);
    config.setConnectionInitSql("set default_transaction_read_only = on");
    AuditLogSink sink;
    try (HikariDataSource pool = new HikariDataSource(config)) {
      sink = PostgresProgress.on(pool).auditLog();
      assertThatThrownBy(() -> sink.deliver(Events.batch(now, 1, 2)))
          .isInstanceOf(java.sql.SQLException.class)
          .hasMessageContaining("read-only");
    }
    assertThat(sink.rejected()).isZero();
    assertThat(count()).isZero();
  }

  @Test
  @DisplayName("it is durable and has a name for health figures")
  void whatItIs() {
    assertThat(sink().name()).isEqualTo("audit-log");
    assertThat(sink().guarantee()).isEqualTo(Guarantee.DURABLE);
  }

  private AuditLogSink sink() {
    return PostgresProgress.on(postgres.dataSource()).auditLog();
  }

  private AuditLogSink sink(AuditFormat format) {
    DataSource dataSource = postgres.dataSource();
    return PostgresProgress.on(dataSource).auditLog(format);
  }

  private static String partition(Instant at) {
    LocalDate monday =
        LocalDate.ofInstant(at, ZoneOffset.UTC)
            .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    return "progress_event_" + monday.toString().replace("-", "");
  }

  private List<String> partitionsThereAre() {
    return texts(
        "select inhrelid::regclass::text from pg_inherits"
            + " where inhparent = 'progress_event'::regclass");
  }

  private long count() {
    return Long.parseLong(text("select count(*) from progress_event"));
  }

  private String text(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }

  private List<String> texts(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  private Map<String, Object> row(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapToMap().one());
  }

  private static JsonNode json(Map<String, Object> row, String column) throws Exception {
    return tree(Objects.requireNonNull(row.get(column)).toString());
  }

  private static JsonNode tree(String json) throws Exception {
    return new ObjectMapper().readTree(json);
  }
}
