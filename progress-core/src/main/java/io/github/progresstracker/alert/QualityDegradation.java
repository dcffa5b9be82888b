package io.github.progresstracker.alert;

import io.github.progresstracker.Outcomes;
import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressSnapshot;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Too few of the recent tries come out right at the first time. */
final class QualityDegradation implements AlertRule.Watch {

  private final double threshold;
  private final ShareLimit faults;

  QualityDegradation(double threshold) {
    this.threshold = threshold;
    this.faults = new ShareLimit(1 - threshold);
  }

  @Override
  public @Nullable Finding look(ProgressSnapshot now) {
    Outcomes outcomes = now.outcomes();
    double tries = (double) outcomes.succeeded() + outcomes.failed();
    double bad = (double) outcomes.failed() + outcomes.retried();
    return faults.isAbove(now.active(), tries, bad) ? finding() : null;
  }

  private Finding finding() {
    String message =
        String.format(
            Locale.ROOT,
            "The quality score of the last %s tries is %.2f, it should be at least %.2f",
            ProgressFormat.grouped(faults.tries()),
            1 - faults.share(),
            threshold);
    return Finding.warning(
        AlertCategory.QUALITY,
        message,
        "Find out what has to be done again and why; each retry costs as much as the first try");
  }
}
