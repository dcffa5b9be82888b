package io.github.progresstracker.eta;

import io.github.progresstracker.eta.contract.EtaEstimatorContract;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

@DisplayName("The contract of estimators is kept by")
class EtaEstimatorContractTest {

  @Nested
  class Linear extends EtaEstimatorContract {
    @Override
    protected EtaEstimator newEstimator() {
      return EtaEstimator.linear();
    }
  }

  @Nested
  class Exponential extends EtaEstimatorContract {
    @Override
    protected EtaEstimator newEstimator() {
      return EtaEstimator.exponential();
    }
  }

  @Nested
  class Adaptive extends EtaEstimatorContract {
    @Override
    protected EtaEstimator newEstimator() {
      return EtaEstimator.adaptive();
    }
  }

  @Nested
  @DisplayName("an estimator of one's own")
  class Custom extends EtaEstimatorContract {
    @Override
    protected EtaEstimator newEstimator() {
      return new PlainAverage();
    }
  }

  /** About the least an estimator can be: elapsed time by work done, give or take half. */
  private static final class PlainAverage implements EtaEstimator {
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
      total = newTotal > 0 && newTotal <= Double.MAX_VALUE ? newTotal : 0;
      done = newDone > done && newDone <= Double.MAX_VALUE ? newDone : done;
    }

    @Override
    public Eta estimate(long activeNanos) {
      if (total == 0) {
        return Eta.unknownTotal(method(), EtaFactors.NONE);
      }
      if (done >= total) {
        return Eta.done(method(), EtaFactors.NONE);
      }
      long now = Math.max(latest, activeNanos);
      return done == 0 || now == 0 ? Eta.warmingUp(method()) : measured(now);
    }

    private Eta measured(long now) {
      // Converting to long cuts what is too large, infinity too.
      Duration remaining = Duration.ofNanos((long) (now * (total - done) / done));
      Duration half = remaining.dividedBy(2);
      return new Eta(
          EtaBasis.MEASURED,
          method(),
          remaining,
          remaining.minus(half),
          remaining.plus(half),
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
}
