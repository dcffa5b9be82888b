package io.github.progresstracker.alert;

import io.github.progresstracker.ItemTimes;
import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressSnapshot;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A unit of work takes too long. */
final class SlowProcessing implements AlertRule.Watch {

  private static final int FEWEST_UNITS = 10;
  private static final double STRETCH_NANOS = 120e9;

  /** Once slow, it must be a tenth below the limit to be quick again. */
  private static final double BACK = 0.9;

  private static final String ADVICE =
      "Look for what has changed: larger units, a slower service, fewer workers";

  private final Duration limit;
  private final Recent recent = new Recent(STRETCH_NANOS, FEWEST_UNITS);
  private boolean slow;

  SlowProcessing(Duration limit) {
    this.limit = limit;
  }

  @Override
  public @Nullable Finding look(ProgressSnapshot now) {
    double units = (double) now.done() - now.offset() - now.outcomes().skipped();
    recent.add((double) now.active().toNanos(), units, 0);
    ItemTimes times = now.items().times();
    return times == null ? average() : ofItems(times);
  }

  private @Nullable Finding average() {
    double nanos = recent.count() >= FEWEST_UNITS ? recent.time() / recent.count() : 0;
    if (!isSlow(nanos)) {
      return null;
    }
    return finding(
        "A unit took "
            + AlertText.time(nanos)
            + " on average over the last "
            + ProgressFormat.grouped((long) recent.count()));
  }

  private @Nullable Finding ofItems(ItemTimes times) {
    if (!isSlow(times.count() >= FEWEST_UNITS ? (double) times.p90().toNanos() : 0)) {
      return null;
    }
    return finding(
        "One item in ten took longer than " + AlertText.time((double) times.p90().toNanos()));
  }

  private boolean isSlow(double nanos) {
    slow = nanos > limit.toNanos() * (slow ? BACK : 1);
    return slow;
  }

  private Finding finding(String what) {
    return Finding.warning(
        AlertCategory.PERFORMANCE,
        what + ", the limit is " + AlertText.time((double) limit.toNanos()),
        ADVICE);
  }
}
