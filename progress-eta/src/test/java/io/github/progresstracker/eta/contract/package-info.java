/**
 * What every estimator must keep, as tests: extend {@link
 * io.github.progresstracker.eta.contract.EtaEstimatorContract} and say how to make yours.
 */
@NullMarked
package io.github.progresstracker.eta.contract;

import org.jspecify.annotations.NullMarked;
