package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.Total;
import io.github.progresstracker.mtproto.Coverage.Interval;
import io.github.progresstracker.mtproto.MessageStore.Batch;
import io.github.progresstracker.mtproto.MessageStore.ChannelState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is missing of one channel: hole by hole from the newest to the oldest, and within a
 * hole page by page. A page is asked for and stored in one transaction together with the ids it
 * answers for. One request is in flight at a time.
 *
 * <p>Progress is what the store says is stored, never what this run believes to have put there: the
 * reply to a commit may get lost, and another collector may be at the same channel.
 */
final class ChannelCollection implements AutoCloseable {

  private final Channel channel;
  private final CollectionRun run;
  private final ProgressTracker tracker;
  private final SafePoint safePoint;
  private final long token;
  private final ChannelState before;
  private ChannelState state;
  private Total total;
  private long told;

  /** The source has nothing below, whether or not the channel has. */
  private long floor;

  private @Nullable CollectionSession session;

  /**
   * A collection that goes on from a state.
   *
   * @param tracker the channel's, started with the {@link ChannelTotal} and the stored messages
   */
  ChannelCollection(
      Channel channel, ChannelState state, CollectionRun run, ProgressTracker tracker) {
    this(channel, state, run, tracker, run.safePoint(), MessageStore.NO_LEASE);
  }

  /**
   * A collection of a channel that is held by a lease.
   *
   * @param tracker the channel's, started with the {@link ChannelTotal} and the stored messages
   * @param safePoint passed before each page; ends the collection if the lease is lost
   * @param token the lease's, written with each page
   */
  ChannelCollection(
      Channel channel,
      ChannelState state,
      CollectionRun run,
      ProgressTracker tracker,
      SafePoint safePoint,
      long token) {
    this.channel = channel;
    this.run = run;
    this.tracker = tracker;
    this.safePoint = safePoint;
    this.token = token;
    this.before = state;
    this.state = state;
    this.total = ChannelTotal.of(channel, state);
    this.told = state.stored();
  }

  /** Collects everything that is missing. */
  void run() throws SourceException, InterruptedException {
    try {
      collect(Long.MAX_VALUE);
      complete();
    } finally {
      close();
    }
  }

  /** Collects what is newer than everything that is covered; nothing of a channel that is new. */
  void collectHead() throws SourceException, InterruptedException {
    List<Interval> covered = state.coverage().intervals();
    if (!covered.isEmpty() && covered.get(covered.size() - 1).hi() < channel.topId()) {
      fill(new Interval(covered.get(covered.size() - 1).hi() + 1, channel.topId()), Long.MAX_VALUE);
    }
  }

  /**
   * Collects until at least so many messages more are stored, or nothing is missing.
   *
   * @return how many were stored
   */
  long collect(long messages) throws SourceException, InterruptedException {
    long before = state.stored();
    long enough = messages > Long.MAX_VALUE - before ? Long.MAX_VALUE : before + messages;
    for (Interval hole : holes()) {
      if (state.stored() < enough) {
        fill(hole, enough);
      }
    }
    return state.stored() - before;
  }

  /** What is missing and may be had, the newest first. */
  private List<Interval> holes() {
    return state.coverage().holes(channel.topId()).stream()
        .filter(hole -> hole.hi() >= floor)
        .toList();
  }

  /** Whether nothing is missing. */
  boolean isComplete() {
    return holes().isEmpty();
  }

  /** Ends the last session, and knows how many messages there are. */
  void complete() {
    endSession();
    correctTotal(Total.exact(state.stored()));
  }

  /** Leaves the last session as it is. */
  @Override
  public void close() {
    if (session != null) {
      session.close();
      session = null;
    }
  }

  ChannelState state() {
    return state;
  }

  /** How many messages there are, as far as is known. */
  Total total() {
    return total;
  }

  /** Messages stored since the run began. */
  long added() {
    return state.stored() - before.stored();
  }

  /** Dead letters since the run began. */
  long deadLettered() {
    return state.deadLetters() - before.deadLetters();
  }

  private void fill(Interval hole, long enough) throws SourceException, InterruptedException {
    long below = hole.hi() + 1;
    boolean end = false;
    while (!end && below > hole.lo() && state.stored() < enough) {
      safePoint.pass();
      run.pace().await();
      Page page = ask(below);
      Interval covered = covered(page, hole, below);
      take(batch(page, hole, covered));
      run.pace().passed(page.messages().size());
      below = covered == null ? below : covered.lo();
      end = page.confirmedEnd();
    }
    if (end) {
      floor = Math.max(floor, below);
    }
  }

  /** A page ends where its session does, so a session holds exactly what it may. */
  private Page ask(long below) throws SourceException, InterruptedException {
    int sessionLimit = run.options().sessionLimit();
    long left = sessionLimit - state.stored() % sessionLimit;
    int limit = (int) Math.min(HistorySource.MAX_PAGE, left);
    return run.patience().persist(() -> run.source().older(channel, below, limit));
  }

  /**
   * The ids of a hole that a page answers for. Where the oldest message of the source need not be
   * the channel's oldest, nothing is known about what is below it.
   */
  private @Nullable Interval covered(Page page, Interval hole, long below) {
    if (page.confirmedEnd() && run.source().info().wholeHistory()) {
      return new Interval(hole.lo(), below - 1);
    }
    if (page.confirmedEnd() && page.lowestId().isEmpty()) {
      return null;
    }
    long lowest = page.lowestId().orElse(below - 1);
    return new Interval(Math.max(hole.lo(), lowest), below - 1);
  }

  /** What of a page belongs into the hole; pages overlap with what is below it. */
  private Batch batch(Page page, Interval hole, @Nullable Interval covered) {
    List<Message> messages =
        page.messages().stream().filter(message -> message.id() >= hole.lo()).toList();
    List<BrokenMessage> broken =
        page.broken().stream().filter(one -> one.id().orElse(hole.lo()) >= hole.lo()).toList();
    return new Batch(messages, broken, covered, token);
  }

  private void take(Batch batch) throws SourceException, InterruptedException {
    if (batch.isEmpty()) {
      return;
    }
    if (!batch.messages().isEmpty()) {
      currentSession().fetched(batch.messages().size());
    }
    ChannelState earlier = state;
    state = run.patience().persist(() -> run.store().store(channel, batch));
    tracker.countFailed(state.deadLetters() - earlier.deadLetters());
    run.alerts().deadLetters(state.deadLetters() - earlier.deadLetters());
    Total now = ChannelTotal.of(channel, state);
    if (ChannelTotal.isNews(total, now)) {
      correctTotal(now);
    }
    tell();
  }

  /** Tells of what is new in the store, cut where sessions end. */
  private void tell() {
    while (told < state.stored()) {
      CollectionSession current = currentSession();
      long part = Math.min(current.room(), state.stored() - told);
      current.processed(part);
      told += part;
      if (current.room() == 0) {
        endSession();
      }
    }
  }

  private void correctTotal(Total now) {
    run.correctTotal(total, now);
    total = now;
    tracker.total(now);
  }

  /** The open session; one is opened when there is a message for it, not before. */
  private CollectionSession currentSession() {
    if (session == null) {
      session = CollectionSession.after(told, total, run.options(), tracker);
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
