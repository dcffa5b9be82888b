package io.github.progresstracker;

/**
 * A tracker's place among its like, as in "session 134 of 200".
 *
 * @param number this one's place, {@code >= 1}
 * @param count how many there are, {@code >= number}
 * @see TrackerSpec
 */
public record Step(long number, long count) {
  /**
   * Checks the place.
   *
   * @param number this one's place
   * @param count how many there are
   * @throws IllegalArgumentException if {@code number} is not in 1 to {@code count}
   */
  public Step {
    if (number < 1 || number > count) {
      throw new IllegalArgumentException("step number must be in 1.." + count + ", was " + number);
    }
  }
}
