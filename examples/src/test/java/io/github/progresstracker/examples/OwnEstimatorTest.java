package io.github.progresstracker.examples;

import io.github.progresstracker.eta.EtaEstimator;
import io.github.progresstracker.eta.contract.EtaEstimatorContract;

class OwnEstimatorTest extends EtaEstimatorContract {

  @Override
  protected EtaEstimator newEstimator() {
    return new OwnEstimator();
  }
}
