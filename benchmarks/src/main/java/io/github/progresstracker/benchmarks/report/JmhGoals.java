package io.github.progresstracker.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the figures of JMH have to reach, which JMH itself does not know: lines of {@value #FILE}
 * beside the results, {@code what; file; ns or B; benchmark; less; beside; at most}. The figure is
 * that of the benchmark, without that of {@code less} if there is one; where something stands
 * beside it, it is a multiple of that, likewise without it.
 */
final class JmhGoals {

  private static final String FILE = "goals.csv";
  private static final int COLUMNS = 7;

  private JmhGoals() {}

  /** A line of the file. */
  private record Line(
      String what,
      String file,
      String figure,
      String benchmark,
      String less,
      String beside,
      double atMost) {

    static Line of(String text) {
      String[] cells = text.split("\\s*;\\s*", -1);
      if (cells.length != COLUMNS) {
        throw new IllegalArgumentException(
            FILE + " has a line of " + cells.length + " cells, wanted " + COLUMNS + ": " + text);
      }
      return new Line(
          cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], Double.parseDouble(cells[6]));
    }

    Goal measured(JmhRun run) {
      double own = figure(run, benchmark) - base(run);
      return beside.isEmpty()
          ? new Goal(what, own, atMost, false, figure, file)
          : new Goal(what, own / (figure(run, beside) - base(run)), atMost, false, "×", file);
    }

    private double base(JmhRun run) {
      return less.isEmpty() ? 0 : figure(run, less);
    }

    private double figure(JmhRun run, String of) {
      if (!run.benchmarks().contains(of)) {
        throw new IllegalArgumentException(
            "no benchmark is called " + of + " in " + file + "; there are " + run.benchmarks());
      }
      return figure.equals("B") ? run.bytes(of) : run.nanos(of);
    }
  }

  /**
   * The goals of one file, or of all.
   *
   * @param results the directory with the results
   * @param file the name of a file of JMH; empty for all of them
   */
  static List<Goal> of(Path results, String file) throws IOException {
    Path goals = results.resolve(FILE);
    if (!Files.exists(goals)) {
      return List.of();
    }
    List<Goal> measured = new ArrayList<>();
    for (String text : Files.readAllLines(goals)) {
      if (text.isBlank() || text.startsWith("#")) {
        continue;
      }
      Line line = Line.of(text);
      if (file.isEmpty() || file.equals(line.file())) {
        measured.add(line.measured(JmhRun.read(results.resolve(line.file()))));
      }
    }
    return measured;
  }
}
