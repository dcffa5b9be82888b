package io.github.progresstracker.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the worker of a user, or of all users, is at. Times are the database's.
 *
 * @param state running only while somebody alive gets something done
 * @param jobId the job it is about: one that is alive, or else the newest; null if there is none
 * @param currentPart the part being worked on, such as the name of a channel, or null
 * @param partsDone parts done in this run, or null if nobody counts them
 * @param partsTotal parts of this run, or null
 * @param doneThisRun units done in this run
 * @param unit what they are, such as {@code messages}, or null if nobody said
 * @param errorsThisRun pieces of work that went wrong in this run
 * @param startedAt when this run began, or null if there is none
 * @param etaSeconds expected seconds to its end, or null if unknown
 * @param lastRun when the last run ended, or null if none has
 * @param nextRun when the next run is due, or null if nobody planned one
 * @param interval from run to run, or null if nobody said
 * @param runsToday runs that have ended since 00:00 UTC
 * @param errorsToday errors in the audit log since 00:00 UTC
 * @param asOf when this was read
 * @see JobReader
 */
public record WorkerStatus(
    WorkerState state,
    @Nullable String jobId,
    @Nullable String currentPart,
    @Nullable Long partsDone,
    @Nullable Long partsTotal,
    long doneThisRun,
    @Nullable String unit,
    long errorsThisRun,
    @Nullable Instant startedAt,
    @Nullable Double etaSeconds,
    @Nullable Instant lastRun,
    @Nullable Instant nextRun,
    @Nullable Duration interval,
    long runsToday,
    long errorsToday,
    Instant asOf) {

  /**
   * What the worker is at, going by the job it is about.
   *
   * @param job one that is alive, or else the newest; null if there is none
   * @param lastRun when the last run ended, or null
   * @param nextRun when the next run is due, or null
   * @param interval from run to run, or null
   * @param runsToday runs that have ended since 00:00 UTC
   * @param errorsToday errors since 00:00 UTC
   * @param asOf when this was read
   * @return the status; idle if there is no job or it has ended
   */
  public static WorkerStatus of(
      @Nullable JobState job,
      @Nullable Instant lastRun,
      @Nullable Instant nextRun,
      @Nullable Duration interval,
      long runsToday,
      long errorsToday,
      Instant asOf) {
    WorkerState state = job == null ? WorkerState.IDLE : job.workerState(JobState.STALLED_AFTER);
    List<WriterState> writers = job == null ? List.of() : job.present();
    JobTotals run = writers.stream().map(WriterState::own).reduce(JobTotals.NONE, JobTotals::plus);
    return new WorkerStatus(
        state,
        job == null ? null : job.job().value(),
        job == null || state == WorkerState.IDLE ? null : job.newest(JobFacts::part),
        sum(writers, JobFacts::partsDone),
        sum(writers, JobFacts::partsTotal),
        run.done(),
        job == null || job.info() == null ? null : job.info().unit(),
        run.failed(),
        writers.stream()
            .map(WriterState::epochStartedAt)
            .min(Comparator.naturalOrder())
            .orElse(null),
        job == null ? null : job.etaSeconds(),
        lastRun,
        nextRun,
        interval,
        runsToday,
        errorsToday,
        asOf);
  }

  /** Of writers that share a job each has parts of its own. */
  private static @Nullable Long sum(
      List<WriterState> writers, Function<JobFacts, @Nullable Long> count) {
    return writers.stream()
        .map(writer -> count.apply(writer.facts()))
        .filter(Objects::nonNull)
        .reduce(Long::sum)
        .orElse(null);
  }

  /**
   * Whether a run is going on and somebody is alive in it.
   *
   * @return true for running, waiting, stalled and paused
   */
  public boolean isCollecting() {
    return state != WorkerState.IDLE && state != WorkerState.LOST;
  }
}
