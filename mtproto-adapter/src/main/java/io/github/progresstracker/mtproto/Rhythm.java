package io.github.progresstracker.mtproto;

import java.time.Duration;

/** Where one account is in its {@link CollectionSchedule}. Not thread-safe. */
final class Rhythm {

  private final CollectionSchedule schedule;
  private Duration interval;
  private int overruns;

  Rhythm(CollectionSchedule schedule) {
    this.schedule = schedule;
    this.interval = schedule.interval();
  }

  /**
   * A run is over.
   *
   * @param took from its start to its end
   * @param backlog whether something is left to collect that could be had
   * @param found whether it found anything new
   * @return how long to pause
   */
  Duration next(Duration took, boolean backlog, boolean found) {
    overruns = took.compareTo(schedule.interval()) > 0 ? overruns + 1 : 0;
    interval = found || backlog ? schedule.interval() : longer();
    if (schedule.fixedDelay()) {
      return schedule.interval();
    }
    Duration rest = backlog ? Duration.ZERO : interval.minus(took);
    return rest.compareTo(schedule.cooldown()) > 0 ? rest : schedule.cooldown();
  }

  private Duration longer() {
    Duration longer = interval.plus(interval.dividedBy(2));
    return longer.compareTo(schedule.longest()) > 0 ? schedule.longest() : longer;
  }

  /** The present interval. */
  Duration interval() {
    return interval;
  }

  /** Runs in a row that took longer than the interval. */
  int overruns() {
    return overruns;
  }
}
