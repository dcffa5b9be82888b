package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.WaitSnapshot;
import io.github.progresstracker.alert.AlertCategory;
import io.github.progresstracker.alert.AlertRule;
import io.github.progresstracker.alert.Finding;
import io.github.progresstracker.alert.Hysteresis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What somebody should know of a run while it lasts: alerts of its tracker, each raised at the
 * first look, because what they are about is counted and not measured.
 *
 * <p>Thread safe: the run counts, and the registry's sampler looks.
 */
final class CollectionAlerts {

  /** So many runs in a row that took longer than the interval are worth an alert. */
  static final int OVERRUNS = 3;

  private static final int FLOODS = 3;
  private static final Duration LONG_WAIT = Duration.ofMinutes(5);
  private static final Duration VERY_LONG_WAIT = Duration.ofHours(1);
  private static final int MOST_NAMES = 3;
  private static final Hysteresis AT_ONCE =
      Hysteresis.DEFAULT.raiseAfter(Duration.ZERO).alsoInWaits();

  private final List<String> unavailable = new CopyOnWriteArrayList<>();
  private final AtomicLong deadLetters = new AtomicLong();

  /** Begins to watch a run. */
  void watch(ProgressTracker run, Patience patience) {
    run.watch(rule("flood-wait", now -> longWait(now, patience.floods())));
    run.watch(rule("channel-unavailable", now -> anyUnavailable()));
    run.watch(rule("dead-letters", now -> anyDeadLetters()));
  }

  /**
   * Begins to watch whether runs keep to their interval.
   *
   * @param overruns how many runs in a row before this one took longer
   */
  void watchInterval(ProgressTracker run, int overruns, Duration interval) {
    run.watch(rule("collection-overrun", now -> overrun(now, overruns, interval)));
  }

  private static AlertRule rule(String name, AlertRule.Watch watch) {
    return AlertRule.of(name, watch).with(AT_ONCE);
  }

  /** A channel cannot be collected in this run. */
  void unavailable(String name, String trouble) {
    unavailable.add(name + " (" + trouble + ")");
  }

  /** So many messages more could not be read or stored. */
  void deadLetters(long more) {
    deadLetters.addAndGet(more);
  }

  private static @Nullable Finding longWait(ProgressSnapshot now, int floods) {
    WaitSnapshot wait = now.waiting();
    if (wait == null || !wait.reason().equals(Patience.FLOOD_WAIT) || wait.until() == null) {
      return null;
    }
    Duration length = Duration.between(wait.since(), wait.until());
    boolean critical = floods >= FLOODS || length.compareTo(VERY_LONG_WAIT) > 0;
    if (!critical && length.compareTo(LONG_WAIT) <= 0) {
      return null;
    }
    String message =
        "the server asks for a wait of "
            + ProgressFormat.durationShort(length)
            + (floods > 1 ? ", for the " + floods + ". time in a row" : "");
    String advice = "Ask for fewer pages a second, and do not use the account elsewhere meanwhile";
    return critical
        ? Finding.critical(AlertCategory.RATE_LIMIT, message, advice)
        : Finding.warning(AlertCategory.RATE_LIMIT, message, advice);
  }

  private @Nullable Finding anyUnavailable() {
    List<String> all = List.copyOf(unavailable);
    if (all.isEmpty()) {
      return null;
    }
    int more = all.size() - MOST_NAMES;
    return Finding.warning(
        AlertCategory.ERRORS,
        count(all.size(), "channel")
            + " cannot be collected: "
            + String.join(", ", all.subList(0, Math.min(MOST_NAMES, all.size())))
            + (more > 0 ? " and " + more + " more" : ""),
        "See whether the account can still read what is listed; the other channels go on");
  }

  private @Nullable Finding anyDeadLetters() {
    long count = deadLetters.get();
    return count == 0
        ? null
        : Finding.warning(
            AlertCategory.ERRORS,
            count(count, "message") + " could not be read or stored, and the rest of the pages is",
            "Look at the reasons in mtproto_dead_letter, where they are kept as they came");
  }

  private static @Nullable Finding overrun(ProgressSnapshot now, int overruns, Duration interval) {
    int inRow = overruns + (now.elapsed().compareTo(interval) > 0 ? 1 : 0);
    return inRow < OVERRUNS
        ? null
        : Finding.warning(
            AlertCategory.PERFORMANCE,
            inRow
                + " runs in a row took longer than the interval of "
                + ProgressFormat.durationShort(interval),
            "Choose a longer interval, or let another account have some of the channels");
  }

  private static String count(long count, String what) {
    return ProgressFormat.grouped(count) + " " + what + (count == 1 ? "" : "s");
  }
}
