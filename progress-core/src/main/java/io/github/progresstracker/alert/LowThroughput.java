package io.github.progresstracker.alert;

import io.github.progresstracker.ProgressSnapshot;
import org.jspecify.annotations.Nullable;

/** Less is done per minute than should be. */
final class LowThroughput implements AlertRule.Watch {

  private static final double LEAST_MINUTES = 1;

  /** At the limit as many units would have been done before anybody judges. */
  private static final double FEWEST_UNITS = 3;

  /** Once low, it must be a tenth above the limit to be high enough again. */
  private static final double BACK = 1.1;

  private final double perMinute;
  private boolean low;

  LowThroughput(double perMinute) {
    this.perMinute = perMinute;
  }

  @Override
  public @Nullable Finding look(ProgressSnapshot now) {
    if (now.rates().average() == 0) {
      return null; // Nothing is measured, or not here: a rate of 0 would be a guess.
    }
    double minutes = now.active().toNanos() / 60e9;
    double reached = now.rates().current() * 60;
    low =
        minutes >= Math.max(LEAST_MINUTES, FEWEST_UNITS / perMinute)
            && reached < perMinute * (low ? BACK : 1);
    return low ? finding(reached, now.unit()) : null;
  }

  private Finding finding(double reached, String unit) {
    return Finding.warning(
        AlertCategory.PERFORMANCE,
        AlertText.number(reached)
            + " "
            + unit
            + " per minute, there should be at least "
            + AlertText.number(perMinute),
        "Look for what holds the workers up, or add some");
  }
}
