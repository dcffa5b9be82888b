package io.github.progresstracker.benchmarks.web;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.job.HistoryPoint;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobReader;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.RunAnalytics;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.UserJobs;
import io.github.progresstracker.job.WorkerStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store in memory, of which nobody asks anything but single jobs. */
final class MemoryReader implements JobReader {

  private final JobStore store = JobStore.inMemory(ProgressClock.system());

  JobStore store() {
    return store;
  }

  @Override
  public Optional<JobState> job(JobId job) throws Exception {
    return store.find(job);
  }

  @Override
  public List<JobState> latest(@Nullable Long userId, int limit) {
    throw new UnsupportedOperationException("nobody asks");
  }

  @Override
  public List<HistoryPoint> history(JobId job, Duration window, Duration span) {
    throw new UnsupportedOperationException("nobody asks");
  }

  @Override
  public List<TimelineEntry> timeline(JobId job, long beforeId, int limit) {
    throw new UnsupportedOperationException("nobody asks");
  }

  @Override
  public WorkerStatus worker(@Nullable Long userId) {
    throw new UnsupportedOperationException("nobody asks");
  }

  @Override
  public List<RunAnalytics> analytics(@Nullable Long userId, Duration window) {
    throw new UnsupportedOperationException("nobody asks");
  }

  @Override
  public List<UserJobs> users() {
    throw new UnsupportedOperationException("nobody asks");
  }

  @Override
  public void refresh() {}
}
