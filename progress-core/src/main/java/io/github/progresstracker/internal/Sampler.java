package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.event.EventHeader;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.history.StoredRun;
import io.github.progresstracker.internal.TrackerModel.Moment;
import io.github.progresstracker.internal.TrackerModel.Wait;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns counters and signals into snapshots and events.
 *
 * <p>Everything that takes time or memory happens here, on one thread at a time, so none of it
 * needs locks: estimators, rates, snapshots, event order. A sample goes like this: the signals left
 * by the host's threads are handled in order, each giving an event with a lineage; then the clock
 * is read once, counters whose owners could not see their marks are asked for them, every live
 * counter is read once, one snapshot per job is built and published; jobs that changed give an
 * update.
 *
 * <p>The caller guarantees that {@link #sample()} is not run twice at once.
 */
final class Sampler {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker");

  /** A job that does nothing is still shown this often, because its ETA moves. */
  private static final long IDLE_UPDATE_NANOS = Duration.ofSeconds(1).toNanos();

  private final ProgressClock clock;
  private final @Nullable RunHistories histories;
  private final AlertEngine alerts;
  private final Queue<Signal> signals = new ConcurrentLinkedQueue<>();
  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final EventIds ids = new EventIds(new SecureRandom());
  private final List<ProgressEvent> events = new ArrayList<>();
  private final Runnable markHandled;

  /**
   * Whether there is anybody to tell of updates; if not, snapshots are published and that is it.
   */
  private final BooleanSupplier heard;

  private long sequence;

  /**
   * A sampler.
   *
   * @param histories where completed runs go, or null
   * @param alerts finds what is wrong with trackers
   * @param markHandled told of each mark signal that was taken from the queue
   * @param heard whether there is a sink
   */
  Sampler(
      ProgressClock clock,
      @Nullable RunHistories histories,
      AlertEngine alerts,
      Runnable markHandled,
      BooleanSupplier heard) {
    this.clock = clock;
    this.histories = histories;
    this.alerts = alerts;
    this.markHandled = markHandled;
    this.heard = heard;
  }

  /** Leaves a signal. Any thread. */
  void leave(Signal signal) {
    signals.add(signal);
  }

  /**
   * Takes a sample: of everything that happened before the call, and no more, or a host that leaves
   * signals faster than they are handled would keep the sampler for ever.
   *
   * @return the events since the sample before, in order
   */
  List<ProgressEvent> sample() {
    Moment before = now();
    for (Signal next = signals.peek();
        next != null && next.nanos() - before.nanos() <= 0;
        next = signals.peek()) {
      Signal signal = next;
      guarded(signal.tracker(), () -> handle(signal, before));
      signals.remove(); // Only now: one for which there was no memory is handled later.
    }
    Moment now = now();
    List.copyOf(jobs.values()).forEach(job -> guarded(job.root.handle(), () -> update(job, now)));
    List<ProgressEvent> told = List.copyOf(events);
    events.clear();
    return told;
  }

  /** Jobs in which nothing has happened for longer than that, as of the latest sample. */
  List<TrackerHandle> silentFor(long nanos) {
    long now = clock.nanoTime();
    return jobs.values().stream()
        .filter(job -> job.silence.lasted(now) > nanos)
        .map(job -> job.root.handle())
        .toList();
  }

  private Moment now() {
    return new Moment(clock.nanoTime(), clock.now());
  }

  private void update(Job job, Moment now) {
    pollMarks(job.root, now);
    job.root.reclaim();
    job.root.readAll();
    ProgressSnapshot snapshot = job.root.publish(now);
    tellAlerts(now);
    job.silence.look(snapshot, now.nanos());
    boolean wanted = heard.getAsBoolean() && job.root.handle().config().enableRealTimeUpdates();
    if (wanted && job.isWorthAnUpdate(snapshot, now)) {
      events.add(new ProgressUpdate(header(job.root, now), snapshot));
    }
  }

  private void handle(Signal signal, Moment now) {
    Moment then = now.earlier(signal.nanos());
    if (signal instanceof Signal.Start start) {
      begin(start.tracker(), start.share(), then);
      return;
    }
    if (signal instanceof Signal.Mark) {
      markHandled.run();
    }
    TrackerModel model = signal.tracker().model;
    if (model == null || model.isEnded()) {
      if (model != null && signal instanceof Signal.Finish) {
        tellEnd(model, then); // There was no memory for that when it ended.
      }
      return;
    }
    Job job = jobs.get(root(model).handle().id());
    if (job != null) {
      job.silence.broken(then.nanos());
    }
    if (signal instanceof Signal.Mark mark) {
      mark(model, mark.phase(), mark.counted(), then);
    } else if (signal instanceof Signal.Finish finish) {
      finish(model, finish.state(), finish.message(), then);
    } else if (signal instanceof Signal.Remaining remaining) {
      spread(model, remaining, then);
    } else {
      model.readAll();
      model.readAbove();
      change(model, signal, then, now);
    }
  }

  private void begin(TrackerHandle handle, long share, Moment then) {
    TrackerHandle above = handle.parent();
    TrackerModel parent = above == null ? null : above.model;
    if (above != null && (parent == null || parent.isEnded())) {
      orphan(handle, then);
      return;
    }
    TrackerModel known = handle.model; // From a time when there was no memory for the rest.
    TrackerModel model = known == null ? model(handle, parent, share, then) : known;
    handle.model = model;
    if (parent == null) {
      jobs.put(handle.id(), new Job(model, then.nanos()));
    }
    alerts.begin(model, then);
    model.readAbove();
    handle.toldFrom(sequence + 1);
    emit(model, then, Transition.Started::new);
  }

  private TrackerModel model(
      TrackerHandle handle, @Nullable TrackerModel parent, long share, Moment then) {
    return new TrackerModel(
        handle,
        parent,
        share,
        new Forecast(
            handle.spec(),
            handle.estimator(),
            handle.config(),
            handle.earlierRuns(),
            histories != null),
        then.nanos(),
        then.at());
  }

  /** A child whose parent ended before it was known of. */
  private void orphan(TrackerHandle handle, Moment then) {
    handle.markEnded(TrackerState.ABANDONED);
    handle.publish(
        FirstSnapshot.of(
            handle.id(),
            handle.spec(),
            handle.config(),
            handle.estimator(),
            TrackerState.ABANDONED,
            then.at()));
    handle.toldUntil(sequence);
    handle.release();
  }

  /** Finds the marks that the counters' owners could not see, in a whole tree. */
  private void pollMarks(TrackerModel model, Moment now) {
    model.pollMarks((of, phase, counted) -> mark(of, phase, counted, now));
    model.children().forEach(child -> pollMarks(child, now));
  }

  private void mark(TrackerModel model, @Nullable PhaseHandle phase, long counted, Moment then) {
    if (phase == null) {
      List<ProgressSnapshot> lineage = model.lineageAtMark(then, model.mark(counted));
      long value = Counter.saturated(model.handle().spec().offset(), counted);
      emit(model, then, lineage, (header, at) -> new Transition.Marked(header, at, null, value));
    } else {
      List<ProgressSnapshot> lineage = model.lineageAtPhaseMark(then, phase, counted);
      long value = Counter.saturated(phase.spec().offset(), counted);
      emit(
          model,
          then,
          lineage,
          (header, at) -> new Transition.Marked(header, at, phase.name(), value));
    }
  }

  /** What has been counted since then is part of what was left, so it is not read before. */
  private void spread(TrackerModel model, Signal.Remaining remaining, Moment then) {
    long beyond = model.mark(remaining.counted());
    Total before = model.spread(remaining.units(), beyond);
    model.readAll();
    model.readAbove();
    emit(model, then, (h, l) -> new Transition.TotalChanged(h, l, before));
  }

  private void change(TrackerModel model, Signal signal, Moment then, Moment now) {
    if (signal instanceof Signal.ResetEta) {
      model.resetEta(now); // The counts are those of now, and a pace is both.
    } else if (signal instanceof Signal.PhaseStart start) {
      model.beginPhase(start.phase(), then);
      emit(model, then, (h, l) -> new Transition.PhaseStarted(h, l, start.phase().name()));
    } else if (signal instanceof Signal.PhaseFinish finish) {
      pollMarks(model, then);
      model.endPhase(finish.phase(), finish.cutOff(), then);
      emit(model, then, (h, l) -> new Transition.PhaseFinished(h, l, finish.phase().name()));
    } else if (signal instanceof Signal.WaitStart start) {
      Wait wait = opened(start, then);
      model.beginWait(start.key(), wait, then.nanos());
      emit(model, then, (h, l) -> new Transition.WaitStarted(h, l, wait.reason(), wait.until()));
    } else if (signal instanceof Signal.WaitEnd end) {
      endWait(model, end.key(), then);
    } else if (signal instanceof Signal.Pause && !model.isPaused()) {
      model.pause(then.nanos());
      emit(model, then, Transition.Paused::new);
    } else if (signal instanceof Signal.Resume && model.isPaused()) {
      Duration paused = model.resume(then.nanos());
      emit(model, then, (h, l) -> new Transition.Resumed(h, l, paused));
    } else if (signal instanceof Signal.NewTotal changed) {
      Total before = model.changeTotal(changed.total(), changed.mayGoBack());
      emit(model, then, (h, l) -> new Transition.TotalChanged(h, l, before));
    } else if (signal instanceof Signal.Stop stop && model.requestStop()) {
      emit(model, then, (h, l) -> new Transition.StopRequested(h, l, stop.reason()));
    } else if (signal instanceof Signal.Note note) {
      emit(model, then, (h, l) -> new Transition.Note(h, l, note.action(), note.details()));
    } else if (signal instanceof Signal.Watch watch) {
      alerts.watch(model, watch.rule(), then);
    } else if (signal instanceof Signal.Dismiss dismiss) {
      alerts.dismiss(model, dismiss.alert(), then);
    }
    tellAlerts(then);
  }

  private void tellAlerts(Moment then) {
    alerts.tell((model, news) -> emit(model, then, news::event));
  }

  private void endWait(TrackerModel model, Object key, Moment then) {
    Wait wait = model.endWait(key, then.nanos());
    if (wait != null) {
      Duration waited = Duration.ofNanos(Math.max(0, then.nanos() - wait.nanos()));
      emit(model, then, (h, l) -> new Transition.WaitEnded(h, l, wait.reason(), waited));
    }
  }

  /** Ends a tracker; what is still open in it ends first, the deepest before all. */
  private void finish(
      TrackerModel model, TrackerState state, @Nullable String message, Moment then) {
    for (TrackerModel child : model.children()) {
      child.handle().markEnded(TrackerState.ABANDONED);
      TrackerState end = Objects.requireNonNull(child.handle().end());
      finish(child, end, end == TrackerState.FAILED ? whyFailed(child.handle()) : null, then);
    }
    model.openWaits().forEach(wait -> endWait(model, wait, then));
    pollMarks(model, then);
    model.readOwn();
    model.readAbove();
    alerts.end(model, then);
    tellAlerts(then);
    model.end(state, message, then);
    save(model.runs(then));
    tellEnd(model, then);
  }

  private void tellEnd(TrackerModel model, Moment then) {
    ProgressSnapshot last = model.publish(then);
    if (model.parent() == null) {
      forget(model);
      events.add(new ProgressUpdate(header(model, then), last));
    }
    emit(model, then, Transition.Finished::new);
    model.handle().toldUntil(sequence);
    model.handle().model = null;
    model.handle().release();
  }

  /** Ending and leaving the signal are one, so a tracker that failed by itself has one waiting. */
  private @Nullable String whyFailed(TrackerHandle tracker) {
    for (Signal signal : signals) {
      if (signal instanceof Signal.Finish finish && finish.tracker() == tracker) {
        return finish.message();
      }
    }
    return null;
  }

  private void save(Map<String, StoredRun> runs) {
    if (histories != null) {
      runs.forEach(histories::save);
    }
  }

  /** A job of the same id may have been started meanwhile; that one stays. */
  private void forget(TrackerModel root) {
    jobs.computeIfPresent(root.handle().id(), (id, job) -> job.root == root ? null : job);
  }

  private static Wait opened(Signal.WaitStart start, Moment then) {
    Duration expected = start.expected();
    if (expected == null || expected.isNegative()) {
      return new Wait(start.reason(), then.nanos(), then.nanos(), then.at(), null);
    }
    Duration bounded = expected.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : expected;
    return new Wait(
        start.reason(),
        then.nanos(),
        then.nanos() + bounded.toNanos(),
        then.at(),
        then.at().plus(bounded));
  }

  /** Far beyond any rate limit, and safe to add to a monotonic reading. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(366);

  private void emit(TrackerModel model, Moment then, TransitionMaker maker) {
    emit(model, then, model.lineage(then), maker);
  }

  private void emit(
      TrackerModel model, Moment then, List<ProgressSnapshot> lineage, TransitionMaker maker) {
    events.add(maker.make(header(model, then), lineage));
  }

  private static TrackerModel root(TrackerModel model) {
    TrackerModel root = model;
    for (TrackerModel above = root.parent(); above != null; above = above.parent()) {
      root = above;
    }
    return root;
  }

  private EventHeader header(TrackerModel model, Moment then) {
    return new EventHeader(
        ids.next(clock.now().toEpochMilli()),
        then.at(),
        ++sequence,
        root(model).handle().id(),
        model.handle().id());
  }

  /** One job that goes wrong in here, say by nesting too deep, must not stop the others. */
  private static void guarded(TrackerHandle tracker, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("sampling failed ({})", tracker.name(), e);
    }
  }

  /** Makes a transition from its header and lineage. */
  private interface TransitionMaker {
    Transition make(EventHeader header, List<ProgressSnapshot> lineage);
  }

  /** A live job and what was last told of it. */
  private static final class Job {
    private final TrackerModel root;
    private final Silence silence;
    private @Nullable ProgressSnapshot told;
    private long toldAt;

    Job(TrackerModel root, long nanos) {
      this.root = root;
      this.silence = new Silence(nanos);
    }

    boolean isWorthAnUpdate(ProgressSnapshot snapshot, Moment now) {
      boolean worth =
          told == null
              || told.done() != snapshot.done()
              || !Objects.equals(told.percent(), snapshot.percent())
              || told.state() != snapshot.state()
              || !Objects.equals(told.phase(), snapshot.phase())
              || now.nanos() - toldAt >= IDLE_UPDATE_NANOS;
      if (worth) {
        told = snapshot;
        toldAt = now.nanos();
      }
      return worth;
    }
  }
}
