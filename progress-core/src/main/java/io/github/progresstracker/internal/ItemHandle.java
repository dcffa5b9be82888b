package io.github.progresstracker.internal;

import io.github.progresstracker.ItemStatus;
import io.github.progresstracker.ProgressItem;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An item, which is its own handle. There may be a hundred thousand of them, so it has no more than
 * it needs.
 *
 * <p>Its status and its stage change seldom, and nothing of that may be lost: they are one
 * {@linkplain ItemWord word}, changed by compare-and-set. How far it is may be said a million times
 * a second and is a field of its own, written like the count of a {@link Counter} without an atomic
 * instruction. As a rule one thread at a time speaks of an item. When two do at the very same
 * moment, the lower progress may stay until the next report; what has been shown once is not taken
 * back, see {@link #progressSeen}.
 */
class ItemHandle implements ProgressItem {

  private static final long NEVER = Long.MIN_VALUE;
  private static final VarHandle WORD;
  private static final VarHandle PROGRESS;
  private static final VarHandle BEGUN_AT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WORD = lookup.findVarHandle(ItemHandle.class, "word", int.class);
      PROGRESS = lookup.findVarHandle(ItemHandle.class, "progress", int.class);
      BEGUN_AT = lookup.findVarHandle(ItemHandle.class, "begunAt", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ItemBoard board;
  private final String id;
  private volatile int word;

  /** As of {@link ItemProgress}; read and written opaquely, and by its handle only. */
  @SuppressWarnings("UnusedVariable")
  private int progress;

  /** Belongs to the sampler: the most that it has seen of the progress. */
  private int seen;

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
      report(ItemWord.PROCESSING, ItemProgress.NO_NEWS, null, 0, null);
    }
    return this;
  }

  @Override
  public void progress(double percent) {
    if (board.isOpen("item.progress")) {
      report(ItemWord.PROCESSING, ItemProgress.of(percent), null, 0, null);
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
      report(ItemWord.PROCESSING, ItemProgress.NO_NEWS, name, far, null);
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
      report(ItemWord.COMPLETED, ItemProgress.NO_NEWS, null, 0, null);
    }
  }

  @Override
  public void fail(@Nullable Throwable cause) {
    fail(cause == null ? null : Texts.of(cause));
  }

  @Override
  public void fail(@Nullable String message) {
    if (board.isOpen("item.fail")) {
      report(ItemWord.FAILED, ItemProgress.NO_NEWS, null, 0, message);
    }
  }

  @Override
  public void close() {
    if (!board.isEnded()) {
      report(ItemWord.FAILED, ItemProgress.NO_NEWS, null, 0, null);
    }
  }

  int word() {
    return word;
  }

  /**
   * For the sampler: how far it is, as of {@link ItemProgress}; never less than at the last call.
   *
   * @param word that of the item, read before
   */
  int progressSeen(int word) {
    if (ItemWord.status(word) == ItemWord.COMPLETED) {
      return ItemProgress.WHOLE;
    }
    int told = told();
    if (told > seen) {
      seen = told;
    }
    return seen;
  }

  private int told() {
    return (int) PROGRESS.getOpaque(this);
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
   * @param percent as of {@link ItemProgress#of}; of an item at work, less than before makes the
   *     report a late one
   * @param stage or null for no news
   * @param stageProgress as of {@link ItemWord#stageProgressOf}
   * @param message why it failed, if it did and somebody knows
   */
  final void report(
      int status,
      int percent,
      @Nullable String stage,
      int stageProgress,
      @Nullable String message) {
    int before = word;
    if (ItemWord.admits(before, status) && raise(percent, status)) {
      int index = stage == null ? 0 : board.stages().index(stage, ItemWord.stage(before));
      if (ItemWord.after(before, status, index, stageProgress) != before) {
        change(status, index, stageProgress, message);
      }
    }
  }

  /** False if the progress says that the report is late. */
  private boolean raise(int reported, int status) {
    int before = told();
    if (reported > before) {
      PROGRESS.setOpaque(this, reported);
    }
    return reported >= before || reported == ItemProgress.NO_NEWS || status >= ItemWord.COMPLETED;
  }

  /** As often as it takes; whoever brings about a transition, and nobody else, tells the board. */
  private void change(int status, int stage, int stageProgress, @Nullable String message) {
    int before = word;
    while (ItemWord.admits(before, status)) {
      int from = ItemWord.status(before);
      if (from == ItemWord.PENDING && status == ItemWord.PROCESSING && begunAt == NEVER) {
        BEGUN_AT.compareAndSet(this, NEVER, board.nanoTime());
      }
      int after = ItemWord.after(before, status, stage, stageProgress);
      int witness = (int) WORD.compareAndExchange(this, before, after);
      if (witness == before) {
        if (from != status) {
          board.moved(this, from, status, message);
        }
        return;
      }
      before = witness;
    }
  }
}
