package io.github.progresstracker.internal;

import io.github.progresstracker.WaitSnapshot;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An announced wait.
 *
 * @param nanos monotonic time of its beginning
 * @param untilNanos monotonic time of its expected end; its beginning if nobody knows
 */
record Wait(String reason, long nanos, long untilNanos, Instant since, @Nullable Instant until) {

  /** Far beyond any rate limit, and safe to add to a monotonic reading. */
  private static final Duration LONGEST = Duration.ofDays(366);

  /** A wait that begins now; a negative duration is one that nobody knows. */
  static Wait begun(String reason, @Nullable Duration expected, Moment now) {
    if (expected == null || expected.isNegative()) {
      return new Wait(reason, now.nanos(), now.nanos(), now.at(), null);
    }
    Duration bounded = expected.compareTo(LONGEST) > 0 ? LONGEST : expected;
    return new Wait(
        reason, now.nanos(), now.nanos() + bounded.toNanos(), now.at(), now.at().plus(bounded));
  }

  long left(long now) {
    return Math.max(0, untilNanos - now);
  }

  boolean isLongerThan(@Nullable Wait other) {
    return other == null || untilNanos - other.untilNanos > 0;
  }

  WaitSnapshot snapshot() {
    return new WaitSnapshot(reason, since, until);
  }
}
