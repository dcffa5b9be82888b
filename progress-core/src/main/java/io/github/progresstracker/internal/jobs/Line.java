package io.github.progresstracker.internal.jobs;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.job.Checkpoint;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobInfo;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.Lease;
import io.github.progresstracker.job.WriterId;
import java.util.UUID;
import java.util.regex.Pattern;
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

  private static final Pattern STARTED =
      Pattern.compile(".*/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /** The writer of a job that is started, which is nobody else and never comes again. */
  static WriterId startedBy(WriterId host) {
    return WriterId.of(host.value() + "/" + UUID.randomUUID());
  }

  /** Whether a writer is one of {@link #startedBy}. */
  static boolean isStarted(WriterId writer) {
    return STARTED.matcher(writer.value()).matches();
  }

  /** The line of a job of a process that has ended, as far as an event of it tells. */
  static Line late(ProgressEvent event, WriterId writer, long epoch, @Nullable JobInfo known) {
    ProgressSnapshot job = event.job();
    String id = event.header().jobId();
    return new Line(
        id,
        JobId.of(id),
        writer,
        epoch,
        job.offset() == 0 ? null : JobTotals.of(job.offset()),
        job.offset(),
        known == null ? new JobInfo(job.name(), null, job.labels(), job.unit()) : known,
        null,
        null);
  }

  /** In the id of a tracker, between the job and the part of it that it is. */
  static final char MARK = '#';

  static String localId(JobId job, String part) {
    return job.value() + MARK + part;
  }

  static JobInfo info(TrackerSpec spec) {
    return new JobInfo(spec.name(), spec.key(), spec.labels(), spec.unit());
  }
}
