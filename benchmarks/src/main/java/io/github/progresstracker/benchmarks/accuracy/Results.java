package io.github.progresstracker.benchmarks.accuracy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What every estimator said in every trace, and how it scored. */
final class Results {

  /**
   * One estimator in one trace.
   *
   * @param trace the run
   * @param entrant who
   * @param looks what was said
   * @param scores how good that was
   */
  record Result(Trace trace, Entrant entrant, List<Look> looks, Scores scores) {

    double error() {
      return scores.error();
    }
  }

  private final List<Trace> traces;
  private final List<Entrant> entrants;
  private final Map<String, Map<String, Result>> byEntrantAndTrace = new LinkedHashMap<>();

  private Results(List<Trace> traces, List<Entrant> entrants) {
    this.traces = List.copyOf(traces);
    this.entrants = List.copyOf(entrants);
  }

  /** Replays every trace to everyone who takes part in it. */
  static Results of(List<Trace> traces, List<Entrant> entrants) {
    Results results = new Results(traces, entrants);
    for (Entrant entrant : entrants) {
      Map<String, Result> byTrace = new LinkedHashMap<>();
      for (Trace trace : traces) {
        entrant
            .maker()
            .apply(trace)
            .ifPresent(c -> byTrace.put(trace.name(), play(trace, entrant, c)));
      }
      results.byEntrantAndTrace.put(entrant.name(), byTrace);
    }
    return results;
  }

  private static Result play(Trace trace, Entrant entrant, Contender contender) {
    List<Look> looks = Replay.play(trace, contender);
    return new Result(trace, entrant, looks, Scores.of(trace.duration(), looks, !entrant.peer()));
  }

  List<Trace> traces() {
    return traces;
  }

  List<String> peers() {
    return entrants.stream().filter(Entrant::peer).map(Entrant::name).toList();
  }

  /** Our estimators that take part in every trace. */
  List<String> ours() {
    return List.of(Entrant.LINEAR, Entrant.EXPONENTIAL, Entrant.ADAPTIVE);
  }

  /** Trace by trace, in each the estimators in their order. */
  List<Result> all() {
    List<Result> all = new ArrayList<>();
    for (Trace trace : traces) {
      for (Entrant entrant : entrants) {
        find(entrant.name(), trace).ifPresent(all::add);
      }
    }
    return all;
  }

  Optional<Result> find(String entrant, Trace trace) {
    return Optional.ofNullable(byEntrantAndTrace.getOrDefault(entrant, Map.of()).get(trace.name()));
  }

  /** The result of one who takes part in every trace. */
  Result get(String entrant, Trace trace) {
    return find(entrant, trace).orElseThrow();
  }

  /** The traces in which an estimator takes part. */
  List<Trace> tracesOf(String entrant) {
    return traces.stream().filter(trace -> find(entrant, trace).isPresent()).toList();
  }

  /** One score of an estimator in the given traces. */
  double[] values(String entrant, List<Trace> in, ToDoubleFunction<Scores> score) {
    return in.stream().mapToDouble(t -> score.applyAsDouble(get(entrant, t).scores())).toArray();
  }

  /** One score of an estimator in all traces. */
  double[] values(String entrant, ToDoubleFunction<Scores> score) {
    return values(entrant, traces, score);
  }

  double[] errors(String entrant) {
    return values(entrant, Scores::error);
  }

  /** The mean over kinds of the mean over the traces of a kind. */
  double kindMean(String entrant, ToDoubleFunction<Scores> score) {
    return Statistics.mean(
        byKind().values().stream()
            .mapToDouble(in -> Statistics.mean(values(entrant, in, score)))
            .toArray());
  }

  Map<String, List<Trace>> byKind() {
    return traces.stream()
        .collect(Collectors.groupingBy(Trace::kind, TreeMap::new, Collectors.toList()));
  }

  /**
   * The traces in which the overall average errs by at least {@code from} and less than {@code to}.
   */
  List<Trace> whereAverageErrs(double from, double to) {
    return traces.stream()
        .filter(t -> get(Entrant.AVERAGE, t).error() >= from)
        .filter(t -> get(Entrant.AVERAGE, t).error() < to)
        .toList();
  }

  /** In what share of the traces the first estimator's error is below the second's. */
  double wins(String entrant, String over) {
    return Statistics.mean(
        traces.stream()
            .mapToDouble(t -> get(entrant, t).error() < get(over, t).error() ? 1 : 0)
            .toArray());
  }
}
