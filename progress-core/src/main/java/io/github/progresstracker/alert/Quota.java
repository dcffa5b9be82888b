package io.github.progresstracker.alert;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.eta.Eta;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Something that is used up with the work will not last until its end. What the rest of the work
 * needs is what a unit has needed so far, times the units left; when it will be used up follows
 * from the remaining time and its interval, in the same proportion.
 */
final class Quota implements AlertRule.Watch {

  private static final double FEWEST_UNITS = 20;
  private static final double LEAST_SHARE = 0.05;

  /** What of it counts as nearly all while nobody knows how much work there is. */
  private static final double NEARLY_ALL = 0.9;

  /** Once too little, it must last for a twentieth more than the work needs. */
  private static final double BACK = 0.95;

  private final String what;
  private final ToDoubleFunction<ProgressSnapshot> meter;
  private final double limit;
  private boolean shortOf;

  Quota(String what, ToDoubleFunction<ProgressSnapshot> meter, double limit) {
    this.what = what;
    this.meter = meter;
    this.limit = limit;
  }

  @Override
  public @Nullable Finding look(ProgressSnapshot now) {
    double used = meter.applyAsDouble(now);
    Finding finding = used >= limit ? usedUp(used) : predicted(used, now);
    shortOf = finding != null;
    return finding;
  }

  private Finding usedUp(double used) {
    return finding(
        AlertSeverity.CRITICAL,
        "The "
            + what
            + " of "
            + AlertText.number(limit)
            + " is used up: "
            + AlertText.number(used));
  }

  private @Nullable Finding predicted(double used, ProgressSnapshot now) {
    if (!now.total().isKnown()) {
      return used >= limit * NEARLY_ALL ? nearlyUsedUp(used) : null;
    }
    double worked = (double) now.done() - now.offset();
    double left = Math.max(0, (double) now.total().valueOr(0) - now.done());
    double needed = worked > 0 ? used / worked * left : 0;
    boolean judged = worked >= Math.max(FEWEST_UNITS, LEAST_SHARE * (worked + left));
    boolean tooMuch = used + needed > limit * (shortOf ? BACK : 1);
    return judged && tooMuch ? willBeUsedUp(used, needed, now) : null;
  }

  private Finding nearlyUsedUp(double used) {
    return finding(
        AlertSeverity.WARNING,
        "The "
            + what
            + " of "
            + AlertText.number(limit)
            + " is nearly used up: "
            + AlertText.number(used));
  }

  private Finding willBeUsedUp(double used, double needed, ProgressSnapshot now) {
    return finding(
        AlertSeverity.WARNING,
        "The "
            + what
            + " of "
            + AlertText.number(limit)
            + " will be used up"
            + when(Math.min(1, (limit - used) / needed), now)
            + ": "
            + AlertText.number(used)
            + " so far, the whole work needs about "
            + AlertText.number(used + needed));
  }

  /** When a share of the remaining work will be done. */
  private static String when(double share, ProgressSnapshot now) {
    Eta eta = now.eta();
    if (eta.low() == null || eta.remaining() == null || eta.high() == null) {
      return "";
    }
    Instant low = after(eta.low(), share, now);
    Instant high = after(eta.high(), share, now);
    return " at "
        + AlertText.clock(after(eta.remaining(), share, now), now.at())
        + ", "
        + AlertText.clock(low, high, now.at())
        + " with 80 % probability";
  }

  private static Instant after(Duration remaining, double share, ProgressSnapshot now) {
    return now.at().plusNanos((long) (remaining.toNanos() * share));
  }

  private static Finding finding(AlertSeverity severity, String message) {
    return new Finding(
        severity,
        AlertCategory.BUDGET,
        message,
        "Raise the limit in time, or plan where the job is to stop");
  }
}
