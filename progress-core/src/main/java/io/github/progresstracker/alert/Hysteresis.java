package io.github.progresstracker.alert;

import java.time.Duration;

/**
 * How the findings of a rule become alerts that do not flap. All times but the cooldown are time at
 * work: while a tracker waits or is paused nothing is raised and nothing is cleared.
 *
 * @param raiseAfter how long a finding must have held, at every look, before an alert is raised,
 *     and as long again before it becomes more severe; a rule that needs no time at all is also
 *     asked when the tracker ends, so that nothing it finds is missed between two looks
 * @param clearAfter how long it must have been gone, at every look, before the alert is cleared
 * @param cooldown how long after an alert was cleared the same rule raises no other on the same
 *     tracker, by the monotonic clock
 * @param inWaits whether an announced wait is time like any other for this rule; a pause never is
 * @see AlertRule
 */
public record Hysteresis(
    Duration raiseAfter, Duration clearAfter, Duration cooldown, boolean inWaits) {

  /** Ten seconds to raise, one minute to clear, five minutes until the next one; not in waits. */
  public static final Hysteresis DEFAULT =
      new Hysteresis(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(5), false);

  /**
   * Checks the times.
   *
   * @param raiseAfter how long a finding must have held, {@code >= 0}
   * @param clearAfter how long it must have been gone, {@code >= 0}
   * @param cooldown least time from one alert's end to the next alert, {@code >= 0}
   * @param inWaits whether waits are time like any other
   * @throws IllegalArgumentException if a time is negative
   */
  public Hysteresis {
    requireNotNegative("raiseAfter", raiseAfter);
    requireNotNegative("clearAfter", clearAfter);
    requireNotNegative("cooldown", cooldown);
  }

  /**
   * Sets the time to raise.
   *
   * @param newRaiseAfter how long a finding must have held, {@code >= 0}
   * @return the changed copy
   * @throws IllegalArgumentException if it is negative
   */
  public Hysteresis raiseAfter(Duration newRaiseAfter) {
    return new Hysteresis(newRaiseAfter, clearAfter, cooldown, inWaits);
  }

  /**
   * Sets the time to clear.
   *
   * @param newClearAfter how long a finding must have been gone, {@code >= 0}
   * @return the changed copy
   * @throws IllegalArgumentException if it is negative
   */
  public Hysteresis clearAfter(Duration newClearAfter) {
    return new Hysteresis(raiseAfter, newClearAfter, cooldown, inWaits);
  }

  /**
   * Sets the time between two alerts.
   *
   * @param newCooldown least time from one alert's end to the next alert, {@code >= 0}
   * @return the changed copy
   * @throws IllegalArgumentException if it is negative
   */
  public Hysteresis cooldown(Duration newCooldown) {
    return new Hysteresis(raiseAfter, clearAfter, newCooldown, inWaits);
  }

  /**
   * Makes announced waits time like any other.
   *
   * @return the changed copy
   */
  public Hysteresis alsoInWaits() {
    return new Hysteresis(raiseAfter, clearAfter, cooldown, true);
  }

  private static void requireNotNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + " must be >= 0, was " + value);
    }
  }
}
