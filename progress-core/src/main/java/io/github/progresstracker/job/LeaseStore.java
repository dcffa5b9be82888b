package io.github.progresstracker.job;

import io.github.progresstracker.ProgressClock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * Gives leases. Time is the store's own, so that a host whose clock is wrong neither keeps nor
 * takes what is not its own.
 *
 * <pre>{@code
 * LeaseStore leases = LeaseStore.inMemory(ProgressClock.system());
 * Optional<Lease> lease = leases.acquire("shard 3", WriterId.ofHost(), Duration.ofSeconds(30));
 * if (lease.isPresent()) {
 *   leases.renew(lease.get(), Duration.ofSeconds(30));    // false if somebody else has it now
 *   leases.release(lease.get());
 * }
 * }</pre>
 *
 * <p>A lease alone stops nobody who sleeps through its end and wakes up believing to have it. What
 * matters is written with the {@linkplain Lease#token token}, and refused if it is not the newest:
 * {@link CheckpointStore} does so, and {@link JobStore} if the token is the writer's epoch.
 *
 * <p>All methods may be called by any thread.
 */
public interface LeaseStore {

  /**
   * Takes a lease that nobody has, or whose owner has let it end. One who has it cannot take it
   * again.
   *
   * @param name what it is about, 1 to 400 characters
   * @param owner who wants it
   * @param duration how long it lasts unless it is renewed; more than zero
   * @return the lease, with a token higher than any before; empty if somebody has it
   * @throws IllegalArgumentException if the name or the duration is not allowed
   * @throws Exception if the store cannot be reached: then nobody knows, and one who has it in
   *     spite of that lets it end
   */
  Optional<Lease> acquire(String name, WriterId owner, Duration duration) throws Exception;

  /**
   * Makes a lease last longer. Also one that has ended can be renewed, as long as nobody has taken
   * or released it.
   *
   * @param lease what {@link #acquire} gave
   * @param duration how long it lasts from now on
   * @return whether it is still this one's
   * @throws IllegalArgumentException if the duration is not allowed
   * @throws Exception if the store cannot be reached
   */
  boolean renew(Lease lease, Duration duration) throws Exception;

  /**
   * Gives a lease back.
   *
   * @param lease what {@link #acquire} gave
   * @return whether it was still this one's
   * @throws Exception if the store cannot be reached
   */
  boolean release(Lease lease) throws Exception;

  /**
   * Looks who has a lease.
   *
   * @param name what it is about
   * @return the lease, if anybody has it
   * @throws Exception if the store cannot be reached
   */
  Optional<Lease> find(String name) throws Exception;

  /**
   * Looks which leases have run out: their owner has let them end and not given them back, and
   * nobody has taken them since. So it has died, or stalled for as long.
   *
   * @param names what they are about
   * @return the names of those that have; none in a store that cannot tell
   * @throws Exception if the store cannot be reached
   */
  default Set<String> abandoned(Collection<String> names) throws Exception {
    return Set.of();
  }

  /**
   * Leases for the threads of one process.
   *
   * @param clock its monotonic reading is the time
   * @return a new store
   */
  static LeaseStore inMemory(ProgressClock clock) {
    return new InMemoryLeases(clock);
  }

  /**
   * Checks a duration.
   *
   * @param duration how long a lease is to last
   * @return the duration
   * @throws IllegalArgumentException if it is not in one millisecond to 30 days
   */
  static Duration checked(Duration duration) {
    if (duration.toMillis() < 1 || duration.toDays() > 30) {
      throw new IllegalArgumentException(
          "a lease lasts 1 millisecond to 30 days, was asked for " + duration);
    }
    return duration;
  }
}
