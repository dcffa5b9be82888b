package io.github.progresstracker.console;

import io.github.progresstracker.ProgressSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A tracker that has a row.
 *
 * @param tracker the tracker
 * @param depth 0 for a job, 1 for a part of it, and so on
 * @param health how it is
 */
record Entry(ProgressSnapshot tracker, int depth, Health health) {

  private static final Comparator<ProgressSnapshot> TROUBLE_FIRST =
      Comparator.comparingInt(tracker -> Health.of(tracker).rank());

  Entry(ProgressSnapshot tracker, int depth) {
    this(tracker, depth, Health.of(tracker));
  }

  /** Jobs with those first that somebody wants to see most, else in their own order. */
  static List<ProgressSnapshot> byUrgency(List<ProgressSnapshot> trackers) {
    for (int i = 1; i < trackers.size(); i++) {
      if (TROUBLE_FIRST.compare(trackers.get(i - 1), trackers.get(i)) > 0) {
        return trackers.stream().sorted(TROUBLE_FIRST).toList();
      }
    }
    return trackers;
  }

  /**
   * Trackers and what is below them, each followed by its own parts. If there is no room for all,
   * the deepest are left out first, and of those the least urgent.
   */
  static List<Entry> tree(List<ProgressSnapshot> jobs, int most) {
    int count = count(jobs);
    List<Entry> all = new ArrayList<>(Math.min(most, count));
    int deepest = Integer.MAX_VALUE;
    if (count > most) {
      deepest = 0;
      while (count(jobs, deepest) <= most) {
        deepest++;
      }
    }
    collect(jobs, 0, deepest, all);
    return all.size() > most ? without(all, deepest, all.size() - most) : all;
  }

  private static void collect(
      List<ProgressSnapshot> trackers, int depth, int deepest, List<Entry> into) {
    List<ProgressSnapshot> sorted = byUrgency(trackers);
    for (int i = 0; i < sorted.size(); i++) {
      ProgressSnapshot tracker = sorted.get(i);
      into.add(new Entry(tracker, depth));
      if (depth < deepest) {
        collect(tracker.children(), depth + 1, deepest, into);
      }
    }
  }

  /** All but the last so many of the deepest. */
  private static List<Entry> without(List<Entry> entries, int deepest, int count) {
    List<Entry> kept = new ArrayList<>(entries);
    int left = count;
    for (int at = kept.size() - 1; left > 0; at--) {
      if (kept.get(at).depth() == deepest) {
        kept.remove(at);
        left--;
      }
    }
    return kept;
  }

  /** How many trackers there are in all. */
  static int count(List<ProgressSnapshot> trackers) {
    return count(trackers, Integer.MAX_VALUE);
  }

  private static int count(List<ProgressSnapshot> trackers, int deepest) {
    int count = trackers.size();
    for (int i = 0; deepest > 0 && i < trackers.size(); i++) {
      count += count(trackers.get(i).children(), deepest - 1);
    }
    return count;
  }
}
