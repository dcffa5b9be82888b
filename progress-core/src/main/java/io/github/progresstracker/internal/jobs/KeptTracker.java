package io.github.progresstracker.internal.jobs;

import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.job.Checkpoint;
import io.github.progresstracker.job.CheckpointStep;
import io.github.progresstracker.job.CheckpointTarget;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.JobTracker;
import io.github.progresstracker.job.PartCount;
import io.github.progresstracker.job.WriterId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tracker of a job that is kept. */
final class KeptTracker extends GatedTracker implements JobTracker {

  private final JobDesk.Entry entry;
  private final PartCounts parts;

  KeptTracker(ProgressTracker tracker, JobDesk.Entry entry, PartCounts parts) {
    super(tracker, tracker, entry.gate());
    this.entry = entry;
    this.parts = parts;
  }

  @Override
  public JobId jobId() {
    return entry.line().job();
  }

  @Override
  public WriterId writerId() {
    return entry.line().writer();
  }

  @Override
  public long epoch() {
    return entry.line().epoch();
  }

  @Override
  public Optional<Checkpoint> resumedFrom() {
    Checkpoint checkpoint = entry.line().checkpoint();
    return checkpoint == null || checkpoint.state().isEmpty()
        ? Optional.empty()
        : Optional.of(checkpoint);
  }

  @Override
  public void checkpoint(CheckpointTarget target, String state, long units) throws Exception {
    updateProgress(target.add(step(state, units)).done());
  }

  @Override
  public void checkpoint(String state, long units) {
    entry.leave(step(state, units));
    advance(units);
  }

  @Override
  public void countPart(String part, long token, long done, @Nullable Long total) {
    parts.leave(new PartCount(jobId(), part, token, done, total));
  }

  private CheckpointStep step(String state, long units) {
    Checkpoint from = entry.line().checkpoint();
    if (from == null) {
      throw new IllegalStateException(
          "job "
              + jobId()
              + " was not resumed and has no checkpoints; begin it with registry.resume(…), also"
              + " the first time");
    }
    return new CheckpointStep(
        jobId(), from.part(), epoch(), state, JobTotals.of(units), entry.takeEstimator());
  }
}
