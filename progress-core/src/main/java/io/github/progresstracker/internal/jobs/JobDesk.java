package io.github.progresstracker.internal.jobs;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.internal.SavedEstimator;
import io.github.progresstracker.job.Checkpoint;
import io.github.progresstracker.job.CheckpointStep;
import io.github.progresstracker.job.ControlRequest;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobInfo;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStores;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.LeaseLostException;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.sink.Cadence;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.ProgressSink;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between trackers and stores. It is two things: a sink, which the engine calls with what has
 * happened, and which reports it; and a watch, which a thread of its own calls once a second. That
 * keeps silent writers and leases alive, writes checkpoints and counts of parts that were left
 * here, and asks what others want, apart from reporting, so that a wish does not wait for an event.
 *
 * <p>What fails in the sink is tried again by the engine, in order. What fails in the watch is
 * tried again in a second. The log tells when it begins and when it is over.
 */
final class JobDesk implements ProgressSink {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker");
  private static final Duration CADENCE = Duration.ofMillis(500);
  private static final Duration RENEW = Reports.KEEP_ALIVE.dividedBy(3);

  private final JobStores stores;
  private final PartCounts parts;

  /**
   * By the ids of the trackers. An id may be used again before the end of the one that had it was
   * delivered; events come in order, so they are about the first one until its end.
   */
  private final Map<String, Deque<Entry>> entries = new ConcurrentHashMap<>();

  /**
   * What the store took of a batch before it failed, by the ids of the events. The batch comes
   * again, and the ids of jobs that ended in this part may be those of other jobs by now. Belongs
   * to the thread that delivers.
   */
  private final Set<UUID> taken = new HashSet<>();

  /** Whether the store did not answer last time; belongs to the watch, as what follows. */
  private boolean failing;

  private final ProgressClock clock;

  /** Jobs that were started earlier than that are those of a process that has ended since. */
  private final Instant since;

  private long renewedAtNanos;

  JobDesk(JobStores stores, ProgressClock clock) {
    this.stores = stores;
    this.parts = new PartCounts(stores.jobs());
    this.clock = clock;
    this.since = clock.now();
    this.renewedAtNanos = clock.nanoTime();
  }

  /** A live tracker of a kept job. */
  static final class Entry {
    private final Line line;
    private final Instant since;
    private final Gate gate = new Gate();
    private volatile @Nullable ProgressTracker tracker;
    private volatile long obeyed;

    /** Left here to be written; guarded by this entry. */
    private @Nullable CheckpointStep step;

    /** What the estimator knew last, until a checkpoint takes it along. */
    private final AtomicReference<@Nullable SavedEstimator> estimator = new AtomicReference<>();

    private Entry(Line line, Instant since, long obeyed) {
      this.line = line;
      this.since = since;
      this.obeyed = obeyed;
    }

    Line line() {
      return line;
    }

    Gate gate() {
      return gate;
    }

    void tracker(ProgressTracker started) {
      tracker = started;
    }

    /** The newest state, and all that was done since the last one that was written. */
    synchronized void leave(CheckpointStep next) {
      CheckpointStep before = step;
      step = before == null ? next : joined(before, next);
    }

    private synchronized @Nullable CheckpointStep take() {
      CheckpointStep taken = step;
      step = null;
      return taken;
    }

    private synchronized void putBack(CheckpointStep taken) {
      step = step == null ? taken : joined(taken, step);
    }

    private static CheckpointStep joined(CheckpointStep before, CheckpointStep next) {
      JobTotals more = before.more().plus(next.more());
      String estimator = next.estimator() == null ? before.estimator() : next.estimator();
      return new CheckpointStep(
          next.job(), next.part(), next.token(), next.state(), more, estimator);
    }

    @Nullable String takeEstimator() {
      SavedEstimator saved = estimator.getAndSet(null);
      return saved == null ? null : saved.text();
    }

    void stop(String reason) {
      ProgressTracker job = tracker;
      if (job != null) {
        job.requestStop(reason);
        gate.wake();
      }
    }
  }

  /** Makes a line known, before its tracker can have any event. */
  Entry add(Line line, long lastRequest) {
    Entry entry = new Entry(line, clock.now(), lastRequest);
    entries.compute(
        line.localId(),
        (id, before) -> {
          Deque<Entry> all = before == null ? new ConcurrentLinkedDeque<>() : before;
          all.addLast(entry);
          return all;
        });
    return entry;
  }

  /** How far parts of jobs have come, to be written. */
  PartCounts parts() {
    return parts;
  }

  /** The tracker that was handed out for another one. */
  ProgressTracker kept(String localId, ProgressTracker tracker) {
    Deque<Entry> all = entries.get(localId);
    Entry entry = all == null ? null : all.peekLast();
    ProgressTracker kept = entry == null ? null : entry.tracker;
    return kept == null ? tracker : kept;
  }

