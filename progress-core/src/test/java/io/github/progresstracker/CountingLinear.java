package io.github.progresstracker;

import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaEstimator;
import io.github.progresstracker.eta.EtaMethod;
import java.util.List;

/** A linear estimator that writes down when it was asked. */
final class CountingLinear implements EtaEstimator {

  private final EtaEstimator linear = EtaEstimator.linear();
  private final List<Long> asked;

  CountingLinear(List<Long> asked) {
    this.asked = asked;
  }

  @Override
  public EtaMethod method() {
    return EtaMethod.CUSTOM;
  }

  @Override
  public void observe(long activeNanos, double done, double total) {
    linear.observe(activeNanos, done, total);
  }

  @Override
  public Eta estimate(long activeNanos) {
    asked.add(activeNanos);
    return linear.estimate(activeNanos);
  }

  @Override
  public void reset() {
    linear.reset();
  }
}
