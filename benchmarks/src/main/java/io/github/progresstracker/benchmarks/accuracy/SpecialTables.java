package io.github.progresstracker.benchmarks.accuracy;

import java.util.ArrayList;
import java.util.List;

/**
 * The scores of those who know more than the progress: the announced pauses, the earlier runs. As
 * Markdown; nothing where no trace has such.
 */
final class SpecialTables {

  private static final String OURS = Entrant.ADAPTIVE;
  private static final List<String> BESIDE_PAUSES =
      List.of(Entrant.AVERAGE, "tqdm", "rich", OURS, Entrant.WITH_PAUSES);

  private final Results results;

  SpecialTables(Results results) {
    this.results = results;
  }

  @Override
  public String toString() {
    return pauses(results.tracesOf(Entrant.WITH_PAUSES))
        + history(results.tracesOf(Entrant.WITH_HISTORY));
  }

  private String pauses(List<Trace> paused) {
    if (paused.isEmpty()) {
      return "";
    }
    List<String> columns = new ArrayList<>(List.of("trace"));
    columns.addAll(BESIDE_PAUSES);
    columns.addAll(List.of("jitter without", "with", "with ÷ without"));
    Table table = Table.of(columns);
    paused.forEach(trace -> table.row(pauses(trace)));
    return "## Announced pauses\n\nError, and jitter without and with the announcements.\n\n"
        + table;
  }

  private List<String> pauses(Trace trace) {
    List<String> cells = new ArrayList<>(List.of(trace.name()));
    BESIDE_PAUSES.forEach(name -> cells.add(Text.number(results.get(name, trace).error())));
    double without = results.get(OURS, trace).scores().jitter();
    double with = results.get(Entrant.WITH_PAUSES, trace).scores().jitter();
    cells.add(Text.fixed(without, 2));
    cells.add(Text.fixed(with, 2));
    cells.add(Text.fixed(with / without, 2));
    return cells;
  }

  private String history(List<Trace> repeated) {
    if (repeated.isEmpty()) {
      return "";
    }
    double[] without = results.values(OURS, repeated, Scores::error);
    double[] with = results.values(Entrant.WITH_HISTORY, repeated, Scores::error);
    Table table = Table.of(List.of("error", "without", "with", "with ÷ without"));
    table.row(history("mean", Statistics.mean(without), Statistics.mean(with)));
    table.row(history("median", Statistics.median(without), Statistics.median(with)));
    table.row(history("p90", Statistics.quantile(0.9, without), Statistics.quantile(0.9, with)));
    return "## History of the same job\n\nRuns with earlier runs of the same key: "
        + repeated.size()
        + ".\n\n"
        + table;
  }

  private static List<String> history(String name, double without, double with) {
    return List.of(name, Text.number(without), Text.number(with), Text.number(with / without));
  }
}
