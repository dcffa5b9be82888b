package io.github.progresstracker.benchmarks.accuracy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The scores of those who take part in every trace, as Markdown. */
final class ScoreTables {

  private static final double HARD = 0.30;
  private static final int WORST_LOSSES = 5;
  private static final String OURS = Entrant.ADAPTIVE;
  private static final List<String> COLUMNS =
      List.of(
          "estimator",
          "error median",
          "p90",
          "mean",
          "over kinds",
          "ratio median",
          "p90",
          "late error",
          "jitter median",
          "p90",
          "coverage",
          "width",
          "Winkler",
          "no estimate",
          "wins");

  private final Results results;

  ScoreTables(Results results) {
    this.results = results;
  }

  @Override
  public String toString() {
    return scores() + calibration() + split() + kinds() + losses();
  }

  private String scores() {
    Table table = Table.of(COLUMNS);
    names().forEach(name -> table.row(scores(name)));
    table.row(hindsight());
    return "## Scores\n\n![Error by estimator](" + MarkdownReport.ERROR_CHART + ")\n\n" + table;
  }

  private Stream<String> names() {
    return Stream.concat(results.ours().stream(), results.peers().stream());
  }

  private List<String> scores(String name) {
    List<String> cells = new ArrayList<>();
    cells.add(name.equals(OURS) ? "**" + name + "**" : name);
    cells.addAll(errors(results.errors(name), results.kindMean(name, Scores::error)));
    cells.addAll(medianAndP90(name, Scores::ratio));
    cells.add(mean(name, Scores::lateError));
    cells.addAll(medianAndP90(name, Scores::jitter));
    cells.add(mean(name, Scores::coverage));
    cells.add(mean(name, Scores::width));
    cells.add(mean(name, Scores::winkler));
    cells.add(mean(name, Scores::noEstimate));
    cells.add(name.equals(OURS) ? "" : Text.percent(results.wins(OURS, name)));
    return cells;
  }

  private static List<String> errors(double[] errors, double overKinds) {
    return List.of(
        Text.number(Statistics.median(errors)),
        Text.number(Statistics.quantile(0.9, errors)),
        Text.number(Statistics.mean(errors)),
        Text.number(overKinds));
  }

  private List<String> medianAndP90(String name, ToDoubleFunction<Scores> score) {
    double[] values = results.values(name, score);
    return List.of(
        Text.fixed(Statistics.median(values), 2), Text.fixed(Statistics.quantile(0.9, values), 2));
  }

  private String mean(String name, ToDoubleFunction<Scores> score) {
    return Text.number(Statistics.mean(results.values(name, score)));
  }

  private List<String> hindsight() {
    List<String> cells = new ArrayList<>();
    cells.add("*best peer of each trace, in hindsight*");
    double overKinds =
        Statistics.mean(
            results.byKind().values().stream()
                .mapToDouble(in -> Statistics.mean(bestPeers(in)))
                .toArray());
    cells.addAll(errors(bestPeers(results.traces()), overKinds));
    cells.addAll(Collections.nCopies(COLUMNS.size() - cells.size(), ""));
    return cells;
  }

  private double[] bestPeers(List<Trace> in) {
    return in.stream().mapToDouble(this::bestPeer).toArray();
  }

  private double bestPeer(Trace trace) {
    return results.peers().stream()
        .mapToDouble(peer -> results.get(peer, trace).error())
        .min()
        .orElse(Double.NaN);
  }

  private String calibration() {
    Table table =
        Table.of(
            List.of(
                "confidence", "looks", "within 25 % of the true remaining time", "ratio median"));
    for (Calibration.Bin bin : Calibration.of(results, OURS)) {
      table.row(
          List.of(
              bin.name(),
              String.valueOf(bin.looks()),
              Text.fixed(bin.near(), 2),
              Text.fixed(bin.ratio(), 2)));
    }
    return "## What the confidence of adaptive is worth\n\n" + table;
  }

  private String split() {
    List<Trace> steady = results.whereAverageErrs(0, Targets.STEADY);
    List<Trace> between = results.whereAverageErrs(Targets.STEADY, HARD);
    List<Trace> hard = results.whereAverageErrs(HARD, Double.POSITIVE_INFINITY);
    Table table = Table.of(List.of("estimator", "steady: < 0.10", "between", "hard: ≥ 0.30"));
    table.row(List.of("*traces*", size(steady), size(between), size(hard)));
    names()
        .forEach(n -> table.row(List.of(n, error(n, steady), error(n, between), error(n, hard))));
    return "## Steady jobs and hard ones\n\nMean error, by the error of `average`.\n\n" + table;
  }

  private static String size(List<Trace> traces) {
    return String.valueOf(traces.size());
  }

  private String error(String name, List<Trace> in) {
    return Text.number(meanError(name, in));
  }

  private double meanError(String name, List<Trace> in) {
    return Statistics.mean(results.values(name, in, Scores::error));
  }

  private String kinds() {
    Table table = Table.of(List.of("kind", "traces", "adaptive", "average", "best peer", "which"));
    results.byKind().forEach((kind, in) -> table.row(kind(kind, in)));
    return "## By kind of job\n\nMean error.\n\n" + table;
  }

  private List<String> kind(String kind, List<Trace> in) {
    String best =
        results.peers().stream()
            .min(Comparator.comparingDouble(name -> meanError(name, in)))
            .orElseThrow();
    return List.of(
        kind, size(in), error(OURS, in), error(Entrant.AVERAGE, in), error(best, in), best);
  }

  private String losses() {
    Table table = Table.of(List.of("trace", "adaptive", "average", "loss"));
    results.traces().stream()
        .sorted(Comparator.comparingDouble(trace -> -loss(trace)))
        .limit(WORST_LOSSES)
        .forEach(trace -> table.row(loss(trace, loss(trace))));
    return "## Where adaptive loses most to linear\n\n" + table;
  }

  private List<String> loss(Trace trace, double loss) {
    return List.of(
        trace.name(),
        Text.number(results.get(OURS, trace).error()),
        Text.number(results.get(Entrant.AVERAGE, trace).error()),
        Text.number(loss));
  }

  private double loss(Trace trace) {
    return results.get(OURS, trace).error() - results.get(Entrant.AVERAGE, trace).error();
  }
}
