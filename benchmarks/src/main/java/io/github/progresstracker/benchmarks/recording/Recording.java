package io.github.progresstracker.benchmarks.recording;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What happened in a run, as it happens. The clock starts with the first look. Thread safe. */
final class Recording {

  /**
   * A report of progress.
   *
   * @param nanos since the start
   * @param done units done by then
   */
  record Event(long nanos, long done) {}

  /**
   * A wait that the job was told of when it began.
   *
   * @param fromNanos since the start
   * @param toNanos since the start
   */
  record Pause(long fromNanos, long toNanos) {}

  private final LongSupplier nanoTime;
  private final long start;
  private final List<Event> events = new ArrayList<>();
  private final List<Pause> pauses = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private long done;

  Recording(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    events.add(new Event(0, 0));
  }

  /** One more unit is done. */
  void advance() {
    advance(1);
  }

  /** More units are done. */
  synchronized void advance(long units) {
    if (units > 0) {
      done += units;
      events.add(new Event(elapsed(), done));
    }
  }

  /** A wait begins whose length is known from the start; the caller does the waiting. */
  synchronized void announcePause(Duration length) {
    long now = elapsed();
    pauses.add(new Pause(now, now + length.toNanos()));
  }

  /** Something about this run that a reader of the trace should know. */
  synchronized void note(String text) {
    notes.add(text);
  }

  synchronized List<Event> events() {
    return List.copyOf(events);
  }

  synchronized List<Pause> pauses() {
    return List.copyOf(pauses);
  }

  synchronized List<String> notes() {
    return List.copyOf(notes);
  }

  synchronized long done() {
    return done;
  }

  /** How long the run took until its last unit. */
  synchronized double seconds() {
    return seconds(events.get(events.size() - 1).nanos());
  }

  static double seconds(long nanos) {
    return nanos / (double) TimeUnit.SECONDS.toNanos(1);
  }

  private long elapsed() {
    return nanoTime.getAsLong() - start;
  }
}
