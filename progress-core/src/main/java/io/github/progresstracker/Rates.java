package io.github.progresstracker;

/**
 * How fast work goes, in units per second of active time (waits and pauses do not count). Zero
 * means that nothing has been measured yet.
 *
 * @param current of the recent past, {@code >= 0}
 * @param average since the start or resume, {@code >= 0}
 * @param peak highest current rate seen, {@code >= 0}
 */
public record Rates(double current, double average, double peak) {
  /** Nothing measured yet. */
  public static final Rates NONE = new Rates(0, 0, 0);
}
