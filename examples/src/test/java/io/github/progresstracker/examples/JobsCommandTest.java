package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.JobTracker;
import io.github.progresstracker.job.ReportedStatus;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.WriterId;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What others have in a database, read and asked for from a terminal. */
@Timeout(120)
class JobsCommandTest {

  @TempDir Path directory;

  /** Filled in by JUnit. */
  @SuppressWarnings("NullAway.Init")
  JobsCommandTest() {}

  @Test
  void a_job_that_another_process_works_on_is_shown_and_stopped() throws Exception {
    Program work = Program.startIn(directory, "import", "--rows", "100000", "--view", "lines");
    work.awaitLine("event=started");
    assertThat(jobs().out())
        .contains("import-100000")
        .contains("processing")
        .contains(" of 100,000");
    assertThat(jobs("import-100000", "--ask", "stop", "--reason", "a test").out())
        .contains("import-100000 is asked to stop, which it does at its next safe point");
    assertThat(work.end().code()).isEqualTo(130);
    Program.Outcome after = jobs("import-100000");
    assertThat(after.code()).as(after.err()).isZero();
    assertThat(after.out())
        .startsWith("import-100000: ")
        .contains("asked to stop at ", ": a test")
        .contains("writer main, life 1: ");
  }

  private Program.Outcome jobs(String... args) throws Exception {
    List<String> all = new ArrayList<>(List.of("jobs"));
    all.addAll(List.of(args));
    Program.Outcome outcome = Program.startIn(directory, all.toArray(String[]::new)).end();
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome;
  }

  @Test
  void what_is_known_of_a_job_is_told_and_no_name_steers_the_terminal() throws Exception {
    try (PostgresServer server = PostgresServer.start(Map.of())) {
      String url = server.jdbcUrl(server.createDatabase());
      assertThat(on(url).out()).isEqualTo("no job is kept in this database yet\n");
      try (PostgresProgress postgres =
          PostgresProgress.connect(url, PostgresServer.USER, null).migrate()) {
        work(postgres, "night\u001b[2J");
        assertThat(on(url).out()).contains("night\\u001b[2J").doesNotContain("\u001b");
        assertThat(on(url, "night\u001b[2J").out())
            .contains("completed (IDLE), 40 of 40 done, 100.0 %")
            .containsPattern("100.0 %, [0-9.,]+(k|M)?/s on average\n")
            .contains("writer one, life 1: completed, 40 done, 2 failed, at sorting")
            .contains("40 done, of these 40 in the five minutes")
            .contains("runs in 30 days: 1, completed: 1")
            .doesNotContain("\u001b");
        CommandRun asked = on(url, "night\u001b[2J", "--ask", "pause");
        assertThat(asked.code()).as(asked.err()).isZero();
        assertThat(asked.out()).contains("but it has ended: it is completed");
        assertThat(postgres.jobStore().find(JobId.of("night\u001b[2J")).orElseThrow().control())
            .satisfies(wish -> assertThat(wish.control()).isEqualTo(JobControl.PAUSE))
            .satisfies(wish -> assertThat(wish.reason()).isEqualTo("asked for at a terminal"));
      }
      CommandRun unknown = on(url, "nightly");
      assertThat(unknown.code()).isEqualTo(2);
      assertThat(unknown.err()).startsWith("error: no job nightly is kept").hasLineCount(1);
    }
  }

  private static void work(PostgresProgress postgres, String id) throws Exception {
    try (ProgressRegistry registry = ProgressRegistry.builder().jobs(postgres.jobs()).build();
        JobTracker job =
            registry.join(
                JobId.of(id), WriterId.of("one"), TrackerSpec.named(id).total(40).key("nightly"))) {
      job.activity().stage("sorting");
      job.countFailed(2);
      job.advance(40);
      job.complete();
    }
  }

  private static CommandRun on(String url, String... args) {
    List<String> all = new ArrayList<>(List.of("jobs", "--db", url));
    all.addAll(List.of("--db-user", PostgresServer.USER));
    all.addAll(List.of(args));
    return CommandRun.exactly(all.toArray(String[]::new));
  }

