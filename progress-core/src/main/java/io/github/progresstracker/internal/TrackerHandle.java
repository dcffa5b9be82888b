package io.github.progresstracker.internal;

import io.github.progresstracker.PhaseSpec;
import io.github.progresstracker.ProgressPhase;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.WaitScope;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The host's side of a tracker: counters that are raised in place, and signals for everything else.
 * It never waits for the sampler; what the sampler makes of it lives in {@link TrackerModel}.
 */
final class TrackerHandle implements ProgressTracker {

  private final Engine engine;
  private final @Nullable TrackerHandle parent;
  private final TrackerSpec spec;
  private final String id;
  private final Counter counter;
  private final LongAdder failed = new LongAdder();
  private final Map<String, PhaseHandle> phases = new ConcurrentHashMap<>(4);
  private final AtomicReference<@Nullable TrackerState> end = new AtomicReference<>();
  private final AtomicReference<Total> total;
  private final AtomicBoolean paused = new AtomicBoolean();
  private final AtomicBoolean misuseReported = new AtomicBoolean();

  /** Plain, so that counting does not pay for it; it only decides whether misuse is reported. */
  private boolean ended;

  private volatile ProgressSnapshot published;

  /** Belongs to the sampler. */
  @Nullable TrackerModel model;

  TrackerHandle(
      Engine engine,
      @Nullable TrackerHandle parent,
      TrackerSpec spec,
      String id,
      ProgressSnapshot first) {
    this.engine = engine;
    this.parent = parent;
    this.spec = spec;
    this.id = id;
    this.total = new AtomicReference<>(spec.total());
    this.published = first;
    this.counter =
        Marks.counter(
            spec.offset(),
            spec.reportEvery(),
            counted -> engine.signal(new Signal.Mark(this, engine.nanoTime(), null, counted)));
  }

  @Override
  public String id() {
    return id;
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
  public void countFailed(long count) {
    requireCount("failures", count);
    failed.add(count);
  }

  @Override
  public void total(Total newTotal) {
    Objects.requireNonNull(newTotal, "total");
    if (isOpen("total") && !newTotal.equals(total.getAndSet(newTotal))) {
      engine.signal(new Signal.NewTotal(this, engine.nanoTime(), newTotal));
    }
  }

  @Override
  public ProgressTracker child(TrackerSpec childSpec) {
    TrackerHandle child = engine.child(this, childSpec);
    if (isOpen("child")) {
      engine.signal(new Signal.Start(child, engine.nanoTime()));
    } else {
      child.markEnded(TrackerState.ABANDONED);
    }
    return child;
  }

  @Override
  public ProgressPhase phase(PhaseSpec phaseSpec) {
    PhaseHandle phase =
        phases.computeIfAbsent(phaseSpec.name(), name -> new PhaseHandle(engine, this, phaseSpec));
    if (isOpen("phase")) {
      phase.begin();
    }
    return phase;
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
    if (isOpen("pause") && paused.compareAndSet(false, true)) {
      engine.signal(new Signal.Pause(this, engine.nanoTime()));
    }
  }

  @Override
  public void resume() {
    if (isOpen("resume") && paused.compareAndSet(true, false)) {
      engine.signal(new Signal.Resume(this, engine.nanoTime()));
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
  public void complete() {
    finish(TrackerState.COMPLETED, null, "complete");
  }

  @Override
  public void fail(String message) {
    finish(TrackerState.FAILED, Objects.requireNonNull(message, "message"), "fail");
  }

  @Override
  public void close() {
    finish(TrackerState.ABANDONED, null, null);
  }

  @Override
  public ProgressSnapshot snapshot() {
    return published;
  }

  TrackerSpec spec() {
    return spec;
  }

  @Nullable TrackerHandle parent() {
    return parent;
  }

  Counter counter() {
    return counter;
  }

  long failures() {
    return failed.sum();
  }

  void publish(ProgressSnapshot snapshot) {
    published = snapshot;
  }

  /** Says that the tracker has ended, however it came about; true for the first to say so. */
  boolean markEnded(TrackerState state) {
    ended = true;
    return end.compareAndSet(null, state);
  }

  private void finish(TrackerState state, @Nullable String message, @Nullable String calledAs) {
    if (markEnded(state)) {
      engine.signal(new Signal.Finish(this, engine.nanoTime(), state, message));
    } else if (calledAs != null) {
      misuse(calledAs);
    }
  }

  private boolean isOpen(String calledAs) {
    boolean open = end.get() == null;
    if (!open) {
      misuse(calledAs);
    }
    return open;
  }

  private void misuse(String calledAs) {
    if (misuseReported.compareAndSet(false, true)) {
      engine.reportMisuse(this, calledAs, String.valueOf(end.get()));
    }
  }

  private static void requireCount(String what, long value) {
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
