package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.mtproto.internal.LeaseKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Collects the channels of several users for months: looks again and again for what is new, and
 * fills in what is missing of the past.
 *
 * <p>Each account has a thread of its own and one request in flight. A run looks first for what is
 * new in all channels; then the channels take turns, a session each, so that one with millions of
 * messages holds up nobody. The pace follows what the server bears. A channel that fails is left
 * alone for a minute, then for two, up to six hours; no error ends the worker.
 *
 * <p>Several workers, in several processes, may collect the same channels: each channel is held by
 * a lease while it is collected, and a worker that has lost one without noticing can write nothing.
 *
 * <p>Where the registry {@linkplain Builder#keptJobs keeps its jobs}, those of a user are one job,
 * {@link #jobOf}, which counts each channel once, whoever has collected it, and requests to pause,
 * resume and stop are obeyed between two pages. A request to pause holds until somebody resumes,
 * also for later runs; one to stop ends the present run.
 *
 * <pre>{@code
 * CollectionWorker worker =
 *     CollectionWorker.builder(registry, store, postgres.leases())
 *         .account(844338517, source)
 *         .schedule(CollectionSchedule.every(Duration.ofMinutes(10)))
 *         .build();
 * worker.run();
 * }</pre>
 */
public final class CollectionWorker {

  private final WorkerSettings settings;
  private final List<WorkerAccount> accounts;
  private final LeaseKeeper keeper;
  private final List<Thread> threads = new ArrayList<>();
  private boolean stopped;

  private CollectionWorker(
      WorkerSettings settings, List<WorkerAccount> accounts, LeaseKeeper keeper) {
    this.settings = settings;
    this.accounts = accounts;
    this.keeper = keeper;
  }

  /**
   * Begins a worker.
   *
   * @param registry who tells of progress
   * @param store where messages go
   * @param leases who collects which channel; shared with all other workers on the same store, and
   *     kept as durably as it: the store refuses tokens that begin at 1 again
   * @return a builder
   */
  public static Builder builder(ProgressRegistry registry, MessageStore store, LeaseStore leases) {
    return new Builder(registry, store, leases);
  }

  /**
   * The job under which the collection for a user is kept.
   *
   * @param userId the user
   * @return its id
   */
  public static JobId jobOf(long userId) {
    return JobId.of("mtproto-collection-" + userId);
  }

  /**
   * Works until {@link #stop} is called or the calling thread is interrupted. The page in hand is
   * stored, leases are given back, and the end of each run is told. Sources and registry stay open.
   *
   * @throws IllegalStateException if it has run before
   */
  public void run() {
    begin();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      stop();
      awaitEnd();
      Thread.currentThread().interrupt();
    } finally {
      keeper.close();
    }
  }

  private synchronized void begin() {
    if (!threads.isEmpty()) {
      throw new IllegalStateException("a worker runs once; build another one");
    }
    for (WorkerAccount account : accounts) {
      AccountLoop loop = new AccountLoop(settings, account, keeper);
      threads.add(new Thread(loop, "mtproto-worker-" + account.userId()));
    }
    if (!stopped) {
      threads.forEach(Thread::start);
    }
  }

  private void awaitEnd() {
    for (Thread thread : threads) {
      try {
        thread.join(Duration.ofSeconds(10).toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Asks the worker to end after the pages in hand, and returns at once. */
  public synchronized void stop() {
    stopped = true;
    threads.forEach(Thread::interrupt);
  }

  /** The loops of the accounts, for tests that make single runs. */
  List<AccountLoop> loops() {
    return accounts.stream().map(account -> new AccountLoop(settings, account, keeper)).toList();
  }

  /** Gathers what a worker needs. Not thread-safe; use it once. */
  public static final class Builder {
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final Duration LONGEST_LEASE = Duration.ofDays(1);

    private final ProgressRegistry registry;
    private final MessageStore store;
    private final LeaseStore leases;
    private final List<Account> accounts = new ArrayList<>();
    private CollectionSchedule schedule = CollectionSchedule.every(Duration.ofMinutes(10));
    private int sessionLimit = CollectorOptions.DEFAULT_SESSION_LIMIT;
    private WriterId writer = WriterId.of("worker");
    private boolean keptJobs;
    private double pagesPerSecond = 1;
    private RunPlan plan = RunPlan.NONE;
    private Duration leaseDuration = LeaseKeeper.DURATION;
    private ProgressClock clock = ProgressClock.system();
    private @Nullable Pacer pacer;

    private Builder(ProgressRegistry registry, MessageStore store, LeaseStore leases) {
      this.registry = Objects.requireNonNull(registry, "registry");
      this.store = Objects.requireNonNull(store, "store");
      this.leases = Objects.requireNonNull(leases, "leases");
    }

    private record Account(long userId, HistorySource source) {}

    /**
     * Adds an account.
     *
     * @param userId on whose behalf it collects; a user may have several
     * @param source what the account sees; not closed by the worker
     * @return this builder
     */
    public Builder account(long userId, HistorySource source) {
      accounts.add(new Account(userId, Objects.requireNonNull(source, "source")));
      return this;
    }

    /**
     * Chooses when runs begin.
     *
     * @param newSchedule every ten minutes unless told otherwise
     * @return this builder
     */
    public Builder schedule(CollectionSchedule newSchedule) {
      schedule = newSchedule;
      return this;
    }

    /**
     * Chooses how many messages make a session, and a turn.
     *
     * @param messages {@code >= 1}; 5,000 unless told otherwise
     * @return this builder
     */
    public Builder sessionLimit(int messages) {
      sessionLimit = CollectorOptions.forUser(0).sessionLimit(messages).sessionLimit();
      return this;
    }

    /**
     * Chooses the pace that each account begins with; it follows the server's answers from there.
     *
     * @param pages a second; 0 for as fast as it goes. One unless told otherwise; half of it suits
     *     TDLib, which asks the server about twice for each page
     * @return this builder
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public Builder pagesPerSecond(double pages) {
      if (!(pages >= 0 && pages < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "pages per second must be >= 0 (0 = unlimited), was " + pages);
      }
      pagesPerSecond = pages;
      return this;
    }

    /**
     * Keeps the collection for each user as a job, {@link CollectionWorker#jobOf}, in the
     * registry's {@linkplain ProgressRegistry.Builder#jobs stores}. Others see it there and ask it
     * to pause, resume or stop.
     *
     * @param newWriter the same after each restart; workers that collect for the same user at the
     *     same time must have different ones
     * @return this builder
     */
    public Builder keptJobs(WriterId newWriter) {
      keptJobs = true;
      writer = Objects.requireNonNull(newWriter, "writer");
      return this;
    }

    /**
     * Chooses how long the lease on a channel lasts without being renewed, which happens after a
     * third of it. So long after a worker was killed its channels are free for others, which look
     * for that every ten seconds; a worker that stalls for longer, or cannot reach the store of
     * leases, loses its channels.
     *
     * @param duration 1 second to 1 day; a minute unless told otherwise
     * @return this builder
     * @throws IllegalArgumentException if it is out of its range
     */
    public Builder leaseDuration(Duration duration) {
      if (duration.compareTo(SHORTEST_LEASE) < 0 || duration.compareTo(LONGEST_LEASE) > 0) {
        throw new IllegalArgumentException(
            "a lease on a channel lasts 1 second to 1 day, was " + duration);
      }
      leaseDuration = duration;
      return this;
    }

    /**
     * Tells when the next run will be.
     *
     * @param newPlan told after each run
     * @return this builder
     */
    public Builder plan(RunPlan newPlan) {
      plan = Objects.requireNonNull(newPlan, "plan");
      return this;
    }

    /**
     * Gives the worker a time of its own, in which leases are renewed as the work goes on.
     *
     * @param newClock the source of all time, the registry's as well
     * @param newPacer how to wait
     * @return this builder
     */
    public Builder time(ProgressClock newClock, Pacer newPacer) {
      clock = newClock;
      pacer = newPacer;
      return this;
    }

    /**
     * Builds the worker.
     *
     * @return a worker that has not begun
     * @throws IllegalArgumentException if there is no account
     */
    public CollectionWorker build() {
      if (accounts.isEmpty()) {
        throw new IllegalArgumentException("a worker needs at least one account");
      }
      Pacer wait = pacer == null ? Pacer.SLEEPING : pacer;
      boolean manual = pacer != null;
      WorkerSettings settings =
          new WorkerSettings(registry, store, schedule, sessionLimit, clock, wait, manual, plan);
      WriterId owner = WriterId.ofHost();
      LeaseKeeper keeper =
          manual
              ? LeaseKeeper.manual(leases, owner, leaseDuration, clock)
              : LeaseKeeper.running(leases, owner, leaseDuration);
      return new CollectionWorker(settings, accounts(wait), keeper);
    }

    private List<WorkerAccount> accounts(Pacer wait) {
      List<WorkerAccount> built = new ArrayList<>();
      for (Account account : accounts) {
        FloodGate gate = new FloodGate(clock, new Dice(account.userId(), built.size()));
        built.add(
            new WorkerAccount(
                account.userId(),
                new CheckedSource(account.source()),
                keptJobs ? jobOf(account.userId()) : null,
                built.isEmpty() ? writer : WriterId.of(writer + "/" + built.size()),
                new AccountPace(pagesPerSecond, gate, clock, wait),
                new Setbacks(clock)));
      }
      return List.copyOf(built);
    }
  }
}
