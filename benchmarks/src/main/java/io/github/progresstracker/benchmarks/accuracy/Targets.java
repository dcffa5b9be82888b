package io.github.progresstracker.benchmarks.accuracy;

import io.github.progresstracker.benchmarks.accuracy.Target.Range;
import io.github.progresstracker.benchmarks.accuracy.Target.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What the adaptive estimator is to reach beside the peers. The best peer is taken anew for each
 * row. What a set of traces cannot measure is said so and counts neither way.
 */
final class Targets {

  /** Below this error of the overall average a trace is steady. */
  static final double STEADY = 0.10;

  private static final String OURS = Entrant.ADAPTIVE;

  private final Results results;
  private final List<Target> targets = new ArrayList<>();

  private Targets(Results results) {
    this.results = results;
  }

  static List<Target> of(Results results) {
    Targets targets = new Targets(results);
    targets.addErrors();
    targets.addJitter();
    targets.addIntervals();
    targets.addLosses();
    targets.addPauses();
    targets.addWins();
    targets.addHistory();
    return List.copyOf(targets.targets);
  }

  static boolean anyFails(List<Target> targets) {
    return targets.stream().anyMatch(target -> target.verdict() == Verdict.FAIL);
  }

  private void addErrors() {
    addBeside(
        "median error ÷ best peer", 0.95, 0.80, name -> Statistics.median(results.errors(name)));
    addBeside("mean error ÷ best peer", 0.86, 0.75, name -> Statistics.mean(results.errors(name)));
    addBeside(
        "p90 error over traces ÷ best peer",
        0.75,
        0.65,
        name -> Statistics.quantile(0.9, results.errors(name)));
  }

  private void addJitter() {
    addBeside(
        "median jitter ÷ calmest peer",
        0.60,
        0.40,
        name -> Statistics.median(results.values(name, Scores::jitter)));
  }

  private void addBeside(String metric, double gate, double stretch, ToDoubleFunction<String> of) {
    String best = results.peers().stream().min(Comparator.comparingDouble(of)).orElseThrow();
    double ours = of.applyAsDouble(OURS);
    double theirs = of.applyAsDouble(best);
    String note = Text.number(ours) + " ÷ " + Text.number(theirs) + " (" + best + ")";
    addAtMost(metric, gate, stretch, ours / theirs, note);
  }

  private void addIntervals() {
    Range gate = new Range(0.75, 0.90);
    Range stretch = new Range(0.78, 0.86);
    double overTraces = Statistics.mean(results.values(OURS, Scores::coverage));
    double overKinds = results.kindMean(OURS, Scores::coverage);
    targets.add(
        new Target(
            "coverage of the 80 % interval, mean over traces", gate, stretch, overTraces, ""));
    targets.add(
        new Target("coverage of the 80 % interval, mean over kinds", gate, stretch, overKinds, ""));
    addWinkler();
  }

  private void addWinkler() {
    ConstantBand band = ConstantBand.best(results);
    double ours = Statistics.mean(results.values(OURS, Scores::winkler));
    String note =
        Text.number(ours)
            + " ÷ "
            + Text.number(band.winkler())
            + " (average × "
            + Text.fixed(band.below(), 2)
            + " to × "
            + Text.fixed(band.above(), 2)
            + ")";
    addAtMost(
        "Winkler score ÷ best constant band around linear",
        0.86,
        0.70,
        ours / band.winkler(),
        note);
  }

  private void addLosses() {
    Trace worst =
        results.traces().stream().max(Comparator.comparingDouble(this::excess)).orElseThrow();
    addAtMost("worst loss to linear on one trace (error)", 0.12, 0.05, excess(worst), worst.name());
    List<Trace> steady = results.whereAverageErrs(0, STEADY);
    addAtMost(
        "steady traces (linear < 0.10): mean excess over linear",
        0.045,
        0.01,
        Statistics.mean(steady.stream().mapToDouble(this::excess).toArray()),
        count(steady));
  }

  private double excess(Trace trace) {
    return results.get(OURS, trace).error() - results.get(Entrant.AVERAGE, trace).error();
  }

  private void addPauses() {
    List<Trace> paused = results.tracesOf(Entrant.WITH_PAUSES);
    addAtMost(
        "announced pauses: mean error ÷ linear",
        1.0,
        0.7,
        means(paused, Entrant.WITH_PAUSES, Entrant.AVERAGE, Scores::error),
        count(paused));
    addAtMost(
        "announced pauses: mean jitter ÷ unannounced",
        0.85,
        0.5,
        means(paused, Entrant.WITH_PAUSES, OURS, Scores::jitter),
        count(paused));
  }

  private void addWins() {
    for (String peer : results.peers()) {
      targets.add(
          new Target(
              "wins against " + peer + ", share of traces",
              Range.atLeast(0.55),
              Range.atLeast(0.70),
              results.wins(OURS, peer),
              ""));
    }
  }

  private void addHistory() {
    List<Trace> repeated = results.tracesOf(Entrant.WITH_HISTORY);
    if (!repeated.isEmpty()) {
      addAtMost(
          "history of the same job: mean error with ÷ without",
          0.75,
          0.60,
          means(repeated, Entrant.WITH_HISTORY, OURS, Scores::error),
          count(repeated));
    }
  }

  private double means(
      List<Trace> in, String entrant, String beside, ToDoubleFunction<Scores> score) {
    return Statistics.mean(results.values(entrant, in, score))
        / Statistics.mean(results.values(beside, in, score));
  }

  private void addAtMost(String metric, double gate, double stretch, double reached, String note) {
    targets.add(new Target(metric, Range.atMost(gate), Range.atMost(stretch), reached, note));
  }

  private static String count(List<Trace> traces) {
    return traces.size() + (traces.size() == 1 ? " trace" : " traces");
  }
}
