package io.github.progresstracker.alert;

import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressSnapshot;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Announced waits take too much of the time, or a service refuses too many calls. */
final class RateLimiting implements AlertRule.Watch {

  private static final double STRETCH_SECONDS = 900;
  private static final double LEAST_SECONDS = 300;

  /** Once above a limit, it must be a fifth below to be over. */
  private static final double BACK = 0.8;

  private final double share;
  private final double hitsPerMinute;
  private final WorkTime time = new WorkTime();
  private final Recent waits = new Recent(STRETCH_SECONDS, 0);
  private final Recent hits = new Recent(STRETCH_SECONDS, 0);
  private boolean limited;

  RateLimiting(double share, double hitsPerMinute) {
    this.share = share;
    this.hitsPerMinute = hitsPerMinute;
  }

  @Override
  public @Nullable Finding look(ProgressSnapshot now) {
    time.look(now);
    double seconds = time.total() / 1e9;
    waits.add(seconds, seconds, time.waited() / 1e9);
    hits.add(seconds, seconds, (double) now.usage().rateLimitHits());
    limited = waits.time() >= LEAST_SECONDS && (isWaiting() || isRefused());
    return limited ? finding() : null;
  }

  private boolean isWaiting() {
    return waits.part() > share * waits.time() * (limited ? BACK : 1);
  }

  private boolean isRefused() {
    return hits.part() > hitsPerMinute * hits.time() / 60 * (limited ? BACK : 1);
  }

  private Finding finding() {
    String message =
        text(waits.part())
            + " of the last "
            + text(waits.time())
            + " were waits, with "
            + ProgressFormat.grouped((long) hits.part())
            + " rate limit hits";
    return Finding.warning(
        AlertCategory.RATE_LIMIT,
        message,
        "Ask for more in each call and make fewer of them, or lower the concurrency");
  }

  private static String text(double seconds) {
    return ProgressFormat.durationShort(Duration.ofSeconds((long) seconds));
  }
}
