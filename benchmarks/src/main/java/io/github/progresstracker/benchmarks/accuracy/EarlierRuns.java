package io.github.progresstracker.benchmarks.accuracy;

import io.github.progresstracker.benchmarks.accuracy.Trace.Run;
import io.github.progresstracker.benchmarks.accuracy.Trace.Step;
import io.github.progresstracker.eta.EtaEstimator;
import io.github.progresstracker.eta.RunHistory;
import io.github.progresstracker.eta.RunSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What earlier runs of the same job teach a later one: runs with the same key and a smaller number,
 * and nothing else. What an earlier run teaches is what an estimator says of it that saw all of it.
 */
final class EarlierRuns {

  private final Map<String, List<Trace>> runsByKey = new HashMap<>();
  private final Map<String, Optional<RunSummary>> lessonsByName = new HashMap<>();

  private EarlierRuns() {}

  static EarlierRuns none() {
    return new EarlierRuns();
  }

  static EarlierRuns of(List<Trace> traces) {
    EarlierRuns earlier = new EarlierRuns();
    for (Trace trace : traces) {
      Run run = trace.run();
      if (run != null) {
        earlier.runsByKey.computeIfAbsent(run.key(), key -> new ArrayList<>()).add(trace);
      }
    }
    return earlier;
  }

  /** The adaptive estimator with the history of this run; empty if there was no earlier run. */
  Optional<EtaEstimator> estimator(Trace trace) {
    List<Trace> earlier = before(trace);
    return earlier.isEmpty()
        ? Optional.empty()
        : Optional.of(EtaEstimator.adaptive(history(earlier)));
  }

  /** Earlier runs of the same job, oldest first. */
  List<Trace> before(Trace trace) {
    Run run = trace.run();
    if (run == null) {
      return List.of();
    }
    return runsByKey.getOrDefault(run.key(), List.of()).stream()
        .filter(other -> number(other) < run.number())
        .sorted(Comparator.comparingInt(EarlierRuns::number))
        .toList();
  }

  private RunHistory history(List<Trace> earlier) {
    List<RunSummary> summaries = new ArrayList<>();
    for (Trace trace : earlier) {
      lessonsByName.computeIfAbsent(trace.name(), name -> lesson(trace)).ifPresent(summaries::add);
    }
    return RunHistory.of(summaries);
  }

  private static Optional<RunSummary> lesson(Trace trace) {
    EtaEstimator estimator = EtaEstimator.adaptive();
    for (Step step : trace.steps()) {
      estimator.observe(Math.round(step.seconds() * 1e9), step.done(), trace.total());
    }
    return estimator.summary();
  }

  private static int number(Trace trace) {
    Run run = trace.run();
    return run == null ? 0 : run.number();
  }
}
