package io.github.progresstracker.analysis;

import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.alert.AlertSeverity;
import io.github.progresstracker.eta.RunSummary;
import io.github.progresstracker.history.StoredRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A run beside the earlier runs of the same job. Immutable.
 *
 * <pre>{@code
 * RunHistoryStore history = RunHistoryStore.directory(Path.of("runs"));
 * Optional<RunComparison> comparison =
 *     RunComparison.of(history.load("nightly-import:catalog-7"));
 * comparison.ifPresent(runs -> runs.insights().forEach(insight -> log.info(insight.message())));
 * }</pre>
 *
 * <p>Each number stands beside the median of the earlier runs, because one run that went wrong
 * moves a mean and hardly a median. Earlier runs that were counted in another unit are left out.
 *
 * @param unit what was counted
 * @param earlierRuns how many runs it is compared with, {@code >= 0}
 * @param durationSeconds how long it took, announced waits included and pauses left out
 * @param unitsPerSecond units per second of active time
 * @param waitedSeconds time in announced waits
 * @param etaError mean error of the ETA by the duration of the run; null if the run was not judged
 * @param durationTrendPercent by how many percent of their median the durations grow from run to
 *     run, this one included; negative if they fall. The median of the slopes of all pairs of runs
 *     (Theil 1950, Sen 1968), which up to 29 % of runs that went wrong do not move far; null with
 *     fewer than {@value #FEWEST_FOR_A_TREND} runs
 */
public record RunComparison(
    String unit,
    int earlierRuns,
    Measure durationSeconds,
    Measure unitsPerSecond,
    Measure waitedSeconds,
    @Nullable Measure etaError,
    @Nullable Double durationTrendPercent) {

  /** How many runs a trend takes. */
  public static final int FEWEST_FOR_A_TREND = 4;

  /** How far from the median a run must be for a word about it: a quarter more, or less. */
  public static final double NOTABLE_CHANGE = 1.25;

  /** Percent per run from which on growing durations are worth a word. */
  public static final double NOTABLE_GROWTH_PERCENT = 5;

  private static final double NANOS = 1e9;

  /**
   * Compares the newest of some runs with all others.
   *
   * @param runs runs of one key, oldest first, as a {@link
   *     io.github.progresstracker.history.RunHistoryStore} gives them
   * @return the comparison; empty if there is no run
   */
  public static Optional<RunComparison> of(List<StoredRun> runs) {
    return runs.isEmpty()
        ? Optional.empty()
        : Optional.of(of(runs.get(runs.size() - 1), runs.subList(0, runs.size() - 1)));
  }

  /**
   * Compares a run with others.
   *
   * @param run the run
   * @param earlier runs of the same key, oldest first
   * @return the comparison
   */
  public static RunComparison of(StoredRun run, List<StoredRun> earlier) {
    List<StoredRun> like = earlier.stream().filter(r -> r.unit().equals(run.unit())).toList();
    return new RunComparison(
        run.unit(),
        like.size(),
        measure(run, like, RunComparison::seconds),
        measure(run, like, RunComparison::perSecond),
        measure(run, like, stored -> stored.run().waitedNanos() / NANOS),
        run.accuracy() == null ? null : measure(run, like, RunComparison::etaError),
        trend(run, like));
  }

  private static Measure measure(
      StoredRun run, List<StoredRun> earlier, ToDoubleFunction<StoredRun> of) {
    double[] others =
        earlier.stream().mapToDouble(of).filter(value -> !Double.isNaN(value)).toArray();
    return new Measure(of.applyAsDouble(run), others.length == 0 ? null : median(others));
  }

  private static double seconds(StoredRun stored) {
    return ((double) stored.run().activeNanos() + stored.run().waitedNanos()) / NANOS;
  }

  private static double perSecond(StoredRun stored) {
    RunSummary run = stored.run();
    return Math.min(Double.MAX_VALUE, run.done() / run.activeNanos() * NANOS);
  }

  /** NaN if it was not judged. */
  private static double etaError(StoredRun stored) {
    return stored.accuracy() == null ? Double.NaN : stored.accuracy().error();
  }

  private static @Nullable Double trend(StoredRun run, List<StoredRun> earlier) {
    List<StoredRun> all = new ArrayList<>(earlier);
    all.add(run);
    if (all.size() < FEWEST_FOR_A_TREND) {
      return null;
    }
    double[] seconds = all.stream().mapToDouble(RunComparison::seconds).toArray();
    double[] slopes = new double[seconds.length * (seconds.length - 1) / 2];
    int pairs = 0;
    for (int i = 0; i < seconds.length; i++) {
      for (int j = i + 1; j < seconds.length; j++) {
        slopes[pairs++] = (seconds[j] - seconds[i]) / (j - i);
      }
    }
    return 100 * median(slopes) / median(seconds);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /**
   * What is worth knowing about it.
   *
   * @return the findings, the most severe first; empty if the run was like the others, or the first
   */
  public List<Insight> insights() {
    List<Insight> found = new ArrayList<>();
    duration(found);
    throughput(found);
    if (durationTrendPercent != null && durationTrendPercent >= NOTABLE_GROWTH_PERCENT) {
      found.add(
          new Insight(
              Insight.Code.GROWING_DURATION,
              AlertSeverity.WARNING,
              "From run to run it takes " + Math.round(durationTrendPercent) + " % longer"));
    }
    return ProgressInsights.bySeverity(found);
  }

  private void duration(List<Insight> found) {
    Double median = durationSeconds.median();
    Double ratio = durationSeconds.ratio();
    if (median == null || ratio == null || isAlike(ratio)) {
      return;
    }
    boolean longer = ratio > 1;
    found.add(
        new Insight(
            longer ? Insight.Code.LONGER_THAN_BEFORE : Insight.Code.SHORTER_THAN_BEFORE,
            longer ? AlertSeverity.WARNING : AlertSeverity.INFO,
            "The run took "
                + text(durationSeconds.value())
                + ", "
                + factor(ratio, "as long as")
                + " the median of "
                + earlier()
                + ", "
                + text(median)));
  }

  private void throughput(List<Insight> found) {
    Double median = unitsPerSecond.median();
    Double ratio = unitsPerSecond.ratio();
    if (median == null || ratio == null || isAlike(ratio)) {
      return;
    }
    boolean slower = ratio < 1;
    found.add(
        new Insight(
            slower ? Insight.Code.SLOWER_THAN_BEFORE : Insight.Code.FASTER_THAN_BEFORE,
            slower ? AlertSeverity.WARNING : AlertSeverity.INFO,
            "The run did "
                + ProgressFormat.rate(unitsPerSecond.value(), unit())
                + ", "
                + factor(ratio, "as much as")
                + " the median of "
                + earlier()
                + ", "
                + ProgressFormat.rate(median, unit())));
  }

  private static boolean isAlike(double ratio) {
    return ratio < NOTABLE_CHANGE && ratio > 1 / NOTABLE_CHANGE;
  }

  /** Twice as long as, 1.4 times as long as, 60 % as long as. */
  private static String factor(double ratio, String than) {
    return (ratio >= 1 ? ProgressInsights.times(ratio) : ProgressInsights.share(ratio))
        + " "
        + than;
  }

  private String earlier() {
    return earlierRuns == 1 ? "the one earlier run" : earlierRuns + " earlier runs";
  }

  private static String text(double seconds) {
    return ProgressFormat.duration(Duration.ofMillis(Math.round(seconds * 1e3)));
  }

  /**
   * A number of a run beside that of the earlier ones.
   *
   * @param value of the run, finite and {@code >= 0}
   * @param median of the earlier runs, finite and {@code >= 0}; null if there are none
   */
  public record Measure(double value, @Nullable Double median) {
    /**
     * How much more or less it was.
     *
     * @return the value by the median, 1 for alike; null if there is no median or it is zero
     */
    public @Nullable Double ratio() {
      return median == null || median == 0 ? null : (Double) (value / median);
    }
  }
}
