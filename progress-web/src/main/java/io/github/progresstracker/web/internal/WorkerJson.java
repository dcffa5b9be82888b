package io.github.progresstracker.web.internal;

import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Step;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.job.WorkerState;
import io.github.progresstracker.job.WorkerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the worker is at, as the store knows it, or else as far as the jobs of this process say. */
final class WorkerJson {

  private WorkerJson() {}

  static byte[] of(WorkerStatus worker) {
    Duration interval = worker.interval();
    return Json.object(
        json ->
            json.flag("currentlyCollecting", worker.isCollecting())
                .text("state", worker.state().name())
                .text("jobId", worker.jobId())
                .text("currentChannel", worker.currentPart())
                .number("channelsProcessed", worker.partsDone())
                .number("channelsTotal", worker.partsTotal())
                .number("messagesCollectedCurrentRun", worker.doneThisRun())
                .text("unit", worker.unit())
                .number("errorsCurrentRun", worker.errorsThisRun())
                .time("collectionStartTime", worker.startedAt())
                .real("estimatedTimeRemaining", worker.etaSeconds())
                .time("lastRun", worker.lastRun())
                .time("nextRun", worker.nextRun())
                .number("intervalSeconds", interval == null ? null : interval.toSeconds())
                .number("runsToday", worker.runsToday())
                .number("errorsToday", worker.errorsToday()));
  }

  /**
   * Of the jobs of this process, of which nobody knows what ran before or will run next. It is at
   * the first that runs, and not at one that waits or is paused unless none does.
   */
  static byte[] of(List<JobView> jobs) {
    Optional<ProgressSnapshot> current =
        jobs.stream()
            .map(JobView::snapshot)
            .filter(job -> !job.state().isFinal())
            .min(Comparator.comparing(WorkerJson::state));
    Instant lastRun =
        jobs.stream()
            .map(JobView::snapshot)
            .filter(job -> job.state().isFinal())
            .map(ProgressSnapshot::at)
            .max(Instant::compareTo)
            .orElse(null);
    return of(current.orElse(null), lastRun);
  }

  private static byte[] of(@Nullable ProgressSnapshot job, @Nullable Instant lastRun) {
    Place part = place(job);
    Duration remaining = job == null ? null : job.eta().remaining();
    return Json.object(
        json ->
            json.flag("currentlyCollecting", job != null)
                .text("state", state(job).name())
                .text("jobId", job == null ? null : job.id())
                .text("currentChannel", part.name())
                .number("channelsProcessed", part.done())
                .number("channelsTotal", part.total())
                .number(
                    "messagesCollectedCurrentRun", job == null ? null : job.done() - job.offset())
                .text("unit", job == null ? null : job.unit())
                .number("errorsCurrentRun", job == null ? null : job.outcomes().failed())
                .time("collectionStartTime", job == null ? null : job.startedAt())
                .real(
                    "estimatedTimeRemaining", remaining == null ? null : remaining.toMillis() / 1e3)
                .time("lastRun", lastRun)
                .time("nextRun", null)
                .number("intervalSeconds", null)
                .number("runsToday", null)
                .number("errorsToday", null));
  }

  private static WorkerState state(@Nullable ProgressSnapshot job) {
    if (job == null) {
      return WorkerState.IDLE;
    }
    return job.state() == TrackerState.PAUSED
        ? WorkerState.PAUSED
        : job.state() == TrackerState.WAITING ? WorkerState.WAITING : WorkerState.RUNNING;
  }

  /** Where a job is among its parts. */
  private record Place(@Nullable String name, @Nullable Long done, @Nullable Long total) {}

  /** What the job said, or else what the first of its live parts says. */
  private static Place place(@Nullable ProgressSnapshot job) {
    if (job == null) {
      return new Place(null, null, null);
    }
    ActivitySnapshot.Part part = job.activity().part();
    if (part != null) {
      return new Place(part.name(), part.done(), part.total());
    }
    return job.children().stream()
        .filter(child -> !child.state().isFinal())
        .findFirst()
        .map(WorkerJson::placeOf)
        .orElseGet(() -> new Place(null, null, null));
  }

  private static Place placeOf(ProgressSnapshot part) {
    Step step = part.step();
    return step == null
        ? new Place(part.name(), null, null)
        : new Place(part.name(), step.number() - 1, step.count());
  }
}
