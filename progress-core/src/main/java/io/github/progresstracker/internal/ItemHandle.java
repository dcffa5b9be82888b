package io.github.progresstracker.internal;

import io.github.progresstracker.ItemStatus;
import io.github.progresstracker.ProgressItem;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An item, which is its own handle. There may be a hundred thousand of them, so it has no more than
 * it needs; all but the time of its beginning is in one {@linkplain ItemWord word}.
 */
class ItemHandle implements ProgressItem {

  private static final long NEVER = Long.MIN_VALUE;
  private static final VarHandle WORD;
  private static final VarHandle BEGUN_AT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WORD = lookup.findVarHandle(ItemHandle.class, "word", long.class);
      BEGUN_AT = lookup.findVarHandle(ItemHandle.class, "begunAt", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ItemBoard board;
  private final String id;
  private volatile long word;
  private volatile long begunAt = NEVER;

  /** Belongs to the board: the item that left the pending ones before this one. */
  @Nullable ItemHandle next;

  ItemHandle(ItemBoard board, String id) {
    this.board = board;
    this.id = id;
  }

  /** An item that is not worth one unit. */
  static final class Weighted extends ItemHandle {
    private final long units;

    Weighted(ItemBoard board, String id, long units) {
      super(board, id);
      this.units = units;
    }

    @Override
    long units() {
      return units;
    }
  }

  long units() {
    return 1;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public ItemStatus status() {
    return ItemWord.statusOf(word);
  }

  @Override
  public ProgressItem begin() {
    if (board.isOpen("item.begin")) {
      report(ItemWord.PROCESSING, ItemWord.NO_NEWS, null, 0, null);
    }
    return this;
  }

  @Override
  public void progress(double percent) {
    if (board.isOpen("item.progress")) {
      report(ItemWord.PROCESSING, ItemWord.progressOf(percent), null, 0, null);
    }
  }

  @Override
  public void stage(String name) {
    stage(name, Double.NaN);
  }

  @Override
  public void stage(String name, double percent) {
    Objects.requireNonNull(name, "stage");
    if (board.isOpen("item.stage")) {
      int far = ItemWord.stageProgressOf(percent);
      report(ItemWord.PROCESSING, ItemWord.NO_NEWS, name, far, null);
    }
  }

  @Override
  public void retry() {
    if (board.isOpen("item.retry") && !ItemWord.isFinal(word)) {
      board.retried();
    }
  }

  @Override
  public void done() {
    if (board.isOpen("item.done")) {
      report(ItemWord.COMPLETED, ItemWord.NO_NEWS, null, 0, null);
    }
  }

  @Override
  public void fail(@Nullable Throwable cause) {
    fail(cause == null ? null : Texts.of(cause));
  }

  @Override
  public void fail(@Nullable String message) {
    if (board.isOpen("item.fail")) {
      report(ItemWord.FAILED, ItemWord.NO_NEWS, null, 0, message);
    }
  }

  @Override
  public void close() {
    if (!board.isEnded()) {
      report(ItemWord.FAILED, ItemWord.NO_NEWS, null, 0, null);
    }
  }

  long word() {
    return word;
  }

  /** Monotonic time of its beginning, once it has begun. */
  long begunAt() {
    return begunAt;
  }

  boolean hasBegun() {
    return begunAt != NEVER;
  }

  /**
   * Takes in a report, unless it is late or says nothing new.
   *
   * @param status as of {@link ItemWord#of}
   * @param progress as of {@link ItemWord#progressOf}
   * @param stage or null for no news
   * @param stageProgress as of {@link ItemWord#stageProgressOf}
   * @param message why it failed, if it did and somebody knows
   */
  final void report(
      int status,
      int progress,
      @Nullable String stage,
      int stageProgress,
      @Nullable String message) {
    long before = word;
    int index = stage == null ? 0 : board.stages().index(stage, ItemWord.stage(before));
    long after = ItemWord.after(before, status, progress, index, stageProgress);
    boolean isTransition = ItemWord.status(before) != ItemWord.status(after);
    if (after != before && (isTransition || !WORD.compareAndSet(this, before, after))) {
      change(status, progress, index, stageProgress, message);
    }
  }

  /** As often as it takes; whoever brings about a transition, and nobody else, tells the board. */
  private void change(
      int status, int progress, int stage, int stageProgress, @Nullable String message) {
    for (; ; ) {
      long before = word;
      long after = ItemWord.after(before, status, progress, stage, stageProgress);
      if (after == before) {
        return;
      }
      int from = ItemWord.status(before);
      int to = ItemWord.status(after);
      if (from != to && to == ItemWord.PROCESSING && begunAt == NEVER) {
        BEGUN_AT.compareAndSet(this, NEVER, board.nanoTime());
      }
      if (WORD.compareAndSet(this, before, after)) {
        if (from != to) {
          board.moved(this, from, to, message);
        }
        return;
      }
    }
  }
}
