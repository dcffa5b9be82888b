package io.github.progresstracker.web;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.job.ControlRequest;
import io.github.progresstracker.job.HistoryPoint;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobReader;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.RunAnalytics;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.UserJobs;
import io.github.progresstracker.job.WorkerState;
import io.github.progresstracker.job.WorkerStatus;
import io.github.progresstracker.job.WriterId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A store of jobs with a reader, in memory, that can be away. */
public final class KeptInMemory implements JobStore {

  private final ProgressClock clock;
  private final JobStore store;
  private final Set<JobId> known = new LinkedHashSet<>();
  private int applies;
  private volatile boolean away;
  private final Reader reader = new Reader();

  /** An empty one. */
  public KeptInMemory(ProgressClock clock) {
    this.clock = clock;
    this.store = JobStore.inMemory(clock);
  }

  void away(boolean isAway) {
    away = isAway;
  }

  private void requireThere() throws IOException {
    if (away) {
      throw new IOException("the store is away");
    }
  }

  /** Answers questions about it. */
  public JobReader reader() {
    return reader;
  }

  private synchronized List<JobId> known() {
    return List.copyOf(known);
  }

  synchronized int applies() {
    return applies;
  }

  synchronized int jobs() {
    return known.size();
  }

  @Override
  public synchronized List<JobReport> apply(List<JobReport> reports) throws Exception {
    requireThere();
    applies++;
    reports.forEach(report -> known.add(report.job()));
    return store.apply(reports);
  }

  @Override
  public boolean record(TimelineEntry entry, UUID eventId) throws Exception {
    requireThere();
    return store.record(entry, eventId);
  }

  @Override
  public long openEpoch(JobId job, WriterId writer) throws Exception {
    requireThere();
    return store.openEpoch(job, writer);
  }

  @Override
  public List<ControlRequest> keepAlive(
      Map<JobId, ? extends Collection<WriterId>> writers, Duration keepAlive) throws Exception {
    requireThere();
    return store.keepAlive(writers, keepAlive);
  }

  @Override
  public Optional<ControlRequest> request(JobId job, JobControl control, String reason)
      throws Exception {
    requireThere();
    return store.request(job, control, reason);
  }

  @Override
  public Optional<JobState> find(JobId job) throws Exception {
    requireThere();
    return store.find(job);
  }

  @Override
  public List<TimelineEntry> timeline(JobId job, long afterId, int limit) throws Exception {
    requireThere();
    return store.timeline(job, afterId, limit);
  }

  /** Asks the store. */
  private final class Reader implements JobReader {

    @Override
    public List<TimelineEntry> timeline(JobId job, long beforeId, int limit) throws Exception {
      requireThere();
      List<TimelineEntry> all = new ArrayList<>(store.timeline(job, 0, 10_000));
      all.removeIf(entry -> entry.id() >= beforeId);
      all.sort(Comparator.comparingLong(TimelineEntry::id).reversed());
      return all.subList(0, Math.min(limit, all.size()));
    }

    @Override
    public List<JobState> latest(@Nullable Long userId, int limit) throws Exception {
      requireThere();
      List<JobState> states = new ArrayList<>();
      for (JobId job : known()) {
        store
            .find(job)
            .filter(
                state ->
                    userId == null
                        || (state.info() != null && userId.equals(state.info().userId())))
            .ifPresent(states::add);
      }
      states.sort(Comparator.comparing(JobState::startedAt).reversed());
      return states.subList(0, Math.min(limit, states.size()));
    }

    @Override
    public Optional<JobState> job(JobId job) throws Exception {
      return find(job);
    }

    @Override
    public List<HistoryPoint> history(JobId job, Duration window, Duration span) throws Exception {
      requireThere();
      return find(job).stream()
          .map(
              state ->
                  new HistoryPoint(
                      state.startedAt(), state.totals().done(), 0, 0, 1.5, state.etaSeconds()))
          .toList();
    }

    @Override
    public WorkerStatus worker(@Nullable Long userId) throws Exception {
      requireThere();
      return new WorkerStatus(
          WorkerState.IDLE,
          null,
          null,
          null,
          null,
          0,
          0,
          null,
          null,
          null,
          Instant.parse("2025-11-10T12:37:23Z"),
          Duration.ofMinutes(10),
          9,
          0,
          clock.now());
    }

    @Override
    public List<RunAnalytics> analytics(@Nullable Long userId, Duration window) throws Exception {
      requireThere();
      return List.of();
    }

    @Override
    public List<UserJobs> users() throws Exception {
      requireThere();
      return List.of(new UserJobs(7L, 1, 1, 0, 10, 0, clock.now()));
    }

    @Override
    public void refresh() {}
  }
}
