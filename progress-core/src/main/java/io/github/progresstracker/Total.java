package io.github.progresstracker;

/**
 * How much work there is, as far as anybody knows.
 *
 * <pre>{@code
 * tracker.total(Total.atLeast(300));                               // so many have been found
 * tracker.total(Total.estimate(1_200, 900, 1_500));
 * tracker.total(Total.exact(1_234));
 * }</pre>
 *
 * <p>A total may change while a job runs; the rate measured so far is kept.
 */
public sealed interface Total {

  /**
   * The work is known to the last unit.
   *
   * @param value units of work, {@code >= 0}
   */
  record Exact(long value) implements Total {
    /**
     * Checks the value.
     *
     * @param value units of work
     * @throws IllegalArgumentException if {@code value} is negative
     */
    public Exact {
      requireCount(value);
    }
  }

  /**
   * This much has been found and the search goes on.
   *
   * @param value units of work found so far, {@code >= 0}
   */
  record AtLeast(long value) implements Total {
    /**
     * Checks the value.
     *
     * @param value units of work
     * @throws IllegalArgumentException if {@code value} is negative
     */
    public AtLeast {
      requireCount(value);
    }
  }

  /**
   * The work has been estimated, and is known when it is done.
   *
   * @param value units of work that are expected, {@code >= 0}
   * @param low lower end of the 80 % interval, 0 to {@code value}
   * @param high upper end, {@code >= value}
   */
  record Estimate(long value, long low, long high) implements Total {
    /**
     * Checks the values.
     *
     * @param value units of work that are expected
     * @param low lower end of the 80 % interval
     * @param high upper end
     * @throws IllegalArgumentException if they are negative or not in order
     */
    public Estimate {
      requireCount(low);
      if (low > value || value > high) {
        throw new IllegalArgumentException(
            "an estimated total needs low <= value <= high, was "
                + low
                + ", "
                + value
                + ", "
                + high);
      }
    }
  }

  /** Nobody knows: no percentage and no ETA, but a count, a rate and a duration. */
  record Unknown() implements Total {}

  /**
   * A total known to the last unit.
   *
   * @param value units of work, {@code >= 0}
   * @return the total
   */
  static Total exact(long value) {
    return new Exact(value);
  }

  /**
   * A total that can still grow.
   *
   * @param value units of work found so far, {@code >= 0}
   * @return the total
   */
  static Total atLeast(long value) {
    return new AtLeast(value);
  }

  /**
   * A total that is an estimate.
   *
   * @param value units of work that are expected, {@code >= 0}
   * @param low lower end of the 80 % interval, 0 to {@code value}
   * @param high upper end, {@code >= value}
   * @return the total
   */
  static Total estimate(long value, long low, long high) {
    return new Estimate(value, low, high);
  }

  /**
   * A total that nobody knows.
   *
   * @return the total
   */
  static Total unknown() {
    return new Unknown();
  }

  /**
   * Whether there is a number at all.
   *
   * @return false only for {@link Unknown}
   */
  default boolean isKnown() {
    return !(this instanceof Unknown);
  }

  /**
   * The number to compute with.
   *
   * @param unknown what to return for {@link Unknown}
   * @return the units of work, or {@code unknown}
   */
  default long valueOr(long unknown) {
    if (this instanceof Exact exact) {
      return exact.value();
    }
    if (this instanceof Estimate estimate) {
      return estimate.value();
    }
    return this instanceof AtLeast atLeast ? atLeast.value() : unknown;
  }

  private static void requireCount(long value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          "total must be >= 0, was " + value + "; use Total.unknown() when there is no number");
    }
  }
}
