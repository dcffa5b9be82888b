package io.github.progresstracker.mtproto;

import java.time.Duration;

/**
 * When a worker begins its next run. By default the interval is from start to start: a run of four
 * seconds in an interval of ten minutes is followed by a pause of 9 min 56 s, and one of fifteen
 * minutes by the cooldown. While there is still a backlog the pause is the cooldown, and after runs
 * that found nothing new the interval grows by half, up to the longest one.
 *
 * @param interval from start to start, more than zero
 * @param cooldown least pause between two runs, not negative
 * @param longest what the interval may grow to, at least {@code interval}
 * @param fixedDelay whether the pause is always the interval, however long a run took
 * @see CollectionWorker
 */
public record CollectionSchedule(
    Duration interval, Duration cooldown, Duration longest, boolean fixedDelay) {

  private static final Duration COOLDOWN = Duration.ofSeconds(60);
  private static final int GROWTH = 6;

  /**
   * Checks the values.
   *
   * @param interval from start to start
   * @param cooldown least pause between two runs
   * @param longest what the interval may grow to
   * @param fixedDelay whether the pause is always the interval
   * @throws IllegalArgumentException if one is out of its range
   */
  public CollectionSchedule {
    if (interval.isZero() || interval.isNegative()) {
      throw new IllegalArgumentException("the interval must be more than zero, was " + interval);
    }
    if (cooldown.isNegative()) {
      throw new IllegalArgumentException("the cooldown must not be negative, was " + cooldown);
    }
    if (longest.compareTo(interval) < 0) {
      throw new IllegalArgumentException(
          "the longest interval must be at least " + interval + ", was " + longest);
    }
  }

  /**
   * An interval from start to start, a cooldown of a minute (or the interval, if that is less), and
   * up to six intervals when there is nothing new.
   *
   * @param interval more than zero
   * @return the schedule
   */
  public static CollectionSchedule every(Duration interval) {
    Duration cooldown = interval.compareTo(COOLDOWN) < 0 ? interval : COOLDOWN;
    return new CollectionSchedule(interval, cooldown, interval.multipliedBy(GROWTH), false);
  }

  /**
   * The same with another cooldown.
   *
   * @param newCooldown least pause between two runs
   * @return the changed copy
   */
  public CollectionSchedule cooldown(Duration newCooldown) {
    return new CollectionSchedule(interval, newCooldown, longest, fixedDelay);
  }

  /**
   * The same with another bound of growth; the interval itself for none.
   *
   * @param newLongest what the interval may grow to
   * @return the changed copy
   */
  public CollectionSchedule longest(Duration newLongest) {
    return new CollectionSchedule(interval, cooldown, newLongest, fixedDelay);
  }

  /**
   * The same with a pause that is always the interval.
   *
   * @return the changed copy
   */
  public CollectionSchedule withFixedDelay() {
    return new CollectionSchedule(interval, cooldown, longest, true);
  }
}