  void remove(Entry entry) {
    entries.computeIfPresent(
        entry.line.localId(),
        (id, all) -> {
          all.remove(entry);
          return all.isEmpty() ? null : all;
        });
  }

  private @Nullable Line line(ProgressEvent event) {
    Entry entry = entry(event);
    return entry == null ? null : entry.line;
  }

  /** Whose event it is. A job that was resumed has the id that it had in its earlier lives. */
  private @Nullable Entry entry(ProgressEvent event) {
    Deque<Entry> all = entries.get(event.header().jobId());
    Entry first = all == null ? null : all.peekFirst();
    return first == null || event.job().startedAt().isBefore(first.since) ? null : first;
  }

  private List<Entry> all() {
    return entries.values().stream().flatMap(Deque::stream).toList();
  }

  // ---- the sink ------------------------------------------------------------------------------

  @Override
  public String name() {
    return "jobs";
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.DURABLE;
  }

  @Override
  public Cadence cadence() {
    return Cadence.every(CADENCE);
  }

  @Override
  public void deliver(List<ProgressEvent> batch) throws Exception {
    List<ProgressEvent> events = untaken(batch);
    int from = 0;
    for (int i = 0; i < events.size(); i++) {
      // An id that is used again after an end within one batch is another job.
      if (isEnd(events.get(i)) && isUsedAgain(events.get(i))) {
        List<ProgressEvent> part = events.subList(from, i + 1);
        take(part);
        part.forEach(event -> taken.add(event.header().eventId()));
        from = i + 1;
      }
    }
    take(events.subList(from, events.size()));
  }

  /**
   * Without what was taken before; events come in order, so once there is none nobody has to know.
   */
  private List<ProgressEvent> untaken(List<ProgressEvent> batch) {
    List<ProgressEvent> events =
        batch.stream().filter(event -> !taken.contains(event.header().eventId())).toList();
    if (events.size() == batch.size()) {
      taken.clear();
    }
    return events;
  }

  private boolean isUsedAgain(ProgressEvent end) {
    Deque<Entry> all = entries.get(end.header().jobId());
    return all != null && all.size() > 1;
  }

  private void take(List<ProgressEvent> events) throws Exception {
    List<JobReport> reports = Reports.of(events, this::line);
    if (!reports.isEmpty()) {
      for (JobReport old : stores.jobs().apply(reports)) {
        checkOvertaken(old);
      }
    }
    for (ProgressEvent event : events) {
      if (entry(event) == null && event.job().startedAt().isBefore(since)) {
        takeLate(event);
      }
    }
    events.stream().filter(JobDesk::isEnd).forEach(this::ended);
  }

  /**
   * An event of a process that has ended, out of its spool. Where the job stands now, others know
   * better, so a note goes to the timeline only. An end counts if it is sure whose it is.
   */
  private void takeLate(ProgressEvent event) throws Exception {
    try {
      if (event instanceof Transition.Note note) {
        record(note);
      } else if (isEnd(event)) {
        end(event);
      }
    } catch (IllegalArgumentException e) {
      LOG.warn("an event of a job that was not kept is passed over: {}", e.getMessage());
    }
  }

  private void record(Transition.Note note) throws Exception {
    String id = note.header().jobId();
    int mark = id.lastIndexOf(Line.MARK);
    Optional<JobState> whole = find(id);
    boolean ofPart = whole.isEmpty() && mark > 0 && find(id.substring(0, mark)).isPresent();
    TimelineEntry entry =
        ofPart
            ? Reports.late(
                JobId.of(id.substring(0, mark)), WriterId.of(id.substring(mark + 1)), note)
            : Reports.late(JobId.of(id), onlyWriter(whole), note);
    stores.jobs().record(entry, note.header().eventId());
  }

  /**
   * The writer of a job that was started has no other life, and has reported before its end. What
   * was resumed or joined may have had others; of a job that nobody has reported of, whoever
   * resumes it has a higher epoch.
   */
  private void end(ProgressEvent end) throws Exception {
    String id = end.header().jobId();
    Optional<JobState> known = find(id);
    WriterId writer = onlyWriter(known);
    Instant at = end.header().at();
    if (known.isEmpty() && id.indexOf(Line.MARK) < 0) {
      stores.jobs().apply(Reports.of(List.of(end), event -> Line.late(event, writer, 0, null)));
    } else if (Line.isStarted(writer)
        && known.stream().noneMatch(job -> job.startedAt().isAfter(at))) {
      JobInfo info = known.map(JobState::info).orElse(null);
      stores.jobs().apply(Reports.of(List.of(end), event -> Line.late(event, writer, 1, info)));
    }
  }

