package io.github.progresstracker.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What JMH has written about one set of benchmarks, in one run or in several side by side, as a
 * table. A row is named as {@code names} says, and rows come in that order; those that it leaves
 * out come last and are called as in the code.
 */
final class JmhTable {

  private final Map<String, String> names;
  private final List<JmhRun> runs = new ArrayList<>();
  private final @Nullable String beside;

  /**
   * Reads the runs.
   *
   * @param beside the benchmark of which the others are multiples, or null
   */
  JmhTable(List<Path> files, @Nullable String beside, Map<String, String> names)
      throws IOException {
    this.names = names;
    this.beside = beside;
    for (Path file : files) {
      runs.add(JmhRun.read(file));
    }
    if (beside != null
        && runs.stream().anyMatch(run -> run.benchmarks().stream().noneMatch(this::isYardstick))) {
      throw new IllegalArgumentException(
          "no benchmark is called "
              + beside
              + " in each of "
              + files
              + "; there are "
              + first().benchmarks());
    }
  }

  private JmhRun first() {
    return runs.get(0);
  }

  String text() {
    StringBuilder text = new StringBuilder(head());
    List<String> benchmarks = new ArrayList<>(first().benchmarks());
    List<String> order = List.copyOf(names.keySet());
    benchmarks.sort((a, b) -> Integer.compare(place(order, a), place(order, b)));
    benchmarks.forEach(benchmark -> text.append(row(benchmark)));
    return text.toString();
  }

  private static int place(List<String> order, String benchmark) {
    int at = order.indexOf(method(benchmark));
    return at < 0 ? order.size() : at;
  }

  private String head() {
    StringBuilder titles = new StringBuilder("| |");
    StringBuilder lines = new StringBuilder("|---|");
    for (JmhRun run : runs) {
      String how = run.threads() == 1 ? "1 thread" : run.threads() + " threads";
      titles.append(" ns, ").append(how).append(beside == null ? " |" : " | × |");
      lines.append(beside == null ? "--:|" : "--:|--:|");
    }
    boolean counted = first().countsBytes();
    return titles + (counted ? " B |\n" : "\n") + lines + (counted ? "--:|\n" : "\n");
  }

  private String row(String benchmark) {
    StringBuilder row = new StringBuilder("| ").append(label(benchmark)).append(" |");
    for (JmhRun run : runs) {
      row.append(" %s ± %s |".formatted(text(run.nanos(benchmark)), text(run.error(benchmark))));
      if (beside != null) {
        double ratio = run.nanos(benchmark) / yardstick(run, benchmark);
        row.append(String.format(Locale.ROOT, " %.2f |", ratio));
      }
    }
    // Of the first run; below half a byte it is what other threads did meanwhile.
    String bytes = String.format(Locale.ROOT, " %,.0f |%n", first().bytes(benchmark));
    return row + (first().countsBytes() ? bytes : "\n");
  }

  private static String text(double nanos) {
    return String.format(Locale.ROOT, nanos < 20 ? "%.1f" : "%,.0f", nanos);
  }

  private String label(String benchmark) {
    String label = names.getOrDefault(method(benchmark), "`" + method(benchmark) + "`");
    String parameters = parameters(benchmark);
    return parameters.isEmpty() ? label : label + "," + parameters;
  }

  /** That of the same parameters, or the only one. */
  private double yardstick(JmhRun run, String benchmark) {
    return run.benchmarks().stream()
        .filter(this::isYardstick)
        .filter(o -> parameters(o).isEmpty() || parameters(o).equals(parameters(benchmark)))
        .mapToDouble(run::nanos)
        .findFirst()
        .orElse(Double.NaN);
  }

  private boolean isYardstick(String benchmark) {
    return method(benchmark).endsWith("." + beside);
  }

  private static String method(String benchmark) {
    return benchmark.split(" ", 2)[0];
  }

  private static String parameters(String benchmark) {
    return benchmark.substring(method(benchmark).length());
  }
}
