package io.github.progresstracker.mtproto;

import io.github.progresstracker.PhaseSpec;
import io.github.progresstracker.ProgressPhase;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerSpec;

/**
 * One session of a channel, as it shows in progress. Which session it is and how far it has come
 * follow from the number of messages stored, never from memory: session {@code n} holds the stored
 * messages {@code (n - 1) * limit + 1} to {@code n * limit}. So the levels agree whatever happened
 * to earlier runs, and a session that was cut off goes on where it stopped.
 */
final class CollectionSession implements AutoCloseable {

  /** Label of the session tracker that says how many messages a session holds. */
  static final String LIMIT_LABEL = "session_limit";

  /** Label of the session tracker that says at which multiples its phases report. */
  static final String REPORT_LABEL = "report_every";

  static final String FETCHING = "fetching";
  static final String PROCESSING = "processing";

  private final int limit;
  private final ProgressTracker tracker;
  private final ProgressPhase fetching;
  private final ProgressPhase processing;
  private long expected;
  private long fetched;
  private long processed;

  private CollectionSession(
      int limit,
      long position,
      long expected,
      ProgressTracker tracker,
      ProgressPhase fetching,
      ProgressPhase processing) {
    this.limit = limit;
    this.expected = expected;
    this.fetched = position;
    this.processed = position;
    this.tracker = tracker;
    this.fetching = fetching;
    this.processing = processing;
  }

  /** Begins, or goes on with, the session that the next message belongs to. */
  static CollectionSession after(
      long stored, Total total, CollectorOptions options, ProgressTracker channel) {
    int limit = options.sessionLimit();
    long number = stored / limit + 1;
    long position = stored % limit;
    long expected = Math.min(limit, position + Math.max(0, total.valueOr(Long.MAX_VALUE) - stored));
    ProgressTracker tracker =
        channel.child(
            TrackerSpec.named("Session " + number)
                .total(expected)
                .startAt(position)
                .step(number, Math.max(number, sessions(total.valueOr(0), limit)))
                .label(LIMIT_LABEL, Integer.toString(limit))
                .label(REPORT_LABEL, Integer.toString(options.reportEvery())));
    PhaseSpec phase =
        PhaseSpec.named(FETCHING)
            .total(expected)
            .startAt(position)
            .reportEvery(options.reportEvery());
    return new CollectionSession(
        limit,
        position,
        expected,
        tracker,
        tracker.phase(phase),
        tracker.phase(phase.renamed(PROCESSING)));
  }

  /** How many sessions so many messages make. */
  static long sessions(long messages, int limit) {
    return (messages + limit - 1) / limit;
  }

  /** Counts messages that were answered; never more than the session holds. */
  void fetched(int messages) {
    long part = Math.min(messages, limit - fetched);
    fetched += part;
    fetching.advance(part);
  }

  /**
   * Counts messages that are stored.
   *
   * @param messages at most {@link #room()}
   */
  void processed(long messages) {
    processed += messages;
    if (processed > expected) {
      expected = processed;
      tracker.total(Total.exact(expected));
    }
    tracker.advance(messages);
    processing.advance(messages);
  }

  /** How many more messages belong to this session. */
  long room() {
    return limit - processed;
  }

  void complete() {
    fetching.close();
    processing.close();
    tracker.complete();
  }

  /** Leaves the session unfinished unless it was completed. */
  @Override
  public void close() {
    tracker.close();
  }
}