  private static WriterId onlyWriter(Optional<JobState> job) {
    return job.filter(state -> state.writers().size() == 1)
        .map(state -> state.writers().get(0).writer())
        .orElse(WriterId.of(Checkpoint.WHOLE));
  }

  private Optional<JobState> find(String job) throws Exception {
    return stores.jobs().find(JobId.of(job));
  }

  /** A report may be old because it came twice; it is another matter if its epoch is over. */
  private void checkOvertaken(JobReport report) throws Exception {
    Optional<JobState> state = stores.jobs().find(report.job());
    boolean overtaken =
        state.stream()
            .flatMap(job -> job.writers().stream())
            .anyMatch(
                writer ->
                    writer.writer().equals(report.writer()) && writer.epoch() > report.epoch());
    if (overtaken) {
      all().stream()
          .filter(entry -> entry.line.job().equals(report.job()))
          .filter(entry -> entry.line.writer().equals(report.writer()))
          .filter(entry -> entry.line.epoch() == report.epoch())
          .forEach(entry -> entry.stop("another process works as " + report.writer() + " now"));
    }
  }

  private static boolean isEnd(ProgressEvent event) {
    return event instanceof Transition.Finished
        && event.header().trackerId().equals(event.header().jobId());
  }

  private void ended(ProgressEvent end) {
    Entry entry = entry(end);
    if (entry != null) {
      remove(entry);
      settle(entry);
    }
  }

  /** Writes what was left here and gives the lease back; who comes next need not wait. */
  private void settle(Entry entry) {
    try {
      parts.write();
      write(entry);
      if (entry.line.lease() != null) {
        stores.leases().release(entry.line.lease());
      }
    } catch (Exception e) {
      LOG.warn(
          "the last counts or checkpoint of job {} were not written, or its lease not given back:"
              + " {}",
          entry.line.job(),
          e.toString());
    }
  }

  // ---- the watch -----------------------------------------------------------------------------

  /**
   * Called once a second.
   *
   * @param estimators what the estimator of a tracker knows, by its id
   */
  void tick(Function<String, Optional<SavedEstimator>> estimators) {
    if (entries.isEmpty() && parts.isEmpty()) {
      return;
    }
    all().stream()
        .filter(entry -> entry.line.checkpoint() != null)
        .forEach(entry -> estimators.apply(entry.line.localId()).ifPresent(entry.estimator::set));
    try {
      boolean renew = clock.nanoTime() - renewedAtNanos >= RENEW.toNanos();
      for (ControlRequest request : stores.jobs().keepAlive(writers(renew), Reports.KEEP_ALIVE)) {
        obey(request);
      }
      parts.write();
      for (Entry entry : all()) {
        write(entry);
        if (renew) {
          renew(entry);
        }
      }
      renewedAtNanos = renew ? clock.nanoTime() : renewedAtNanos;
      tell(null);
    } catch (Exception e) {
      tell(e);
    }
  }

  private void tell(@Nullable Exception failure) {
    if (failure != null && !failing) {
      LOG.warn("the store of jobs does not answer, jobs go on: {}", failure.toString());
    } else if (failure == null && failing) {
      LOG.info("the store of jobs answers again");
    }
    failing = failure != null;
  }

  private Map<JobId, Set<WriterId>> writers(boolean renew) {
    Map<JobId, Set<WriterId>> writers = new LinkedHashMap<>();
    for (Entry entry : all()) {
      Set<WriterId> ofJob = writers.computeIfAbsent(entry.line.job(), job -> new HashSet<>());
      if (renew) {
        ofJob.add(entry.line.writer());
      }
    }
    return writers;
  }

  private void obey(ControlRequest request) {
    for (Entry entry : all()) {
      if (entry.line.job().equals(request.job()) && entry.obeyed < request.number()) {
        entry.obeyed = request.number();
        obey(entry, request);
      }
    }
  }

  static void obey(Entry entry, ControlRequest request) {
    if (request.control() == JobControl.PAUSE) {
      entry.gate.close();
    } else if (request.control() == JobControl.RESUME) {
      entry.gate.open();
    } else {
      entry.stop(request.reason());
    }
  }

  private void write(Entry entry) throws Exception {
    CheckpointStep step = entry.take();
    if (step == null) {
      return;
    }
    try {
      stores.checkpoints().add(step);
    } catch (LeaseLostException e) {
      entry.stop(String.valueOf(e.getMessage()));
    } catch (Exception e) {
      entry.putBack(step);
      throw e;
    }
  }

  private void renew(Entry entry) throws Exception {
    if (entry.line.lease() != null
        && !stores.leases().renew(entry.line.lease(), Reports.KEEP_ALIVE)) {
      entry.stop("the lease on job " + entry.line.job() + " was lost to another process");
    }
  }
}
