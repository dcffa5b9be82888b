package io.github.progresstracker.eta;

/**
 * What drove an estimate, for people who want to see behind it.
 *
 * @param currentThroughput units per second over the most recent sixteenth of the work, &gt;= 0; it
 *     falls while the job is silent for longer than usual; 0 while nothing has been measured
 * @param averageThroughput units per second of active time since the start or resume, &gt;= 0; 0
 *     while nothing has been measured
 * @param rateLimitingImpact share of the time since the start that was spent in announced waits, 0
 *     to 1; 0 without waits
 * @param complexityFactor how dear a unit is of late, compared with the average unit of this run,
 *     &gt;= 0: above 1 the units are getting dearer, below 1 cheaper; 1 while nothing has been
 *     measured
 * @param historicalAccuracy how well each piece of this run foretold the next one, 0 to 1: {@code
 *     exp(-c)} with {@code c} the mean absolute log ratio of the times of neighbouring pieces, the
 *     work so far being cut into 4, 8 and 16 equal ones; 0 while nothing has been measured
 * @see Eta
 */
public record EtaFactors(
    double currentThroughput,
    double averageThroughput,
    double rateLimitingImpact,
    double complexityFactor,
    double historicalAccuracy) {

  /** Nothing has been measured yet. */
  public static final EtaFactors NONE = new EtaFactors(0, 0, 0, 1, 0);

  /**
   * Checks the ranges.
   *
   * @param currentThroughput units per second of late, &gt;= 0
   * @param averageThroughput units per second on average, &gt;= 0
   * @param rateLimitingImpact share of the time spent in announced waits, 0 to 1
   * @param complexityFactor how dear a unit is of late, &gt;= 0
   * @param historicalAccuracy how well each piece of this run foretold the next one, 0 to 1
   * @throws IllegalArgumentException if a value is out of its range or not a finite number
   */
  public EtaFactors {
    requireFinite("currentThroughput", currentThroughput);
    requireFinite("averageThroughput", averageThroughput);
    requireShare("rateLimitingImpact", rateLimitingImpact);
    requireFinite("complexityFactor", complexityFactor);
    requireShare("historicalAccuracy", historicalAccuracy);
  }

  private static void requireFinite(String name, double value) {
    if (!(value >= 0 && value <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(name + " must be finite and >= 0, was " + value);
    }
  }

  private static void requireShare(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " must be between 0 and 1, was " + value);
    }
  }
}
