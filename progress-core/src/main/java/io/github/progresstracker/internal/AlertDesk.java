package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertRule;
import io.github.progresstracker.event.EventHeader;
import io.github.progresstracker.event.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one tracker and its alerts. A tracker without rules has none. Confined to the
 * sampler.
 */
final class AlertDesk {

  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  private final TrackerHandle tracker;
  private final AlertBoard board;
  private final Function<Instant, String> ids;
  private final Consumer<News> outbox;

  /** One of each name. */
  private final List<RuleWatch> watches = new ArrayList<>();

  private List<Alert> alerts = List.of();
  private long lookedAt;
  private boolean looked;

  /**
   * A desk without rules.
   *
   * @param board shows alerts to the host
   * @param ids makes the id of an alert from the time of its raising
   * @param outbox gets what has changed
   */
  AlertDesk(
      TrackerHandle tracker,
      AlertBoard board,
      Function<Instant, String> ids,
      Consumer<News> outbox) {
    this.tracker = tracker;
    this.board = board;
    this.ids = ids;
    this.outbox = outbox;
  }

  /** Adds a rule; one of the same name ends, and its alert with it. */
  void add(AlertRule rule, Moment moment) {
    RuleWatch watch = new RuleWatch(rule, ids);
    for (int i = 0; i < watches.size(); i++) {
      if (watches.get(i).name().equals(watch.name())) {
        end(watches.set(i, watch), moment);
        collect();
        return;
      }
    }
    watches.add(watch);
  }

  /** The alerts, oldest first. */
  List<Alert> alerts() {
    return alerts;
  }

  /**
   * Looks at the tracker, if it is time to.
   *
   * @return whether there are other alerts now, or more severe ones; a new text of an old one is in
   *     the next snapshot early enough
   */
  boolean look(ProgressSnapshot now, Moment moment) {
    if (now.state().isFinal() || (looked && moment.nanos() - lookedAt < LOOK_NANOS)) {
      return false;
    }
    looked = true;
    lookedAt = moment.nanos();
    boolean news = false;
    boolean changed = false;
    for (RuleWatch watch : watches) {
      Alert before = watch.alert();
      watch.look(now, moment);
      if (!Objects.equals(before, watch.alert())) {
        changed = true;
        news |= tell(before, watch, moment);
      }
    }
    if (changed) {
      collect();
    }
    return news;
  }

  /** Whether any rule takes no time to be sure of what it finds. */
  boolean isAnySure() {
    return watches.stream().anyMatch(RuleWatch::isSure);
  }

  /** What such rules find at the very end is told, too, although it is over at once. */
  void lookLast(ProgressSnapshot now, Moment moment) {
    for (RuleWatch watch : watches) {
      if (watch.isSure() && watch.alert() == null) {
        watch.look(now, moment);
        if (watch.alert() != null) {
          tell(null, watch, moment);
        }
      }
    }
  }

  void dismiss(Alert seen, Moment moment) {
    for (RuleWatch watch : watches) {
      if (watch.dismiss(seen, moment.at())) {
        Alert dismissed = Objects.requireNonNull(watch.alert());
        board.remove(seen.id());
        outbox.accept(
            (header, lineage) -> new Transition.AlertDismissed(header, lineage, dismissed));
        collect();
      }
    }
  }

  /** Ends all alerts, because the tracker ends. */
  void end(Moment moment) {
    watches.forEach(watch -> end(watch, moment));
    watches.clear();
    collect();
  }

  private void end(RuleWatch watch, Moment moment) {
    Alert before = watch.alert();
    watch.end();
    if (before != null) {
      tell(before, watch, moment);
    }
  }

  /** Tells of a change; false if it was only the text of an alert. */
  private boolean tell(@Nullable Alert before, RuleWatch watch, Moment moment) {
    Alert after = watch.alert();
    if (after == null) {
      cleared(Objects.requireNonNull(before), watch.lasted(moment));
    } else if (before == null || after.severity() != before.severity()) {
      board.put(tracker, after);
      outbox.accept((header, lineage) -> new Transition.AlertRaised(header, lineage, after));
    } else {
      board.refresh(tracker, after);
      return false;
    }
    return true;
  }

  private void cleared(Alert alert, Duration lasted) {
    board.remove(alert.id());
    outbox.accept((header, lineage) -> new Transition.AlertCleared(header, lineage, alert, lasted));
  }

  private void collect() {
    alerts =
        watches.stream()
            .map(RuleWatch::alert)
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .sorted(Comparator.comparing(Alert::raisedAt))
            .toList();
  }

  /** Something about an alert that is to be told. */
  interface News {
    Transition event(EventHeader header, List<ProgressSnapshot> lineage);
  }
}
