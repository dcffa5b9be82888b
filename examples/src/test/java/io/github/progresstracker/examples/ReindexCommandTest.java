package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.history.RunHistoryStore;
import io.github.progresstracker.history.StoredRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a user has it, run twice. */
class ReindexCommandTest {

  @TempDir Path directory;

  /** Filled in by JUnit. */
  @SuppressWarnings("NullAway.Init")
  ReindexCommandTest() {}

  @Test
  void the_second_run_knows_its_eta_before_it_begins() throws Exception {
    Path history = directory.resolve("history");

    CommandRun first = reindex("--documents", "200", "--history", history.toString());
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out().lines())
        .hasSize(4)
        .first()
        .isEqualTo("expected: nobody knows yet (WARMING_UP)");

    CommandRun second = reindex("--documents", "200", "--history", history.toString());
    assertThat(second.out().lines()).hasSize(5);
    assertThat(second.out().lines().toList().get(0)).matches("expected: .*\\d.* \\(PRIOR\\)");
    assertThat(second.out().lines().toList().get(1)).matches("took: \\d+\\.\\d s, .*ETA.*");

    RunHistoryStore store = RunHistoryStore.directory(history);
    assertThat(store.load("reindex:200"))
        .hasSize(2)
        .allMatch(run -> run.unit().equals(StoredRun.PLAN));
    for (String phase : List.of("scan", "fetch", "index")) {
      assertThat(store.load("reindex:200/" + phase))
          .as(phase)
          .hasSize(2)
          .allMatch(run -> run.run().done() == 200);
    }

    CommandRun other = reindex("--documents", "201", "--history", history.toString());
    assertThat(other.out()).as("another job").startsWith("expected: nobody knows yet");
  }

  @Test
  void processes_that_end_at_once_lose_nothing_of_each_other() throws Exception {
    String history = directory.resolve("history").toString();
    List<Program> programs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      programs.add(Program.start(directory, "reindex", "--documents", "20", "--history", history));
    }
    for (Program program : programs) {
      Program.Outcome end = program.end();
      assertThat(end.code()).as(end.err()).isZero();
      assertThat(end.err()).doesNotContain("ERROR");
    }
    RunHistoryStore store = RunHistoryStore.directory(Path.of(history));
    for (String key : List.of("", "/scan", "/fetch", "/index")) {
      assertThat(store.load("reindex:20" + key)).as(key).hasSize(4);
    }
  }

  @ParameterizedTest
  @EnumSource
  void any_estimator_will_do(ReindexCommand.Estimator estimator) {
    CommandRun run = reindex("--documents", "20", "--estimator", estimator.name());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "20001"})
  void the_number_of_documents_is_bounded(String documents) {
    assertRefused("--documents must be 1 to 20000, was " + documents, "--documents", documents);
  }

  @Test
  void bad_input_is_one_line() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertRefused(
        "--history must be a directory, " + file + " is a file", "--history", file.toString());
    assertRefused("crystal-ball", "--estimator", "crystal-ball");
    assertRefused("many", "--documents", "many");
  }

  @Test
  void what_came_of_an_archive_is_the_same_each_time() throws Exception {
    List<Integer> sizes = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      int[] steps = new int[1];
      Corpus corpus = new Corpus(30);
      corpus.scan(() -> steps[0]++);
      corpus.fetch(() -> steps[0]++);
      corpus.index(() -> steps[0]++);
      assertThat(corpus.size()).isEqualTo(30);
      assertThat(steps[0]).isEqualTo(90);
      sizes.add(corpus.terms());
    }
    assertThat(sizes.get(0)).isEqualTo(sizes.get(1)).isGreaterThan(1_000);
  }

  private static void assertRefused(String thing, String... args) {
    reindex(args).assertRefused(thing);
  }

  private static CommandRun reindex(String... args) {
    return CommandRun.of("reindex", args);
  }
}
