package io.github.progresstracker.internal;

import io.github.progresstracker.PhaseSpec;
import io.github.progresstracker.ProgressPhase;

/** The host's side of a phase. */
final class PhaseHandle implements ProgressPhase {

  private final Engine engine;
  private final TrackerHandle tracker;
  private final PhaseSpec spec;
  private final Counter counter;

  /** Plain where it is read while counting: that only decides whether misuse is reported. */
  private boolean open;

  PhaseHandle(Engine engine, TrackerHandle tracker, PhaseSpec spec) {
    this.engine = engine;
    this.tracker = tracker;
    this.spec = spec;
    this.counter =
        Marks.counter(
            spec.offset(),
            spec.reportEvery(),
            counted -> engine.signalMark(tracker, this, counted));
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public void advance(long units) {
    if (open) {
      counter.add(units);
    } else {
      tracker.misuse("advance");
    }
  }

  @Override
  public void updateProgress(long done) {
    if (done < 0) {
      throw new IllegalArgumentException("progress must be >= 0, was " + done);
    }
    if (open) {
      counter.raiseTo(done - spec.offset());
    } else {
      tracker.misuse("updateProgress");
    }
  }

  @Override
  public void close() {
    end(false);
  }

  /** Ends it, as what it was for has been done or, if cut off, has not. */
  synchronized void end(boolean cutOff) {
    if (open) {
      open = false;
      engine.signal(new Signal.PhaseFinish(tracker, engine.nanoTime(), this, cutOff));
    }
  }

  synchronized void begin() {
    if (!open) {
      open = true;
      engine.signal(new Signal.PhaseStart(tracker, engine.nanoTime(), this));
      releaseIfTooLate();
    }
  }

  /** The tracker, having ended meanwhile, may have let go of its phases before it knew this one. */
  private void releaseIfTooLate() {
    if (tracker.end() != null) {
      counter.release();
    }
  }

  PhaseSpec spec() {
    return spec;
  }

  Counter counter() {
    return counter;
  }
}
