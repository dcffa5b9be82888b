package io.github.progresstracker.job;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one writer of a job. Times are the store's. Immutable.
 *
 * @param writer who it is
 * @param epoch which life of it
 * @param sequence the last report that counted
 * @param status where it stands
 * @param credential what it said of its access last, or null
 * @param own counted in this epoch
 * @param base what counts besides: earlier epochs, or what the epoch began with, and deltas
 * @param processed units done, base included, and never less than it was before
 * @param facts what it said besides
 * @param error what went wrong last, or null
 * @param active how long this epoch was at work, neither waiting nor paused, as its {@linkplain
 *     RunFigures#active last report} told; or null
 * @param startedAt when its first report came
 * @param epochStartedAt when the first report of this epoch came
 * @param updatedAt when its last report came
 * @param advancedAt when {@code processed} rose last
 * @param aliveUntil until when it is taken for alive without another report
 * @param finishedAt when it completed or failed, or null
 * @see JobState
 */
public record WriterState(
    WriterId writer,
    long epoch,
    long sequence,
    JobStatus status,
    @Nullable Credential credential,
    JobTotals own,
    JobTotals base,
    long processed,
    JobFacts facts,
    @Nullable String error,
    @Nullable Duration active,
    Instant startedAt,
    Instant epochStartedAt,
    Instant updatedAt,
    Instant advancedAt,
    Instant aliveUntil,
    @Nullable Instant finishedAt) {

  /**
   * What this writer adds to the job.
   *
   * @return its counts, base included
   */
  public JobTotals totals() {
    JobTotals all = base.plus(own);
    return new JobTotals(processed, all.failed(), all.itemsByType());
  }

  /**
   * Whether the writer is at work as far as anybody can know.
   *
   * @param now the store's time
   * @return false if it has completed or failed, or has not been heard of for too long
   */
  public boolean isAlive(Instant now) {
    return !status.isFinal() && now.isBefore(aliveUntil);
  }

  /** The same, heard of now. */
  WriterState aliveUntil(Instant until) {
    return new WriterState(
        writer,
        epoch,
        sequence,
        status,
        credential,
        own,
        base,
        processed,
        facts,
        error,
        active,
        startedAt,
        epochStartedAt,
        updatedAt,
        advancedAt,
        until,
        finishedAt);
  }
}
