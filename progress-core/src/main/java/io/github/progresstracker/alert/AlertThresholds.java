package io.github.progresstracker.alert;

/**
 * The limits of the rules that have one number, under the names by which they are configured.
 *
 * <pre>{@code
 * AlertThresholds limits = AlertThresholds.DEFAULT.highErrorRate(0.02).lowThroughput(100);
 * ProgressRegistry.builder()
 *     .config(TrackingConfig.defaults().alertThresholds(limits))
 *     .rules(AlertRules.of(limits));
 * }</pre>
 *
 * @param slowProcessingMs milliseconds that a unit of work may take, {@code > 0}
 * @param highErrorRate share of tries that may fail, between 0 and 1
 * @param lowThroughput units per minute that should be done at least, {@code > 0}
 * @param etaDeviationPercent percent of the expected duration by which the end may move, {@code >
 *     0}
 * @param qualityScoreThreshold quality score that should be reached, between 0 and 1
 */
public record AlertThresholds(
    long slowProcessingMs,
    double highErrorRate,
    double lowThroughput,
    double etaDeviationPercent,
    double qualityScoreThreshold) {

  /**
   * A unit in 30 seconds, half a unit per minute, one failure in ten, a quality score of 0.7, and
   * an end that has moved by half of the expected duration.
   */
  public static final AlertThresholds DEFAULT = new AlertThresholds(30_000, 0.1, 0.5, 50, 0.7);

  /**
   * Checks the limits.
   *
   * @param slowProcessingMs milliseconds that a unit of work may take
   * @param highErrorRate share of tries that may fail
   * @param lowThroughput units per minute that should be done at least
   * @param etaDeviationPercent percent of the expected duration by which the end may move
   * @param qualityScoreThreshold quality score that should be reached
   * @throws IllegalArgumentException if a limit is out of its range or NaN
   */
  public AlertThresholds {
    Limits.requireAbove("slowProcessingMs", (double) slowProcessingMs, 0);
    Limits.requireShare("highErrorRate", highErrorRate);
    Limits.requireAbove("lowThroughput", lowThroughput, 0);
    Limits.requireAbove("etaDeviationPercent", etaDeviationPercent, 0);
    Limits.requireShare("qualityScoreThreshold", qualityScoreThreshold);
  }

  /**
   * Sets how long a unit of work may take.
   *
   * @param newSlowProcessingMs milliseconds, {@code > 0}
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range or NaN
   */
  public AlertThresholds slowProcessingMs(long newSlowProcessingMs) {
    return new AlertThresholds(
        newSlowProcessingMs,
        highErrorRate,
        lowThroughput,
        etaDeviationPercent,
        qualityScoreThreshold);
  }

  /**
   * Sets the share of tries that may fail.
   *
   * @param newHighErrorRate between 0 and 1
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range or NaN
   */
  public AlertThresholds highErrorRate(double newHighErrorRate) {
    return new AlertThresholds(
        slowProcessingMs,
        newHighErrorRate,
        lowThroughput,
        etaDeviationPercent,
        qualityScoreThreshold);
  }

  /**
   * Sets how much should be done at least.
   *
   * @param newLowThroughput units per minute, {@code > 0}
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range or NaN
   */
  public AlertThresholds lowThroughput(double newLowThroughput) {
    return new AlertThresholds(
        slowProcessingMs,
        highErrorRate,
        newLowThroughput,
        etaDeviationPercent,
        qualityScoreThreshold);
  }

  /**
   * Sets by how much the end may move.
   *
   * @param newEtaDeviationPercent percent of the expected duration, {@code > 0}
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range or NaN
   */
  public AlertThresholds etaDeviationPercent(double newEtaDeviationPercent) {
    return new AlertThresholds(
        slowProcessingMs,
        highErrorRate,
        lowThroughput,
        newEtaDeviationPercent,
        qualityScoreThreshold);
  }

  /**
   * Sets which quality score should be reached.
   *
   * @param newQualityScoreThreshold between 0 and 1
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range or NaN
   */
  public AlertThresholds qualityScoreThreshold(double newQualityScoreThreshold) {
    return new AlertThresholds(
        slowProcessingMs,
        highErrorRate,
        lowThroughput,
        etaDeviationPercent,
        newQualityScoreThreshold);
  }
}
