package io.github.progresstracker.examples;

import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStatus;
import io.github.progresstracker.job.ReportedStatus;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.WorkerState;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.job.WriterState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * That nobody works on a job because all who could hold on. What it did before says nothing of when
 * it will be done.
 *
 * @param since when the last of them began to; null if the timeline has that no more
 */
record Pause(@Nullable Instant since) {

  /** The words with which a writer tells that it holds on. */
  private static final Set<Object> WORDS =
      Set.of(
          ReportedStatus.PAUSED.word(),
          ReportedStatus.CREDENTIAL_EXPIRY.word(),
          ReportedStatus.CREDENTIAL_RENEWAL.word());

  static boolean isPaused(JobState job) {
    return job.workerState(JobState.STALLED_AFTER) == WorkerState.PAUSED;
  }

  /** Reads it from the entries of the job's timeline, newest first. */
  static Pause of(JobState job, List<TimelineEntry> newest) {
    Set<WriterId> paused =
        job.writers().stream()
            .filter(writer -> writer.status() == JobStatus.PAUSED)
            .map(WriterState::writer)
            .collect(Collectors.toSet());
    return new Pause(
        paused.stream()
            .map(writer -> since(writer, newest))
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .orElse(null));
  }

  /** The oldest of its words that say so, with no other after it. */
  private static @Nullable Instant since(WriterId writer, List<TimelineEntry> newest) {
    return newest.stream()
        .filter(entry -> entry.writer().equals(writer) && entry.details().containsKey("status"))
        .takeWhile(entry -> WORDS.contains(entry.details().get("status")))
        .reduce((newer, older) -> older)
        .map(TimelineEntry::at)
        .orElse(null);
  }
}
