package io.github.progresstracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellsTest {

  private final Cells cells = new Cells();

  @Test
  void threads_beyond_the_cells_are_counted_too() {
    addAsDeadThreads(1_000);
    assertThat(cells.sum()).isEqualTo(1_000);
    assertThat(cells.withoutCell()).isPositive();
  }

  @Test
  void cells_of_dead_threads_go_to_those_who_come_after_with_what_is_in_them() {
    for (int pool = 0; pool < 1_000; pool++) {
      addAsDeadThreads(Cells.SIZE);
      cells.reclaim();
    }
    assertThat(cells.withoutCell()).as("every thread of every pool found a cell").isZero();
    assertThat(cells.sum()).isEqualTo(1_000 * Cells.SIZE);
  }

  @Test
  void a_thread_that_found_no_cell_takes_one_when_it_can() {
    addAsDeadThreads(1_000);
    long before = cells.withoutCell();
    Thread current = Thread.currentThread();
    cells.add(current, 1);
    assertThat(cells.withoutCell()).isEqualTo(before + 1);
    cells.reclaim();
    cells.add(current, 1);
    assertThat(cells.withoutCell()).isEqualTo(before + 1);
    assertThat(cells.sum()).isEqualTo(1_002);
  }

  @Test
  void a_thread_keeps_its_cell_when_a_better_one_becomes_free() {
    Thread current = Thread.currentThread();
    int home = (int) current.getId();
    cells.add(deadThreadAt(home), 1);
    cells.add(current, 1);
    cells.reclaim();
    cells.add(current, 1);
    for (int i = 2; i <= Cells.SIZE; i++) {
      cells.add(deadThreadAt(home + i), 1);
    }
    assertThat(cells.withoutCell()).as("all cells but one were left for the others").isZero();
    assertThat(cells.sum()).isEqualTo(3 + Cells.SIZE - 1);
  }

  @Test
  void the_cell_of_a_living_thread_is_not_given_away() {
    Thread current = Thread.currentThread();
    cells.add(current, 1);
    cells.reclaim();
    for (int i = 0; i < Cells.SIZE; i++) {
      cells.add(deadThreadAt((int) current.getId() + i), 1);
    }
    assertThat(cells.withoutCell()).as("one too many for the other cells").isEqualTo(1);
    assertThat(cells.sum()).isEqualTo(1 + Cells.SIZE);
  }

  @Test
  void values_saturate() {
    cells.add(Thread.currentThread(), Long.MAX_VALUE);
    cells.add(Thread.currentThread(), 1);
    cells.add(new Thread(), 1);
    assertThat(cells.sum()).isEqualTo(Long.MAX_VALUE);
  }

  private void addAsDeadThreads(int count) {
    deadThreads(count).forEach(thread -> cells.add(thread, 1));
  }

  /** Threads that were never started are not alive, like those that have ended. */
  private static List<Thread> deadThreads(int count) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      threads.add(new Thread());
    }
    return threads;
  }

  /** A thread that looks for its cell at an index first. */
  private static Thread deadThreadAt(int index) {
    Thread thread = new Thread();
    while ((thread.getId() - index) % Cells.SIZE != 0) {
      thread = new Thread();
    }
    return thread;
  }
}
