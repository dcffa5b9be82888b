package io.github.progresstracker.internal;

import io.github.progresstracker.ItemSnapshot;
import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.internal.ItemBoard.Failure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the sampler knows of a tracker's items. It looks at each item at work once per sample, never
 * at those that wait or are over, and forgets the ones that ended first when they become too many.
 * Confined to the sampler.
 */
final class ItemWatch {

  /** Far more than a repeated report is ever late, at some ten megabytes. */
  static final int REMEMBERED = 100_000;

  private static final Comparator<ItemHandle> LONGEST_AT_WORK_FIRST =
      Comparator.comparingLong(ItemHandle::begunAt);

  private final ItemBoard board;
  private final int remembered;
  private final List<ItemHandle> atWork = new ArrayList<>();
  private final Queue<ItemHandle> over = new ArrayDeque<>();
  private final List<ItemHandle> shown = new ArrayList<>(ItemsSnapshot.MOST_SHOWN + 1);
  private double partlyDone;

  /** By it all beginnings are told: two readings of the clocks are never equally far apart. */
  private @Nullable Moment anchor;

  ItemWatch(ItemBoard board) {
    this(board, REMEMBERED);
  }

  /**
   * A watch over a board.
   *
   * @param remembered how many items that are over the board still knows, {@code >= 0}
   */
  ItemWatch(ItemBoard board, int remembered) {
    this.board = board;
    this.remembered = remembered;
  }

  /**
   * Looks at the items at work. An item raises the tracker's count after its end only, so if the
   * count was read before this call, nothing that it holds is taken for partly done.
   *
   * @return how many units of the items at work are done
   */
  double look() {
    takeLeft();
    shown.clear();
    partlyDone = 0;
    atWork.removeIf(this::isOver);
    while (over.size() > remembered) {
      board.forget(over.remove());
    }
    return partlyDone;
  }

  private void takeLeft() {
    int first = atWork.size();
    for (ItemHandle item = board.takeLeft(); item != null; item = unlinked(item)) {
      atWork.add(item);
    }
    Collections.reverse(atWork.subList(first, atWork.size()));
  }

  /** A link that stayed would keep everything before it alive. */
  private static @Nullable ItemHandle unlinked(ItemHandle item) {
    ItemHandle next = item.next;
    item.next = null;
    return next;
  }

  private boolean isOver(ItemHandle item) {
    int word = item.word();
    boolean isOver = ItemWord.isFinal(word);
    if (isOver) {
      over.add(item);
    } else {
      partlyDone += ItemProgress.share(item.progressSeen(word)) * item.units();
      show(item);
    }
    return isOver;
  }

  /** Keeps the few that have been at work longest; as they come nearly in order, most are last. */
  private void show(ItemHandle item) {
    int place = shown.size();
    while (place > 0 && LONGEST_AT_WORK_FIRST.compare(item, shown.get(place - 1)) < 0) {
      place--;
    }
    if (place < ItemsSnapshot.MOST_SHOWN) {
      shown.add(place, item);
      if (shown.size() > ItemsSnapshot.MOST_SHOWN) {
        shown.remove(ItemsSnapshot.MOST_SHOWN);
      }
    }
  }

  /** The items as of the last look. */
  ItemsSnapshot snapshot(Moment moment) {
    Moment first = anchor == null ? moment : anchor;
    anchor = first;
    long completed = board.completed();
    long failed = board.failed();
    long leftPending = board.leftPending();
    long known = board.known();
    return new ItemsSnapshot(
        Math.max(0, known - leftPending),
        Math.max(0, leftPending - completed - failed),
        completed,
        failed,
        board.times().times(),
        shown.stream().map(item -> snapshot(item, null, first)).toList(),
        failures(first));
  }

  private List<ItemSnapshot> failures(Moment first) {
    return IntStream.range(0, ItemsSnapshot.MOST_SHOWN)
        .mapToObj(board.latestFailures()::get)
        .filter(Objects::nonNull)
        .sorted(Comparator.comparingInt(Failure::number).reversed())
        .map(failure -> snapshot(failure.item(), failure.message(), first))
        .toList();
  }

  private ItemSnapshot snapshot(ItemHandle item, @Nullable String message, Moment first) {
    int word = item.word();
    double stagePercent = ItemWord.stagePercent(word);
    return new ItemSnapshot(
        item.id(),
        ItemWord.statusOf(word),
        ItemProgress.percent(item.progressSeen(word)),
        board.stages().name(ItemWord.stage(word)),
        Double.isNaN(stagePercent) ? null : stagePercent,
        item.hasBegun() ? first.at().plusNanos(item.begunAt() - first.nanos()) : null,
        message);
  }
}
