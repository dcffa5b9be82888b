package io.github.progresstracker.web.internal;

import io.github.progresstracker.job.HistoryPoint;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobReader;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.RunAnalytics;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.UserJobs;
import io.github.progresstracker.job.WorkerStatus;
import io.github.progresstracker.web.ApiProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs of a store, whoever runs them. A store that does not answer is told as 503, and once in
 * the log.
 */
final class KeptJobs {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker");

  private final @Nullable JobStore store;
  private final JobReader reader;
  private volatile boolean answers = true;

  KeptJobs(@Nullable JobStore store, JobReader reader) {
    this.store = store;
    this.reader = reader;
  }

  /** Asks the store for something. */
  private interface Question<R> {
    R ask() throws Exception;
  }

  private <R> R answered(Question<R> question) {
    try {
      R answer = question.ask();
      if (!answers) {
        answers = true;
        LOG.info("the store of jobs answers again");
      }
      return answer;
    } catch (IllegalArgumentException | ApiProblem e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw away();
    } catch (Exception e) {
      if (answers) {
        answers = false;
        LOG.warn(
            "the store of jobs does not answer, kept jobs are not shown until it does: {}",
            e.toString());
      }
      throw away();
    }
  }

  private static ApiProblem away() {
    return new ApiProblem(
        503, "the store of jobs does not answer", List.of(), Map.of("Retry-After", "5"));
  }

  /** Gives the store something. */
  interface Gift {
    void give() throws Exception;
  }

  void take(Gift gift) {
    boolean unused =
        answered(
            () -> {
              gift.give();
              return true;
            });
  }

  boolean isControllable() {
    return store != null;
  }

  /** The newest jobs of a user, or of all. */
  List<JobState> latest(@Nullable Long userId, int limit) {
    return answered(() -> reader.latest(userId, limit));
  }

  /** A job; empty also for a text that can be no job's id. */
  Optional<JobState> find(String jobId) {
    Optional<JobId> id = id(jobId);
    return id.isEmpty() ? Optional.empty() : answered(() -> reader.job(id.get()));
  }

  /** A job as it stands now, and not some seconds ago. */
  Optional<JobState> now(String jobId) {
    Optional<JobId> id = id(jobId);
    if (id.isEmpty()) {
      return Optional.empty();
    }
    JobStore asked = store;
    return answered(() -> asked == null ? reader.job(id.get()) : asked.find(id.get()));
  }

  private static Optional<JobId> id(String jobId) {
    try {
      return Optional.of(JobId.of(jobId));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  JobView view(JobState job) {
    return KeptView.of(job, isControllable());
  }

  /** Points of a graph, not many more than asked for; spans are whole minutes. */
  List<HistoryPoint> history(String jobId, Duration window, int points) {
    long minutes = Math.max(1, (window.toMinutes() + points - 1) / points);
    return answered(() -> reader.history(JobId.of(jobId), window, Duration.ofMinutes(minutes)));
  }

  /** What happened before a time and before an entry, newest first. */
  List<TimelineEntry> timeline(String jobId, long beforeId, Instant time, int limit) {
    List<TimelineEntry> entries = new ArrayList<>();
    List<TimelineEntry> page;
    long before = beforeId;
    do {
      page = timeline(jobId, before, limit);
      page.stream().filter(entry -> entry.at().isBefore(time)).forEach(entries::add);
      before = page.isEmpty() ? before : page.get(page.size() - 1).id();
    } while (entries.size() < limit && page.size() == limit);
    return entries.subList(0, Math.min(limit, entries.size()));
  }

  List<TimelineEntry> timeline(String jobId, long beforeId, int limit) {
    return answered(() -> reader.timeline(JobId.of(jobId), beforeId, limit));
  }

  WorkerStatus worker(@Nullable Long userId) {
    return answered(() -> reader.worker(userId));
  }

  List<RunAnalytics> analytics(@Nullable Long userId, Duration window) {
    return answered(() -> reader.analytics(userId, window));
  }

  List<UserJobs> users() {
    return answered(reader::users);
  }

  void refresh() {
    reader.refresh();
  }

  /** Asks a job to do something; false if there is no such job. */
  boolean request(String jobId, JobControl control, String reason) {
    JobStore asked = store;
    Optional<JobId> id = id(jobId);
    if (asked == null || id.isEmpty()) {
      return false;
    }
    return answered(() -> asked.request(id.get(), control, reason)).isPresent();
  }
}
