package io.github.progresstracker.examples;

import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaEstimator;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.EtaMethod;
import java.time.Duration;

/** An estimator of one's own, as small as can be: the pace so far, give or take a fifth. */
final class OwnEstimator implements EtaEstimator {

  private long latest;
  private double done;
  private double total;

  @Override
  public EtaMethod method() {
    return EtaMethod.CUSTOM;
  }

  @Override
  public void observe(long activeNanos, double newDone, double newTotal) {
    latest = Math.max(latest, activeNanos);
    done = newDone > done && newDone <= Double.MAX_VALUE ? newDone : done;
    total = newTotal > 0 && newTotal <= Double.MAX_VALUE ? newTotal : 0;
  }

  @Override
  public Eta estimate(long activeNanos) {
    long now = Math.max(latest, activeNanos);
    if (total == 0) {
      return Eta.unknownTotal(method(), EtaFactors.NONE);
    }
    if (done >= total) {
      return Eta.done(method(), EtaFactors.NONE);
    }
    if (done == 0 || now == 0) {
      return Eta.warmingUp(method());
    }
    Duration left = Duration.ofNanos((long) (now * (total / done - 1)));
    Duration fifth = left.dividedBy(5);
    return new Eta(
        EtaBasis.MEASURED,
        method(),
        left,
        left.minus(fifth),
        left.plus(fifth),
        0.5,
        EtaFactors.NONE);
  }

  @Override
  public void reset() {
    latest = 0;
    done = 0;
    total = 0;
  }
}
