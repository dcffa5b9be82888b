package io.github.progresstracker.internal;

import static io.github.progresstracker.internal.DeadThreads.assertCollected;
import static io.github.progresstracker.internal.DeadThreads.dead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CounterTest {

  @Test
  void one_thread_counts_exactly() {
    Counter counter = new Counter();
    SplittableRandom random = new SplittableRandom(1);
    long expected = 0;
    for (int i = 0; i < 10_000; i++) {
      int units = random.nextInt(5);
      counter.add(units);
      expected += units;
    }
    assertThat(counter.sum()).isEqualTo(expected);
  }

  @Test
  void many_threads_lose_nothing_and_repeat_nothing() throws InterruptedException {
    Counter counter = new Counter();
    inParallel(40, thread -> repeat(20_000, () -> counter.add(1)));
    assertThat(counter.sum()).isEqualTo(40 * 20_000);
  }

  @Test
  void the_owner_may_count_on_after_others_have_come() throws InterruptedException {
    Counter counter = new Counter();
    counter.add(10);
    inParallel(2, thread -> counter.add(1));
    counter.add(5);
    assertThat(counter.sum()).isEqualTo(17);
  }

  @Test
  void absolute_reports_only_raise() {
    Counter counter = new Counter();
    counter.raiseTo(100);
    counter.raiseTo(40);
    counter.add(1);
    assertThat(counter.sum()).isEqualTo(101);
  }

  @Test
  void racing_absolute_reports_of_one_truth_count_it_once() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      Counter counter = new Counter();
      inParallel(
          4,
          thread -> {
            for (long done = 1; done <= 50; done++) {
              counter.raiseTo(done);
            }
          });
      assertThat(counter.sum()).isEqualTo(50);
    }
  }

  @Test
  void absolute_reports_beside_increments_keep_every_increment() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      Counter counter = new Counter();
      counter.raiseTo(1_000);
      inParallel(2, thread -> repeat(500, () -> addOrReport(thread, counter)));
      assertThat(counter.sum()).isEqualTo(1_500);
    }
  }

  @Test
  void marks_are_exact_and_in_order_for_an_owner_whatever_the_stride() {
    List<Long> marks = new ArrayList<>();
    Counter counter = new Counter(new Marks(500, 500, marks::add));
    for (int i = 0; i < 23; i++) {
      counter.add(97);
    }
    counter.add(10_000 - counter.sum());
    List<Long> expected = new ArrayList<>();
    for (long mark = 500; mark <= 10_000; mark += 500) {
      expected.add(mark);
    }
    assertThat(marks).isEqualTo(expected);
  }

  @Test
  void each_mark_is_reported_once_however_many_threads_cross_it() throws InterruptedException {
    List<Long> marks = Collections.synchronizedList(new ArrayList<>());
    Counter counter = new Counter(new Marks(10, 10, marks::add));
    inParallel(
        8,
        thread ->
            repeat(
                1_000,
                () -> {
                  counter.add(1);
                  counter.pollMarks(marks::add);
                }));
    assertThat(marks).hasSize(800).doesNotHaveDuplicates();
  }

  @Test
  void of_very_many_marks_passed_at_once_the_newest_are_told() {
    List<Long> marks = new ArrayList<>();
    Counter counter = new Counter(new Marks(1_024, 1_024, marks::add));
    counter.raiseTo(10L << 30);
    assertThat(marks).hasSize(Marks.MOST_MARKS).endsWith((10L << 30) - 1_024, 10L << 30);
    counter.add(1_024);
    counter.pollMarks(marks::add);
    assertThat(marks).endsWith((10L << 30) + 1_024);
  }

  @Test
  void counts_saturate_instead_of_turning_negative() throws InterruptedException {
    Counter counter = new Counter();
    counter.add(Long.MAX_VALUE);
    counter.add(1);
    assertThat(counter.sum()).isEqualTo(Long.MAX_VALUE);
    inParallel(2, thread -> counter.add(Long.MAX_VALUE));
    assertThat(counter.sum()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void a_negative_amount_is_refused_and_changes_nothing() {
    Counter counter = new Counter();
    counter.add(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> counter.add(-1))
        .withMessage("progress must be >= 0, was -1");
    assertThat(counter.sum()).isEqualTo(3);
  }

  @Test
  void thousands_of_short_lived_threads_lose_nothing_while_dead_ones_are_reclaimed()
      throws InterruptedException {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 10; round++) {
      Counter counter = new Counter();
      AtomicBoolean done = new AtomicBoolean();
      Thread sampler = new Thread(() -> reclaimUntil(done, counter));
      sampler.start();
      long expected = 0;
      for (int wave = 0; wave < 20; wave++) {
        int threads = 1 + random.nextInt(40);
        int times = 1 + random.nextInt(2_000);
        inParallel(threads, thread -> repeat(times, () -> counter.add(1)));
        expected += (long) threads * times;
        assertThat(counter.sum()).isEqualTo(expected);
      }
      done.set(true);
      sampler.join();
      assertThat(counter.sum()).isEqualTo(expected);
    }
  }

  @Test
  void reading_while_threads_come_and_go_never_sees_a_count_go_back() throws InterruptedException {
    Counter counter = new Counter();
    AtomicBoolean done = new AtomicBoolean();
    AtomicBoolean wentBack = new AtomicBoolean();
    Thread reader =
        new Thread(
            () -> {
              long last = 0;
              while (!done.get()) {
                counter.reclaim();
                long sum = counter.sum();
                wentBack.compareAndSet(false, sum < last);
                last = sum;
              }
            });
    reader.start();
    for (int wave = 0; wave < 100; wave++) {
      inParallel(20, thread -> repeat(100, () -> counter.add(1)));
    }
    done.set(true);
    reader.join();
    assertThat(wentBack).isFalse();
    assertThat(counter.sum()).isEqualTo(100 * 20 * 100);
  }

  @Test
  void absolute_reports_are_exact_while_dead_threads_are_reclaimed() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      Counter counter = new Counter();
      inParallel(20, thread -> counter.add(1));
      inParallel(
          4,
          thread -> {
            if (thread == 0) {
              counter.reclaim();
            } else {
              counter.add(1);
              counter.raiseTo(1_000);
            }
          });
      assertThat(counter.sum()).isBetween(1_000L, 1_002L);
    }
  }

  @Test
  void a_thread_that_comes_after_the_owner_died_is_the_next_owner() throws InterruptedException {
    List<Long> marks = new ArrayList<>();
    Counter counter = new Counter(new Marks(10, 10, marks::add));
    inParallel(1, thread -> counter.add(9));
    counter.add(1);
    assertThat(marks).as("told on the way, which only an owner can").containsExactly(10L);
    assertThat(counter.sum()).isEqualTo(10);
  }

  @Test
  void a_dead_owner_is_let_go_while_the_counter_lives() throws InterruptedException {
    Counter counter = new Counter();
    WeakReference<Thread> owner = dead(() -> counter.add(3));
    counter.reclaim();
    assertCollected(owner);
    counter.add(4);
    assertThat(counter.sum()).isEqualTo(7);
  }

  @Test
  void a_living_owner_is_not_disturbed_by_reclaiming() throws InterruptedException {
    List<Long> marks = new ArrayList<>();
    Counter counter = new Counter(new Marks(10, 10, marks::add));
    counter.add(9);
    counter.reclaim();
    counter.add(1);
    assertThat(marks).containsExactly(10L);
  }

  @Test
  void dead_threads_with_cells_are_let_go_while_the_counter_lives() throws InterruptedException {
    Counter counter = new Counter();
    counter.add(1);
    WeakReference<Thread> other = dead(() -> counter.add(3));
    counter.reclaim();
    assertCollected(other);
    assertThat(counter.sum()).isEqualTo(4);
  }

  @Test
  void a_released_counter_holds_no_thread_and_keeps_its_sum() throws InterruptedException {
    Counter counter = new Counter();
    WeakReference<Thread> owner = dead(() -> counter.add(3));
    counter.release();
    assertCollected(owner);
    assertThat(counter.sum()).isEqualTo(3);
  }

  @Test
  void a_released_counter_that_was_shared_keeps_its_sum() throws InterruptedException {
    Counter counter = new Counter();
    counter.add(5);
    WeakReference<Thread> other = dead(() -> counter.add(3));
    counter.release();
    counter.release();
    assertCollected(other);
    assertThat(counter.sum()).isEqualTo(8);
  }

  @Test
  void who_comes_too_late_to_a_released_counter_is_neither_counted_nor_held()
      throws InterruptedException {
    Counter counter = new Counter();
    counter.release();
    WeakReference<Thread> late = dead(() -> counter.add(3));
    counter.reclaim();
    assertCollected(late);
    assertThat(counter.sum()).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> counter.add(-1));
  }

  private static void reclaimUntil(AtomicBoolean done, Counter counter) {
    while (!done.get()) {
      counter.reclaim();
    }
  }

  private static void addOrReport(int thread, Counter counter) {
    if (thread == 0) {
      counter.add(1);
    } else {
      counter.raiseTo(1_000);
    }
  }

  private static void repeat(int times, Runnable action) {
    for (int i = 0; i < times; i++) {
      action.run();
    }
  }

  private static void inParallel(int threads, java.util.function.IntConsumer work)
      throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      Thread thread =
          new Thread(
              () -> {
                try {
                  go.await();
                  work.accept(number);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      thread.start();
      all.add(thread);
    }
    go.countDown();
    for (Thread thread : all) {
      thread.join();
    }
  }
}
