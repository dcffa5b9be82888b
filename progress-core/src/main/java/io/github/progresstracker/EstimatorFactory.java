package io.github.progresstracker;

import io.github.progresstracker.eta.EtaEstimator;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.internal.Estimators;

/**
 * Makes the estimator of a tracker: the way to bring one's own.
 *
 * <pre>{@code
 * EstimatorFactory factory = spec ->
 *     spec.labels().containsKey("table") ? EtaEstimator.linear() : EtaEstimator.adaptive();
 * ProgressRegistry.builder().estimator(factory);
 * }</pre>
 *
 * <p>The factory is called once for each tracker, when the tracker is seen first, and its estimator
 * belongs to that tracker alone. Factory and estimators are called by one thread at a time, the
 * sampler's or that of a caller of {@link ProgressRegistry#sampleNow()}, never by a thread that
 * counts. They must be quick: all jobs wait for them. An {@link EtaEstimator} of one's own says
 * {@link EtaMethod#CUSTOM}; {@code EtaEstimatorContract} in the test jar of {@code progress-eta}
 * tells whether it keeps the rules.
 *
 * <p>A factory or an estimator that throws, an {@link Error} too, or returns null, stops nothing:
 * this is logged once, and from then on the tracker is estimated by {@link EtaMethod#LINEAR}, from
 * all the work it has done, and its estimates say so.
 */
@FunctionalInterface
public interface EstimatorFactory {

  /**
   * Makes an estimator.
   *
   * @param spec the tracker it will be for
   * @return an estimator that has seen nothing and is used for nothing else
   */
  EtaEstimator create(TrackerSpec spec);

  /**
   * Makes the library's own estimators. Two factories of the same method are equal.
   *
   * @param method linear, exponential or adaptive
   * @return the factory
   * @throws IllegalArgumentException for {@link EtaMethod#CUSTOM}
   */
  static EstimatorFactory of(EtaMethod method) {
    return Estimators.builtIn(method);
  }
}
