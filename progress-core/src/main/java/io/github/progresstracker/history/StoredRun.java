package io.github.progresstracker.history;

import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.RunHistory;
import io.github.progresstracker.eta.RunSummary;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One completed run of a job as it is kept. Immutable.
 *
 * @param run how long it took, for how much work, and how the time was spread
 * @param unit what was counted; runs counted in another unit teach nothing about this one
 * @param accuracy how good the ETA of the run was, or null if it was too short to judge, or is a
 *     part or a phase of a job
 * @param finishedAt when it was completed
 * @see RunHistoryStore
 */
public record StoredRun(
    RunSummary run, String unit, @Nullable EtaAccuracy accuracy, Instant finishedAt) {

  /**
   * The unit of a job with declared phases as a whole: such a run has done 1 plan. Its phases are
   * kept under keys of their own, in units of their own.
   */
  public static final String PLAN = "plan";

  /**
   * Checks that what must be there is there.
   *
   * @param run how long it took
   * @param unit what was counted
   * @param accuracy how good its ETA was, or null
   * @param finishedAt when it was completed
   */
  public StoredRun {
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(finishedAt, "finishedAt");
  }

  /**
   * What an estimator wants to know of stored runs.
   *
   * @param runs runs of one key, oldest first
   * @param unit what is counted now
   * @return those of them that were counted in that unit
   */
  public static RunHistory history(List<StoredRun> runs, String unit) {
    return RunHistory.of(
        runs.stream().filter(stored -> stored.unit().equals(unit)).map(StoredRun::run).toList());
  }
}
