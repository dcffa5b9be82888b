package io.github.progresstracker.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The console in a real terminal, tmux, with {@link TerminalProgram} as its host in a process of
 * its own. Skipped, aloud, where there is no tmux.
 */
@Tag("terminal")
@Timeout(120)
class TerminalTest {

  private static final Pattern LOG = Pattern.compile("log (\\d{5}) of the host ?((abcdefgh)*)");

  private static final Pattern TOUCHED = Pattern.compile("log (\\d{5}) of the host .*");

  /** Lines in a tenth of a second at two resizes. */
  private static final int MOST_TOUCHED = 70;

  @TempDir private Path folder;
  private Tmux tmux;

  @BeforeAll
  static void needsTmux() {
    if (!Tmux.isThere()) {
      System.err.println("SKIPPED: the terminal tests, for there is no tmux on this machine");
    }
    assumeTrue(Tmux.isThere(), "tmux is not installed");
  }

  @BeforeEach
  void open() throws IOException, InterruptedException {
    tmux = Tmux.open(folder.resolve("socket"), 80, 24);
  }

  @AfterEach
  void close() throws IOException, InterruptedException {
    tmux.close();
  }

  @Test
  @DisplayName(
      "350 lines a second from four threads that know nothing of it: all whole, none stray")
  void keepsLogs() throws IOException, InterruptedException {
    run("1500 4", "");
    tmux.awaitText("▸ Job 4");
    tmux.awaitText("END 0");
    assertAllWhole(1_500, 4, List.of());
  }

  @Test
  @DisplayName("the same through resizes 80x24, 60x16, 120x40")
  void keepsLogsThroughResizes() throws IOException, InterruptedException {
    run("2100 4", "");
    tmux.awaitText("log 00500");
    tmux.resize(60, 16);
    tmux.awaitText("log 01000");
    tmux.resize(120, 40);
    tmux.awaitText("log 01500");
    tmux.awaitText("END 0");
    // Between a resize and the signal that tells of it the terminal has no region. A host that
    // prints meanwhile may print over a bar, whose end then stands behind the line: on a quiet
    // machine none, on a busy one some. No line is lost, and no row of a bar is left.
    List<String> touched = new ArrayList<>(tmux.everything());
    touched.removeIf(line -> !TOUCHED.matcher(line).matches() || LOG.matcher(line).matches());
    System.err.println(
        "resizes: " + touched.size() + " of 2100 lines have the end of a bar behind them");
    assertThat(touched).hasSizeLessThanOrEqualTo(MOST_TOUCHED);
    assertAllWhole(2_100, 4, touched);
  }

  @Test
  @DisplayName("six bars that do not all fit")
  void keepsLogsBesideManyBars() throws IOException, InterruptedException {
    run("700 30", "");
    tmux.awaitText("… and 19 more");
    tmux.awaitText("END 0");
    assertThat(logs()).hasSize(700);
  }

  @ParameterizedTest
  @CsvSource({"C-c, 130", "TERM, 143"})
  @DisplayName("a signal leaves the last state, a clean prompt and a whole screen")
  void leavesOnSignals(String signal, int code) throws IOException, InterruptedException {
    run("40 2 hang", "");
    tmux.awaitText("▸ Job 2");
    tmux.awaitText("all counted true");
    if (signal.equals("C-c")) {
      tmux.keys("C-c");
    } else {
      tmux.killPrograms(signal);
    }
    tmux.awaitText("END " + code);
    tmux.type("for i in $(seq 30); do echo after $i; done");
    tmux.awaitText("after 30");
    List<String> all = tmux.everything();
    assertThat(all.stream().filter(line -> line.contains("left running at 99.9 %, 40 lines")))
        .as(String.join("\n", all))
        .hasSize(2);
    assertThat(all.stream().filter(line -> line.startsWith("▸"))).isEmpty();
    assertThat(tmux.screen()).last().asString().startsWith("prompt>");
    assertThat(tmux.screen()).contains("after 10");
  }

