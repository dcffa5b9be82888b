package io.github.progresstracker.mtproto.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.job.Lease;
import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.job.WriterId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps leases alive. A lease lasts a minute and is renewed every 20 seconds, so the store may be
 * away for half a minute before anything is lost. A lease whose minute is over by this process's
 * own monotonic clock is not held, whatever the store would say if it could be asked: another one
 * may have it by now.
 *
 * <p>All methods may be called by any thread.
 */
public final class LeaseKeeper implements AutoCloseable {

  /** How long a lease lasts without being renewed. */
  public static final Duration DURATION = Duration.ofSeconds(60);

  private static final long RENEW_NANOS = DURATION.toNanos() / 3;
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  private final LeaseStore store;
  private final WriterId owner;
  private final ProgressClock clock;
  private final List<Held> all = new CopyOnWriteArrayList<>();
  private final @Nullable ScheduledExecutorService thread;

  private LeaseKeeper(LeaseStore store, WriterId owner, ProgressClock clock, boolean manual) {
    this.store = store;
    this.owner = owner;
    this.clock = clock;
    this.thread = manual ? null : start();
  }

  /**
   * A keeper with a thread of its own.
   *
   * @param store gives the leases
   * @param owner who has them
   */
  public static LeaseKeeper running(LeaseStore store, WriterId owner) {
    return new LeaseKeeper(store, owner, ProgressClock.system(), false);
  }

  /**
   * A keeper that renews when {@link #tick} is called.
   *
   * @param store gives the leases
   * @param owner who has them
   * @param clock says when they are to be renewed
   */
  public static LeaseKeeper manual(LeaseStore store, WriterId owner, ProgressClock clock) {
    return new LeaseKeeper(store, owner, clock, true);
  }

  private ScheduledExecutorService start() {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread renewer = new Thread(work, "mtproto-leases");
              renewer.setDaemon(true);
              return renewer;
            });
    ScheduledFuture<?> unused = executor.scheduleWithFixedDelay(this::tick, 2, 2, TimeUnit.SECONDS);
    return executor;
  }

  /**
   * Takes a lease.
   *
   * @param name what it is about
   * @return the lease, or empty if somebody has it
   * @throws Exception if the store cannot be reached
   */
  public Optional<Held> acquire(String name) throws Exception {
    long asked = clock.nanoTime();
    Optional<Held> held = store.acquire(name, owner, DURATION).map(lease -> new Held(lease, asked));
    held.ifPresent(all::add);
    return held;
  }

  /**
   * Who has a lease.
   *
   * @param name what it is about
   * @return its owner for people
   */
  public String holder(String name) {
    try {
      return store
          .find(name)
          .map(lease -> lease.owner() + " until at least " + lease.until())
          .orElse("somebody who is just ending");
    } catch (Exception e) {
      return "somebody";
    }
  }

  /** Renews what is due. */
  public void tick() {
    all.forEach(Held::renewIfDue);
  }

  /** Gives all leases back. */
  @Override
  public void close() {
    if (thread != null) {
      thread.shutdownNow();
    }
    all.forEach(Held::close);
  }

  /** A lease that is held as long as it can be kept. */
  public final class Held implements AutoCloseable {
    private final Lease lease;
    private volatile long renewed;
    private volatile boolean over;

    private Held(Lease lease, long asked) {
      this.lease = lease;
      this.renewed = asked;
    }

    /** The fencing token, higher than that of any holder before. */
    public long token() {
      return lease.token();
    }

    /** Whether nobody else can have it now. */
    public boolean isHeld() {
      return !over && clock.nanoTime() - renewed < DURATION.toNanos();
    }

    private void renewIfDue() {
      long now = clock.nanoTime();
      if (over || now - renewed < RENEW_NANOS) {
        return;
      }
      try {
        if (store.renew(lease, DURATION)) {
          renewed = now;
        } else {
          over = true;
          all.remove(this);
          LOG.warn("the lease of {} is lost; {} has it", lease.name(), holder(lease.name()));
        }
      } catch (Exception e) {
        LOG.warn("the lease of {} cannot be renewed now: {}", lease.name(), e.getMessage());
      }
    }

    /** Gives it back; if the store cannot be reached it ends by itself. */
    @Override
    public void close() {
      all.remove(this);
      if (over) {
        return;
      }
      over = true;
      try {
        store.release(lease);
      } catch (Exception e) {
        LOG.warn(
            "the lease of {} cannot be given back and ends by itself: {}",
            lease.name(),
            e.getMessage());
      }
    }
  }
}
