package io.github.progresstracker.mtproto;

import io.github.progresstracker.mtproto.internal.LeaseKeeper;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs over the channels of one account again and again, until it is interrupted. */
final class AccountLoop implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(AccountLoop.class);
  private static final Duration SLICE = Duration.ofSeconds(10);

  private final WorkerSettings settings;
  private final WorkerAccount account;
  private final LeaseKeeper keeper;
  private final Rhythm rhythm;
  private final Setbacks failures;

  /** Leases that others had in the last run. */
  private Set<String> others = Set.of();

  AccountLoop(WorkerSettings settings, WorkerAccount account, LeaseKeeper keeper) {
    this.settings = settings;
    this.account = account;
    this.keeper = keeper;
    this.rhythm = new Rhythm(settings.schedule());
    this.failures = new Setbacks(settings.clock());
  }

  /** Nothing but an interrupt or an {@link Error} ends it. */
  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        pause(cycle());
      }
    } catch (InterruptedException e) {
      LOG.info("the collection of user {} ends", account.userId());
    }
  }

  /** Makes one run; says how long to pause after it. */
  Duration cycle() throws InterruptedException {
    long start = settings.clock().nanoTime();
    others = Set.of();
    try {
      AccountCycle.Outcome outcome =
          new AccountCycle(settings, account, keeper, rhythm.overruns()).run();
      failures.succeeded("account");
      others = outcome.others();
      return planned(took(start), outcome.backlog(), outcome.found() > 0);
    } catch (SourceException | RuntimeException e) {
      failures.failed("account", e.toString());
      Duration rest = planned(took(start), false, true);
      Duration pause = failures.left("account");
      pause = pause.compareTo(rest) > 0 ? pause : rest;
      LOG.error(
          "the collection of user {} has failed and is tried again in {} s",
          account.userId(),
          pause.toSeconds(),
          e);
      return pause;
    }
  }

  private Duration took(long start) {
    return Duration.ofNanos(settings.clock().nanoTime() - start);
  }

  private Duration planned(Duration took, boolean backlog, boolean found) {
    Duration pause = rhythm.next(took, backlog, found);
    if (rhythm.overruns() >= CollectionAlerts.OVERRUNS) {
      LOG.warn(
          "{} runs of user {} in a row took longer than the interval of {} s",
          rhythm.overruns(),
          account.userId(),
          settings.schedule().interval().toSeconds());
    }
    try {
      settings.plan().ran(account.userId(), rhythm.interval(), pause);
    } catch (Exception e) {
      LOG.warn("the next run of user {} is not kept: {}", account.userId(), e.getMessage());
    }
    return pause;
  }

  /**
   * Waits for the next run, or until somebody who had a channel in the last one has let its lease
   * run out: a worker that was killed, whose channels wait for another one.
   */
  void pause(Duration time) throws InterruptedException {
    Duration left = time;
    while (left.compareTo(SLICE) > 0) {
      settings.pacer().pause(SLICE);
      settings.tickIfManual(keeper);
      if (keeper.isAnyAbandoned(others)) {
        LOG.info("a worker has left channels of user {}, which are taken now", account.userId());
        return;
      }
      left = left.minus(SLICE);
    }
    settings.pacer().pause(left);
  }
}
