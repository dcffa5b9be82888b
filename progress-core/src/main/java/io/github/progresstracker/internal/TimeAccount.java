package io.github.progresstracker.internal;

/**
 * Keeps active time apart from waits and pauses. Stops nest: a wait inside a pause, or a wait of a
 * parent over a wait of its child, stops the time once. Confined to the sampler; all times are
 * monotonic nanoseconds.
 */
final class TimeAccount {

  private final long start;
  private final Stopwatch stopped = new Stopwatch();
  private final Stopwatch waited = new Stopwatch();
  private int waits;

  TimeAccount(long start) {
    this.start = start;
  }

  /** An account of a part that starts while its whole may be stopped. */
  TimeAccount partFrom(long nanos) {
    TimeAccount part = new TimeAccount(nanos);
    part.stopped.begin(nanos, stopped.depth);
    part.waited.begin(nanos, waited.depth);
    part.waits = waited.depth > 0 ? 1 : 0;
    return part;
  }

  void beginWait(long nanos) {
    if (waited.depth == 0) {
      waits++;
    }
    stopped.begin(nanos, 1);
    waited.begin(nanos, 1);
  }

  void endWait(long nanos) {
    stopped.end(nanos);
    waited.end(nanos);
  }

  void beginPause(long nanos) {
    stopped.begin(nanos, 1);
  }

  void endPause(long nanos) {
    stopped.end(nanos);
  }

  long elapsed(long nanos) {
    return Math.max(0, nanos - start);
  }

  long active(long nanos) {
    return Math.max(0, elapsed(nanos) - stopped.total(nanos));
  }

  /** Time spent in announced waits, the present one included. */
  long waited(long nanos) {
    return waited.total(nanos);
  }

  /** How many announced waits there have been. */
  int waits() {
    return waits;
  }

  /** Adds up the time during which at least one of several overlapping spans is open. */
  private static final class Stopwatch {
    private int depth;
    private long since;
    private long total;

    void begin(long nanos, int spans) {
      if (depth == 0) {
        since = nanos;
      }
      depth += spans;
    }

    void end(long nanos) {
      if (depth > 0 && --depth == 0) {
        total += Math.max(0, nanos - since);
      }
    }

    long total(long nanos) {
      return depth == 0 ? total : total + Math.max(0, nanos - since);
    }
  }
}
