package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.StopRequestedException;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.mtproto.MessageStore.ChannelState;
import io.github.progresstracker.mtproto.MessageStore.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the histories of all channels of a source into a store, and tells how far it has come.
 *
 * <p>Each channel is collected from the newest message to the oldest, in sessions of a limited
 * number of messages. What has been stored by earlier runs is not asked for again: a run that was
 * cut off, in whatever way, is continued by the next one without a gap and without a duplicate. A
 * channel that cannot be collected is reported, and the others go on.
 *
 * <p>Progress has three levels: the run over all channels, the channel, the session, with the
 * phases {@code fetching} and {@code processing} in the session. They count stored messages.
 *
 * <p>A collector is for one thread. To stop it, interrupt that thread: it ends after the page in
 * hand.
 *
 * <pre>{@code
 * CollectorOptions options = CollectorOptions.forUser(844338517).messagesPerSecond(50);
 * CollectionResult result = new HistoryCollector(registry, source, store, options).collect();
 * log.info("{} new messages, {} errors", result.newMessages(), result.errors());
 * }</pre>
 */
public final class HistoryCollector {

  /** Label of the run that says on whose behalf it is. */
  static final String USER_LABEL = "user_id";

  /** Label of a channel's tracker. */
  static final String CHANNEL_LABEL = "channel_id";

  private static final Logger LOG = LoggerFactory.getLogger(HistoryCollector.class);

  private final ProgressRegistry registry;
  private final HistorySource source;
  private final MessageStore store;
  private final CollectorOptions options;
  private final ProgressClock clock;
  private final Pacer pacer;
  private final CollectionNotes notes;

  /**
   * A collector in real time.
   *
   * @param registry who tells of progress
   * @param source where messages come from; not closed by the collector
   * @param store where messages go
   * @param options how to work
   */
  public HistoryCollector(
      ProgressRegistry registry,
      HistorySource source,
      MessageStore store,
      CollectorOptions options) {
    this(registry, source, store, options, ProgressClock.system(), Pacer.SLEEPING);
  }

  /**
   * A collector in a time of its own.
   *
   * @param registry who tells of progress
   * @param source where messages come from; not closed by the collector
   * @param store where messages go
   * @param options how to work
   * @param clock the source of all time, the registry's as well
   * @param pacer how to wait
   */
  public HistoryCollector(
      ProgressRegistry registry,
      HistorySource source,
      MessageStore store,
      CollectorOptions options,
      ProgressClock clock,
      Pacer pacer) {
    this.registry = registry;
    this.source = new CheckedSource(source);
    this.store = store;
    this.options = options;
    this.clock = clock;
    this.pacer = pacer;
    this.notes = new CollectionNotes(clock);
  }

  /**
   * Collects everything that is missing.
   *
   * @return what is stored afterwards
   * @throws SourceException if the source as a whole refuses; trouble with one channel is counted
   *     and reported instead
   * @throws StoreException if the store stays out of reach
   * @throws InterruptedException if the thread was interrupted; all that is complete is stored
   * @throws StopRequestedException if somebody wants it to stop; all that is complete is stored
   */
  public CollectionResult collect() throws SourceException, InterruptedException {
    long start = clock.nanoTime();
    CollectionTotals totals = new CollectionTotals();
    CollectionAlerts alerts = new CollectionAlerts();
    List<Target> targets = targets(totals);
    totals.unresolved().forEach(alerts::unavailable);
    Total total = total(targets);
    try (ProgressTracker run = registry.start(specification(targets, total))) {
      notes.start(run, totals);
      String reason = "failed";
      try {
        collect(targets, run, total, totals, alerts);
        reason = "";
      } catch (InterruptedException e) {
        reason = "shutdown";
        throw e;
      } catch (StopRequestedException e) {
        reason = "stopped";
        throw e;
      } finally {
        notes.end(run, totals, reason);
      }
      run.complete();
    }
    return totals.result(options.sessionLimit(), Duration.ofNanos(clock.nanoTime() - start));
  }

