package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.StopRequestedException;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobStoreException;
import io.github.progresstracker.job.JobTracker;
import io.github.progresstracker.job.LeaseLostException;
import io.github.progresstracker.mtproto.MessageStore.ChannelState;
import io.github.progresstracker.mtproto.MessageStore.StoreException;
import io.github.progresstracker.mtproto.internal.LeaseKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run over the channels of one account: first what is new in each of them, which is little,
 * then turn by turn what is missing of their past, a session of each at a time. It ends when
 * nothing is missing, or after the turn in which the interval is over: then it is time to look for
 * what is new.
 *
 * <p>A channel whose lease somebody else has is left to him. One that fails is left alone for a
 * while, and the others go on.
 */
final class AccountCycle {

  private static final Logger LOG = LoggerFactory.getLogger(AccountCycle.class);

  private final WorkerSettings settings;
  private final WorkerAccount account;
  private final LeaseKeeper keeper;
  private final CollectionNotes notes;
  private final CollectionTotals totals = new CollectionTotals();
  private final CollectionAlerts alerts = new CollectionAlerts();
  private final List<Work> works = new ArrayList<>();
  private final Set<String> others = new HashSet<>();
  private final long start;
  private final int overruns;

  /** The user's job where it is kept: counted by channels, as these go from worker to worker. */
  private @Nullable JobTracker kept;

  /**
   * A run to be made.
   *
   * @param overruns how many runs before took longer than the interval
   */
  AccountCycle(WorkerSettings settings, WorkerAccount account, LeaseKeeper keeper, int overruns) {
    this.settings = settings;
    this.account = account;
    this.keeper = keeper;
    this.notes = new CollectionNotes(settings.clock());
    this.start = settings.clock().nanoTime();
    this.overruns = overruns;
  }

  /**
   * What a run came to.
   *
   * @param found messages that are new in the store
   * @param backlog whether something is missing that could be had at once
   * @param others names of leases that other workers had
   */
  record Outcome(long found, boolean backlog, Set<String> others) {}

  /** A channel in this run. */
  private static final class Work {
    private final String name;
    private final Channel channel;
    private final ChannelState state;
    private final LeaseKeeper.Held lease;
    private @Nullable ChannelCollection collection;
    private @Nullable ProgressTracker tracker;
    private boolean over;

    Work(String name, Channel channel, ChannelState state, LeaseKeeper.Held lease) {
      this.name = name;
      this.channel = channel;
      this.state = state;
      this.lease = lease;
    }

    ChannelCollection collection() {
      if (collection == null) {
        throw new IllegalStateException(name + " has not begun");
      }
      return collection;
    }

    ProgressTracker tracker() {
      if (tracker == null) {
        throw new IllegalStateException(name + " has not begun");
      }
      return tracker;
    }

    Total total() {
      return ChannelTotal.of(channel, state);
    }
  }

  Outcome run() throws SourceException, InterruptedException {
    try {
      find();
      Total total = total();
      try (ProgressTracker tracker = begin(total)) {
        collect(tracker, total);
      }
      boolean backlog = works.stream().anyMatch(work -> !work.over);
      return new Outcome(totals.added(), backlog, Set.copyOf(others));
    } finally {
      works.forEach(work -> work.lease.close());
    }
  }

  /** Finds the channels that are to be had: not resting, not somebody else's. */
  private void find() throws SourceException, InterruptedException {
    Patience patience = patience(null, SafePoint.INTERRUPT);
    for (ChannelRef ref : patience.persist(account.source()::channels)) {
      if (account.setbacks().isResting(ref.name())) {
        continue;
      }
      try {
        // Resolving asks the server for the newest message.
        account.pace().await();
        Channel channel = patience.persist(() -> account.source().resolve(ref));
        hold(ref, channel, patience);
      } catch (SourceException.ChannelUnavailable
          | SourceException.Busy
          | SourceException.Broken e) {
        LOG.error("channel {} cannot be resolved: {}", ref.name(), e.getMessage());
        account.setbacks().failed(ref.name(), String.valueOf(e.getMessage()));
        totals.foundChannel();
        totals.unresolved(ref.name(), String.valueOf(e.getMessage()));
      }
    }
  }

