package io.github.progresstracker.internal;

import io.github.progresstracker.ItemStatus;
import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.Outcome;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The items of a tracker as the host's threads see them. What the sampler makes of them lives in
 * {@link ItemWatch}.
 *
 * <p>Items are counted by their transitions, and the thread whose compare-and-set brought a
 * transition about counts it, so the counts are exact as soon as all calls have returned. They are
 * raised in the order of an item's life and read in the opposite one.
 */
final class ItemBoard {

  private static final int LONGEST_ID = 500;
  private static final int KEPT_OF_LONG_ID = 400;
  private static final int LONGEST_MESSAGE = 500;

  private final TrackerHandle tracker;
  private final Map<String, ItemHandle> items = new ConcurrentHashMap<>();
  private final StageNames stages = new StageNames();
  private final LongAdder known = new LongAdder();
  private final LongAdder leftPending = new LongAdder();
  private final LongAdder completed = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /** Those that have left the pending ones and have not been taken by the sampler, latest first. */
  private final AtomicReference<@Nullable ItemHandle> left = new AtomicReference<>();

  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicReferenceArray<@Nullable Failure> latestFailures =
      new AtomicReferenceArray<>(ItemsSnapshot.MOST_SHOWN);
  private final ItemTimesHistogram times = new ItemTimesHistogram();

  ItemBoard(TrackerHandle tracker) {
    this.tracker = tracker;
  }

  /** An item that failed, and the number of its failure among all. */
  record Failure(int number, ItemHandle item, @Nullable String message) {}

  /** The item of an id, which is made if it is not known. */
  ItemHandle item(String id, long units) {
    Objects.requireNonNull(id, "id");
    ItemHandle item = items.get(id);
    return item == null ? added(id, units) : item;
  }

  private ItemHandle added(String given, long units) {
    requireId(given);
    String id = given.length() > LONGEST_ID ? shortened(given) : given;
    ItemHandle fresh = detached(id, units);
    ItemHandle before = items.putIfAbsent(id, fresh);
    if (before == null) {
      known.increment();
    }
    return before == null ? fresh : before;
  }

  static void requireId(String id) {
    if (id.isBlank()) {
      throw new IllegalArgumentException("an item needs an id, was blank");
    }
  }

  /** An item that is on no board, because the tracker has ended. */
  ItemHandle detached(String id, long units) {
    Objects.requireNonNull(id, "id");
    return units == 1 ? new ItemHandle(this, id) : new ItemHandle.Weighted(this, id, units);
  }

  /** Different for different ids, and of bounded length. */
  private static String shortened(String id) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(id.getBytes(StandardCharsets.UTF_8));
      return Texts.cut(id, KEPT_OF_LONG_ID) + "#" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  void update(
      String id, ItemStatus status, double percent, @Nullable String stage, double stagePercent) {
    Objects.requireNonNull(status, "status");
    int stageProgress = ItemWord.stageProgressOf(stagePercent);
    item(id, 1).report(ItemWord.of(status), ItemProgress.of(percent), stage, stageProgress, null);
  }

  StageNames stages() {
    return stages;
  }

  boolean isOpen(String calledAs) {
    return tracker.isCounting(calledAs);
  }

  boolean isEnded() {
    return tracker.end() != null;
  }

  long nanoTime() {
    return tracker.nanoTime();
  }

  void retried() {
    tracker.extras().count(Tally.RETRIED, 1);
  }

  /** Takes note of a transition, which the caller has brought about. */
  void moved(ItemHandle item, int from, int to, @Nullable String message) {
    if (from == ItemWord.PENDING) {
      leftPending.increment();
      push(item);
    }
    if (to >= ItemWord.COMPLETED) {
      ended(item, from, to == ItemWord.COMPLETED, message);
    }
  }

  private void ended(ItemHandle item, int from, boolean succeeded, @Nullable String message) {
    if (from == ItemWord.PROCESSING) {
      times.record(tracker.nanoTime() - item.begunAt());
    }
    if (succeeded) {
      completed.increment();
    } else {
      failed.increment();
      keep(item, message);
    }
    tracker.advanceUnlessEnded(item.units(), succeeded ? Outcome.SUCCEEDED : Outcome.FAILED);
  }

  private void push(ItemHandle item) {
    ItemHandle before = left.get();
    for (; ; ) {
      item.next = before;
      ItemHandle witness = left.compareAndExchange(before, item);
      if (witness == before) {
        return;
      }
      before = witness;
    }
  }

  private void keep(ItemHandle item, @Nullable String message) {
    int number = failures.getAndIncrement();
    latestFailures.set(
        Math.floorMod(number, ItemsSnapshot.MOST_SHOWN),
        new Failure(number, item, Texts.cutKnown(message, LONGEST_MESSAGE)));
  }

  // ---- for the sampler -----------------------------------------------------------------------

  /** The items that have left the pending ones since the last call, latest first, linked. */
  @Nullable ItemHandle takeLeft() {
    return left.getAndSet(null);
  }

  void forget(ItemHandle item) {
    items.remove(item.id(), item);
  }

  /** The tracker has ended, and nothing will be said of its items any more. */
  void forgetAll() {
    items.clear();
  }

  AtomicReferenceArray<@Nullable Failure> latestFailures() {
    return latestFailures;
  }

  ItemTimesHistogram times() {
    return times;
  }

  long completed() {
    return completed.sum();
  }

  long failed() {
    return failed.sum();
  }

  long leftPending() {
    return leftPending.sum();
  }

  long known() {
    return known.sum();
  }
}
