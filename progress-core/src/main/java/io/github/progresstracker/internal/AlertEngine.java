package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertRule;
import io.github.progresstracker.internal.AlertDesk.News;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Gives trackers their alert rules: the registry's to jobs, and to each tracker its own. What they
 * find is kept until the sampler asks for it, so that it is told with the numbers it was found in.
 * Confined to the sampler, but for the board.
 */
final class AlertEngine {

  private final List<AlertRule> rules;
  private final AlertBoard board;
  private final EventIds ids = new EventIds(new SecureRandom());
  private final List<Entry> news = new ArrayList<>();

  /**
   * An engine.
   *
   * @param rules for all jobs; of several of one name the last one counts
   * @param board shows alerts to the host
   */
  AlertEngine(List<AlertRule> rules, AlertBoard board) {
    Map<String, AlertRule> byName = new LinkedHashMap<>();
    rules.forEach(rule -> byName.put(rule.name(), rule));
    this.rules = List.copyOf(byName.values());
    this.board = board;
  }

  boolean hasRules() {
    return !rules.isEmpty();
  }

  /** Begins to watch a tracker: a part of a job has no rules but its own. */
  void begin(TrackerModel model, Moment moment) {
    if (model.parent() == null) {
      rules.forEach(rule -> watch(model, rule, moment));
    }
  }

  /** Gives a tracker a rule of its own, unless alerts are switched off for it. */
  void watch(TrackerModel model, AlertRule rule, Moment moment) {
    if (!model.handle().config().enablePerformanceAlerts()) {
      return;
    }
    AlertDesk desk = model.desk();
    if (desk == null) {
      desk =
          new AlertDesk(
              model.handle(),
              board,
              at -> ids.next(at.toEpochMilli()).toString(),
              what -> news.add(new Entry(model, what)));
      model.desk(desk);
    }
    desk.add(rule, moment);
  }

  void dismiss(TrackerModel model, Alert seen, Moment moment) {
    AlertDesk desk = model.desk();
    if (desk != null) {
      desk.dismiss(seen, moment);
    }
  }

  void end(TrackerModel model, Moment moment) {
    AlertDesk desk = model.desk();
    if (desk != null) {
      if (desk.isAnySure()) {
        List<ProgressSnapshot> lineage = model.lineage(moment);
        desk.lookLast(lineage.get(lineage.size() - 1), moment);
      }
      desk.end(moment);
    }
  }

  /** Hands over what is to be told, in order, once. */
  void tell(BiConsumer<TrackerModel, News> teller) {
    for (Entry entry : List.copyOf(news)) {
      teller.accept(entry.model(), entry.news());
    }
    news.clear();
  }

  private record Entry(TrackerModel model, News news) {}
}
