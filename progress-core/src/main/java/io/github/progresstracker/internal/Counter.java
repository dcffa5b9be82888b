package io.github.progresstracker.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A count that costs next to nothing to raise, whoever raises it.
 *
 * <p>Most loops are run by one thread. So the first thread that counts becomes the <em>owner</em>:
 * it alone writes {@link #inline}, with a plain read and an opaque write and no atomic instruction.
 * The moment a second thread comes along the counter <em>inflates</em>: a table of cells appears,
 * each cell is claimed by one thread, padded so that no two threads write to the same cache line,
 * and written by that thread alone. From then on {@code inline} stands still; the old owner takes a
 * cell like everybody else. Threads that find no free cell share a {@link LongAdder}.
 *
 * <p>The sum of all parts never misses and never repeats a unit. It is monotone, but not a cut
 * through time: while it is being added up others may count on.
 *
 * <p>An absolute report ({@link #raiseTo}) adds what is missing to a separate {@link #adjustment}
 * by compare-and-set, never to {@code inline}: an owner that stored an absolute value could overlap
 * with another thread doing the same, and the difference would be counted twice. Of two reports
 * racing each other one fails its compare-and-set and then sees the other.
 *
 * <p><em>Marks</em> are multiples of a step that somebody wants to hear of exactly. The owner
 * compares its count with the next mark on its way; that is one branch. Once inflated nobody knows
 * the sum while counting, so the sampler looks for marks whenever it samples ({@link #pollMarks}).
 * Marks are claimed by compare-and-set, so none is reported twice.
 *
 * <p>Counts saturate at {@link Long#MAX_VALUE}.
 */
final class Counter {

  /** What one call reports at the most; of more marks only the newest are told. */
  static final int MOST_MARKS = 1_000;

  private static final VarHandle OWNER;
  private static final VarHandle INLINE;
  private static final VarHandle CELLS;
  private static final VarHandle ADJUSTMENT;
  private static final VarHandle NEXT_MARK;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      OWNER = lookup.findVarHandle(Counter.class, "owner", Thread.class);
      INLINE = lookup.findVarHandle(Counter.class, "inline", long.class);
      CELLS = lookup.findVarHandle(Counter.class, "cells", Cells.class);
      ADJUSTMENT = lookup.findVarHandle(Counter.class, "adjustment", long.class);
      NEXT_MARK = lookup.findVarHandle(Counter.class, "nextMark", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private @Nullable Thread owner;
  private long inline;

  /** Reached by its handle only. */
  @SuppressWarnings("UnusedVariable")
  private @Nullable Cells cells;

  /** Reached by its handle only. */
  @SuppressWarnings("UnusedVariable")
  private long adjustment;

  private long nextMark;
  private final long markStep;
  private final LongConsumer onMark;

  /** A counter without marks. */
  Counter() {
    this(0, 0, mark -> {});
  }

  /**
   * A counter with marks.
   *
   * @param firstMark the first count to be told of
   * @param markStep distance of the marks; 0 for none
   * @param onMark told of each mark once, on the thread that crossed it
   */
  Counter(long firstMark, long markStep, LongConsumer onMark) {
    this.markStep = markStep;
    this.nextMark = markStep > 0 ? firstMark : Long.MAX_VALUE;
    this.onMark = onMark;
  }

  void add(long units) {
    if (Thread.currentThread() == owner && CELLS.getOpaque(this) == null) {
      long raised = inline + units;
      if ((units | raised) >= 0) {
        INLINE.setOpaque(this, raised);
        if (raised >= nextMark) {
          reportMarks(raised, onMark);
        }
        return;
      }
    }
    addSlowly(units);
  }

  /** Raises the count to at least {@code target}. */
  void raiseTo(long target) {
    for (; ; ) {
      long before = (long) ADJUSTMENT.getVolatile(this);
      long missing = target - sum();
      if (missing <= 0) {
        return;
      }
      if (ADJUSTMENT.compareAndSet(this, before, saturated(before, missing))) {
        reportMarks(target, onMark);
        return;
      }
    }
  }

  long sum() {
    long sum = saturated((long) INLINE.getAcquire(this), (long) ADJUSTMENT.getVolatile(this));
    Cells shared = (Cells) CELLS.getAcquire(this);
    return shared == null ? sum : saturated(sum, shared.sum());
  }

  /** Hands over the marks that the owner could not see on its way. */
  void pollMarks(LongConsumer to) {
    if (CELLS.getAcquire(this) != null || (long) ADJUSTMENT.getOpaque(this) != 0) {
      reportMarks(sum(), to);
    }
  }

  private void addSlowly(long units) {
    if (units < 0) {
      throw new IllegalArgumentException("progress must be >= 0, was " + units);
    }
    Thread current = Thread.currentThread();
    if (owner == null) {
      OWNER.compareAndSet(this, (Thread) null, current);
    }
    if (owner == current && CELLS.getOpaque(this) == null) {
      long raised = saturated(inline, units);
      INLINE.setOpaque(this, raised);
      reportMarks(raised, onMark);
    } else {
      inflated().add(current.getId(), units);
    }
  }

  private Cells inflated() {
    Cells shared = (Cells) CELLS.getAcquire(this);
    if (shared != null) {
      return shared;
    }
    CELLS.compareAndSet(this, null, new Cells());
    return (Cells) CELLS.getAcquire(this);
  }

  /** Claims all marks up to a count at once, so that no two threads report the same. */
  private void reportMarks(long count, LongConsumer to) {
    long mark = (long) NEXT_MARK.getVolatile(this);
    while (mark <= count && mark != Long.MAX_VALUE) {
      long beyond = (count - mark) / markStep;
      long last = mark + beyond * markStep;
      if (NEXT_MARK.compareAndSet(this, mark, saturated(last, markStep))) {
        for (long i = Math.max(0, beyond - MOST_MARKS + 1); i <= beyond; i++) {
          to.accept(mark + i * markStep);
        }
      }
      mark = (long) NEXT_MARK.getVolatile(this);
    }
  }

  static long saturated(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
