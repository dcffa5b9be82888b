package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.Total;

/** What the channels of one run share: the ways in and out, their limits, and the run's total. */
final class CollectionRun {

  private final HistorySource source;
  private final MessageStore store;
  private final CollectorOptions options;
  private final Patience patience;
  private final Pace pace;
  private final SafePoint safePoint;
  private final ProgressTracker tracker;
  private final CollectionAlerts alerts;
  private Total total;

  /**
   * A run that begins.
   *
   * @param patience announces waits to the tracker
   * @param pace of the account's requests
   * @param safePoint passed before each page
   * @param tracker the run's, started with {@code total}
   * @param alerts of the run
   */
  CollectionRun(
      HistorySource source,
      MessageStore store,
      CollectorOptions options,
      Patience patience,
      Pace pace,
      SafePoint safePoint,
      ProgressTracker tracker,
      CollectionAlerts alerts,
      Total total) {
    this.source = source;
    this.store = store;
    this.options = options;
    this.patience = patience;
    this.pace = pace;
    this.safePoint = safePoint;
    this.tracker = tracker;
    this.alerts = alerts;
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

  Pace pace() {
    return pace;
  }

  SafePoint safePoint() {
    return safePoint;
  }

  ProgressTracker tracker() {
    return tracker;
  }

  CollectionAlerts alerts() {
    return alerts;
  }

  /** A channel has turned out to hold more, or fewer, messages than its total said. */
  void correctTotal(Total before, Total after) {
    if (!before.equals(after)) {
      total = ChannelTotal.replaced(total, before, after);
      tracker.total(total);
    }
  }
}
