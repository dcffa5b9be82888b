package io.github.progresstracker.eta;

/**
 * The time by which a rate reads best: 0.02 a second says little, 1.2 a minute says it at once. The
 * shortest time is chosen in which at least one unit is done, so that people meet neither leading
 * zeros nor rates per second where nothing happens in a second.
 *
 * @see Rates
 */
public enum RateUnit {
  /** Units per second, for rates of one per second and above, and for no rate at all. */
  PER_SECOND(1, "/s"),

  /** Units per minute, for rates from one per minute. */
  PER_MINUTE(60, "/min"),

  /** Units per hour, for rates from one per hour. */
  PER_HOUR(3_600, "/h"),

  /** Units per day of 24 hours, for all lower rates. */
  PER_DAY(86_400, "/day");

  private static final RateUnit[] SHORTEST_FIRST = values();

  private final int seconds;
  private final String suffix;

  RateUnit(int seconds, String suffix) {
    this.seconds = seconds;
    this.suffix = suffix;
  }

  /**
   * Chooses the unit for a rate.
   *
   * @param perSecond units per second; what is not above zero, and NaN, is given per second
   * @return the unit
   */
  public static RateUnit of(double perSecond) {
    if (!(perSecond > 0)) {
      return PER_SECOND;
    }
    for (RateUnit unit : SHORTEST_FIRST) {
      if (unit.convert(perSecond) >= 1) {
        return unit;
      }
    }
    return PER_DAY;
  }

  /**
   * Turns a rate per second into a rate per this unit.
   *
   * @param perSecond units per second
   * @return units per second, minute, hour or day; infinite if {@code perSecond} is too large
   */
  public double convert(double perSecond) {
    return perSecond * seconds;
  }

  /**
   * How the unit is written after a number.
   *
   * @return {@code /s}, {@code /min}, {@code /h} or {@code /day}
   */
  public String suffix() {
    return suffix;
  }
}
