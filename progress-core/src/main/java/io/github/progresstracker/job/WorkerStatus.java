package io.github.progresstracker.job;

import java.time.Duration;
import java.time.Instant;
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
 * @param errorsThisRun pieces of work that went wrong in this run
 * @param startedAt when this run began, or null if there is none
 * @param etaSeconds expected seconds to its end, or null if unknown
 * @param lastRun when the last run ended, or null if none has
 * @param nextRun when the next run is due, or null if nobody planned one
 * @param interval from run to run, or null if nobody said
 * @param runsToday runs that have ended since 00:00 UTC
 * @param errorsToday errors in the audit log since 00:00 UTC
 * @param asOf when this was read
 */
public record WorkerStatus(
    WorkerState state,
    @Nullable String jobId,
    @Nullable String currentPart,
    @Nullable Long partsDone,
    @Nullable Long partsTotal,
    long doneThisRun,
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
   * Whether a run is going on and somebody is alive in it.
   *
   * @return true for running, waiting, stalled and paused
   */
  public boolean isCollecting() {
    return state != WorkerState.IDLE && state != WorkerState.LOST;
  }
}