  private void collect(
      List<Target> targets,
      ProgressTracker tracker,
      Total total,
      CollectionTotals totals,
      CollectionAlerts alerts)
      throws SourceException, InterruptedException {
    Pace pace = new SpeedLimit(options.messagesPerSecond(), clock, pacer);
    SafePoint safePoint = SafePoint.of(tracker);
    Patience patience = patience(tracker, pace, safePoint);
    alerts.watch(tracker, patience);
    try (HistorySource.Subscription hidden = source.onHiddenWait(patience::hidden)) {
      LOG.debug("listening for waits of {}: {}", source.info().name(), hidden);
      CollectionRun run =
          new CollectionRun(
              source, store, options, patience, pace, safePoint, tracker, alerts, total);
      notes.unresolved(tracker, totals);
      for (int i = 0; i < targets.size(); i++) {
        TrackerSpec spec = specification(targets.get(i)).step(i + 1, targets.size());
        collect(targets.get(i), spec, run, totals);
      }
    }
  }

  private Patience patience(@Nullable ProgressTracker tracker, Pace pace, SafePoint safePoint) {
    return new Patience(tracker, pacer, pace, safePoint, Patience.FEW_RETRIES);
  }

  private void collect(Target target, TrackerSpec spec, CollectionRun run, CollectionTotals totals)
      throws SourceException, InterruptedException {
    try (ProgressTracker tracker = run.tracker().child(spec)) {
      ChannelCollection collection =
          new ChannelCollection(target.channel(), target.state(), run, tracker);
      String trouble = null;
      try {
        collection.run();
      } catch (SourceException.ChannelUnavailable
          | SourceException.Busy
          | SourceException.Broken e) {
        trouble = String.valueOf(e.getMessage());
        run.alerts().unavailable(target.channel().title(), trouble);
      } finally {
        totals.add(collection);
      }
      totals.conclude(trouble == null);
      conclude(tracker, collection, trouble, totals);
    }
  }

  private void conclude(
      ProgressTracker tracker,
      ChannelCollection collection,
      @Nullable String trouble,
      CollectionTotals totals) {
    if (trouble != null) {
      LOG.error("channel {} cannot be collected: {}", tracker.name(), trouble);
      CollectionNotes.error(tracker, tracker.name(), trouble);
      tracker.countFailed(1);
    }
    notes.progress(tracker, collection, totals);
    if (trouble == null) {
      tracker.complete();
    } else {
      tracker.fail(trouble);
    }
  }

  /** Finds the channels and what is stored of each; one that cannot be resolved is an error. */
  private List<Target> targets(CollectionTotals totals)
      throws SourceException, InterruptedException {
    Patience patience = patience(null, new SpeedLimit(0, clock, pacer), SafePoint.INTERRUPT);
    List<Target> targets = new ArrayList<>();
    for (ChannelRef ref : patience.persist(source::channels)) {
      totals.foundChannel();
      try {
        Channel channel = patience.persist(() -> source.resolve(ref));
        targets.add(new Target(channel, patience.persist(() -> store.open(channel))));
      } catch (SourceException.ChannelUnavailable
          | SourceException.Busy
          | SourceException.Broken e) {
        LOG.error("channel {} cannot be resolved: {}", ref.name(), e.getMessage());
        totals.unresolved(ref.name(), String.valueOf(e.getMessage()));
      }
    }
    return targets;
  }

  private static Total total(List<Target> targets) {
    return ChannelTotal.sum(targets.stream().map(Target::total));
  }

  private TrackerSpec specification(List<Target> targets, Total total) {
    return TrackerSpec.named("collect")
        .unit("messages")
        .total(total)
        .startAt(targets.stream().mapToLong(target -> target.state().stored()).sum())
        .label(USER_LABEL, Long.toString(options.userId()));
  }

  private static TrackerSpec specification(Target target) {
    return TrackerSpec.named(target.channel().title())
        .total(target.total())
        .startAt(target.state().stored())
        .label(CHANNEL_LABEL, Long.toString(target.channel().id()));
  }

  private record Target(Channel channel, ChannelState state) {
    Total total() {
      return ChannelTotal.of(channel, state);
    }
  }
}
