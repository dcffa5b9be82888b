package io.github.progresstracker.internal;

import io.github.progresstracker.Total;
import io.github.progresstracker.eta.RunHistory;
import io.github.progresstracker.eta.RunSummary;
import io.github.progresstracker.history.StoredRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a store has said about the earlier runs of a tracker and its phases. */
record EarlierRuns(Map<String, List<StoredRun>> byKey) {

  static final EarlierRuns NONE = new EarlierRuns(Map.of());

  private static final int PIECES = RunSummary.CURVE_POINTS - 1;

  boolean isEmpty() {
    return byKey.values().stream().allMatch(List::isEmpty);
  }

  /**
   * The history for a run of so much work.
   *
   * @param offset units that were done before this run; of earlier runs only what came after as
   *     much of their work is looked at
   */
  RunHistory of(String key, String unit, long offset, Total total) {
    RunHistory whole = StoredRun.history(byKey.getOrDefault(key, List.of()), unit);
    if (offset == 0) {
      return whole;
    }
    double share = total.isKnown() ? (double) offset / Math.max(1, total.valueOr(0)) : 1;
    return RunHistory.of(
        whole.runs().stream()
            .filter(run -> share < 1 && passed(run, share) < 1)
            .map(run -> rest(run, share))
            .toList());
  }

  /** What came of a run after a share of its work, as if it had begun there. */
  private static RunSummary rest(RunSummary run, double share) {
    double passed = passed(run, share);
    List<Double> curve = new ArrayList<>();
    double latest = 0;
    for (int j = 0; j < PIECES; j++) {
      double then = passed(run, share + (1 - share) * j / PIECES);
      latest = Math.max(latest, Math.min(1, (then - passed) / (1 - passed)));
      curve.add(latest);
    }
    curve.add(1.0);
    return new RunSummary(
        run.done() * (1 - share),
        Math.max(1, (long) (run.activeNanos() * (1 - passed))),
        run.waits(),
        (long) (run.waitedNanos() * (1 - share)),
        curve);
  }

  /** The share of its time that a run had behind it at a share of its work. */
  private static double passed(RunSummary run, double share) {
    double at = share * PIECES;
    int j = (int) Math.min(PIECES - 1.0, at);
    double from = run.curve().get(j);
    return from + (at - j) * (run.curve().get(j + 1) - from);
  }
}
