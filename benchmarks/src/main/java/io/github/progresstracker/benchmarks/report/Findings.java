package io.github.progresstracker.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The goals in the tables of a report, whichever of our programs has written it. */
final class Findings {

  private static final Set<String> MEASURED = Set.of("measured", "reached");
  private static final Set<String> GOAL = Set.of("goal", "gate");

  private Findings() {}

  /**
   * A goal as a report has it.
   *
   * @param what is measured, the first cell of its row
   * @param measured the figure, as text
   * @param goal what it has to reach; empty if the report names only its verdict
   * @param isReached whether it says PASS
   */
  record Finding(String what, String measured, String goal, boolean isReached) {

    static Finding of(Goal goal) {
      return new Finding(goal.what(), goal.measuredText(), goal.limitText(), goal.isReached());
    }
  }

  static List<Finding> of(Path report) throws IOException {
    List<Finding> findings = new ArrayList<>();
    List<String> head = List.of();
    for (String line : Files.readAllLines(report)) {
      List<String> cells = cells(line);
      head = cells.isEmpty() || head.isEmpty() ? cells : head;
      String verdict = cells.stream().filter(Findings::isVerdict).findFirst().orElse("");
      if (!verdict.isEmpty()) {
        findings.add(finding(head, cells, verdict));
      }
    }
    return findings;
  }

  private static Finding finding(List<String> head, List<String> cells, String verdict) {
    return new Finding(
        cells.get(0),
        cell(head, cells, MEASURED::contains, 1).replaceAll(" ?(PASS|FAIL)$", ""),
        cell(head, cells, GOAL::contains, -1),
        verdict.endsWith("PASS"));
  }

  private static boolean isVerdict(String cell) {
    return cell.endsWith("PASS") || cell.endsWith("FAIL");
  }

  private static String cell(
      List<String> head, List<String> cells, Predicate<String> name, int otherwise) {
    int at = otherwise;
    for (int i = 0; i < head.size(); i++) {
      at = name.test(head.get(i)) ? i : at;
    }
    return at < 0 ? "" : cells.get(at);
  }

  /** Without the stars that make a cell bold; empty for a line that is no row. */
  private static List<String> cells(String line) {
    return line.startsWith("|")
        ? List.of(line.substring(1).split("\\|")).stream()
            .map(cell -> cell.replace("**", "").strip())
            .toList()
        : List.of();
  }
}
