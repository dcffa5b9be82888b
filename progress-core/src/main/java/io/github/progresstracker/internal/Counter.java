package io.github.progresstracker.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A count that costs next to nothing to raise, whoever raises it.
 *
 * <p>Most loops are run by one thread. So the first thread that counts becomes the <em>owner</em>:
 * it alone writes {@link #inline}, with a plain read and an opaque write and no atomic instruction.
 * The moment a second thread comes along while the owner lives, the counter <em>inflates</em>: a
 * table of {@link Cells} appears, each cell is claimed by one thread, padded so that no two threads
 * write to the same cache line, and written by that thread alone. From then on {@code inline}
 * stands still; the old owner takes a cell like everybody else. Threads that find no free cell
 * share a {@link LongAdder}.
 *
 * <p>The sum of all parts never misses and never repeats a unit. It is monotone, but not a cut
 * through time: while it is being added up others may count on.
 *
 * <p>Threads die, and pools are renewed. What belonged to a dead thread, {@code inline} or a cell,
 * is <em>inherited</em> by the next thread, which counts on from the value it finds. Nothing is
 * moved from one place to another, so there is no moment at which somebody who adds up could miss a
 * share or see it twice. It is safe because only the share of a thread that is not alive can be
 * inherited, and all that a thread ever did happened before {@link Thread#isAlive()} returned
 * false. For this the counter holds on to threads themselves: an id does not tell whether its
 * thread lives, and a weak reference that has been cleared does not tell that what its thread wrote
 * can be seen. So that no thread is held for long the sampler drops dead ones with each sample
 * ({@link #reclaim}), and all of them when the tracker ends ({@link #release}).
 *
 * <p>An absolute report ({@link #raiseTo}) adds what is missing to a separate {@link #adjustment}
 * by compare-and-set, never to {@code inline}: an owner that stored an absolute value could overlap
 * with another thread doing the same, and the difference would be counted twice. Of two reports
 * racing each other one fails its compare-and-set and then sees the other.
 *
 * <p>{@link Marks} are counts that somebody wants to hear of exactly. The owner compares its count
 * with the next mark on its way; that is one branch. Once inflated nobody knows the sum while
 * counting, so the sampler looks for marks whenever it samples ({@link #pollMarks}).
 *
 * <p>Counts saturate at {@link Long#MAX_VALUE}.
 */
final class Counter {

  private static final VarHandle WRITERS;
  private static final VarHandle INLINE;
  private static final VarHandle ADJUSTMENT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WRITERS = lookup.findVarHandle(Counter.class, "writers", Object.class);
      INLINE = lookup.findVarHandle(Counter.class, "inline", long.class);
      ADJUSTMENT = lookup.findVarHandle(Counter.class, "adjustment", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Who counts, in one field so that the owner needs one comparison to know that it still is: null
   * for nobody yet, the owner's {@link Thread}, {@link Cells} for several, {@link Released} for
   * nobody ever again. Reached by its handle only.
   */
  @SuppressWarnings("UnusedVariable")
  private @Nullable Object writers;

  private long inline;

  /** Reached by its handle only. */
  @SuppressWarnings("UnusedVariable")
  private long adjustment;

  private final @Nullable Marks marks;

  /** A counter without marks. */
  Counter() {
    this(null);
  }

  Counter(@Nullable Marks marks) {
    this.marks = marks;
  }

  void add(long units) {
    Thread current = Thread.currentThread();
    Object who = WRITERS.getOpaque(this);
    if (who == current) {
      long raised = inline + units;
      if ((units | raised) >= 0) {
        raiseInline(raised);
        return;
      }
    } else if (units >= 0 && who instanceof Cells cells && cells.addAtHome(current, units)) {
      return;
    }
    addSlowly(current, units);
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
        if (marks != null) {
          marks.passed(target);
        }
        return;
      }
    }
  }

  long sum() {
    long sum = saturated((long) INLINE.getAcquire(this), (long) ADJUSTMENT.getVolatile(this));
    Object who = WRITERS.getAcquire(this);
    if (who instanceof Cells cells) {
      return saturated(sum, cells.sum());
    }
    return who instanceof Released released ? saturated(sum, released.shared) : sum;
  }

  boolean hasMarks() {
    return marks != null;
  }

  /** Hands over the marks that the owner could not see on its way. */
  void pollMarks(LongConsumer to) {
    if (marks != null
        && (WRITERS.getAcquire(this) instanceof Cells || (long) ADJUSTMENT.getOpaque(this) != 0)) {
      marks.passed(sum(), to);
    }
  }

  /** Lets go of dead threads, so that others can inherit their shares. Any thread, at any time. */
  void reclaim() {
    Object who = WRITERS.getAcquire(this);
    if (who instanceof Cells cells) {
      cells.reclaim();
    } else if (who instanceof Thread owner && !owner.isAlive()) {
      WRITERS.compareAndSet(this, owner, null);
    }
  }

  /**
   * Lets go of all threads for ever. The sum stays; of what is added from now on nothing need be
   * counted.
   */
  void release() {
    for (; ; ) {
      Object who = WRITERS.getAcquire(this);
      if (who instanceof Released
          || WRITERS.compareAndSet(
              this, who, new Released(who instanceof Cells cells ? cells.sum() : 0))) {
        return;
      }
    }
  }

  /**
   * Adds as a thread that need not be the owner.
   *
   * @param current the calling thread, or one that never ran and never will
   */
  void addSlowly(Thread current, long units) {
    if (units < 0) {
      throw new IllegalArgumentException("progress must be >= 0, was " + units);
    }
    for (; ; ) {
      Object who = WRITERS.getAcquire(this);
      if (who instanceof Cells cells) {
        cells.add(current, units);
        return;
      }
      if (who instanceof Released) {
        return;
      }
      if (who == current) {
        raiseInline(saturated(inline, units));
        return;
      }
      boolean free = who == null || !((Thread) who).isAlive();
      WRITERS.compareAndSet(this, who, free ? current : new Cells());
    }
  }

  private void raiseInline(long raised) {
    INLINE.setOpaque(this, raised);
    if (marks != null) {
      marks.passed(raised);
    }
  }

  static long saturated(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** The end of counting, and what the cells held until then. */
  private static final class Released {
    private final long shared;

    Released(long shared) {
      this.shared = shared;
    }
  }
}
