package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.internal.EventQueue.Entry;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The way of events to a sink by memory alone. A batch on which a durable sink throws is kept and
 * tried again, after growing pauses, before anything newer is delivered; a transient sink loses it.
 */
final class MemoryPipe extends SinkPipe {

  /** In a row. Belongs to the drainer. */
  private int failures;

  MemoryPipe(GuardedSink sink, ProgressClock clock, IntFunction<Duration> backoff) {
    super(sink, clock, backoff);
  }

  @Override
  boolean deliverNext() {
    List<Entry> batch = nextBatch();
    if (batch.isEmpty()) {
      return false;
    }
    String failure = sink.deliver(inOrder(batch));
    settle(batch.size(), failure);
    failures = failure == null ? 0 : failures + 1;
    if (sink.isDurable()) {
      pause(pauseAfter(failures));
    }
    return true;
  }

  @Override
  void drained() {}

  @Override
  long spooled() {
    return 0;
  }

  @Override
  @Nullable String spoolError() {
    return null;
  }

  @Override
  int unsaved() {
    return inFlight.size();
  }

  @Override
  @Nullable Long behindSince() {
    return null;
  }

  @Override
  long abandon() {
    return takeAll().size();
  }

  /** Waits for work; empty when there is none and there will be none. */
  private List<Entry> nextBatch() {
    lock.lock();
    try {
      while (inFlight.isEmpty() && queue.isEmpty() && !closing) {
        awaitEvents();
      }
      if (overdue) {
        return List.of();
      }
      clearInterrupt();
      if (inFlight.isEmpty()) {
        inFlight = queue.take(BATCH);
      }
      return inFlight;
    } finally {
      lock.unlock();
    }
  }

  private void awaitEvents() {
    try {
      awaitEvents(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      // Whoever interrupts the drainer wants it to look for events, as it does.
    }
  }

  private void settle(int events, @Nullable String failure) {
    lock.lock();
    try {
      if (failure != null && !sink.isDurable() && !overdue) {
        bookLost(events);
      }
      if (failure == null || !sink.isDurable()) {
        inFlight = List.of();
      }
      book(overdue ? 0 : events, failure);
    } finally {
      lock.unlock();
    }
  }

  private void pause(long nanos) {
    lock.lock();
    try {
      awaitFully(nanos);
    } catch (InterruptedException e) {
      // Whoever interrupts the drainer wants it to go on: the next try comes early.
    } finally {
      lock.unlock();
    }
  }
}