  private void hold(ChannelRef ref, Channel channel, Patience patience)
      throws SourceException, InterruptedException {
    Optional<LeaseKeeper.Held> lease = patience.persist(() -> lease(channel));
    if (lease.isEmpty()) {
      LOG.info("channel {} is being collected by another worker", ref.name());
      others.add(leaseOf(channel));
      return;
    }
    try {
      long token = lease.get().token();
      ChannelState state = patience.persist(() -> settings.store().open(channel, token));
      works.add(new Work(ref.name(), channel, state, lease.get()));
      totals.foundChannel();
    } catch (LeaseLostException e) {
      LOG.info("channel {} has just been taken by another worker", ref.name());
      others.add(leaseOf(channel));
      lease.get().close();
    } catch (InterruptedException | RuntimeException e) {
      lease.get().close();
      throw e;
    }
  }

  private static String leaseOf(Channel channel) {
    return "mtproto/channel/" + channel.id();
  }

  private Optional<LeaseKeeper.Held> lease(Channel channel) {
    try {
      return keeper.acquire(leaseOf(channel));
    } catch (Exception e) {
      throw new StoreException("no lease can be taken: " + e.getMessage(), true, e);
    }
  }

  private Total total() {
    return ChannelTotal.sum(works.stream().map(Work::total));
  }

  private ProgressTracker begin(Total total) throws SourceException, InterruptedException {
    TrackerSpec spec =
        TrackerSpec.named("collect")
            .unit("messages")
            .total(total)
            .startAt(works.stream().mapToLong(work -> work.state.stored()).sum())
            .label(HistoryCollector.USER_LABEL, Long.toString(account.userId()));
    JobId job = account.job();
    if (job == null) {
      return settings.registry().start(spec);
    }
    JobTracker joined =
        patience(null, SafePoint.INTERRUPT)
            .persist(
                () -> {
                  try {
                    return settings.registry().join(job, account.writer(), spec);
                  } catch (JobStoreException e) {
                    throw new StoreException(String.valueOf(e.getMessage()), true, e);
                  }
                });
    kept = joined;
    return joined;
  }

  /**
   * Says how much of a channel is stored, which is what the store says and not what this worker has
   * done: whoever had the channel before may have ended before it told of its last page.
   */
  private void count(Work work) {
    if (kept != null) {
      Total total = work.collection().total();
      kept.countPart(
          "channel/" + work.channel.id(),
          work.lease.token(),
          work.collection().state().stored(),
          total.isKnown() ? total.valueOr(0) : null);
    }
  }

  private void collect(ProgressTracker tracker, Total total)
      throws SourceException, InterruptedException {
    sayTurn(tracker, null);
    notes.start(tracker, totals);
    notes.unresolved(tracker, totals);
    String reason = "failed";
    try {
      SafePoint safePoint = safePoint(tracker);
      Patience patience = patience(tracker, safePoint);
      totals.unresolved().forEach((name, trouble) -> alert(name, name, trouble));
      alerts.watch(tracker, patience);
      alerts.watchInterval(tracker, overruns, settings.schedule().interval());
      try (HistorySource.Subscription hidden = account.source().onHiddenWait(patience::hidden)) {
        LOG.debug("listening for waits of user {}: {}", account.userId(), hidden);
        CollectionRun run =
            new CollectionRun(
                account.source(),
                settings.store(),
                settings.options(account.userId()),
                patience,
                account.pace(),
                safePoint,
                tracker,
                alerts,
                total);
        works.forEach(work -> begin(work, run));
        collectAll(tracker);
      }
      reason = "";
    } catch (InterruptedException e) {
      reason = "shutdown";
      throw e;
    } catch (StopRequestedException e) {
      reason = "stopped";
      LOG.info("the collection of user {} was {}", account.userId(), e.getMessage());
    } finally {
      works.forEach(this::leave);
      notes.end(tracker, totals, reason);
    }
    if (reason.isEmpty()) {
      tracker.complete();
    }
  }

  private void begin(Work work, CollectionRun run) {
    ProgressTracker tracker =
        run.tracker()
            .child(
                TrackerSpec.named(work.channel.title())
                    .total(work.total())
                    .startAt(work.state.stored())
                    .label(HistoryCollector.CHANNEL_LABEL, Long.toString(work.channel.id())));
    SafePoint safePoint =
        () -> {
          run.safePoint().pass();
          checkLease(work);
          count(work);
        };
    work.tracker = tracker;
    work.collection =
        new ChannelCollection(
            work.channel, work.state, run, tracker, safePoint, work.lease.token());
    count(work);
  }

