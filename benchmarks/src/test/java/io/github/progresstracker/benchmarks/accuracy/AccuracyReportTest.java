package io.github.progresstracker.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccuracyReportTest {

  @TempDir private Path folder;
  private Path traces;
  private Path results;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void makeFolders() throws IOException {
    traces = Files.createDirectory(folder.resolve("traces"));
    results = folder.resolve("deep").resolve("results");
  }

  @Test
  @DisplayName("--help tells the options and the exit codes")
  void help() {
    assertThat(run("--help")).isEqualTo(AccuracyReport.PASSED);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("--traces DIR", "--history DIR", "--out DIR", "--chart NAME", "Exit code: 0");
  }

  @Test
  @DisplayName("wrong usage is exit code 2 and a sentence on stderr")
  void wrongUsage() {
    assertUsage("--traces DIR is missing", "--out", results.toString());
    assertUsage("--out DIR is missing", "--traces", traces.toString());
    assertUsage("--out needs a value", "--traces", traces.toString(), "--out");
    assertUsage("unknown option --trace", "--trace", traces.toString());
    assertUsage("unknown option x", "x");
  }

  @Test
  @DisplayName("a folder without a usable trace, or none at all, is exit code 2")
  void nothingToReplay() {
    assertUsage("no usable trace in", "--traces", traces.toString(), "--out", results.toString());
    assertUsage(
        "is not a folder", "--traces", folder.resolve("x").toString(), "--out", results.toString());
    assertThat(results).doesNotExist();
  }

  @Test
  @DisplayName("where the results cannot be written is exit code 2")
  void cannotWrite() throws IOException {
    write("a.csv", steady("kind=a; total=10"));
    Path file = Files.writeString(folder.resolve("file"), "in the way");

    assertUsage(
        "Cannot read or write",
        "--traces",
        traces.toString(),
        "--out",
        file.resolve("x").toString());
  }

  @Test
  @DisplayName("a bad file is named with the reason and left out; the others are scored")
  void leavesBadFilesOut() throws IOException {
    write("a.csv", steady("kind=a; total=10"));
    write("b.csv", "# total=10\nt_seconds,done\n0,0\n5,NaN\n10,10\n");
    write("c.csv", "");
    Files.write(traces.resolve("d.csv"), new byte[] {(byte) 0xC3, (byte) 0x28});
    write("MANIFEST.csv", "file,kind\na.csv,a\n");
    write("notes.txt", "not for us");

    run("--traces", traces.toString(), "--out", results.toString());

    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .hasSize(3)
        .anyMatch(line -> line.contains("b.csv: line 4: numbers must be finite"))
        .anyMatch(line -> line.contains("c.csv: not a trace"))
        .anyMatch(line -> line.contains("d.csv: cannot be read as UTF-8 text"));
    assertThat(Files.readString(results.resolve("scores.csv"))).contains("\na,a,adaptive,");
    assertThat(Files.readString(results.resolve("report.md")))
        .contains(
            "- `b.csv`: line 4: numbers must be finite", "Recorded runs: 1; kinds of job: 1.");
  }

  @Test
  @DisplayName("report, scores, looks and charts are written; the report shows the charts")
  void writesEverything() throws IOException {
    write("a.csv", steady("kind=a; total=10"));
    write("b.csv", steady("kind=b; total=10"));

    run("--traces", traces.toString(), "--out", results.toString(), "--chart", "b");

    assertThat(results.toFile().list())
        .containsExactlyInAnyOrder(
            "report.md", "scores.csv", "looks.csv", "error.svg", "finish-b.svg");
    assertThat(Files.readString(results.resolve("report.md")))
        .contains("(error.svg)", "(<finish-b.svg>)", "## Targets", "## What the numbers mean");
  }

  @Test
  @DisplayName("a chart of a trace that is not there is exit code 2")
  void unknownChart() throws IOException {
    write("a.csv", steady("kind=a; total=10"));
    assertUsage(
        "no trace is named z",
        "--traces",
        traces.toString(),
        "--out",
        results.toString(),
        "--chart",
        "z");
  }

  @Test
  @DisplayName("a gate that fails is exit code 1, and stdout says which")
  void gateFails() throws IOException {
    // Nothing is done before the end, so nobody can be better than anybody else.
    write("a.csv", "# total=10\nt_seconds,done\n0,0\n50,0\n100,10\n");

    int code = run("--traces", traces.toString(), "--out", results.toString());

    assertThat(code).isEqualTo(AccuracyReport.GATE_FAILED);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("FAIL  median error ÷ best peer: 1.000", "FAIL  wins against average");
  }

  @Test
  @DisplayName("with --history, later runs of a key are scored with and without it")
  void history() throws IOException {
    write("a.csv", steady("kind=a; total=10; key=k; run=1"));
    write("b.csv", steady("kind=a; total=10; key=k; run=2"));

    run("--traces", traces.toString(), "--out", results.toString());
    assertThat(Files.readString(results.resolve("scores.csv"))).doesNotContain("adaptive+history");

    run("--traces", traces.toString(), "--history", traces.toString(), "--out", results.toString());
    assertThat(Files.readAllLines(results.resolve("scores.csv")))
        .filteredOn(line -> line.contains(",adaptive+history,"))
        .singleElement()
        .asString()
        .startsWith("b,a,");
    assertThat(Files.readString(results.resolve("report.md")))
        .contains("## History of the same job", "Runs with earlier runs of the same key: 1.");
  }

  @Test
  @DisplayName("announced pauses are scored with and without the announcements")
  void pauses() throws IOException {
    write("a.csv", steady("kind=a; total=10; known_pauses=2-3"));

    run("--traces", traces.toString(), "--out", results.toString());

    assertThat(Files.readString(results.resolve("looks.csv"))).contains("\na,adaptive+pauses,");
    assertThat(Files.readString(results.resolve("report.md"))).contains("## Announced pauses");
  }

  private void assertUsage(String message, String... args) {
    err.reset();
    assertThat(run(args)).isEqualTo(AccuracyReport.NOT_RUN);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(message);
  }

  private int run(String... args) {
    return AccuracyReport.run(List.of(args), utf8(out), utf8(err));
  }

  private static PrintStream utf8(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(traces.resolve(name), text);
  }

  private static String steady(String header) {
    StringBuilder text = new StringBuilder("# " + header + "\nt_seconds,done\n");
    for (int i = 0; i <= 10; i++) {
      text.append(i).append(',').append(i).append('\n');
    }
    return text.toString();
  }
}