  @ParameterizedTest
  @CsvSource({
    "TERM=dumb, ''",
    "CI=true, ''",
    "PROGRESS_CONSOLE=lines, ''",
    "'', '2>&1 | cat'",
    "'', '2>err.txt; cat err.txt'",
  })
  @DisplayName("lines without escapes for a dumb terminal, a build server, a pipe and a file")
  void printsLines(String variables, String redirection) throws IOException, InterruptedException {
    run("40 1", variables, redirection);
    tmux.awaitText("END 0");
    List<String> own = new ArrayList<>(tmux.everything());
    own.removeIf(line -> !line.startsWith("ts="));
    assertThat(own).hasSize(2);
    assertThat(own.get(0)).contains("event=started");
    assertThat(own.get(1)).contains("event=finished");
    assertThat(logs()).hasSize(40);
    assertThat(String.join("\n", tmux.everything())).doesNotContain("▸").doesNotContain("^[");
  }

  @Test
  @DisplayName("a file gets lines and no escape sequences")
  void writesNoEscapesToFiles() throws IOException, InterruptedException {
    run("40 1", "", "2>" + folder.resolve("err.txt"));
    tmux.awaitText("END 0");
    assertThat(Files.readString(folder.resolve("err.txt")))
        .contains("event=finished")
        .doesNotContain("\u001b");
  }

  @Test
  @DisplayName("standard input and output need not be terminals")
  void asksStandardErrorOnly() throws IOException, InterruptedException {
    run("40 1 hang", "", "</dev/null | cat");
    tmux.awaitText("▸ Job 1");
    assertThat(tmux.colored()).contains("\u001b[36m▸");
    tmux.keys("C-c");
  }

  @Test
  @DisplayName("NO_COLOR has no colours, LANG=C has ASCII")
  void followsTheLocale() throws IOException, InterruptedException {
    run("40 1 hang", "NO_COLOR=1 LANG=C");
    tmux.awaitText("> Job 1   [####");
    assertThat(tmux.colored()).doesNotContain("\u001b[");
    tmux.keys("C-c");
  }

  @Test
  @DisplayName("off is off")
  void canBeOff() throws IOException, InterruptedException {
    run("40 1", "PROGRESS_CONSOLE=off");
    tmux.awaitText("END 0");
    assertThat(tmux.everything()).noneMatch(line -> line.contains("Job 1"));
  }

  // ---- how -----------------------------------------------------------------------------------

  private void run(String arguments, String variables) throws IOException, InterruptedException {
    run(arguments, variables, "");
  }

  private void run(String arguments, String variables, String redirection)
      throws IOException, InterruptedException {
    Path script = folder.resolve("run.sh");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(
        script,
        """
        cd %s
        set -o pipefail
        %s '%s' -Xshare:auto -XX:TieredStopAtLevel=1 -cp '%s' %s %s %s
        echo "END $?"
        """
            .formatted(
                folder,
                variables.isEmpty() ? "" : "env " + variables,
                java,
                classPath(),
                TerminalProgram.class.getName(),
                arguments,
                redirection));
    tmux.type("bash " + script);
  }

  /** The test itself may run on the module path. */
  private static String classPath() {
    Path target = Path.of("target").toAbsolutePath();
    return Stream.of(
            target.resolve("classes").toString(),
            target.resolve("test-classes").toString(),
            System.getProperty("jdk.module.path"),
            System.getProperty("java.class.path"))
        .filter(Objects::nonNull)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void assertAllWhole(int lines, int bars, List<String> touched)
      throws IOException, InterruptedException {
    List<String> stray = new ArrayList<>(tmux.everything());
    stray.removeIf(line -> LOG.matcher(line).matches() || line.startsWith("prompt>"));
    stray.removeIf(line -> line.startsWith("END 0") || line.startsWith("✓ Job "));
    stray.removeAll(touched);
    assertThat(stray).isEmpty();
    List<Integer> missing = new ArrayList<>(IntStream.range(0, lines).boxed().toList());
    missing.removeAll(logs());
    touched.forEach(line -> missing.remove(Integer.valueOf(line.substring(4, 9))));
    assertThat(missing).isEmpty();
    assertThat(logs()).hasSize(lines - touched.size());
    Set<String> receipts = new HashSet<>(tmux.everything());
    receipts.removeIf(line -> !line.startsWith("✓ Job "));
    assertThat(receipts).hasSize(bars);
  }

  private List<Integer> logs() throws IOException, InterruptedException {
    List<Integer> found = new ArrayList<>();
    for (String line : tmux.everything()) {
      Matcher log = LOG.matcher(line);
      if (log.matches() && log.group(2).length() == 8 * (Integer.parseInt(log.group(1)) % 4)) {
        found.add(Integer.valueOf(log.group(1)));
      }
    }
    return found;
  }
}
