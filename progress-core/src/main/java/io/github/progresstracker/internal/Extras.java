package io.github.progresstracker.internal;

import io.github.progresstracker.Activity;
import io.github.progresstracker.Usage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The host's side of all that a tracker may have besides its count: outcomes, usage, activity,
 * items. Most trackers have none of it and then have no such object; and what is not used here is
 * not there either.
 */
final class Extras {

  private final TrackerHandle tracker;
  private final AtomicReferenceArray<@Nullable Counter> counters =
      new AtomicReferenceArray<>(Tally.KINDS);
  private volatile @Nullable UsageCounts usage;
  private volatile @Nullable ActivityCounts activity;
  private volatile @Nullable ItemBoard items;

  Extras(TrackerHandle tracker) {
    this.tracker = tracker;
  }

  /**
   * Raises a count.
   *
   * @param tally a kind of {@link Tally}
   */
  void count(int tally, long more) {
    Counter counter = counters.get(tally);
    (counter == null ? created(tally) : counter).add(more);
  }

  private Counter created(int tally) {
    Counter fresh = new Counter();
    Counter before = counters.compareAndExchange(tally, null, fresh);
    return before == null ? fresh : before;
  }

  long sum(int tally) {
    Counter counter = counters.get(tally);
    return counter == null ? 0 : counter.sum();
  }

  Usage usage() {
    UsageCounts made = usage;
    return made == null ? makeUsage() : made;
  }

  private synchronized Usage makeUsage() {
    UsageCounts made = usage;
    if (made == null) {
      made = new UsageCounts(tracker, this);
      usage = made;
    }
    return made;
  }

  Activity activity() {
    ActivityCounts made = activity;
    return made == null ? makeActivity() : made;
  }

  private synchronized Activity makeActivity() {
    ActivityCounts made = activity;
    if (made == null) {
      made = new ActivityCounts(tracker);
      activity = made;
    }
    return made;
  }

  /** What has been said of the activity, or null if nothing has been. */
  @Nullable ActivityCounts activityCounts() {
    return activity;
  }

  ItemBoard items() {
    ItemBoard made = items;
    return made == null ? makeItems() : made;
  }

  private synchronized ItemBoard makeItems() {
    ItemBoard made = items;
    if (made == null) {
      made = new ItemBoard(tracker);
      items = made;
    }
    return made;
  }

  /** The items, or null if there are none. */
  @Nullable ItemBoard itemBoard() {
    return items;
  }

  /** Lets go of threads that counted and died. */
  void reclaim() {
    forEachCounter(Counter::reclaim);
  }

  /** Lets go of all threads that counted, once the last count has been read. */
  void release() {
    forEachCounter(Counter::release);
  }

  private void forEachCounter(Consumer<Counter> action) {
    for (int tally = 0; tally < Tally.KINDS; tally++) {
      Counter counter = counters.get(tally);
      if (counter != null) {
        action.accept(counter);
      }
    }
    ActivityCounts said = activity;
    if (said != null) {
      said.types().forEach(type -> action.accept(type.counter()));
    }
    ItemBoard board = items;
    if (board != null) {
      action.accept(board.times().counter());
    }
  }
}
