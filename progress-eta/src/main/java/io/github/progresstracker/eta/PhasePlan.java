package io.github.progresstracker.eta;

/**
 * What is known of a phase before it begins.
 *
 * @param weight share of the job's time that it is expected to take, relative to the weights of the
 *     other phases, finite and &gt; 0
 * @param history this phase in earlier runs of the same job
 * @see PhasedEstimator
 */
public record PhasePlan(double weight, RunHistory history) {

  /**
   * Checks the weight.
   *
   * @param weight expected share of the job's time, finite and &gt; 0
   * @param history this phase in earlier runs of the same job
   * @throws IllegalArgumentException if the weight is not a finite number above zero
   */
  public PhasePlan {
    if (!(weight > 0 && weight <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("a weight must be finite and > 0, was " + weight);
    }
  }
}