  private void checkLease(Work work) {
    if (!work.lease.isHeld()) {
      keeper.tick();
    }
    if (!work.lease.isHeld()) {
      throw new LeaseLostException("the lease of channel " + work.name + " is lost");
    }
  }

  private void collectAll(ProgressTracker run) throws SourceException, InterruptedException {
    DeficitRoundRobin<Work> turns = new DeficitRoundRobin<>(settings.sessionLimit());
    for (Work work : works) {
      sayTurn(run, work);
      attempt(work, () -> work.collection().collectHead());
      if (!work.over) {
        turns.add(work);
      }
    }
    Duration interval = settings.schedule().interval();
    do {
      turns.round((work, credit) -> serve(run, work, credit));
    } while (!turns.isEmpty() && settings.clock().nanoTime() - start - interval.toNanos() < 0);
    sayTurn(run, null);
  }

  private void sayTurn(ProgressTracker run, @Nullable Work work) {
    String name = work == null ? null : work.channel.title();
    run.activity().part(name, totals.processed(), totals.channels());
  }

  private long serve(ProgressTracker run, Work work, long credit)
      throws SourceException, InterruptedException {
    sayTurn(run, work);
    long before = work.collection().added();
    attempt(work, () -> work.collection().collect(credit));
    if (!work.over && work.collection().isComplete()) {
      work.collection().complete();
      account.setbacks().succeeded(work.name);
      conclude(work, null);
    }
    return work.over ? -1 : work.collection().added() - before;
  }

  private interface Step {
    void take() throws SourceException, InterruptedException;
  }

  /** Whatever goes wrong with one channel ends this channel's part of the run, and nothing else. */
  private void attempt(Work work, Step step) throws SourceException, InterruptedException {
    try {
      step.take();
    } catch (SourceException.ChannelUnavailable | SourceException.Busy | SourceException.Broken e) {
      fail(work, String.valueOf(e.getMessage()));
    } catch (LeaseLostException e) {
      LOG.warn("channel {}: {}; another worker goes on with it", work.name, e.getMessage());
      handOver(work);
    } catch (StopRequestedException | StoreException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("channel {} has failed", work.name, e);
      fail(work, e.toString());
    }
  }

  private void fail(Work work, String trouble) {
    LOG.error("channel {} cannot be collected: {}", work.name, trouble);
    account.setbacks().failed(work.name, trouble);
    alert(work.name, work.channel.title(), trouble);
    CollectionNotes.error(work.tracker(), work.tracker().name(), trouble);
    work.tracker().countFailed(1);
    conclude(work, trouble);
  }

  /** The trouble of a channel is an alert once, and not again at each try. */
  private void alert(String name, String title, String trouble) {
    if (account.setbacks().isNews(name)) {
      alerts.unavailable(title, trouble);
    }
  }

  /**
   * A channel is through, and free for others.
   *
   * @param trouble null if all went well
   */
  private void conclude(Work work, @Nullable String trouble) {
    work.over = true;
    totals.conclude(trouble == null);
    settle(work);
    if (trouble == null) {
      work.tracker().complete();
    } else {
      work.tracker().fail(trouble);
    }
    work.lease.close();
  }

  /** A channel that another worker has taken over is over for this run, and nobody's error. */
  private void handOver(Work work) {
    work.over = true;
    others.add(leaseOf(work.channel));
    totals.handedOver();
    settle(work);
    work.tracker().close();
    work.lease.close();
  }

  /** A channel that is not through goes on in the next run. */
  private void leave(Work work) {
    if (!work.over && work.collection != null) {
      settle(work);
      work.tracker().close();
    }
  }

  /** What this run has done of a channel is added up and told. */
  private void settle(Work work) {
    work.collection().close();
    count(work);
    totals.add(work.collection());
    notes.progress(work.tracker(), work.collection(), totals);
  }

  private SafePoint safePoint(ProgressTracker tracker) {
    SafePoint asked = SafePoint.of(tracker);
    return () -> {
      settings.tickIfManual(keeper);
      asked.pass();
    };
  }

  private Patience patience(@Nullable ProgressTracker tracker, SafePoint safePoint) {
    return new Patience(tracker, settings.pacer(), account.pace(), safePoint, Patience.ENDLESS);
  }
}
