package io.github.progresstracker.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongConsumer;

/**
 * The counts that somebody wants to hear of exactly: multiples of a step, each told once. Whoever
 * passes marks claims them by compare-and-set before telling of them.
 */
final class Marks {

  /** What one call tells at the most; of more marks only the newest are told. */
  static final int MOST_MARKS = 1_000;

  private static final VarHandle NEXT;

  static {
    try {
      NEXT = MethodHandles.lookup().findVarHandle(Marks.class, "next", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long next;
  private final long step;
  private final LongConsumer onMark;

  /**
   * Marks at a distance from each other.
   *
   * @param first the first count to be told of
   * @param step distance of the marks, at least 1
   * @param onMark told of each mark once, on the thread that passed it
   */
  Marks(long first, long step, LongConsumer onMark) {
    this.next = first;
    this.step = step;
    this.onMark = onMark;
  }

  /**
   * A counter that reports when {@code offset + count} passes a multiple of {@code step}, although
   * it counts from a resume offset.
   *
   * @param step distance of the marks; 0 for none
   * @param onMark told of the count at the mark, without the offset
   */
  static Counter counter(long offset, long step, LongConsumer onMark) {
    return step == 0 ? new Counter() : new Counter(new Marks(step - offset % step, step, onMark));
  }

  /** Tells of the marks up to a count. One branch if there are none. */
  void passed(long count) {
    if (count >= next) {
      passed(count, onMark);
    }
  }

  /** Tells somebody else of the marks up to a count; all of them are claimed at once. */
  void passed(long count, LongConsumer to) {
    long mark = (long) NEXT.getVolatile(this);
    while (mark <= count && mark != Long.MAX_VALUE) {
      long beyond = (count - mark) / step;
      long last = mark + beyond * step;
      if (NEXT.compareAndSet(this, mark, Counter.saturated(last, step))) {
        for (long i = Math.max(0, beyond - MOST_MARKS + 1); i <= beyond; i++) {
          to.accept(mark + i * step);
        }
      }
      mark = (long) NEXT.getVolatile(this);
    }
  }
}
