package io.github.progresstracker.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The shares of a {@link Counter} that several threads raise: a cell for each of the first threads,
 * padded so that no two of them write to one cache line, and a {@link LongAdder} for the rest.
 *
 * <p>A cell whose thread died is freed, with its value in it, and goes to the next thread that
 * looks for one; so there are never more cells than the table has room for, however many threads
 * come and go. A thread that shares the adder takes a cell as soon as one is free.
 */
final class Cells {

  /** Of the table; a power of two. */
  static final int SIZE = 16;

  private static final int PROBES = 4;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Cell[].class);

  private final Cell[] table = new Cell[SIZE];
  private final LongAdder overflow = new LongAdder();

  /**
   * {@link #add} for a thread that has the first cell it looked at, as nearly all have: short
   * enough to become part of the host's loop. False, with nothing done, for any other thread.
   */
  boolean addAtHome(Thread thread, long units) {
    Cell cell = table[(int) thread.getId() & (SIZE - 1)];
    if (cell == null || !cell.isOwnedBy(thread)) {
      return false;
    }
    cell.add(units);
    return true;
  }

  /** Adds to the share of a thread, which is the calling one. */
  void add(Thread thread, long units) {
    int home = (int) thread.getId();
    Cell cell = ownedBy(thread, home);
    if (cell == null) {
      cell = claimed(thread, home);
    }
    if (cell == null) {
      overflow.add(units);
    } else {
      cell.add(units);
    }
  }

  long sum() {
    long sum = withoutCell();
    for (int i = 0; i < SIZE; i++) {
      Cell cell = at(i);
      if (cell != null) {
        sum = Counter.saturated(sum, cell.get());
      }
    }
    return sum;
  }

  /** What was added by threads that found no free cell. */
  long withoutCell() {
    return overflow.sum();
  }

  /** Frees the cells of dead threads. */
  void reclaim() {
    for (int i = 0; i < SIZE; i++) {
      Cell cell = at(i);
      if (cell != null) {
        cell.freeIfDead();
      }
    }
  }

  /** Plain reads do: a thread's name stands in a cell only if it has put it there itself. */
  private @Nullable Cell ownedBy(Thread thread, int home) {
    for (int probe = 0; probe < PROBES; probe++) {
      Cell cell = table[(home + probe) & (SIZE - 1)];
      if (cell != null && cell.isOwnedBy(thread)) {
        return cell;
      }
    }
    return null;
  }

  /** A free cell that has become this thread's, or null if there is none. */
  private @Nullable Cell claimed(Thread thread, int home) {
    for (int probe = 0; probe < PROBES; probe++) {
      Cell cell = at(home + probe);
      if (cell == null) {
        SLOT.compareAndSet(table, (home + probe) & (SIZE - 1), null, new Cell());
        cell = at(home + probe);
      }
      if (cell != null && cell.claim(thread)) {
        return cell;
      }
    }
    return null;
  }

  private @Nullable Cell at(int index) {
    return (Cell) SLOT.getAcquire(table, index & (SIZE - 1));
  }

  /**
   * Whose the cell is. A superclass, because its fields are laid out first: everybody who looks for
   * a cell reads this one, and it must not lie on the value's cache line.
   */
  private abstract static class Owned {
    private static final VarHandle OWNER = handle(Owned.class, "owner", Thread.class);

    private @Nullable Thread owner;

    boolean isOwnedBy(Thread thread) {
      return owner == thread;
    }

    /** What the last owner wrote is seen by who claims the cell after it. */
    boolean claim(Thread thread) {
      return OWNER.getOpaque(this) == null && OWNER.compareAndSet(this, (Thread) null, thread);
    }

    /** By compare-and-set: the cell may have been freed and claimed anew since it was looked at. */
    void freeIfDead() {
      Thread last = (Thread) OWNER.getOpaque(this);
      if (last != null && !last.isAlive()) {
        OWNER.compareAndSet(this, last, (Thread) null);
      }
    }
  }

  /** Keeps what lies before a cell's value off the value's cache line. */
  @SuppressWarnings("unused")
  private abstract static class PaddingBefore extends Owned {
    private long p1, p2, p3, p4, p5, p6, p7, p8;
  }

  /** The value, written by the owner only. */
  private abstract static class PaddedValue extends PaddingBefore {
    long value;
  }

  /** One thread's share; the padding keeps the next object off the value's cache line. */
  @SuppressWarnings("unused")
  private static final class Cell extends PaddedValue {
    private static final VarHandle VALUE = handle(Cell.class, "value", long.class);

    private long q1, q2, q3, q4, q5, q6, q7, q8;

    void add(long units) {
      VALUE.setOpaque(this, Counter.saturated(value, units));
    }

    long get() {
      return (long) VALUE.getAcquire(this);
    }
  }

  private static VarHandle handle(Class<?> type, String field, Class<?> fieldType) {
    try {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findVarHandle(type, field, fieldType);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
