package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Who has failed and is left alone for a while: a minute after the first time, twice as long after
 * each further one, six hours at most. Remembers why, so that nobody is told of the same trouble at
 * each try. Not thread-safe.
 */
final class Setbacks {

  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(6);

  private final ProgressClock clock;
  private final Map<String, Setback> all = new HashMap<>();

  Setbacks(ProgressClock clock) {
    this.clock = clock;
  }

  private record Setback(Duration pause, long until, String trouble, boolean told) {}

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

  /** Leaves it alone from now on. */
  void failed(String who, String trouble) {
    Setback earlier = all.get(who);
    Duration pause = earlier == null ? FIRST : earlier.pause().multipliedBy(2);
    Duration bounded = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    boolean told = earlier != null && earlier.told() && earlier.trouble().equals(trouble);
    all.put(who, new Setback(bounded, clock.nanoTime() + bounded.toNanos(), trouble, told));
  }

  /**
   * Whether its trouble is to be told: once, unless it had been gone or is another one by now.
   *
   * @return true at the first call
   */
  boolean isNews(String who) {
    Setback setback = all.get(who);
    if (setback == null || setback.told()) {
      return false;
    }
    all.put(who, new Setback(setback.pause(), setback.until(), setback.trouble(), true));
    return true;
  }

  void succeeded(String who) {
    all.remove(who);
  }
}
