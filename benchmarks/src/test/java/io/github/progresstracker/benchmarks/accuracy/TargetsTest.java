package io.github.progresstracker.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.benchmarks.accuracy.Target.Range;
import io.github.progresstracker.benchmarks.accuracy.Target.Verdict;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TargetsTest {

  private static final Trace STEADY = Traces.steady("steady", 300);
  private static final Trace SLOWING = Traces.slowingDown("slowing", 200);
  private static final Trace WAITING = Traces.waiting("waiting");

  @Test
  @DisplayName("the limit itself passes; beyond it fails; nothing measured is neither")
  void verdicts() {
    Range gate = Range.atMost(0.95);
    assertThat(target(gate, 0.95).verdict()).isEqualTo(Verdict.PASS);
    assertThat(target(gate, 0.951).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(target(gate, Double.POSITIVE_INFINITY).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(target(gate, Double.NaN).verdict()).isEqualTo(Verdict.NOT_MEASURED);
    assertThat(target(new Range(0.75, 0.9), 0.91).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(target(Range.atLeast(0.55), 0.54).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  @DisplayName("one failing gate is enough; what is not measured does not fail")
  void anyFails() {
    Range gate = Range.atMost(1);
    assertThat(Targets.anyFails(List.of(target(gate, 1), target(gate, 2)))).isTrue();
    assertThat(Targets.anyFails(List.of(target(gate, 1), target(gate, Double.NaN)))).isFalse();
  }

  @Test
  @DisplayName("without waits, or without steady traces, their rows are not measured")
  void notMeasured() {
    List<Target> slowing = targets(SLOWING);
    assertThat(find(slowing, "announced pauses: mean error").verdict())
        .isEqualTo(Verdict.NOT_MEASURED);
    assertThat(find(slowing, "announced pauses: mean jitter").verdict())
        .isEqualTo(Verdict.NOT_MEASURED);
    assertThat(find(slowing, "steady traces").verdict()).isEqualTo(Verdict.NOT_MEASURED);
    assertThat(find(targets(STEADY), "steady traces").verdict()).isNotEqualTo(Verdict.NOT_MEASURED);
  }

  @Test
  @DisplayName("the history row is there only with history")
  void historyRow() {
    assertThat(targets(STEADY)).noneMatch(target -> target.metric().startsWith("history"));

    List<Trace> runs = List.of(Traces.run("a", "k", 1), Traces.run("b", "k", 2));
    Results results = Results.of(runs, Entrant.all(EarlierRuns.of(runs)));
    Target history = find(Targets.of(results), "history of the same job");
    assertThat(history.note()).isEqualTo("1 trace");
    assertThat(history.reached())
        .isEqualTo(
            results.get(Entrant.WITH_HISTORY, runs.get(1)).error()
                / results.get(Entrant.ADAPTIVE, runs.get(1)).error());
  }

  @Test
  @DisplayName("the best peer is looked for in each row, and named")
  void bestPeer() {
    Results results = results(SLOWING, WAITING);
    double best =
        results.peers().stream()
            .mapToDouble(peer -> Statistics.mean(results.errors(peer)))
            .min()
            .orElseThrow();

    Target mean = find(Targets.of(results), "mean error ÷ best peer");

    double ours = Statistics.mean(results.errors(Entrant.ADAPTIVE));
    assertThat(mean.reached()).isCloseTo(ours / best, within(1e-12));
    assertThat(mean.note()).matches(".* ÷ .* \\(.+\\)");
  }

  @Test
  @DisplayName("wins are counted against each peer; a tie is no win")
  void wins() {
    Results results = results(SLOWING, STEADY);

    assertThat(Targets.of(results).stream().filter(t -> t.metric().startsWith("wins against")))
        .hasSameSizeAs(results.peers());
    assertThat(results.wins(Entrant.AVERAGE, Entrant.AVERAGE)).isZero();
    assertThat(
            results.wins(Entrant.AVERAGE, Entrant.ADAPTIVE)
                + results.wins(Entrant.ADAPTIVE, Entrant.AVERAGE))
        .isEqualTo(1);
  }

  @Test
  @DisplayName("the losses are measured against the overall average")
  void losses() {
    Results results = results(SLOWING, STEADY);
    double slowing = excess(results, SLOWING);
    double steady = excess(results, STEADY);

    List<Target> targets = Targets.of(results);
    assertThat(find(targets, "worst loss to linear").reached())
        .isEqualTo(Math.max(slowing, steady));
    assertThat(find(targets, "steady traces").reached()).isEqualTo(steady);
    assertThat(find(targets, "steady traces").note()).isEqualTo("1 trace");
  }

  @Test
  @DisplayName("the constant band is no worse than any band of round constants")
  void constantBand() {
    Results results = results(SLOWING, STEADY, WAITING);
    ConstantBand best = ConstantBand.best(results);

    for (double below : new double[] {0, 0.25, 0.5, 0.75, 0.9, 1}) {
      for (double above : new double[] {1, 1.1, 1.25, 1.5, 2, 3}) {
        assertThat(best.winkler()).isLessThanOrEqualTo(winkler(results, below, above) + 1e-12);
      }
    }
    assertThat(best.winkler())
        .isCloseTo(winkler(results, best.below(), best.above()), within(1e-12));
  }

  private static double winkler(Results results, double below, double above) {
    double sum = 0;
    for (Trace trace : results.traces()) {
      double duration = trace.duration();
      sum +=
          results.get(Entrant.AVERAGE, trace).looks().stream()
              .mapToDouble(
                  look ->
                      Scores.winkler(
                          below * look.remaining(),
                          above * look.remaining(),
                          duration - look.seconds(),
                          duration))
              .average()
              .orElseThrow();
    }
    return sum / results.traces().size();
  }

  private static double excess(Results results, Trace trace) {
    return results.get(Entrant.ADAPTIVE, trace).error()
        - results.get(Entrant.AVERAGE, trace).error();
  }

  private static List<Target> targets(Trace... traces) {
    return Targets.of(results(traces));
  }

  private static Results results(Trace... traces) {
    return Results.of(List.of(traces), Entrant.all(EarlierRuns.none()));
  }

  private static Target find(List<Target> targets, String start) {
    return targets.stream().filter(t -> t.metric().startsWith(start)).findFirst().orElseThrow();
  }

  private static Target target(Range gate, double reached) {
    return new Target("m", gate, gate, reached, "");
  }
}
