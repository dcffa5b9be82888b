package io.github.progresstracker.internal;

import java.time.Duration;

/** Durations of the host's as nanoseconds that can be added to a clock reading. */
final class Nanos {

  /** About 146 years; any monotonic reading plus this does not overflow a comparison. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

  private Nanos() {}

  /** The duration, cut to what can be counted with; negative is zero. */
  static long of(Duration duration) {
    if (duration.isNegative()) {
      return 0;
    }
    return (duration.compareTo(LONGEST) > 0 ? LONGEST : duration).toNanos();
  }
}
