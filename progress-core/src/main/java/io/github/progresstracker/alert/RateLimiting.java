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

  /** Of seconds: those in waits, and the refusals in them. */
  private final Recent recent = new Recent(STRETCH_SECONDS, 0);

  private boolean limited;

  RateLimiting(double share, double hitsPerMinute) {
    this.share = share;
    this.hitsPerMinute = hitsPerMinute;
  }

  @Override
  public @Nullable Finding look(ProgressSnapshot now) {
    time.look(now);
    double seconds = time.total() / 1e9;
    recent.add(seconds, seconds, time.waited() / 1e9, (double) now.usage().rateLimitHits());
    limited = recent.time() >= LEAST_SECONDS && (isWaiting() || isRefused());
    return limited ? finding() : null;
  }

  private boolean isWaiting() {
    return recent.part() > share * recent.time() * (limited ? BACK : 1);
  }

  private boolean isRefused() {
    return recent.otherPart() > hitsPerMinute * recent.time() / 60 * (limited ? BACK : 1);
  }

  private Finding finding() {
    String message =
        text(recent.part())
            + " of the last "
            + text(recent.time())
            + " were waits, with "
            + ProgressFormat.grouped((long) recent.otherPart())
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
