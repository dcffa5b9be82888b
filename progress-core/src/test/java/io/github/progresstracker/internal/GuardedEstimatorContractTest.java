package io.github.progresstracker.internal;

import io.github.progresstracker.EstimatorFactory;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.eta.EtaEstimator;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.eta.contract.EtaEstimatorContract;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The guard around an estimator takes nothing from it")
class GuardedEstimatorContractTest extends EtaEstimatorContract {

  @Override
  protected EtaEstimator newEstimator() {
    return Estimators.guarded(
        EstimatorFactory.of(EtaMethod.ADAPTIVE), TrackerSpec.named("contract"));
  }
}
