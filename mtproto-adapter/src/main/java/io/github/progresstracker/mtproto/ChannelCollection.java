package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.Total;
import io.github.progresstracker.mtproto.Coverage.Interval;
import io.github.progresstracker.mtproto.MessageStore.Batch;
import io.github.progresstracker.mtproto.MessageStore.ChannelState;
import io.github.progresstracker.mtproto.MessageStore.Stored;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is missing of one channel: hole by hole from the newest to the oldest, and within a
 * hole page by page. A page is asked for, stored in one transaction together with the ids it
 * answers for, and counted as what the store says was new. One request is in flight at a time.
 */
final class ChannelCollection {

  private final Channel channel;
  private final HistorySource source;
  private final MessageStore store;
  private final CollectorOptions options;
  private final Patience patience;
  private final SpeedLimit speed;
  private final ProgressTracker tracker;
  private final Total total;
  private ChannelState state;
  private long inserted;
  private @Nullable CollectionSession session;

  ChannelCollection(
      Channel channel,
      ChannelState state,
      HistorySource source,
      MessageStore store,
      CollectorOptions options,
      Patience patience,
      SpeedLimit speed,
      ProgressTracker tracker) {
    this.channel = channel;
    this.state = state;
    this.source = source;
    this.store = store;
    this.options = options;
    this.patience = patience;
    this.speed = speed;
    this.tracker = tracker;
    this.total = total(channel);
  }

  /** What a channel is known to hold. */
  static Total total(Channel channel) {
    OptionalLong exact = channel.exactCount();
    return exact.isPresent() ? Total.exact(exact.getAsLong()) : Total.unknown();
  }

  void run() throws SourceException, InterruptedException {
    try {
      for (Interval hole : state.coverage().holes(channel.topId())) {
        fill(hole);
      }
      endSession();
    } finally {
      if (session != null) {
        session.close();
      }
    }
  }

  ChannelState state() {
    return state;
  }

  /** Messages that this run has added. */
  long inserted() {
    return inserted;
  }

  private void fill(Interval hole) throws SourceException, InterruptedException {
    long before = hole.hi() + 1;
    while (before > hole.lo()) {
      long below = before;
      Page page = patience.persist(() -> source.older(channel, below, pageLimit()));
      Batch batch = batch(page, hole, below);
      take(batch);
      before = batch.covered().lo();
    }
  }

  /** A page ends where its session does, so a session holds exactly what it may. */
  private int pageLimit() {
    long left = options.sessionLimit() - state.stored() % options.sessionLimit();
    return (int) Math.min(HistorySource.MAX_PAGE, left);
  }

  /** What of a page belongs into the hole; pages overlap with what is below it. */
  private static Batch batch(Page page, Interval hole, long below) {
    List<Message> messages =
        page.messages().stream().filter(message -> message.id() >= hole.lo()).toList();
    List<BrokenMessage> broken =
        page.broken().stream().filter(one -> one.id().orElse(hole.lo()) >= hole.lo()).toList();
    long answered = page.confirmedEnd() ? 1 : page.lowestId().orElse(below - 1);
    return new Batch(messages, broken, new Interval(Math.max(hole.lo(), answered), below - 1));
  }

  private void take(Batch batch) throws SourceException, InterruptedException {
    CollectionSession current = batch.messages().isEmpty() ? session : currentSession();
    if (current != null) {
      current.fetched(batch.messages().size());
    }
    Stored stored = patience.persist(() -> store.store(channel, batch));
    state = stored.state();
    inserted += stored.inserted();
    if (current == null) {
      tracker.countFailed(stored.deadLettered());
    } else {
      current.processed(stored);
      if (current.isFullAt(state.stored())) {
        endSession();
      }
    }
    speed.passed(batch.messages().size());
  }

  /** The open session; one is opened when there is a message for it, not before. */
  private CollectionSession currentSession() {
    if (session == null) {
      session = CollectionSession.after(state.stored(), total, options, tracker);
    }
    return session;
  }

  private void endSession() {
    if (session != null) {
      session.complete();
      session = null;
    }
  }
}
