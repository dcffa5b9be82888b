package io.github.progresstracker.internal;

import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaEstimator;
import io.github.progresstracker.eta.EtaMethod;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the sampler and an estimator that may be the host's. Once it throws or returns
 * null, its state is not to be trusted any more, so it is left for good and a linear one takes its
 * place. That one needs to know nothing but the last reading, which is kept here: it is elapsed
 * time by work done. Confined to the sampler.
 */
final class GuardedEstimator implements EtaEstimator {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker");

  private final String tracker;
  private EtaEstimator estimator = EtaEstimator.linear();
  private boolean fallen;
  private long activeNanos;
  private double done;
  private double total;
  private int waits;
  private long waitedNanos;
  private long leftNanos;

  /**
   * Makes the estimator at once.
   *
   * @param tracker its name, for the log
   */
  GuardedEstimator(String tracker, Supplier<EtaEstimator> factory) {
    this.tracker = tracker;
    try {
      estimator = Objects.requireNonNull(factory.get(), "the factory made no estimator");
    } catch (RuntimeException | Error e) {
      fallBack(e);
    }
  }

  @Override
  public EtaMethod method() {
    try {
      return Objects.requireNonNull(estimator.method(), "the estimator has no method");
    } catch (RuntimeException | Error e) {
      fallBack(e);
      return estimator.method();
    }
  }

  @Override
  public void observe(long newActiveNanos, double newDone, double newTotal) {
    activeNanos = newActiveNanos;
    done = newDone;
    total = newTotal;
    try {
      estimator.observe(newActiveNanos, newDone, newTotal);
    } catch (RuntimeException | Error e) {
      fallBack(e);
    }
  }

  @Override
  public void waits(int count, long totalNanos, long newLeftNanos) {
    waits = count;
    waitedNanos = totalNanos;
    leftNanos = newLeftNanos;
    try {
      estimator.waits(count, totalNanos, newLeftNanos);
    } catch (RuntimeException | Error e) {
      fallBack(e);
    }
  }

  @Override
  public Eta estimate(long now) {
    try {
      return Objects.requireNonNull(estimator.estimate(now), "the estimator gave no estimate");
    } catch (RuntimeException | Error e) {
      fallBack(e);
      return estimator.estimate(now);
    }
  }

  @Override
  public void reset() {
    activeNanos = 0;
    done = 0;
    total = 0;
    waits = 0;
    waitedNanos = 0;
    leftNanos = 0;
    try {
      estimator.reset();
    } catch (RuntimeException | Error e) {
      fallBack(e);
    }
  }

  /** What it knows, for another process; empty after it has fallen, or if it cannot tell. */
  Optional<SavedEstimator> saved() {
    if (fallen) {
      return Optional.empty();
    }
    try {
      return estimator
          .state()
          .map(state -> new SavedEstimator(state, activeNanos, done, waits, waitedNanos));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // Something in it is beyond any number.
    }
  }

  /** Goes on with another estimator, which is told the last reading; not after it has fallen. */
  void replaceBy(EtaEstimator next) {
    if (!fallen) {
      estimator = next;
      retell();
    }
  }

  private void fallBack(Throwable cause) {
    if (fallen) {
      return;
    }
    fallen = true;
    LOG.error(
        "the estimator of {} went wrong; from here on the ETA is linear. Let it pass"
            + " EtaEstimatorContract",
        tracker,
        cause);
    estimator = EtaEstimator.linear();
    retell();
  }

  private void retell() {
    estimator.observe(activeNanos, done, total);
    estimator.waits(waits, waitedNanos, leftNanos);
  }
}
