package io.github.progresstracker.mtproto.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.job.Lease;
import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.job.WriterId;
import java.time.Duration;
import java.util.Collection;
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
 * Keeps leases alive. A lease is renewed after a third of its time, so the store may be away for
 * half of it before anything is lost. A lease whose time is over by this process's own monotonic
 * clock is not held, whatever the store would say if it could be asked: another one may have it by
 * now.
 *
 * <p>All methods may be called by any thread.
 */
public final class LeaseKeeper implements AutoCloseable {

  /** How long a lease lasts without being renewed, unless somebody says otherwise. */
  public static final Duration DURATION = Duration.ofSeconds(60);

  private static final long LONGEST_TICK_MILLIS = 2_000;
  private static final int TICKS = 10;
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  private final LeaseStore store;
  private final WriterId owner;
  private final Duration duration;
  private final ProgressClock clock;
  private final List<Held> all = new CopyOnWriteArrayList<>();
  private final @Nullable ScheduledExecutorService thread;

  private LeaseKeeper(
      LeaseStore store, WriterId owner, Duration duration, ProgressClock clock, boolean manual) {
    this.store = store;
    this.owner = owner;
    this.duration = duration;
    this.clock = clock;
    this.thread = manual ? null : start();
  }

  /**
   * A keeper with a thread of its own.
   *
   * @param store gives the leases
   * @param owner who has them
   * @param duration how long they last without being renewed
   */
  public static LeaseKeeper running(LeaseStore store, WriterId owner, Duration duration) {
    return new LeaseKeeper(store, owner, duration, ProgressClock.system(), false);
  }

  /**
   * A keeper that renews when {@link #tick} is called.
   *
   * @param store gives the leases
   * @param owner who has them
   * @param duration how long they last without being renewed
   * @param clock says when they are to be renewed
   */
  public static LeaseKeeper manual(
      LeaseStore store, WriterId owner, Duration duration, ProgressClock clock) {
    return new LeaseKeeper(store, owner, duration, clock, true);
  }

  private ScheduledExecutorService start() {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread renewer = new Thread(work, "mtproto-leases");
              renewer.setDaemon(true);
              return renewer;
            });
    long tick = Math.min(LONGEST_TICK_MILLIS, duration.toMillis() / TICKS);
    ScheduledFuture<?> unused =
        executor.scheduleWithFixedDelay(this::tick, tick, tick, TimeUnit.MILLISECONDS);
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
    Optional<Held> held = store.acquire(name, owner, duration).map(lease -> new Held(lease, asked));
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

  /**
   * Whether any lease has run out; false if the store cannot be asked, as it will be again.
   *
   * @param names what they are about
   */
  public boolean isAnyAbandoned(Collection<String> names) {
    try {
      return !names.isEmpty() && !store.abandoned(names).isEmpty();
    } catch (Exception e) {
      LOG.debug("nobody knows whether leases have run out", e);
      return false;
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
      return !over && clock.nanoTime() - renewed < duration.toNanos();
    }

    private void renewIfDue() {
      long now = clock.nanoTime();
      if (over || now - renewed < duration.toNanos() / 3) {
        return;
      }
      try {
        if (store.renew(lease, duration)) {
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
