package io.github.progresstracker.internal;

import io.github.progresstracker.WaitScope;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The host's side of an announced wait. */
final class WaitHandle implements WaitScope {

  private final Engine engine;
  private final TrackerHandle tracker;
  private final long since;
  private final Duration expected;
  private final AtomicBoolean open = new AtomicBoolean(true);

  WaitHandle(Engine engine, TrackerHandle tracker, @Nullable Duration expected) {
    this.engine = engine;
    this.tracker = tracker;
    this.since = engine.nanoTime();
    this.expected = expected == null ? Duration.ZERO : expected;
  }

  long since() {
    return since;
  }

  @Override
  public Duration left() {
    Duration left = expected.minusNanos(engine.nanoTime() - since);
    return left.isNegative() ? Duration.ZERO : left;
  }

  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      engine.signal(new Signal.WaitEnd(tracker, engine.nanoTime(), this));
    }
  }
}
