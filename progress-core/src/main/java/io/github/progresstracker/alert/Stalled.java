package io.github.progresstracker.alert;

import io.github.progresstracker.ItemSnapshot;
import io.github.progresstracker.ItemTimes;
import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * No work is being done. Work is whatever moves a figure that only work moves: counts, failures,
 * the progress of phases and items, here and in children, and finding more to do. Too long is
 *
 * <ul>
 *   <li>five times the gap in which 95 % of the active time of the phase lies, and
 *   <li>three times the longest item, if items are being worked on, and
 *   <li>a minute.
 * </ul>
 *
 * <p>A gap that was found too long enters as what was too long then: one stall is no rhythm, but a
 * job that does it again and again has one.
 */
final class Stalled implements AlertRule.Watch {

  private static final double FLOOR_SECONDS = 60;
  private static final long FEWEST_GAPS = 5;
  private static final double PROBABILITY = 0.95;
  private static final double GAPS = 5;
  private static final double ITEMS = 3;
  private static final double CRITICAL = 3;

  private final double patience;
  private Gaps gaps = new Gaps();
  private @Nullable String phase;
  private boolean begun;
  private long work;
  private double workedAt;

  /**
   * A watch.
   *
   * @param patience seconds without work that are too long as long as the job has not shown its own
   *     rhythm; may be infinite
   */
  Stalled(double patience) {
    this.patience = patience;
  }

  @Override
  public @Nullable Finding look(ProgressSnapshot now) {
    double at = now.active().toNanos() / 1e9;
    if (!begun || !Objects.equals(phase, now.phase())) {
      begin(now, at);
      return null;
    }
    long workNow = work(now);
    if (workNow != work) {
      gaps.add(Math.min(at - workedAt, tooLong(now)));
      work = workNow;
      workedAt = at;
      return null;
    }
    return silent(at - workedAt, now);
  }

  /** Another phase is other work, with a rhythm of its own. */
  private void begin(ProgressSnapshot now, double at) {
    gaps = new Gaps();
    phase = now.phase();
    work = work(now);
    workedAt = at;
    begun = true;
  }

  private @Nullable Finding silent(double seconds, ProgressSnapshot now) {
    if (seconds < FLOOR_SECONDS || isAllDone(now)) {
      return null;
    }
    double limit = tooLong(now);
    return seconds > limit ? finding(seconds, limit, now) : null;
  }

  private double tooLong(ProgressSnapshot now) {
    if (gaps.count() < FEWEST_GAPS) {
      return Math.max(FLOOR_SECONDS, patience);
    }
    double own = Math.max(FLOOR_SECONDS, GAPS * gaps.quantile(PROBABILITY));
    ItemTimes times = now.items().processing() > 0 ? now.items().times() : null;
    return times == null ? own : Math.max(own, ITEMS * times.longest().toNanos() / 1e9);
  }

  /** What comes after the last unit is not counted, so nobody knows how long it takes. */
  private static boolean isAllDone(ProgressSnapshot now) {
    return now.total() instanceof Total.Exact && now.done() >= now.total().valueOr(0);
  }

  /** A number that changes when any of the figures does. */
  private static long work(ProgressSnapshot now) {
    long sum = mix(now.done(), now.total().valueOr(0));
    sum = mix(sum, now.outcomes().failed());
    sum = mix(sum, now.outcomes().retried());
    sum = mix(sum, now.items().completed());
    sum = mix(sum, now.items().failed());
    for (ItemSnapshot item : now.items().inFlight()) {
      Double stage = item.stagePercent();
      sum = mix(sum, Double.doubleToLongBits(item.percent() + (stage == null ? 0 : stage)));
    }
    for (PhaseSnapshot part : now.phases()) {
      sum = mix(sum, part.done());
    }
    for (ProgressSnapshot child : now.children()) {
      sum = mix(sum, work(child));
    }
    return sum;
  }

  private static long mix(long sum, long figure) {
    return 31 * sum + figure;
  }

  private static Finding finding(double seconds, double limit, ProgressSnapshot now) {
    String message =
        "No work for "
            + text(seconds)
            + " at "
            + ProgressFormat.grouped(now.done())
            + " "
            + now.unit()
            + "; more than "
            + text(limit)
            + " is too long for this job";
    return new Finding(
        seconds > CRITICAL * limit ? AlertSeverity.CRITICAL : AlertSeverity.WARNING,
        AlertCategory.STALL,
        message,
        "See in a thread dump what the workers wait for; waits that must be are to be announced");
  }

  private static String text(double seconds) {
    return ProgressFormat.durationShort(Duration.ofSeconds((long) seconds));
  }
}
