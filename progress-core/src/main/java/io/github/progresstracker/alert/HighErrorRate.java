package io.github.progresstracker.alert;

import io.github.progresstracker.Outcomes;
import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressSnapshot;
import org.jspecify.annotations.Nullable;

/** Too many of the recent tries fail. */
final class HighErrorRate implements AlertRule.Watch {

  private static final double HALF = 0.5;

  private final double limit;
  private final ShareLimit failures;

  HighErrorRate(double limit) {
    this.limit = limit;
    this.failures = new ShareLimit(limit);
  }

  @Override
  public @Nullable Finding look(ProgressSnapshot now) {
    Outcomes outcomes = now.outcomes();
    double tries = (double) outcomes.succeeded() + outcomes.failed();
    return failures.isAbove(now.active(), tries, (double) outcomes.failed()) ? finding() : null;
  }

  private Finding finding() {
    String message =
        ProgressFormat.percent(100 * failures.share())
            + " of the last "
            + ProgressFormat.grouped(failures.tries())
            + " tries failed, the limit is "
            + ProgressFormat.percent(100 * limit);
    AlertSeverity severity =
        failures.lowest() > HALF ? AlertSeverity.CRITICAL : AlertSeverity.WARNING;
    return new Finding(
        severity,
        AlertCategory.ERRORS,
        message,
        "Look at the latest failures; if they have one cause, pause the job until it is mended");
  }
}
