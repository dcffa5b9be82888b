package io.github.progresstracker.job;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.json.JsonMap;
import io.github.progresstracker.json.SafeJson;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs in memory: {@link Merge} with a map around it. */
final class InMemoryJobStore implements JobStore {

  private static final int MOST_ENTRIES = 10_000;
  private static final int LONGEST_REASON = 2_000;

  /** Of each job; the heap is the host's. */
  private static final int MOST_KEPT = 10_000;

  private final ProgressClock clock;
  private final Map<JobId, Job> jobs = new HashMap<>();
  private final Map<JobId, Map<WriterId, Long>> epochs = new HashMap<>();
  private Instant last = Instant.MIN;
  private long entries;

  InMemoryJobStore(ProgressClock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public synchronized List<JobReport> apply(List<JobReport> reports) {
    List<JobReport> old = new ArrayList<>();
    Instant now = tick();
    for (JobReport report : reports) {
      Job job = jobs.computeIfAbsent(report.job(), unknown -> new Job());
      if (!apply(job, report, now)) {
        old.add(report);
      }
    }
    return old;
  }

  private boolean apply(Job job, JobReport report, Instant now) {
    String key = report.idempotencyKey();
    boolean seen = key != null && !job.isNew(key);
    if (seen && report.isDelta()) {
      return false;
    }
    if (report.info() != null) {
      job.info = report.info();
    }
    Merge.Result result =
        Merge.apply(
            job.writers.get(report.writer().value()), seen ? report.withoutMore() : report, now);
    if (result == null) {
      return false;
    }
    job.writers.put(report.writer().value(), result.state());
    result.entries().forEach(entry -> job.add(numbered(entry)));
    return !result.late();
  }

  private TimelineEntry numbered(TimelineEntry entry) {
    return new TimelineEntry(
        ++entries, entry.job(), entry.writer(), entry.at(), entry.event(), entry.details());
  }

  @Override
  public synchronized boolean record(TimelineEntry entry, UUID eventId) {
    Job job = jobs.computeIfAbsent(entry.job(), unknown -> new Job());
    if (!job.isNew(eventId.toString())) {
      return false;
    }
    Map<String, @Nullable Object> details = JsonMap.read(SafeJson.write(entry.details()));
    job.add(
        numbered(
            new TimelineEntry(0, entry.job(), entry.writer(), tick(), entry.event(), details)));
    return true;
  }

  @Override
  public synchronized void countParts(List<PartCount> counts) {
    for (PartCount count : counts) {
      jobs.computeIfAbsent(count.job(), unknown -> new Job())
          .parts
          .merge(count.part(), count, PartCount::then);
    }
  }

  @Override
  public synchronized long openEpoch(JobId job, WriterId writer) {
    Job known = jobs.get(job);
    WriterState state = known == null ? null : known.writers.get(writer.value());
    long reported = state == null ? 0 : state.epoch();
    return epochs
        .computeIfAbsent(job, unknown -> new HashMap<>())
        .merge(writer, reported + 1, (given, next) -> Math.max(given + 1, next));
  }

  @Override
  public synchronized List<ControlRequest> keepAlive(
      Map<JobId, ? extends Collection<WriterId>> writers, Duration keepAlive) {
    Instant until = clock.now().plus(keepAlive);
    List<ControlRequest> requests = new ArrayList<>();
    writers.forEach(
        (id, alive) -> {
          Job job = jobs.get(id);
          if (job != null) {
            alive.forEach(writer -> job.keepAlive(writer, until));
            job.control().ifPresent(requests::add);
          }
        });
    return requests;
  }

  @Override
  public synchronized Optional<ControlRequest> request(
      JobId id, JobControl control, String reason) {
    Job job = jobs.get(id);
    if (job == null || job.writers.isEmpty()) {
      return Optional.empty();
    }
    long number = job.control().map(ControlRequest::number).orElse(0L) + 1;
    String said = SafeJson.cleanText(reason, LONGEST_REASON);
    job.control = new ControlRequest(id, control, said, number, tick());
    return job.control();
  }

  @Override
  public synchronized Optional<JobState> find(JobId id) {
    Job job = jobs.get(id);
    return job == null || job.writers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new JobState(
                id,
                job.info,
                List.copyOf(job.writers.values()),
                PartTotals.of(job.parts.values()),
                job.control,
                clock.now()));
  }

  @Override
  public synchronized List<TimelineEntry> timeline(JobId id, long afterId, int limit) {
    requireLimit(limit);
    Job job = jobs.get(id);
    return job == null
        ? List.of()
        : job.timeline.stream().filter(entry -> entry.id() > afterId).limit(limit).toList();
  }

  static void requireLimit(int limit) {
    if (limit < 1 || limit > MOST_ENTRIES) {
      throw new IllegalArgumentException("limit must be in 1.." + MOST_ENTRIES + ", was " + limit);
    }
  }

  /** To the microsecond, as databases keep it, and never twice the same. */
  private Instant tick() {
    Instant now = clock.now().truncatedTo(ChronoUnit.MICROS);
    last = now.isAfter(last) ? now : last.plus(1, ChronoUnit.MICROS);
    return last;
  }

  /** Guarded by the store. */
  private static final class Job {
    private @Nullable JobInfo info;
    private @Nullable ControlRequest control;
    private final Map<String, WriterState> writers = new TreeMap<>();
    private final Map<String, PartCount> parts = new HashMap<>();
    private final Deque<TimelineEntry> timeline = new ArrayDeque<>();
    private final Set<String> keys = new LinkedHashSet<>();

    private void add(TimelineEntry entry) {
      timeline.add(entry);
      if (timeline.size() > MOST_KEPT) {
        timeline.remove();
      }
    }

    /** Whether a key has not been there, as far as is known; from now on it has. */
    private boolean isNew(String key) {
      boolean added = keys.add(key);
      if (keys.size() > MOST_KEPT) {
        keys.remove(keys.iterator().next());
      }
      return added;
    }

    private Optional<ControlRequest> control() {
      return Optional.ofNullable(control);
    }

    private void keepAlive(WriterId writer, Instant until) {
      writers.computeIfPresent(writer.value(), (id, state) -> state.aliveUntil(until));
    }
  }
}
