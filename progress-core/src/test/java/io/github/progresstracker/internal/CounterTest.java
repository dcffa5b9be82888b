package io.github.progresstracker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
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
    Counter counter = new Counter(500, 500, marks::add);
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
    Counter counter = new Counter(10, 10, marks::add);
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
    Counter counter = new Counter(1_024, 1_024, marks::add);
    counter.raiseTo(10L << 30);
    assertThat(marks).hasSize(Counter.MOST_MARKS).endsWith((10L << 30) - 1_024, 10L << 30);
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
