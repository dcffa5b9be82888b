package io.github.progresstracker.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;

/**
 * The shares of a {@link Counter} that several threads raise: a cell for each of the first threads,
 * padded so that no two of them write to one cache line, and a {@link LongAdder} for the rest.
 */
final class Cells {

  private static final int SIZE = 16;
  private static final int PROBES = 4;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Cell[].class);

  private final Cell[] table = new Cell[SIZE];
  private final LongAdder overflow = new LongAdder();

  void add(long threadId, long units) {
    for (int probe = 0; probe < PROBES; probe++) {
      Cell cell = claimed((int) ((threadId + probe) & (SIZE - 1)), threadId);
      if (cell.threadId == threadId) {
        cell.add(units);
        return;
      }
    }
    overflow.add(units);
  }

  long sum() {
    long sum = overflow.sum();
    for (int i = 0; i < SIZE; i++) {
      Cell cell = (Cell) SLOT.getAcquire(table, i);
      if (cell != null) {
        sum = Counter.saturated(sum, cell.get());
      }
    }
    return sum;
  }

  /** The cell at an index, which is this thread's if it was free. */
  private Cell claimed(int index, long threadId) {
    Cell cell = (Cell) SLOT.getAcquire(table, index);
    if (cell == null) {
      SLOT.compareAndSet(table, index, null, new Cell(threadId));
      cell = (Cell) SLOT.getAcquire(table, index);
    }
    return cell;
  }

  /** Keeps what lies before a cell's value off the value's cache line. */
  @SuppressWarnings("unused")
  private abstract static class PaddingBefore {
    private long p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15;
  }

  /**
   * The value, written by one thread only; a superclass because fields of one are laid out first.
   */
  private abstract static class PaddedValue extends PaddingBefore {
    long value;
  }

  /** One thread's share; the padding keeps the next object off the value's cache line. */
  @SuppressWarnings("unused")
  private static final class Cell extends PaddedValue {
    private static final VarHandle VALUE;

    static {
      try {
        VALUE = MethodHandles.lookup().findVarHandle(Cell.class, "value", long.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    final long threadId;
    private long q1, q2, q3, q4, q5, q6, q7, q8, q9, q10, q11, q12, q13, q14;

    Cell(long threadId) {
      this.threadId = threadId;
    }

    void add(long units) {
      VALUE.setOpaque(this, Counter.saturated(value, units));
    }

    long get() {
      return (long) VALUE.getAcquire(this);
    }
  }
}
