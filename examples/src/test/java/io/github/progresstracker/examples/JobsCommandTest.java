package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobTracker;
import io.github.progresstracker.job.WriterId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        .contains("import-100000 is asked to stop");
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
            .contains("writer one, life 1: completed, 40 done, 2 failed, at sorting")
            .contains("40 done, of these 40 in the five minutes")
            .contains("runs in 30 days: 1, completed: 1")
            .doesNotContain("\u001b");
        CommandRun asked = on(url, "night\u001b[2J", "--ask", "pause");
        assertThat(asked.code()).as(asked.err()).isZero();
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
  void what_cannot_be_used_is_told_in_one_line() {
    CommandRun.exactly("jobs", "--limit", "0").assertRefused("--limit");
    CommandRun.exactly("jobs", "--ask", "stop").assertRefused("--ask");
    CommandRun.exactly("jobs", "a", "--ask", "halt").assertRefused("--ask");
    CommandRun.exactly("jobs", " ").assertRefused("JOB");
    CommandRun.exactly("jobs", "--db", "sqlite").assertRefused("--db");
  }
}
