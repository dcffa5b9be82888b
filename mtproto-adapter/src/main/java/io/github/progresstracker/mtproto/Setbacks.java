package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Who has failed and is left alone for a while: a minute after the first time, twice as long after
 * each further one, six hours at most. Not thread-safe.
 */
final class Setbacks {

  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(6);

  private final ProgressClock clock;
  private final Map<String, Setback> all = new HashMap<>();

  Setbacks(ProgressClock clock) {
    this.clock = clock;
  }

  private record Setback(Duration pause, long until) {}

  /** Whether it is to be left alone now. */
  boolean isResting(String who) {
    return !left(who).isZero();
  }

  /** How long it is still to be left alone. */
  Duration left(String who) {
    Setback setback = all.get(who);
    return setback == null
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(0, setback.until() - clock.nanoTime()));
  }

  void failed(String who) {
    Setback earlier = all.get(who);
    Duration pause = earlier == null ? FIRST : earlier.pause().multipliedBy(2);
    Duration bounded = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    all.put(who, new Setback(bounded, clock.nanoTime() + bounded.toNanos()));
  }

  void succeeded(String who) {
    all.remove(who);
  }
}
