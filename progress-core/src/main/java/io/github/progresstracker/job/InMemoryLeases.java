package io.github.progresstracker.job;

import io.github.progresstracker.ProgressClock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Leases in memory, on monotonic time. */
final class InMemoryLeases implements LeaseStore {

  private final ProgressClock clock;
  private final Map<String, Held> leases = new HashMap<>();

  InMemoryLeases(ProgressClock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** The owner is null once it has been released; the token stays for the next one. */
  private record Held(@Nullable WriterId owner, long token, long untilNanos) {}

  @Override
  public synchronized Optional<Lease> acquire(String name, WriterId owner, Duration duration) {
    Ids.checked("lease name", name);
    LeaseStore.checked(duration);
    Held held = leases.get(name);
    if (isHeld(held)) {
      return Optional.empty();
    }
    long token = held == null ? 1 : held.token() + 1;
    return Optional.of(hold(name, owner, token, duration));
  }

  private Lease hold(String name, WriterId owner, long token, Duration duration) {
    leases.put(name, new Held(owner, token, clock.nanoTime() + duration.toNanos()));
    return new Lease(name, owner, token, clock.now().plus(duration));
  }

  @Override
  public synchronized boolean renew(Lease lease, Duration duration) {
    LeaseStore.checked(duration);
    boolean own = isOwn(lease);
    if (own) {
      hold(lease.name(), lease.owner(), lease.token(), duration);
    }
    return own;
  }

  @Override
  public synchronized boolean release(Lease lease) {
    boolean own = isOwn(lease);
    if (own) {
      leases.put(lease.name(), new Held(null, lease.token(), clock.nanoTime()));
    }
    return own;
  }

  @Override
  public synchronized Optional<Lease> find(String name) {
    Held held = leases.get(name);
    if (held == null || held.owner() == null || !isHeld(held)) {
      return Optional.empty();
    }
    Duration left = Duration.ofNanos(held.untilNanos() - clock.nanoTime());
    return Optional.of(new Lease(name, held.owner(), held.token(), clock.now().plus(left)));
  }

  @Override
  public synchronized Set<String> abandoned(Collection<String> names) {
    return names.stream().filter(name -> isAbandoned(leases.get(name))).collect(Collectors.toSet());
  }

  private boolean isAbandoned(@Nullable Held held) {
    return held != null && held.owner() != null && !isHeld(held);
  }

  private boolean isHeld(@Nullable Held held) {
    return held != null && held.owner() != null && held.untilNanos() - clock.nanoTime() > 0;
  }

  private boolean isOwn(Lease lease) {
    Held held = leases.get(lease.name());
    return held != null && lease.owner().equals(held.owner()) && lease.token() == held.token();
  }
}
