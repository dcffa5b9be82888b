package io.github.progresstracker.internal;

import io.github.progresstracker.Activity;
import io.github.progresstracker.EstimatorFactory;
import io.github.progresstracker.ItemStatus;
import io.github.progresstracker.Outcome;
import io.github.progresstracker.PhaseSpec;
import io.github.progresstracker.ProgressItem;
import io.github.progresstracker.ProgressPhase;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.StopRequestedException;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.TrackingMode;
import io.github.progresstracker.Usage;
import io.github.progresstracker.WaitScope;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertRule;
import io.github.progresstracker.eta.Eta;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The host's side of a tracker: counters that are raised in place, and signals for everything else.
 * It never waits for the sampler; what the sampler makes of it lives in {@link TrackerModel}.
 */
final class TrackerHandle implements ProgressTracker {

  private static final VarHandle PUBLISHED;

  static {
    try {
      PUBLISHED =
          MethodHandles.lookup()
              .findVarHandle(TrackerHandle.class, "published", ProgressSnapshot.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Engine engine;
  private final @Nullable TrackerHandle parent;

  /** The job that it is a part of, or itself. */
  private final TrackerHandle root;

  private final TrackerSpec spec;
  private final TrackingConfig config;
  private final Object key;
  private final Counter counter;
  private final @Nullable CompletableFuture<EarlierRuns> earlierRuns;

  /** What the estimator knew in an earlier life of this run, or null. */
  private final @Nullable String saved;

  private final long startedNanos;
  private final Instant startedAt;

  /** Whether the sampler is to leave it alone until there is a reason not to, see {@link Job}. */
  private final boolean dormant;

  /** Null until there is one. */
  private volatile @Nullable Map<String, PhaseHandle> phases;

  private boolean misuseReported;

  /** Plain, so that counting does not pay for it; it only decides whether misuse is reported. */
  private boolean ended;

  /** Written under this handle's monitor, together with the signal that tells of it. */
  private volatile @Nullable TrackerState end;

  /** Why somebody wants this tracker to stop; null if nobody does. */
  private volatile @Nullable String stopReason;

  /** What the sampler was told last; null if it has been left to it. */
  private @Nullable Total total;

  /** Null until it is sampled or somebody looks. */
  private volatile @Nullable ProgressSnapshot published;

  /**
   * Whether somebody has looked at the job since the sampler asked last. Plain: it only decides who
   * waits for the next look.
   */
  private boolean watched;

  /** What few trackers have; null until it is needed. */
  private volatile @Nullable Extras extras;

  /** The numbers of its first and its last event, as far as there are any yet. */
  private volatile long firstEvent = Long.MAX_VALUE;

  private volatile long lastEvent = Long.MAX_VALUE;

  /** Belongs to the sampler; null before the first sample and after the end, and while dormant. */
  @Nullable TrackerModel model;

  /** Belongs to the sampler; null before the first sample and after the end, and of a part. */
  @Nullable Job job;

  TrackerHandle(
      Engine engine,
      @Nullable TrackerHandle parent,
      TrackerSpec spec,
      TrackingConfig config,
      boolean dormant,
      @Nullable CompletableFuture<EarlierRuns> earlierRuns,
      @Nullable String saved) {
    this.engine = engine;
    this.parent = parent;
    this.root = parent == null ? this : parent.root;
    this.spec = spec;
    this.config = config;
    this.dormant = dormant;
    this.key = spec.id() == null ? TrackerKey.random() : TrackerKey.of(spec.id());
    this.total = spec.total();
    this.earlierRuns = earlierRuns;
    this.saved = saved;
    this.startedNanos = engine.nanoTime();
    this.startedAt = engine.now();
    this.counter =
        Marks.counter(
            spec.offset(), spec.reportEvery(), counted -> engine.signalMark(this, null, counted));
  }

  @Override
  public String id() {
    return key.toString();
  }

  /** What it is found by. */
  Object key() {
    return key;
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public void advance() {
    advance(1);
  }

  @Override
  public void advance(long units) {
    if (ended) {
      misuse("advance");
    } else {
      counter.add(units);
    }
  }

  @Override
  public void updateProgress(long done) {
    requireCount("progress", done);
    if (ended) {
      misuse("updateProgress");
    } else {
      counter.raiseTo(done - spec.offset());
    }
  }

  @Override
  public void advance(long units, Outcome outcome) {
    requireCount("units", units);
    Objects.requireNonNull(outcome, "outcome");
    if (isOpen("advance")) {
      count(units, outcome);
    }
  }

  @Override
  public void skip(long units) {
    requireCount("skipped units", units);
    if (isOpen("skip")) {
      count(units, Outcome.SKIPPED);
    }
  }

  /** For an item that is over: its end may race with that of the tracker, which is no misuse. */
  void advanceUnlessEnded(long units, Outcome outcome) {
    if (end == null) {
      count(units, outcome);
    }
  }

  /** In this order, so that whoever reads the count first never takes what was skipped for work. */
  private void count(long units, Outcome outcome) {
    if (outcome != Outcome.SUCCEEDED) {
      extras().count(outcome == Outcome.FAILED ? Tally.FAILED_UNITS : Tally.SKIPPED, units);
      VarHandle.releaseFence();
    }
    counter.add(units);
  }

  @Override
  public void countFailed(long count) {
    requireCount("failures", count);
    if (isOpen("countFailed")) {
      extras().count(Tally.FAILED_BESIDE, count);
    }
  }

  @Override
  public void countRetried(long count) {
    requireCount("retries", count);
    if (isOpen("countRetried")) {
      extras().count(Tally.RETRIED, count);
    }
  }

  @Override
  public ProgressItem item(String itemId, long units) {
    requireCount("units", units);
    ItemBoard board = extras().items();
    return isOpen("item") ? board.item(itemId, units) : board.detached(itemId, units);
  }

  @Override
  public void updateItem(
      String itemId,
      ItemStatus status,
      double percent,
      @Nullable String stage,
      double stagePercent) {
    if (isCounting("updateItem")) {
      extras().items().update(itemId, status, percent, stage, stagePercent);
    }
  }

  @Override
  public Usage usage() {
    return extras().usage();
  }

  @Override
  public Activity activity() {
    return extras().activity();
  }

  @Override
  public void total(Total newTotal) {
    Objects.requireNonNull(newTotal, "total");
    if (isOpen("total")) {
      changeTotal(newTotal, false);
    }
  }

  @Override
  public void correctTotal(Total newTotal) {
    Objects.requireNonNull(newTotal, "total");
    if (isOpen("correctTotal")) {
      changeTotal(newTotal, true);
    }
  }

  @Override
  public void remaining(long units) {
    requireCount("remaining units", units);
    if (isOpen("remaining")) {
      tellRemaining(units);
    }
  }

  @Override
  public ProgressTracker child(TrackerSpec childSpec) {
    return part("child", childSpec.unit(spec.unit()), TrackerModel.SAME_UNIT);
  }

  @Override
  public ProgressTracker split(TrackerSpec partSpec, long share) {
    requireCount("share", share);
    return part("split", partSpec, share);
  }

  private ProgressTracker part(String calledAs, TrackerSpec partSpec, long share) {
    boolean open = isOpen(calledAs);
    if (partSpec.mode() == TrackingMode.OFF) {
      return engine.off();
    }
    TrackerHandle child = engine.child(this, partSpec, open);
    if (open) {
      engine.signal(new Signal.Start(child, child.startedNanos, share));
    } else {
      child.markEnded(TrackerState.ABANDONED);
    }
    return child;
  }

  @Override
  public ProgressPhase phase(String name) {
    return phase(declared(name));
  }

  @Override
  public ProgressPhase phase(String name, long phaseTotal) {
    return phase(declared(name).total(phaseTotal));
  }

  private PhaseSpec declared(String name) {
    return spec.phases().stream()
        .filter(phase -> phase.name().equals(name))
        .findFirst()
        .orElseGet(() -> PhaseSpec.named(name));
  }

  @Override
  public ProgressPhase phase(PhaseSpec phaseSpec) {
    PhaseHandle phase =
        phases()
            .computeIfAbsent(phaseSpec.name(), name -> new PhaseHandle(engine, this, phaseSpec));
    if (isOpen("phase")) {
      phase.begin();
    }
    return phase;
  }

  private Map<String, PhaseHandle> phases() {
    Map<String, PhaseHandle> made = phases;
    return made == null ? makePhases() : made;
  }

  private synchronized Map<String, PhaseHandle> makePhases() {
    Map<String, PhaseHandle> made = phases;
    if (made == null) {
      made = new ConcurrentHashMap<>(4);
      phases = made;
    }
    return made;
  }

  private void forEachPhase(Consumer<PhaseHandle> action) {
    Map<String, PhaseHandle> made = phases;
    if (made != null) {
      made.values().forEach(action);
    }
  }

  @Override
  public WaitScope waiting(String reason, @Nullable Duration expected) {
    Objects.requireNonNull(reason, "reason");
    WaitHandle wait = new WaitHandle(engine, this, expected);
    if (isOpen("waiting")) {
      engine.signal(new Signal.WaitStart(this, wait.since(), wait, reason, expected));
    }
    return wait;
  }

  @Override
  public void pause() {
    if (isOpen("pause")) {
      engine.signal(new Signal.Pause(this, engine.nanoTime()));
    }
  }

  @Override
  public void resume() {
    if (isOpen("resume")) {
      engine.signal(new Signal.Resume(this, engine.nanoTime()));
    }
  }

  @Override
  public void resetEta() {
    if (isOpen("resetEta")) {
      engine.signal(new Signal.ResetEta(this, engine.nanoTime()));
    }
  }

  @Override
  public synchronized boolean requestStop(String reason) {
    Objects.requireNonNull(reason, "reason");
    if (end != null || stopReason != null) {
      return false;
    }
    stopReason = reason;
    engine.signal(new Signal.Stop(this, engine.nanoTime(), reason));
    return true;
  }

  @Override
  public boolean stopRequested() {
    return askedToStop() != null;
  }

  @Override
  public void throwIfStopRequested() {
    TrackerHandle asked = askedToStop();
    if (asked != null) {
      throw new StopRequestedException(
          asked.id(), asked.name(), Objects.requireNonNull(asked.stopReason));
    }
  }

  /** This tracker or the nearest one above it that somebody wants to stop; null if nobody does. */
  private @Nullable TrackerHandle askedToStop() {
    TrackerHandle asked = this;
    while (asked != null && asked.stopReason == null) {
      asked = asked.parent;
    }
    return asked;
  }

  @Override
  public void onProgressUpdate(Consumer<? super ProgressSnapshot> callback) {
    listen("onProgressUpdate", Callback.progress(callback));
  }

  @Override
  public void onEtaUpdate(BiConsumer<? super ProgressSnapshot, ? super Eta> callback) {
    listen("onEtaUpdate", Callback.eta(callback));
  }

  @Override
  public void onPerformanceAlert(BiConsumer<? super ProgressSnapshot, ? super Alert> callback) {
    listen("onPerformanceAlert", Callback.alerts(callback));
  }

  private void listen(String calledAs, Callback callback) {
    if (isOpen(calledAs)) {
      engine.listen(this, callback);
    }
  }

  @Override
  public void note(String action, Map<String, ? extends @Nullable Object> details) {
    Objects.requireNonNull(action, "action");
    if (isOpen("note")) {
      engine.signal(new Signal.Note(this, engine.nanoTime(), action, copyOf(details)));
    }
  }

  @Override
  public void watch(AlertRule rule) {
    AlertRule checked = checked(rule);
    if (isOpen("watch")) {
      engine.signal(new Signal.Watch(this, engine.nanoTime(), checked));
    }
  }

  @Override
  public void complete() {
    finish(TrackerState.COMPLETED, null, "complete");
  }

  @Override
  public void fail(@Nullable Throwable cause) {
    fail(cause == null ? null : Texts.of(cause));
  }

  @Override
  public void fail(@Nullable String message) {
    finish(TrackerState.FAILED, message, "fail");
  }

  @Override
  public void close() {
    finish(TrackerState.ABANDONED, null, null);
  }

  @Override
  public ProgressSnapshot snapshot() {
    if (!root.watched) {
      root.watched = true;
    }
    ProgressSnapshot shown = published;
    return shown == null ? firstLook() : shown;
  }

  private ProgressSnapshot firstLook() {
    ProgressSnapshot shown = settle();
    if (dormant) {
      wake();
    }
    return shown;
  }

  /**
   * Publishes what there is to be shown before the sampler has shown anything. Whoever is first,
   * the sampler or somebody who looks, what is published later is read later, so nobody sees a
   * count go back.
   */
  ProgressSnapshot settle() {
    ProgressSnapshot first =
        dormant ? engine.glance(this) : FirstSnapshot.of(this, TrackerState.RUNNING, startedAt);
    ProgressSnapshot before =
        (ProgressSnapshot) PUBLISHED.compareAndExchange(this, (ProgressSnapshot) null, first);
    return before == null ? first : before;
  }

  /** Tells the sampler that a dormant job is of interest now. */
  void wake() {
    engine.signal(new Signal.Wake(this, engine.nanoTime()));
  }

  boolean isDormant() {
    return dormant;
  }

  /** Whether anybody has looked at the job since this was asked last. */
  boolean wasWatched() {
    boolean was = watched;
    if (was) {
      watched = false;
    }
    return was;
  }

  long startedNanos() {
    return startedNanos;
  }

  Instant startedAt() {
    return startedAt;
  }

  TrackerSpec spec() {
    return spec;
  }

  /** What is found out about this tracker. */
  TrackingConfig config() {
    return config;
  }

  /** Makes its estimator. */
  EstimatorFactory estimator() {
    return engine.estimator(spec, config);
  }

  @Nullable TrackerHandle parent() {
    return parent;
  }

  /** What the store says about earlier runs, once it has answered; null if it was not asked. */
  @Nullable CompletableFuture<EarlierRuns> earlierRuns() {
    return earlierRuns;
  }

  @Nullable String saved() {
    return saved;
  }

  Counter counter() {
    return counter;
  }

  Extras extras() {
    Extras made = extras;
    return made == null ? makeExtras() : made;
  }

  private synchronized Extras makeExtras() {
    Extras made = extras;
    if (made == null) {
      if (dormant) {
        snapshot(); // From here on there is more to be shown than a look at the counter tells.
      }
      made = new Extras(this);
      extras = made;
    }
    return made;
  }

  /** What it has besides its count; null if there is nothing. */
  @Nullable Extras extrasIfAny() {
    return extras;
  }

  long nanoTime() {
    return engine.nanoTime();
  }

  void publish(ProgressSnapshot snapshot) {
    published = snapshot;
  }

  /** Says which event is the first to tell of it. */
  void toldFrom(long sequence) {
    firstEvent = sequence;
  }

  /** Says that no event after this one tells of it. */
  void toldUntil(long sequence) {
    lastEvent = sequence;
  }

  /** Whether an event tells of this tracker, and not of another one that had its id. */
  boolean isToldBy(long sequence) {
    return firstEvent <= sequence && sequence <= lastEvent;
  }

  /** Whether no event after this one tells of it. */
  boolean isAllToldBy(long sequence) {
    return lastEvent <= sequence;
  }

  /** Says that the tracker has ended, however it came about; true for the first to say so. */
  synchronized boolean markEnded(TrackerState state) {
    if (end != null) {
      return false;
    }
    ended = true;
    end = state;
    return true;
  }

  /** How it ended, or null. */
  @Nullable TrackerState end() {
    return end;
  }

  /** Lets go of threads that counted and died. Its phases are the model's. */
  void reclaim() {
    counter.reclaim();
    Extras some = extras;
    if (some != null) {
      some.reclaim();
    }
  }

  /** Lets go of all threads that counted, once the last count has been read. */
  void release() {
    counter.release();
    Extras some = extras;
    if (some != null) {
      some.release();
    }
    forEachPhase(phase -> phase.counter().release());
  }

  void misuse(String calledAs) {
    if (isFirstMisuse()) {
      engine.reportMisuse(this, calledAs, String.valueOf(end));
    }
  }

  private synchronized boolean isFirstMisuse() {
    boolean first = !misuseReported;
    misuseReported = true;
    return first;
  }

  private void finish(TrackerState state, @Nullable String message, @Nullable String calledAs) {
    forEachPhase(phase -> phase.end(state != TrackerState.COMPLETED));
    if (!endAndTell(state, message) && calledAs != null) {
      misuse(calledAs);
    }
  }

  /** Ending and telling are one, or a registry that closes meanwhile could miss the end. */
  private synchronized boolean endAndTell(TrackerState state, @Nullable String message) {
    boolean first = markEnded(state);
    if (first) {
      engine.signal(new Signal.Finish(this, engine.nanoTime(), state, message));
    }
    return first;
  }

  /** Changing and telling are one, or the sampler could see two changes in another order. */
  private synchronized void changeTotal(Total newTotal, boolean mayGoBack) {
    if (mayGoBack || !newTotal.equals(total)) {
      total = newTotal;
      engine.signal(new Signal.NewTotal(this, engine.nanoTime(), newTotal, mayGoBack));
    }
  }

  /** What the total becomes is for the sampler to say; here nobody knows it any more. */
  private synchronized void tellRemaining(long units) {
    total = null;
    engine.signal(new Signal.Remaining(this, engine.nanoTime(), units, counter.sum()));
  }

  /** As {@link #isOpen}, for calls in which every nanosecond counts; for a moment it may err. */
  boolean isCounting(String calledAs) {
    boolean open = !ended;
    if (!open) {
      misuse(calledAs);
    }
    return open;
  }

  boolean isOpen(String calledAs) {
    boolean open = end == null;
    if (!open) {
      misuse(calledAs);
    }
    return open;
  }

  /** A rule whose name is checked, read once and stays the same. */
  static AlertRule checked(AlertRule rule) {
    return rule.with(rule.hysteresis());
  }

  static void requireCount(String what, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(what + " must be >= 0, was " + value);
    }
  }

  /** A copy, because the host may go on to change its map; a map that cannot be read says so. */
  private static Map<String, @Nullable Object> copyOf(
      Map<String, ? extends @Nullable Object> details) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    try {
      copy.putAll(details);
    } catch (RuntimeException e) {
      copy.put("details_unreadable", e.toString());
    }
    return Collections.unmodifiableMap(copy);
  }
}
