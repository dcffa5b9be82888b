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
import io.github.progresstracker.job.PartCount;
import io.github.progresstracker.job.ReportedStatus;
import io.github.progresstracker.job.RunAnalytics;
import io.github.progresstracker.job.RunFigures;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.UserJobs;
import io.github.progresstracker.job.WorkerStatus;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.job.WriterState;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A store of jobs with a reader, in memory, that can be away. */
public final class KeptInMemory implements JobStore {

  private final ProgressClock clock;
  private final JobStore store;
  private final Set<JobId> known = new LinkedHashSet<>();
  private final Map<JobId, JobReport> ends = new HashMap<>();
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

  private synchronized @Nullable JobReport ended(JobId job) {
    return ends.get(job);
  }

  /** A web over it whose time is that of the test, to be built. */
  ProgressWeb.Builder web() {
    return ProgressWeb.builder().clock(clock).manual().jobs(this, reader);
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
    List<JobReport> old = store.apply(reports);
    reports.stream()
        .filter(report -> report.run() != null && !old.contains(report))
        .forEach(report -> ends.put(report.job(), report));
    return old;
  }

  @Override
  public boolean record(TimelineEntry entry, UUID eventId) throws Exception {
    requireThere();
    return store.record(entry, eventId);
  }

  @Override
  public void countParts(List<PartCount> counts) throws Exception {
    requireThere();
    store.countParts(counts);
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

  /** Asks the store. It knows of a course no more than where its jobs stand now. */
  private final class Reader implements JobReader {

    private static final Instant NEXT_RUN = Instant.parse("2025-11-10T12:37:23Z");
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    @Override
    public List<TimelineEntry> timeline(JobId job, long beforeId, int limit) throws Exception {
      requireThere();
      requireLimit(limit);
      List<TimelineEntry> all = new ArrayList<>(store.timeline(job, 0, 10_000));
      all.removeIf(entry -> entry.id() >= beforeId);
      all.sort(Comparator.comparingLong(TimelineEntry::id).reversed());
      return all.subList(0, Math.min(limit, all.size()));
    }

    @Override
    public List<JobState> latest(@Nullable Long userId, int limit) throws Exception {
      requireThere();
      requireLimit(limit);
      List<JobState> states = states(userId);
      states.sort(Comparator.comparing(JobState::startedAt).reversed());
      return states.subList(0, Math.min(limit, states.size()));
    }

    private static void requireLimit(int limit) {
      if (limit < 1 || limit > 10_000) {
        throw new IllegalArgumentException("limit must be in 1..10000, was " + limit);
      }
    }

    private List<JobState> states(@Nullable Long userId) throws Exception {
      List<JobState> states = new ArrayList<>();
      for (JobId job : known()) {
        store
            .find(job)
            .filter(state -> userId == null || userId.equals(user(state)))
            .ifPresent(states::add);
      }
      return states;
    }

    private static @Nullable Long user(JobState state) {
      return state.info() == null ? null : state.info().userId();
    }

    @Override
    public Optional<JobState> job(JobId job) throws Exception {
      return find(job);
    }

    /** As if all had been done in the span in which the job was heard of last. */
    @Override
    public List<HistoryPoint> history(JobId job, Duration window, Duration span) throws Exception {
      if (!span.equals(Duration.ofMinutes(span.toMinutes())) || span.toMinutes() < 1) {
        throw new IllegalArgumentException("span must be a whole number of minutes, was " + span);
      }
      if (window.dividedBy(span) >= 10_000) {
        throw new IllegalArgumentException(window + " in spans of " + span + " are too many");
      }
      return find(job).stream().map(state -> point(state, span)).toList();
    }

    private static HistoryPoint point(JobState state, Duration span) {
      long seconds = state.updatedAt().getEpochSecond();
      long done = state.totals().done();
      return new HistoryPoint(
          Instant.ofEpochSecond(seconds - seconds % span.toSeconds()),
          done,
          done,
          state.totals().failed(),
          (double) done / span.toSeconds(),
          state.etaSeconds());
    }

    @Override
    public WorkerStatus worker(@Nullable Long userId) throws Exception {
      requireThere();
      List<JobState> states = latest(userId, 20);
      JobState current =
          states.stream()
              .filter(Reader::isAlive)
              .findFirst()
              .orElse(states.isEmpty() ? null : states.get(0));
      List<Instant> ends = states(userId).stream().flatMap(Reader::ends).sorted().toList();
      Instant today = clock.now().truncatedTo(ChronoUnit.DAYS);
      return WorkerStatus.of(
          current,
          ends.isEmpty() ? null : ends.get(ends.size() - 1),
          NEXT_RUN,
          INTERVAL,
          ends.stream().filter(end -> !end.isBefore(today)).count(),
          0,
          clock.now());
    }

    private static boolean isAlive(JobState state) {
      return state.writers().stream().anyMatch(writer -> writer.isAlive(state.asOf()));
    }

    private static Stream<Instant> ends(JobState state) {
      return state.writers().stream().map(WriterState::finishedAt).filter(Objects::nonNull);
    }

    @Override
    public List<RunAnalytics> analytics(@Nullable Long userId, Duration window) throws Exception {
      requireThere();
      Map<String, List<JobReport>> byKey = new TreeMap<>();
      for (JobState state : states(userId)) {
        JobReport end = ended(state.job());
        if (end != null && state.info() != null) {
          byKey
              .computeIfAbsent(String.valueOf(state.info().key()), key -> new ArrayList<>())
              .add(end);
        }
      }
      return byKey.entrySet().stream().map(key -> of(key.getKey(), key.getValue())).toList();
    }

    private static RunAnalytics of(String key, List<JobReport> ends) {
      List<RunFigures> runs = ends.stream().map(JobReport::run).toList();
      long done = ends.stream().mapToLong(end -> end.totals().done()).sum();
      return new RunAnalytics(
          key,
          ends.size(),
          ends.stream().filter(end -> end.status() == ReportedStatus.COMPLETED).count(),
          done,
          ends.stream().mapToLong(end -> end.totals().failed()).sum(),
          done / runs.stream().mapToDouble(run -> run.active().toMillis() / 1e3).sum(),
          null,
          runs.stream().mapToDouble(run -> run.outcomes().qualityScore()).average().orElseThrow(),
          runs.stream().mapToLong(RunFigures::tokens).sum(),
          runs.stream().map(RunFigures::cost).reduce(BigDecimal.ZERO, BigDecimal::add),
          null,
          null);
    }

    @Override
    public List<UserJobs> users() throws Exception {
      requireThere();
      Map<Long, List<JobState>> byUser = new TreeMap<>();
      for (JobState state : states(null)) {
        Long user = user(state);
        if (user != null) {
          byUser.computeIfAbsent(user, unknown -> new ArrayList<>()).add(state);
        }
      }
      return byUser.entrySet().stream().map(user -> of(user.getKey(), user.getValue())).toList();
    }

    private static UserJobs of(Long user, List<JobState> jobs) {
      return new UserJobs(
          user,
          jobs.size(),
          jobs.stream().filter(Reader::isAlive).count(),
          jobs.stream().filter(job -> !job.status().isFinal() && !isAlive(job)).count(),
          jobs.stream().mapToLong(job -> job.totals().done()).sum(),
          jobs.stream().mapToLong(job -> job.totals().failed()).sum(),
          jobs.stream().map(JobState::updatedAt).max(Comparator.naturalOrder()).orElseThrow());
    }

    @Override
    public void refresh() {}
  }
}
