package io.github.progresstracker.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsPageTest {

  private static final Path RESULTS = Path.of(System.getProperty("basedir", "")).resolve("results");

  private static final String TWO_RESULTS =
      """
      [{"benchmark": "a.b.AdvanceBenchmark.ours", "threads": 1,
        "primaryMetric": {"score": 2.5, "scoreError": 0.5},
        "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 0.1}}},
       {"benchmark": "a.b.AdvanceBenchmark.theirs", "threads": 1,
        "primaryMetric": {"score": 1250, "scoreError": 50},
        "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 1024}}}]\
      """;

  @TempDir private Path results;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(results.resolve("names.properties"), "AdvanceBenchmark.theirs = peer\n");
    Files.writeString(results.resolve("advance.json"), TWO_RESULTS);
    Goals goals = new Goals();
    goals.add(new Goal("speed", 3.5, 3, true, "×", "from here"));
    goals.atMost("time", 0.1, 0.125);
    Files.writeString(results.resolve("report.md"), "# A report\n\n" + goals.table());
  }

  @Test
  @DisplayName("the committed page has the figures of the committed results")
  void committed() throws IOException {
    String page = Files.readString(RESULTS.resolve("README.md"));
    assertThat(ResultsPage.anew(page, RESULTS))
        .as("run ResultsPage, as benchmarks/run.sh does in the end")
        .isEqualTo(page);
  }

  @Test
  @DisplayName("what stands between markers is replaced, and nothing else")
  void replaces() throws IOException {
    String page = "before\n<!-- goals report.md -->\nold\n<!-- end -->\nafter\n";
    String anew = ResultsPage.anew(page, results);
    assertThat(anew)
        .isEqualTo(
            """
            before
            <!-- goals report.md -->
            | | measured | goal | |
            |---|--:|--:|---|
            | speed | 3.500 × | ≥ 3.000 × | reached |
            | time | 0.1250 | ≤ 0.1000 | **missed** |
            <!-- end -->
            after
            """);
    assertThat(ResultsPage.anew(anew, results)).isEqualTo(anew);
  }

  @Test
  @DisplayName("what is missed anywhere is listed with its report")
  void missed() throws IOException {
    assertThat(ResultsPage.anew("<!-- missed -->\n<!-- end -->", results))
        .contains("| time | 0.1250 | ≤ 0.1000 | [report.md](report.md) |")
        .doesNotContain("speed");
  }

  @Test
  @DisplayName("the figures of JMH come with names in their order, and as multiples of one of them")
  void jmh() throws IOException {
    assertThat(ResultsPage.anew("<!-- jmh advance.json beside theirs -->\n<!-- end -->", results))
        .contains(
            """
            | | ns, 1 thread | × | B |
            |---|--:|--:|--:|
            | peer | 1,250 ± 50 | 1.00 | 1,024 |
            | `AdvanceBenchmark.ours` | 2.5 ± 0.5 | 0.00 | 0 |
            """);
  }

  @Test
  @DisplayName("what JMH does not know, its goals and when it was taken, stands with its figures")
  void goalsOfJmh() throws IOException {
    Files.writeString(
        results.resolve("goals.csv"),
        """
        # what; file; ns or B; benchmark; less; beside; at most
        ours; advance.json; ns; AdvanceBenchmark.ours; ; AdvanceBenchmark.theirs; 0.001
        the rest; advance.json; ns; AdvanceBenchmark.theirs; AdvanceBenchmark.ours; ; 1300
        bytes; advance.json; B; AdvanceBenchmark.theirs; ; ; 1000
        """);
    Taken.keep(results, "advance.json", "Taken on a day");
    assertThat(ResultsPage.anew("<!-- jmh advance.json -->\n<!-- end -->", results))
        .contains("| 0 |\n\nTaken on a day.\n<!-- end -->");
    assertThat(ResultsPage.anew("<!-- goals advance.json -->\n<!-- end -->", results))
        .contains("| ours | 0.002000 × | ≤ 0.001000 × | **missed** |")
        .contains("| the rest | 1,248 ns | ≤ 1,300 ns | reached |")
        .contains("| bytes | 1,024 B | ≤ 1,000 B | **missed** |");
    assertThat(ResultsPage.anew("<!-- missed -->\n<!-- end -->", results))
        .contains("| bytes | 1,024 B | ≤ 1,000 B | [advance.json](advance.json) |")
        .doesNotContain("the rest");
  }

  @Test
  @DisplayName("when a file was taken anew, only that of it changes")
  void takenAnew() throws IOException {
    Taken.keep(results, "b.json", "then");
    Taken.keep(results, "a.json", "then");
    Taken.keep(results, "b.json", "now");
    assertThat(results.resolve("taken.properties")).hasContent("a.json = then\nb.json = now\n");
    assertThat(Taken.of(results, "c.json")).isEmpty();
  }

  @Test
  @DisplayName("a soak, which names no goal, has its verdicts there, too")
  void verdictsWithoutGoals() throws IOException {
    Files.writeString(
        results.resolve("soak.md"), "| | |\n|---|--:|\n| reports | 7 |\n| lost | 3 **FAIL** |\n");
    assertThat(ResultsPage.anew("<!-- goals soak.md -->\n<!-- end -->", results))
        .contains("| lost | 3 |  | **missed** |")
        .doesNotContain("reports");
  }

  @Test
  @DisplayName("a marker that names what is not there says so")
  void unknown() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ResultsPage.anew("<!-- jmh advance.json beside it -->\n<!-- end -->", results))
        .withMessageContaining("no benchmark is called it")
        .withMessageContaining("AdvanceBenchmark.ours");
    Files.writeString(
        results.resolve("goals.csv"), "ours; advance.json; ns; AdvanceBenchmark.it; ; ; 1\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResultsPage.anew("<!-- missed -->\n<!-- end -->", results))
        .withMessageContaining("no benchmark is called AdvanceBenchmark.it in advance.json");
    assertThatThrownBy(() -> ResultsPage.anew("<!-- goals gone.md -->\n<!-- end -->", results))
        .isInstanceOf(NoSuchFileException.class);
  }
}
