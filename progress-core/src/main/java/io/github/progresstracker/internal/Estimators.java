package io.github.progresstracker.internal;

import io.github.progresstracker.EstimatorFactory;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.eta.EtaEstimator;
import io.github.progresstracker.eta.EtaMethod;
import java.util.Objects;

/** Makes estimators, the library's own and the host's, all in the same way. */
public final class Estimators {

  private Estimators() {}

  /**
   * The factory of one of the library's own.
   *
   * @param method linear, exponential or adaptive
   * @return the factory
   * @throws IllegalArgumentException for {@link EtaMethod#CUSTOM}
   */
  public static EstimatorFactory builtIn(EtaMethod method) {
    return new BuiltIn(method);
  }

  /** What estimates will say before there is one. */
  static EtaMethod methodOf(EstimatorFactory factory) {
    return factory instanceof BuiltIn builtIn ? builtIn.method() : EtaMethod.CUSTOM;
  }

  /** Whether it makes estimators that learn from earlier runs. */
  static boolean learns(EstimatorFactory factory) {
    return methodOf(factory) == EtaMethod.ADAPTIVE;
  }

  /** An estimator that never throws, whatever the factory makes. */
  static GuardedEstimator guarded(EstimatorFactory factory, TrackerSpec spec) {
    return new GuardedEstimator(spec.name(), () -> factory.create(spec));
  }

  /**
   * Makes the library's own estimators.
   *
   * @param method which one
   */
  private record BuiltIn(EtaMethod method) implements EstimatorFactory {
    BuiltIn {
      Objects.requireNonNull(method, "method");
      if (method == EtaMethod.CUSTOM) {
        throw new IllegalArgumentException(
            "method must be LINEAR, EXPONENTIAL or ADAPTIVE, was CUSTOM; bring an estimator of your"
                + " own with estimator(EstimatorFactory)");
      }
    }

    @Override
    public EtaEstimator create(TrackerSpec spec) {
      return switch (method) {
        case LINEAR -> EtaEstimator.linear();
        case EXPONENTIAL -> EtaEstimator.exponential();
        default -> EtaEstimator.adaptive();
      };
    }
  }
}
