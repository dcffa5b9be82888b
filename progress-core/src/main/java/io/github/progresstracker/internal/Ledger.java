package io.github.progresstracker.internal;

import io.github.progresstracker.Activity;
import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.UsageSnapshot;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the sampler knows of a tracker besides its count: outcomes, usage, activity, items. Only a
 * tracker that has {@link Extras}, or is above one that has, has a ledger.
 *
 * <p>What is counted is added at once to everything above, as the count itself is, so an ended
 * tracker can be forgotten. Only the share that items at work have done is taken back when their
 * tracker ends, because nobody will finish them. Confined to the sampler.
 */
final class Ledger {

  private final @Nullable Ledger above;

  /** Whether the tracker above counts in the units of this one; those of a split are its own. */
  private final boolean sameUnit;

  private final long[] seen = new long[Tally.KINDS];
  private final long[] sums = new long[Tally.KINDS];
  private final Map<String, Long> types = new LinkedHashMap<>(4);
  private ActivitySnapshot activity = ActivitySnapshot.NONE;
  private boolean newTypes;
  private @Nullable ItemWatch watch;
  private ItemsSnapshot items = ItemsSnapshot.NONE;

  /** The tracker's own count plus what its items had partly done, when they were looked at last. */
  private double reached;

  /** How much of that the tracker's own count does not hold yet. */
  private double partlyDone;

  private double partlyDoneBelow;

  Ledger(@Nullable Ledger above, boolean sameUnit) {
    this.above = above;
    this.sameUnit = sameUnit;
  }

  /**
   * Takes over what has been counted besides the progress. To be called after the count was read,
   * which is raised last for units that are skipped or fail.
   */
  void read(Extras extras) {
    for (int tally = 0; tally < Tally.KINDS; tally++) {
      long more = Math.max(0, extras.sum(tally) - seen[tally]);
      if (more > 0) {
        seen[tally] += more;
        add(tally, more);
      }
    }
    ActivityCounts counts = extras.activityCounts();
    if (counts != null) {
      read(counts);
    }
  }

  /** Of a split those above have the failures, but as none of their units; and not the skips. */
  private void add(int tally, long more) {
    int kind = tally;
    for (Ledger ledger = this; ledger != null; ledger = ledger.above) {
      ledger.sums[kind] = Counter.saturated(ledger.sums[kind], more);
      if (!ledger.sameUnit && kind == Tally.SKIPPED) {
        return;
      }
      kind = !ledger.sameUnit && kind == Tally.FAILED_UNITS ? Tally.FAILED_BESIDE : kind;
    }
  }

  private void read(ActivityCounts counts) {
    for (ActivityCounts.Type type : counts.types()) {
      long more = type.news();
      for (Ledger ledger = this; ledger != null && more > 0; ledger = ledger.above) {
        ledger.add(type.name(), more);
      }
    }
    ActivitySnapshot said =
        new ActivitySnapshot(
            counts.operationType(),
            counts.currentDataType(),
            counts.stage(),
            counts.lastProcessedId(),
            counts.part(),
            activity.itemsByType());
    activity = said.equals(activity) ? activity : said;
  }

  private void add(String type, long more) {
    boolean fits = types.containsKey(type) || types.size() < Activity.MOST_TYPES;
    types.merge(fits ? type : ActivityCounts.OTHER, more, Counter::saturated);
    newTypes = true;
  }

  /**
   * Looks at the items. To be called after the count was read.
   *
   * @param own the tracker's own count
   */
  void look(Extras extras, long own, Moment moment) {
    ItemBoard board = extras.itemBoard();
    if (board == null) {
      return;
    }
    if (watch == null) {
      watch = new ItemWatch(board);
    }
    reached = Math.max(reached, own + watch.look());
    items = watch.snapshot(moment);
    counted(own);
  }

  /** The tracker's own count has been raised; the part of an item is now in it, or still ahead. */
  void counted(long own) {
    double now = Math.max(0, reached - own);
    addAbove(now - partlyDone);
    partlyDone = now;
  }

  /** The tracker has ended, and for those above what it has only partly done is not done. */
  void end(Extras extras) {
    addAbove(-partlyDone);
    ItemBoard board = extras.itemBoard();
    if (board != null) {
      board.forgetAll();
    }
  }

  private void addAbove(double more) {
    for (Ledger ledger = counting(); ledger != null && more != 0; ledger = ledger.counting()) {
      ledger.partlyDoneBelow = Math.max(0, ledger.partlyDoneBelow + more);
    }
  }

  /** The ledger above in whose units this one counts. */
  private @Nullable Ledger counting() {
    return sameUnit ? above : null;
  }

  /** Units that items at work have done, of this tracker and everything below it. */
  double partlyDone() {
    return partlyDone + partlyDoneBelow;
  }

  private long sum(int tally) {
    return sums[tally];
  }

  long skipped() {
    return sum(Tally.SKIPPED);
  }

  /**
   * What became of the work.
   *
   * @param worked units done in this run
   * @param quality whether there is to be a score
   */
  Outcomes outcomes(long worked, boolean quality) {
    long notSucceeded = Counter.saturated(skipped(), sum(Tally.FAILED_UNITS));
    return new Outcomes(
        Math.max(0, worked - notSucceeded),
        Counter.saturated(sum(Tally.FAILED_BESIDE), sum(Tally.FAILED_UNITS)),
        skipped(),
        sum(Tally.RETRIED),
        quality);
  }

  UsageSnapshot usage() {
    UsageSnapshot usage =
        new UsageSnapshot(
            sum(Tally.TOKENS),
            cost(),
            sum(Tally.API_CALLS_SUCCEEDED),
            sum(Tally.API_CALLS_FAILED),
            sum(Tally.RATE_LIMIT_HITS),
            Duration.ofNanos(sum(Tally.RATE_LIMIT_NANOS)));
    return usage.equals(UsageSnapshot.NONE) ? UsageSnapshot.NONE : usage;
  }

  private BigDecimal cost() {
    long cost = sum(Tally.COST);
    return cost == 0 ? BigDecimal.ZERO : UsageCounts.amount(cost);
  }

  ActivitySnapshot activity() {
    if (newTypes) {
      newTypes = false;
      activity =
          new ActivitySnapshot(
              activity.operationType(),
              activity.currentDataType(),
              activity.stage(),
              activity.lastProcessedId(),
              activity.part(),
              Collections.unmodifiableMap(new LinkedHashMap<>(types)));
    }
    return activity;
  }

  /** As of the last look. */
  ItemsSnapshot items() {
    return items;
  }
}
