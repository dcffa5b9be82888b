package io.github.progresstracker.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.benchmarks.accuracy.Target.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The published results are those of the code as it is, and the gates hold: all of them on the
 * recorded runs, and on the repeated runs the one for which they were recorded, what history is
 * worth.
 *
 * <p>After a change that is meant to move the scores, write them anew and read what has changed:
 * {@code benchmarks/results/README.md} tells how.
 */
@TestInstance(Lifecycle.PER_CLASS)
class CommittedResultsTest {

  private static final Path MODULE = Path.of(System.getProperty("basedir", ""));
  private static final Path TRACES = MODULE.resolve("traces");
  private static final Path RESULTS = MODULE.resolve("results");
  // Math.exp and Math.log may differ in the last digit from one JVM to the next.
  private static final double LAST_DIGIT = 0.0002;
  private static final int NAMES = 3;

  private Results recorded;
  private Results repeated;

  @BeforeAll
  void replay() throws IOException {
    recorded = replay("dev");
    repeated = replay("repeated");
  }

  /** The history of a run is in the same folder. */
  private static Results replay(String traces) throws IOException {
    TraceFolder folder = TraceFolder.read(TRACES.resolve(traces));
    assertThat(folder.leftOut()).isEmpty();
    return Results.of(folder.traces(), Entrant.all(EarlierRuns.of(folder.traces())));
  }

  @Test
  @DisplayName("the committed scores are what the code computes now")
  void scoresAgree() throws IOException {
    assertAgree(RESULTS.resolve("accuracy/scores.csv"), recorded);
  }

  @Test
  @DisplayName("the committed scores of the repeated runs are what the code computes now")
  void scoresOfRepeatedRunsAgree() throws IOException {
    assertAgree(RESULTS.resolve("accuracy-repeated/scores.csv"), repeated);
  }

  @Test
  @DisplayName("no gate has fallen")
  void gatesHold() {
    assertThat(Targets.of(recorded))
        .filteredOn(target -> target.verdict() == Verdict.FAIL)
        .extracting(MarkdownReport::line)
        .isEmpty();
  }

  @Test
  @DisplayName("the history of the same job takes a quarter off the mean error at least")
  void historyGateHolds() {
    Target history =
        Targets.of(repeated).stream()
            .filter(target -> target.metric().startsWith("history of the same job"))
            .findFirst()
            .orElseThrow();

    assertThat(history.gate().high()).isEqualTo(0.75);
    assertThat(history.verdict()).as(MarkdownReport.line(history)).isEqualTo(Verdict.PASS);
  }

  @Test
  @DisplayName("history helps the typical run and the bad ones: median and 90th percentile")
  void historyHelpsTypicalAndBadRuns() {
    List<Trace> in = repeated.tracesOf(Entrant.WITH_HISTORY);
    double[] with = repeated.values(Entrant.WITH_HISTORY, in, Scores::error);
    double[] without = repeated.values(Entrant.ADAPTIVE, in, Scores::error);

    assertThat(in).as("all runs but the first of each job").hasSize(112);
    assertThat(Statistics.median(with)).isLessThan(Statistics.median(without));
    assertThat(Statistics.quantile(0.9, with)).isLessThan(Statistics.quantile(0.9, without));
  }

  private static void assertAgree(Path scores, Results results) throws IOException {
    List<String> committed = Files.readAllLines(scores);
    List<String> computed = CsvFiles.scores(results).lines().toList();

    assertThat(names(committed)).isEqualTo(names(computed));
    for (int line = 1; line < computed.size(); line++) {
      assertAgree(committed.get(line), computed.get(line));
    }
  }

  private static void assertAgree(String committed, String computed) {
    String[] expected = committed.split(",", -1);
    String[] actual = computed.split(",", -1);
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = NAMES; i < actual.length; i++) {
      if (expected[i].isEmpty()) {
        assertThat(actual[i]).as(committed).isEmpty();
      } else {
        assertThat(Double.parseDouble(actual[i]))
            .as("column %d of the committed line %s", i + 1, committed)
            .isCloseTo(Double.parseDouble(expected[i]), within(LAST_DIGIT));
      }
    }
  }

  private static List<String> names(List<String> lines) {
    List<String> names = new ArrayList<>();
    for (String line : lines) {
      names.add(String.join(",", List.of(line.split(",", -1)).subList(0, NAMES)));
    }
    return names;
  }
}
