package io.github.progresstracker.internal.jobs;

import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.job.Checkpoint;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobInfo;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.Lease;
import io.github.progresstracker.job.WriterId;
import org.jspecify.annotations.Nullable;

/**
 * What connects a tracker with a job that is kept.
 *
 * @param localId the tracker's id in this registry
 * @param job the job's id for all
 * @param writer whose part of it the tracker is
 * @param epoch which life of the writer
 * @param base what the part begins with, or null
 * @param offset what the tracker counts from
 * @param info what the job is
 * @param lease of a job that was resumed, or null
 * @param checkpoint at which it was resumed, or null
 */
public record Line(
    String localId,
    JobId job,
    WriterId writer,
    long epoch,
    @Nullable JobTotals base,
    long offset,
    JobInfo info,
    @Nullable Lease lease,
    @Nullable Checkpoint checkpoint) {

  /** In the id of a tracker, between the job and the part of it that it is. */
  static final char MARK = '#';

  static String localId(JobId job, String part) {
    return job.value() + MARK + part;
  }

  static JobInfo info(TrackerSpec spec) {
    return new JobInfo(spec.name(), spec.key(), spec.labels());
  }
}