  @Test
  void a_job_that_is_paused_says_since_when_and_no_end() throws Exception {
    try (PostgresServer server = PostgresServer.start(Map.of())) {
      String url = server.jdbcUrl(server.createDatabase());
      try (PostgresProgress postgres =
          PostgresProgress.connect(url, PostgresServer.USER, null).migrate()) {
        JobStore store = postgres.jobStore();
        store.apply(List.of(report(1, ReportedStatus.PROCESSING)));
        assertThat(on(url, "nightly").out()).contains("10.0 %, 40.0/s, 9s left");
        store.apply(List.of(report(2, ReportedStatus.PAUSED)));
        store.apply(List.of(report(3, ReportedStatus.PAUSED)));
        List<TimelineEntry> timeline = store.timeline(JobId.of("nightly"), 0, 10);
        assertThat(timeline).hasSize(3);
        String since = timeline.get(1).at().truncatedTo(ChronoUnit.SECONDS).toString();
        assertThat(on(url, "nightly").out())
            .startsWith("nightly: paused (PAUSED), 40 of 400 done, 10.0 %, paused since " + since)
            .contains(", 9s left from when it goes on\n");
        assertThat(on(url).out())
            .containsPattern("nightly +paused +PAUSED +40 of 400 +10.0 % +- +-  ")
            .contains("s ago, paused since " + since + "\n");
        store.apply(List.of(report(4, ReportedStatus.CREDENTIAL_RESUMED)));
        assertThat(on(url).out()).contains("40.0/s").doesNotContain("paused");
      }
    }
  }

  private static JobReport report(long sequence, ReportedStatus status) {
    return JobReport.of(JobId.of("nightly"), WriterId.of("one"))
        .at(1, sequence)
        .status(status)
        .totals(JobTotals.of(40))
        .facts(JobFacts.builder().totalItems(400L).rate(40.0).eta(9.0, 8.0, 12.0).build())
        .onRecord(true)
        .keepAlive(Duration.ofMinutes(10))
        .build();
  }

  @Test
  void a_database_that_goes_away_between_two_questions_is_one_line() throws Exception {
    String db = "embedded:" + directory.resolve("data");
    assertThat(CommandRun.exactly("import", "--db", db, "--rows", "10", "--view", "off").code())
        .isZero();
    StringWriter dying =
        new StringWriter() {
          @Override
          public void write(String text, int from, int length) {
            super.write(text, from, length);
            if (text.startsWith("import-10: ")) {
              kill(directory.resolve("data/postgresql/postmaster.pid"));
            }
          }
        };
    CommandRun run = CommandRun.into(dying, "jobs", "import-10", "--db", db);
    run.assertFailed("the database failed: ");
    assertThat(run.err()).as("words of the pool").doesNotContain("total=");
    assertThat(dying.toString()).startsWith("import-10: completed").doesNotContain("runs in");
    assertThat(CommandRun.exactly("jobs", "--db", db).out()).contains("import-10");
  }

  /** With all its processes, and at once. */
  private static void kill(Path pidFile) {
    try {
      ProcessHandle server =
          ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).get(0))).orElseThrow();
      List<ProcessHandle> all = Stream.concat(Stream.of(server), server.descendants()).toList();
      all.forEach(ProcessHandle::destroyForcibly);
      all.forEach(one -> one.onExit().join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_database_that_goes_away_during_a_question_is_one_line() throws Exception {
    try (PostgresServer server = PostgresServer.start(Map.of())) {
      String name = server.createDatabase();
      String url = server.jdbcUrl(name);
      try (HikariDataSource others = server.pool(name);
          PostgresProgress postgres =
              PostgresProgress.connect(url, PostgresServer.USER, null).migrate()) {
        work(postgres, "night");
        cutOff(others, "progress_schema_version", url).assertFailed("went away while its schema");
        cutOff(others, "progress_job", url).assertFailed("check that it is running");
        cutOff(others, "progress_job", url, "night").assertFailed("check that it is running");
        cutOff(others, "progress_history", url, "night").assertFailed("check that it is running");
        cutOff(others, "progress_timeline", url, "night").assertFailed("check that it is running");
        cutOff(others, "progress_job_run", url, "night").assertFailed("check that it is running");
        cutOff(others, "progress_job", url, "night", "--ask", "pause")
            .assertFailed("check that it is running");
      }
    }
  }

  /** Ends the command's connection while it waits for a table. */
  private static CommandRun cutOff(DataSource others, String table, String url, String... args)
      throws Exception {
    try (Connection holder = others.getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("lock table " + table);
      CompletableFuture<CommandRun> run = CompletableFuture.supplyAsync(() -> on(url, args));
      while (!run.isDone() && !endsWhoWaits(statement)) {
        Thread.onSpinWait();
      }
      holder.rollback();
      return run.join();
    }
  }

  private static boolean endsWhoWaits(Statement statement) throws SQLException {
    try (ResultSet ended =
        statement.executeQuery(
            "select pg_terminate_backend(pid) from pg_locks where not granted")) {
      return ended.next();
    }
  }

  @Test
  void what_cannot_be_used_is_told_in_one_line() {
    CommandRun.exactly("jobs", "--limit", "0").assertRefused("--limit");
    CommandRun.exactly("jobs", "--ask", "stop").assertRefused("--ask");
    CommandRun.exactly("jobs", "a", "--ask", "halt").assertRefused("--ask");
    CommandRun.exactly("jobs", " ").assertRefused("JOB");
    CommandRun.exactly("jobs", "--db", "sqlite").assertRefused("--db");
  }
}
