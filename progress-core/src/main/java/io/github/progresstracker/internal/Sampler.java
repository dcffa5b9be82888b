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
import io.github.progresstracker.internal.Job.Awake;
import io.github.progresstracker.internal.TrackerModel.MarkListener;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
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
 * counter is read once and the meters are fed; one snapshot per job is built and published; jobs
 * that changed give an update.
 *
 * <p>Counting and feeding is cheap, a <em>look</em> (an estimate, a snapshot, the alert rules, an
 * update) is not. A sample may be given a number of looks, and when there are more trackers the
 * jobs take turns; those whose snapshot somebody has read since their last look do not wait for
 * theirs. So what a registry costs that nobody reads is bounded, and one of a few thousand trackers
 * looks at all of them with every sample. A job that waits for its turn is fed less often as it
 * gets older, see {@link Job}.
 *
 * <p>The caller guarantees that {@link #sample} is not run twice at once.
 */
final class Sampler {

  /** As many looks as there are trackers. */
  static final long ALL = Long.MAX_VALUE;

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker");

  private final ProgressClock clock;
  private final @Nullable RunHistories histories;
  private final AlertEngine alerts;
  private final Queue<Signal> signals = new ConcurrentLinkedQueue<>();
  private final List<Job> jobs = new ArrayList<>();
  private final EventIds ids = new EventIds(new SecureRandom());
  private final List<ProgressEvent> events = new ArrayList<>();
  private final Runnable markHandled;

  /** Whether there is anybody to tell of events; if not, snapshots are published and that is it. */
  private final BooleanSupplier heard;

  private long sequence;

  /** Whose turn it is, and how many looks are left; below zero after a job of many trackers. */
  private int turn;

  private long looksLeft;

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
   * @param looks how many trackers to look at, or {@link #ALL}
   * @return the events since the sample before, in order
   */
  List<ProgressEvent> sample(long looks) {
    Moment before = now();
    for (Signal next = signals.peek();
        next != null && next.nanos() - before.nanos() <= 0;
        next = signals.peek()) {
      handleGuarded(next, before);
      signals.remove(); // Only now: one for which there was no memory is handled later.
    }
    sampleJobs(looks, now());
    List<ProgressEvent> told = List.copyOf(events);
    events.clear();
    return told;
  }

  /** All jobs, from the one whose turn it is. */
  private void sampleJobs(long looks, Moment now) {
    boolean all = looks == ALL;
    looksLeft = all ? ALL : Math.min(looks, looksLeft + looks);
    MarkListener marks = (model, phase, counted) -> mark(model, phase, counted, now);
    int size = jobs.size();
    int first = turn < size ? turn : 0;
    boolean turnKept = true;
    for (int i = 0; i < size; i++) {
      int place = first + i < size ? first + i : first + i - size;
      Job job = jobs.get(place);
      boolean inTurn = looksLeft > 0;
      if (!inTurn && turnKept) {
        turn = place;
        turnKept = false;
      }
      // Asked in any case: it also takes note that the job has been looked at.
      boolean watched = job.handle().wasWatched();
      int looked = sampleGuarded(job, inTurn || watched, marks, now);
      looksLeft -= inTurn ? looked : 0; // Who reads does not take the turns of others.
    }
    looksLeft = all ? 0 : looksLeft;
  }

  /** Jobs in which nothing has happened for longer than that, as of the latest sample. */
  List<TrackerHandle> silentFor(long nanos) {
    long now = clock.nanoTime();
    return jobs.stream().filter(job -> job.quietFor(now) > nanos).map(Job::handle).toList();
  }

  private Moment now() {
    return new Moment(clock.nanoTime(), clock.now());
  }

  /** One job that goes wrong in here, say by nesting too deep, must not stop the others. */
  private void handleGuarded(Signal signal, Moment now) {
    try {
      handle(signal, now);
    } catch (RuntimeException | StackOverflowError e) {
      failed(signal.tracker(), e);
    }
  }

  private int sampleGuarded(Job job, boolean look, MarkListener marks, Moment now) {
    try {
      return sample(job, look, marks, now);
    } catch (RuntimeException | StackOverflowError e) {
      failed(job.handle(), e);
      return 1;
    }
  }

  private static void failed(TrackerHandle tracker, Throwable cause) {
    LOG.error("sampling failed ({})", tracker.name(), cause);
  }

  /** Samples a job; returns how many trackers were looked at. */
  private int sample(Job job, boolean look, MarkListener marks, Moment now) {
    Awake awake = job.awake();
    if (awake == null) {
      job.peek(now.nanos());
      return 0;
    }
    if (!look && !awake.isHungry(now.nanos())) {
      return 0;
    }
    TrackerModel root = awake.root();
    root.pollMarks(marks);
    root.readAll();
    root.feed(now);
    awake.fed(now.nanos());
    if (!look) {
      return 0;
    }
    root.reclaim();
    look(awake, now);
    return root.size();
  }

  private void look(Awake job, Moment now) {
    TrackerModel root = job.root();
    ProgressSnapshot snapshot = root.show(now);
    tellAlerts(now);
    job.silence().look(snapshot, now.nanos());
    boolean wanted = heard.getAsBoolean() && root.handle().config().enableRealTimeUpdates();
    if (wanted && job.isWorthAnUpdate(snapshot, now.nanos())) {
      events.add(new ProgressUpdate(header(root, now), snapshot));
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
    TrackerModel model = model(signal.tracker());
    if (model == null || model.isEnded() || signal instanceof Signal.Wake) {
      if (model != null && signal instanceof Signal.Finish) {
        tellEnd(model, then); // There was no memory for that when it ended.
      }
      return;
    }
    awake(model).silence().broken(then.nanos());
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

  /** What is known of a tracker, whose job is dormant no longer; null if it is not live. */
  private @Nullable TrackerModel model(TrackerHandle handle) {
    Job job = handle.job;
    if (job != null && job.awake() == null) {
      wake(job);
    }
    return handle.model;
  }

  private Awake awake(TrackerModel model) {
    Job job = Objects.requireNonNull(model.root().handle().job, "a live job is in the list");
    return Objects.requireNonNull(job.awake(), "a job with a model is awake");
  }

  private void begin(TrackerHandle handle, long share, Moment then) {
    TrackerHandle above = handle.parent();
    if (above == null) {
      beginJob(handle, then);
      return;
    }
    TrackerModel parent = model(above);
    if (parent == null || parent.isEnded()) {
      orphan(handle, then);
    } else {
      TrackerModel model = model(handle, parent, share);
      begun(model);
      told(model, then);
    }
  }

  private void beginJob(TrackerHandle handle, Moment then) {
    Job job = handle.job == null ? listed(handle) : handle.job;
    if (!handle.isDormant()) {
      told(wake(job), then);
    }
  }

  private Job listed(TrackerHandle handle) {
    Job job = new Job(handle, jobs.size());
    jobs.add(job);
    handle.job = job;
    return job;
  }

  /**
   * From here on snapshots come from here, and the first one is in no case behind an earlier one.
   */
  private TrackerModel wake(Job job) {
    if (job.handle().isDormant()) {
      job.handle().settle();
    }
    TrackerModel root = model(job.handle(), null, TrackerModel.SAME_UNIT);
    job.wake(root);
    begun(root);
    return root;
  }

  /** Makes what is to be known of a tracker, unless that is from a time without memory for more. */
  private TrackerModel model(TrackerHandle handle, @Nullable TrackerModel parent, long share) {
    TrackerModel known = handle.model;
    if (known != null) {
      return known;
    }
    Forecast forecast =
        new Forecast(
            handle.spec(),
            handle.estimator(),
            handle.config(),
            handle.earlierRuns(),
            histories != null,
            handle.saved());
    Moment started = new Moment(handle.startedNanos(), handle.startedAt());
    TrackerModel model = new TrackerModel(handle, parent, share, forecast, started);
    handle.model = model;
    return model;
  }

  private void begun(TrackerModel model) {
    TrackerHandle handle = model.handle();
    lookOutForMarks(model, handle.counter());
    alerts.begin(model, new Moment(handle.startedNanos(), handle.startedAt()));
    handle.toldFrom(sequence + 1);
  }

  private void lookOutForMarks(TrackerModel model, Counter counter) {
    if (counter.hasMarks()) {
      awake(model).hasMarks();
    }
  }

  private void told(TrackerModel model, Moment then) {
    model.readAbove();
    emit(model, then, Transition.Started::new);
  }

  /** A child whose parent ended before it was known of. */
  private void orphan(TrackerHandle handle, Moment then) {
    handle.markEnded(TrackerState.ABANDONED);
    handle.publish(FirstSnapshot.of(handle, TrackerState.ABANDONED, then.at()));
    handle.toldUntil(sequence);
    handle.release();
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
      lookOutForMarks(model, start.phase().counter());
      emit(model, then, (h, l) -> new Transition.PhaseStarted(h, l, start.phase().name()));
    } else if (signal instanceof Signal.PhaseFinish finish) {
      pollMarks(model, then);
      model.endPhase(finish.phase(), finish.cutOff(), then);
      emit(model, then, (h, l) -> new Transition.PhaseFinished(h, l, finish.phase().name()));
    } else if (signal instanceof Signal.WaitStart start) {
      Wait wait = Wait.begun(start.reason(), start.expected(), then);
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

  private void pollMarks(TrackerModel model, Moment then) {
    model.pollMarks((of, phase, counted) -> mark(of, phase, counted, then));
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
    model.feed(then);
    ProgressSnapshot last = model.show(then);
    if (model.parent() == null) {
      forget(model.handle());
      tell(() -> new ProgressUpdate(header(model, then), last));
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

  /** Takes a job out of the list; the last one gets its place. */
  private void forget(TrackerHandle root) {
    Job gone = Objects.requireNonNull(root.job, "a job ends once");
    Job last = jobs.remove(jobs.size() - 1);
    if (last != gone) {
      jobs.set(gone.place, last);
      last.place = gone.place;
    }
    root.job = null;
  }

  private void emit(TrackerModel model, Moment then, TransitionMaker maker) {
    tell(() -> maker.make(header(model, then), model.lineage(then)));
  }

  private void emit(
      TrackerModel model, Moment then, List<ProgressSnapshot> lineage, TransitionMaker maker) {
    tell(() -> maker.make(header(model, then), lineage));
  }

  /** An event takes time to make, and is for those who hear of it. */
  private void tell(Supplier<ProgressEvent> event) {
    if (heard.getAsBoolean()) {
      events.add(event.get());
    }
  }

  private EventHeader header(TrackerModel model, Moment then) {
    return new EventHeader(
        ids.next(clock.now().toEpochMilli()), then.at(), ++sequence, model.root().id(), model.id());
  }

  /** Makes a transition from its header and lineage. */
  private interface TransitionMaker {
    Transition make(EventHeader header, List<ProgressSnapshot> lineage);
  }
}
