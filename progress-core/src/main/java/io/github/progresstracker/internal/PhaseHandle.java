package io.github.progresstracker.internal;

import io.github.progresstracker.PhaseSpec;
import io.github.progresstracker.ProgressPhase;
import java.util.concurrent.atomic.AtomicBoolean;

/** The host's side of a phase. */
final class PhaseHandle implements ProgressPhase {

  private final Engine engine;
  private final TrackerHandle tracker;
  private final PhaseSpec spec;
  private final Counter counter;
  private final AtomicBoolean open = new AtomicBoolean();

  PhaseHandle(Engine engine, TrackerHandle tracker, PhaseSpec spec) {
    this.engine = engine;
    this.tracker = tracker;
    this.spec = spec;
    this.counter =
        Marks.counter(
            spec.offset(),
            spec.reportEvery(),
            counted -> engine.signal(new Signal.Mark(tracker, engine.nanoTime(), this, counted)));
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public void advance(long units) {
    counter.add(units);
  }

  @Override
  public void updateProgress(long done) {
    if (done < 0) {
      throw new IllegalArgumentException("progress must be >= 0, was " + done);
    }
    counter.raiseTo(done - spec.offset());
  }

  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      engine.signal(new Signal.PhaseFinish(tracker, engine.nanoTime(), this));
    }
  }

  void begin() {
    if (open.compareAndSet(false, true)) {
      engine.signal(new Signal.PhaseStart(tracker, engine.nanoTime(), this));
    }
  }

  PhaseSpec spec() {
    return spec;
  }

  Counter counter() {
    return counter;
  }
}
