package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.Total;

/** What the channels of one run share: the ways in and out, their limits, and the run's total. */
final class CollectionRun {

  private final HistorySource source;
  private final MessageStore store;
  private final CollectorOptions options;
  private final Patience patience;
  private final SpeedLimit speed;
  private final ProgressTracker tracker;
  private Total total;

  /**
   * A run that begins.
   *
   * @param tracker the run's, started with {@code total}
   */
  CollectionRun(
      HistorySource source,
      MessageStore store,
      CollectorOptions options,
      ProgressClock clock,
      Pacer pacer,
      ProgressTracker tracker,
      Total total) {
    this.source = source;
    this.store = store;
    this.options = options;
    this.patience = new Patience(tracker, pacer);
    this.speed = new SpeedLimit(options.messagesPerSecond(), clock, pacer);
    this.tracker = tracker;
    this.total = total;
  }

  HistorySource source() {
    return source;
  }

  MessageStore store() {
    return store;
  }

  CollectorOptions options() {
    return options;
  }

  Patience patience() {
    return patience;
  }

  SpeedLimit speed() {
    return speed;
  }

  ProgressTracker tracker() {
    return tracker;
  }

  /** A channel has turned out to hold more, or fewer, messages than its total said. */
  void correctTotal(long by) {
    if (total.isKnown() && by != 0) {
      total = Total.exact(total.valueOr(0) + by);
      tracker.total(total);
    }
  }
}
