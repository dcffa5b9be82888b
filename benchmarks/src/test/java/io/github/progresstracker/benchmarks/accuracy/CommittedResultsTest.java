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
 * The published results are those of the code as it is, and every gate holds.
 *
 * <p>After a change that is meant to move the scores, write them anew and read what has changed:
 * {@code benchmarks/results/README.md} tells how.
 */
@TestInstance(Lifecycle.PER_CLASS)
class CommittedResultsTest {

  private static final Path MODULE = Path.of(System.getProperty("basedir", ""));
  private static final Path TRACES = MODULE.resolve("traces/dev");
  private static final Path SCORES = MODULE.resolve("results/accuracy/scores.csv");
  // Math.exp and Math.log may differ in the last digit from one JVM to the next.
  private static final double LAST_DIGIT = 0.0002;
  private static final int NAMES = 3;

  private Results results;

  @BeforeAll
  void replay() throws IOException {
    TraceFolder folder = TraceFolder.read(TRACES);
    assertThat(folder.leftOut()).isEmpty();
    results = Results.of(folder.traces(), Entrant.all(EarlierRuns.of(folder.traces())));
  }

  @Test
  @DisplayName("the committed scores are what the code computes now")
  void scoresAgree() throws IOException {
    List<String> committed = Files.readAllLines(SCORES);
    List<String> computed = CsvFiles.scores(results).lines().toList();

    assertThat(names(committed)).isEqualTo(names(computed));
    for (int line = 1; line < computed.size(); line++) {
      assertAgree(committed.get(line), computed.get(line));
    }
  }

  @Test
  @DisplayName("no gate has fallen")
  void gatesHold() {
    assertThat(Targets.of(results))
        .filteredOn(target -> target.verdict() == Verdict.FAIL)
        .extracting(MarkdownReport::line)
        .isEmpty();
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
