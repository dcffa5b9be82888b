package io.github.progresstracker.benchmarks.accuracy;

import io.github.progresstracker.benchmarks.accuracy.Target.Range;
import io.github.progresstracker.benchmarks.accuracy.Target.Verdict;
import io.github.progresstracker.benchmarks.accuracy.TraceFolder.LeftOut;
import java.util.List;

/** The results for people. */
final class MarkdownReport {

  static final String ERROR_CHART = "error.svg";

  private static final String DEFINITIONS =
      """
      ## What the numbers mean

      Every estimator is asked 200 times, evenly between 5 % and 95 % of a run's duration, and knows only
      what had happened by then. No estimate counts as zero remaining. Averages are over traces, so a job
      of ten seconds counts as much as one of an hour; *over kinds* averages the traces of one kind first.

      - **error**: mean distance between predicted and true remaining time, as a share of the run's
        duration; at most 2 a look.
      - **ratio**: median of how many times too long or too short the prediction was; both sides are at
        least 0.5 % of the duration.
      - **late error**: the error over the looks in the second half of the run.
      - **jitter**: how far the predicted finish wandered, all moves added up, in durations of the run; a
        prediction counts as at most three durations.
      - **coverage**, **width**: how often the truth lay in the 80 % interval (0.80 is right, more is too
        cautious); its mean width as a share of the duration.
      - **Winkler**: width plus ten times the distance of the truth from an interval that missed it, as a
        share of the duration, at most 10 a look: good intervals are narrow and right.
      - **wins**: share of the traces in which the adaptive estimator's error is lower than this one's.
      - **p90**: nine in ten traces are better than this.

      `linear`, `exponential` and `adaptive` are ours. `adaptive+pauses` was told of the announced waits
      and gets active time; `adaptive+history` knows the earlier runs of the same job. `me.tongfei` is that
      library's own code with the replay's clock; the other peers are written anew from the formulas in
      their sources: `average` (elapsed ÷ done × left: mpb's AverageETA, wget, curl), tqdm, rich,
      indicatif, alive-progress, mpb's EwmaETA, schollz/progressbar, and a window of five seconds as in
      rsync. Their rounding for display is left out, to their advantage.

      """;

  private final Results results;
  private final StringBuilder text = new StringBuilder();

  private MarkdownReport(Results results) {
    this.results = results;
  }

  static String of(
      Results results, List<Target> targets, List<Trace> charts, List<LeftOut> leftOut) {
    MarkdownReport report = new MarkdownReport(results);
    report.addTargets(targets);
    report.text.append(new ScoreTables(results)).append(new SpecialTables(results));
    report.addCharts(charts);
    report.addLeftOut(leftOut);
    report.text.append(DEFINITIONS.stripTrailing()).append('\n');
    return report.text.toString();
  }

  static String chart(Trace trace) {
    return "finish-" + trace.name() + ".svg";
  }

  /** One target as a line of plain text. */
  static String line(Target target) {
    String reached = Text.number(target.reached());
    return verdict(target)
        + "  "
        + target.metric()
        + ": "
        + reached
        + " (gate "
        + range(target.gate())
        + ")";
  }

  private void addTargets(List<Target> targets) {
    text.append("# How near the estimates come\n\n");
    text.append("Recorded runs: " + results.traces().size());
    text.append("; kinds of job: " + results.byKind().size() + ".\n\n## Targets\n\n");
    Table table = Table.of(List.of("adaptive", "gate", "stretch", "reached", "", "from"));
    targets.forEach(target -> table.row(cells(target)));
    text.append(table).append("Bold: the stretch goal is reached.\n\n");
  }

  private static List<String> cells(Target target) {
    String reached = Text.number(target.reached());
    return List.of(
        target.metric(),
        range(target.gate()),
        range(target.stretch()),
        target.reachesStretch() ? "**" + reached + "**" : reached,
        verdict(target),
        target.note());
  }

  private static String verdict(Target target) {
    return target.verdict() == Verdict.NOT_MEASURED ? "not measured" : target.verdict().name();
  }

  private static String range(Range range) {
    if (range.low() == Double.NEGATIVE_INFINITY) {
      return "≤ " + Text.number(range.high());
    }
    return range.high() == Double.POSITIVE_INFINITY
        ? "≥ " + Text.fixed(range.low(), 2)
        : Text.fixed(range.low(), 2) + "–" + Text.fixed(range.high(), 2);
  }

  private void addCharts(List<Trace> charts) {
    text.append("## Predicted finish, from the best trace to the worst\n\n");
    for (Trace trace : charts) {
      String name = trace.name();
      text.append("![Predicted finish of " + name + "](<" + chart(trace) + ">)\n\n");
    }
  }

  private void addLeftOut(List<LeftOut> leftOut) {
    text.append("## Files left out\n\n");
    if (leftOut.isEmpty()) {
      text.append("None.\n\n");
      return;
    }
    leftOut.forEach(file -> text.append("- `" + file.file() + "`: " + file.reason() + "\n"));
    text.append('\n');
  }
}
