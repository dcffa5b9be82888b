package io.github.progresstracker.internal;

import io.github.progresstracker.eta.Eta;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks an estimator not too often. In between, the last estimate counts down, so that the end it
 * foretells stays where it is. Confined to the sampler.
 */
final class HeldEta {

  private final long intervalNanos;
  private @Nullable Eta held;
  private @Nullable Object situation;
  private long askedAt;

  /**
   * Holds nothing yet.
   *
   * @param interval more than zero
   */
  HeldEta(Duration interval) {
    this.intervalNanos = Nanos.of(interval);
  }

  /**
   * The estimate for a moment.
   *
   * @param nanos time since the start without pauses
   * @param newSituation what makes a new estimate necessary when it is no longer equal
   * @param estimator gives a new estimate
   */
  Eta at(long nanos, Object newSituation, Supplier<Eta> estimator) {
    long passed = Math.max(0, nanos - askedAt);
    if (held == null || passed >= intervalNanos || !newSituation.equals(situation)) {
      return asked(nanos, newSituation, estimator);
    }
    Eta counted = countedDown(held, passed);
    return counted == null ? asked(nanos, newSituation, estimator) : counted;
  }

  void forget() {
    held = null;
  }

  private Eta asked(long nanos, Object newSituation, Supplier<Eta> estimator) {
    Eta eta = estimator.get();
    held = eta;
    situation = newSituation;
    askedAt = nanos;
    return eta;
  }

  /** Null if it has run out, because what still runs must not say that nothing is left. */
  private static @Nullable Eta countedDown(Eta eta, long nanos) {
    Duration remaining = eta.remaining();
    if (remaining == null) {
      return eta;
    }
    if (remaining.toNanos() <= nanos) {
      return null;
    }
    return new Eta(
        eta.basis(),
        eta.method(),
        remaining.minusNanos(nanos),
        less(eta.low(), nanos),
        less(eta.high(), nanos),
        eta.confidence(),
        eta.factors());
  }

  private static @Nullable Duration less(@Nullable Duration bound, long nanos) {
    return bound == null ? null : Duration.ofNanos(Math.max(0, bound.toNanos() - nanos));
  }
}
