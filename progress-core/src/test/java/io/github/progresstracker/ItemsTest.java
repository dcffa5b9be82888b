package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The items of a tracker, seen from outside: what is said of them, and what it makes of that. */
class ItemsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final ManualClock clock = new ManualClock(NOON);
  private final ProgressRegistry registry =
      ProgressRegistry.builder().clock(clock).manualSampling().build();
  private final ProgressTracker job =
      registry.start(TrackerSpec.named("upload").total(10).estimator(EtaMethod.LINEAR));

  @AfterEach
  void close() {
    registry.close();
  }

  private ItemsSnapshot items() {
    return now().items();
  }

  private ProgressSnapshot now() {
    registry.sampleNow();
    return job.snapshot();
  }

  private static List<Long> counts(ItemsSnapshot items) {
    return List.of(items.pending(), items.processing(), items.completed(), items.failed());
  }

  // ---- the life of an item -------------------------------------------------------------------

  @Test
  void a_tracker_without_items_says_so() {
    job.advance();
    assertThat(items()).isSameAs(ItemsSnapshot.NONE);
  }

  @Test
  void an_item_is_pending_then_processing_then_completed_and_then_counts_once() {
    ProgressItem item = job.item("a.jpg");
    assertThat(item.status()).isEqualTo(ItemStatus.PENDING);
    assertThat(counts(items())).containsExactly(1L, 0L, 0L, 0L);

    item.begin();
    item.begin();
    assertThat(counts(items())).containsExactly(0L, 1L, 0L, 0L);
    assertThat(now().done()).isZero();

    item.done();
    item.done();
    item.fail("too late");
    item.close();
    assertThat(item.status()).isEqualTo(ItemStatus.COMPLETED);
    assertThat(counts(items())).containsExactly(0L, 0L, 1L, 0L);
    assertThat(now().done()).isEqualTo(1);
    assertThat(now().outcomes()).isEqualTo(new Outcomes(1, 0, 0, 0));
  }

  @Test
  void a_failed_item_counts_as_done_and_failed_and_keeps_its_cause() {
    ProgressItem item = job.begin("b.jpg");
    item.stage("reading", 30);
    item.progress(40);
    clock.advance(Duration.ofSeconds(5));
    item.fail(new IllegalStateException("not a picture"));
    item.fail("again");
    item.done();

    assertThat(counts(items())).containsExactly(0L, 0L, 0L, 1L);
    assertThat(now().done()).isEqualTo(1);
    assertThat(now().outcomes()).isEqualTo(new Outcomes(0, 1, 0, 0));
    assertThat(items().failures())
        .containsExactly(
            new ItemSnapshot(
                "b.jpg",
                ItemStatus.FAILED,
                40,
                "reading",
                30.0,
                NOON,
                "java.lang.IllegalStateException: not a picture"));
  }

  @Test
  void a_scope_left_without_a_word_has_failed() {
    try (ProgressItem item = job.begin("c.jpg")) {
      item.progress(99);
    }
    assertThat(counts(items())).containsExactly(0L, 0L, 0L, 1L);
    assertThat(items().failures()).extracting(ItemSnapshot::message).containsOnlyNulls();
  }

  @Test
  void a_scope_that_was_told_how_it_went_stays_so() {
    try (ProgressItem item = job.begin("d.jpg")) {
      item.done();
    }
    assertThat(counts(items())).containsExactly(0L, 0L, 1L, 0L);
  }

  @Test
  void an_item_at_work_shows_how_far_it_is() {
    job.updateItem("file-123", ItemStatus.PROCESSING, 75, "embedding", 50.0);
    clock.advance(Duration.ofSeconds(3));
    assertThat(items().inFlight())
        .containsExactly(
            new ItemSnapshot("file-123", ItemStatus.PROCESSING, 75, "embedding", 50.0, NOON, null));
  }

  @Test
  void an_item_has_the_units_it_was_given_first() {
    job.item("large", 4);
    job.item("large", 9).done();
    job.item("nothing", 0).done();
    assertThat(now().done()).isEqualTo(4);
    job.item("enormous", Long.MAX_VALUE).done();
    job.item("enormous too", Long.MAX_VALUE).done();
    assertThat(now().done()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void retries_are_counted_until_the_item_is_over() {
    ProgressItem item = job.begin("e");
    item.progress(60);
    item.retry();
    item.retry();
    item.done();
    item.retry();
    assertThat(now().outcomes()).isEqualTo(new Outcomes(1, 0, 0, 2));
  }

  // ---- late, repeated and disordered reports -------------------------------------------------

  @Test
  void reports_in_any_order_and_as_often_as_one_likes_make_the_same() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 200; round++) {
      String id = "item-" + round;
      List<Runnable> reports =
          new ArrayList<>(
              List.of(
                  () -> job.updateItem(id, ItemStatus.PENDING, 0),
                  () -> job.updateItem(id, ItemStatus.PROCESSING, 10, "reading", 50.0),
                  () -> job.updateItem(id, ItemStatus.PROCESSING, 80, "embedding", null),
                  () -> job.updateItem(id, ItemStatus.COMPLETED, 100)));
      reports.addAll(List.copyOf(reports));
      while (!reports.isEmpty()) {
        reports.remove(random.nextInt(reports.size())).run();
      }
    }
    assertThat(counts(items())).containsExactly(0L, 0L, 200L, 0L);
    assertThat(now().done()).isEqualTo(200);
  }

  @Test
  void a_late_report_changes_neither_progress_nor_stage() {
    job.updateItem("f", ItemStatus.PROCESSING, 80, "embedding", 20.0);
    job.updateItem("f", ItemStatus.PROCESSING, 10, "reading", 90.0);
    job.updateItem("f", ItemStatus.PENDING, 90, "reading", 90.0);
    ItemSnapshot shown = items().inFlight().get(0);
    assertThat(shown.percent()).isEqualTo(80);
    assertThat(shown.stage()).isEqualTo("embedding");
    assertThat(shown.stagePercent()).isEqualTo(20.0);
  }

  @Test
  void a_stage_goes_forwards_and_the_next_one_begins_at_nothing_known() {
    ProgressItem item = job.begin("g");
    item.stage("reading", 50);
    item.stage("reading", 30);
    item.stage("reading");
    assertThat(items().inFlight().get(0).stagePercent()).isEqualTo(50.0);
    item.stage("embedding");
    assertThat(items().inFlight().get(0).stage()).isEqualTo("embedding");
    assertThat(items().inFlight().get(0).stagePercent()).isNull();
  }

  // ---- percentage and ETA --------------------------------------------------------------------

  @Test
  void three_of_ten_done_and_one_half_done_are_35_percent() {
    for (int i = 0; i < 3; i++) {
      job.begin("done-" + i).done();
    }
    ProgressItem half = job.begin("half");
    half.progress(50);
    assertThat(now().percent()).isEqualTo(35.0);
    assertThat(now().done()).isEqualTo(3);

    half.done();
    assertThat(now().percent()).isEqualTo(40.0);
    assertThat(now().done()).isEqualTo(4);
  }

  @Test
  void the_estimator_knows_of_what_is_half_done() {
    clock.advance(Duration.ofSeconds(20));
    job.begin("half").progress(50);
    assertThat(now().eta().remaining()).isCloseTo(Duration.ofSeconds(380), Duration.ofSeconds(1));
  }

  @Test
  void what_items_of_a_part_have_partly_done_counts_for_the_job_until_the_part_ends() {
    ProgressTracker part = job.child("part", 5);
    part.item("big", 4).progress(50);
    part.begin("small").progress(50);
    assertThat(now().percent()).isEqualTo(25.0);
    assertThat(part.snapshot().percent()).isEqualTo(50.0);

    part.item("small").done();
    assertThat(now().percent()).isEqualTo(30.0);
    part.close();
    registry.sampleNow();
    job.advance(3);
    assertThat(now().percent()).isEqualTo(40.0);
  }

  @Test
  void the_percentage_never_goes_back_and_never_counts_an_item_twice() {
    SplittableRandom random = new SplittableRandom(11);
    double before = 0;
    for (int i = 0; i < 10; i++) {
      ProgressItem item = job.begin("item-" + i);
      for (int step = 0; step < 20; step++) {
        item.progress(random.nextInt(100));
        if (random.nextBoolean()) {
          job.note("between two samples", Map.of());
        }
        double percent = Objects.requireNonNull(now().percent());
        assertThat(percent).isBetween(before, Math.min(99.9, 10.0 * (i + 1)));
        before = percent;
      }
      item.done();
      job.note("after the end", Map.of());
      before = Objects.requireNonNull(now().percent());
      assertThat(before).isCloseTo(Math.min(99.9, 10.0 * (i + 1)), within(1e-9));
    }
  }

  @Test
  void a_failed_job_keeps_the_percentage_and_shows_what_was_open() {
    job.begin("done").done();
    job.begin("open").progress(50);
    job.item("never begun");
    job.fail("disk full");
    assertThat(now().percent()).isEqualTo(15.0);
    assertThat(counts(items())).containsExactly(1L, 1L, 1L, 0L);
    assertThat(items().inFlight()).extracting(ItemSnapshot::id).containsExactly("open");
  }

  // ---- times ---------------------------------------------------------------------------------

  @Test
  void item_times_run_from_beginning_to_end_of_completed_and_failed_ones() {
    for (int second = 1; second <= 100; second++) {
      ProgressItem item = job.item("item-" + second);
      clock.advance(Duration.ofHours(1));
      item.begin();
      clock.advance(Duration.ofSeconds(second));
      if (second % 2 == 0) {
        item.done();
      } else {
        item.fail("odd");
      }
    }
    ItemTimes times = Objects.requireNonNull(items().times());
    assertThat(times.count()).isEqualTo(100);
    assertThat(times.average()).isEqualTo(Duration.ofMillis(50_500));
    assertThat(times.median()).isCloseTo(Duration.ofSeconds(50), Duration.ofMillis(2_500));
    assertThat(times.p90()).isCloseTo(Duration.ofSeconds(90), Duration.ofMillis(4_500));
    assertThat(times.p99()).isCloseTo(Duration.ofSeconds(99), Duration.ofMillis(4_950));
    assertThat(times.longest()).isEqualTo(Duration.ofSeconds(100));
  }

  @Test
  void an_item_that_never_began_has_no_time() {
    job.item("a").done();
    job.updateItem("b", ItemStatus.COMPLETED, 100);
    assertThat(items().times()).isNull();
    assertThat(counts(items())).containsExactly(0L, 0L, 2L, 0L);
  }

  @Test
  void of_many_items_at_work_those_longest_at_work_are_shown_first() {
    List<ProgressItem> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      clock.advance(Duration.ofSeconds(1));
      all.add(job.begin("item-" + i));
      if (i % 100 == 0) {
        registry.sampleNow();
      }
    }
    all.get(1).done();
    all.get(3).fail("no");
    List<ItemSnapshot> shown = items().inFlight();
    assertThat(shown)
        .hasSize(ItemsSnapshot.MOST_SHOWN)
        .isSortedAccordingTo(Comparator.comparing(ItemSnapshot::startedAt));
    assertThat(shown).extracting(ItemSnapshot::id).startsWith("item-0", "item-2", "item-4");
    assertThat(items().processing()).isEqualTo(998);
  }

  @Test
  void of_many_failures_the_latest_are_shown_first() {
    for (int i = 0; i < 40; i++) {
      job.begin("item-" + i).fail("no " + i);
    }
    assertThat(items().failures())
        .hasSize(ItemsSnapshot.MOST_SHOWN)
        .extracting(ItemSnapshot::message)
        .startsWith("no 39", "no 38");
  }

  // ---- many threads --------------------------------------------------------------------------

  @Test
  void whatever_several_threads_say_each_item_counts_exactly_once() throws InterruptedException {
    int items = 2_000;
    inParallel(
        6,
        thread -> {
          SplittableRandom random = new SplittableRandom(100 + thread);
          for (int i = 0; i < 20_000; i++) {
            act(random, "item-" + random.nextInt(items));
            if (thread == 0 && i % 500 == 0) {
              registry.sampleNow();
            }
          }
        });
    long begun = 0;
    for (int i = 0; i < items; i++) {
      job.item("item-" + i).close();
      begun++;
    }
    ItemsSnapshot end = items();
    assertThat(counts(end).subList(0, 2)).containsExactly(0L, 0L);
    assertThat(end.completed() + end.failed()).isEqualTo(begun);
    assertThat(end.completed()).isPositive();
    assertThat(now().done()).isEqualTo(items);
    assertThat(now().outcomes())
        .isEqualTo(new Outcomes(end.completed(), end.failed(), 0, now().outcomes().retried()));
  }

  private void act(SplittableRandom random, String id) {
    switch (random.nextInt(8)) {
      case 0 -> job.item(id);
      case 1 -> job.begin(id);
      case 2 -> job.begin(id).done();
      case 3 -> job.begin(id).fail("no");
      case 4 -> job.begin(id).stage("stage " + random.nextInt(5), random.nextInt(100));
      case 5 -> job.updateItem(id, ItemStatus.COMPLETED, 100);
      case 6 -> job.updateItem(id, ItemStatus.PROCESSING, random.nextInt(100), "x", null);
      default -> job.begin(id).progress(random.nextInt(100));
    }
  }

  @Test
  void many_threads_that_begin_the_same_id_have_the_same_item() throws InterruptedException {
    for (int round = 0; round < 100; round++) {
      String id = "round-" + round;
      inParallel(4, thread -> job.begin(id).done());
    }
    assertThat(counts(items())).containsExactly(0L, 0L, 100L, 0L);
    assertThat(now().done()).isEqualTo(100);
  }

  private static void inParallel(int threads, IntConsumer action) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      Thread thread =
          new Thread(
              () -> {
                awaitQuietly(start);
                action.accept(number);
              });
      thread.start();
      all.add(thread);
    }
    start.countDown();
    for (Thread thread : all) {
      thread.join();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- bounds --------------------------------------------------------------------------------

  @Test
  void more_items_than_are_remembered_are_counted_all_the_same() {
    for (int i = 0; i < 250_000; i++) {
      job.begin("item-" + i).done();
      if (i % 50_000 == 0) {
        registry.sampleNow();
      }
    }
    assertThat(items().completed()).isEqualTo(250_000);
    job.begin("item-249999").done();
    job.begin("item-150000").done();
    assertThat(items().completed()).as("the latest are remembered").isEqualTo(250_000);
    job.begin("item-0").done();
    assertThat(items().completed()).as("the first is forgotten").isEqualTo(250_001);
  }

  @Test
  void a_million_different_stages_are_some_thousands_and_the_others() {
    ProgressItem item = job.begin("a");
    for (int i = 0; i < 1_000_000; i++) {
      item.stage("stage " + i, 50);
    }
    assertThat(items().inFlight().get(0).stage()).isEqualTo("other");
    item.stage("stage 4093");
    assertThat(items().inFlight().get(0).stage()).isEqualTo("stage 4093");
    item.stage("stage 4094");
    assertThat(items().inFlight().get(0).stage()).isEqualTo("other");
  }

  @Test
  void ids_of_ten_million_characters_are_told_apart_and_not_kept() {
    String longest = "x".repeat(10_000_000);
    job.begin(longest + "a").progress(10);
    job.begin(longest + "b").progress(20);
    job.begin(longest + "a").progress(30);
    assertThat(items().inFlight()).extracting(ItemSnapshot::percent).containsExactly(30.0, 20.0);
    assertThat(items().inFlight()).allSatisfy(item -> assertThat(item.id()).hasSize(465));
  }

  @Test
  void a_stage_and_a_message_of_any_length_are_cut() {
    String longest = "y".repeat(10_000_000);
    ProgressItem item = job.begin("a");
    item.stage(longest);
    item.stage(longest + "z", 10);
    assertThat(items().inFlight().get(0).stage()).hasSize(ProgressItem.LONGEST_STAGE);
    assertThat(items().inFlight().get(0).stagePercent()).isEqualTo(10.0);
    item.fail(longest);
    assertThat(items().failures().get(0).message()).hasSize(500);
  }

  // ---- bad input -----------------------------------------------------------------------------

  @Test
  void a_percentage_out_of_range_is_taken_for_the_nearest_and_none_says_nothing() {
    ProgressItem item = job.begin("a");
    item.progress(Double.NaN);
    item.progress(-5);
    assertThat(items().inFlight().get(0).percent()).isZero();
    item.progress(40);
    item.progress(Double.NaN);
    item.progress(Double.NEGATIVE_INFINITY);
    assertThat(items().inFlight().get(0).percent()).isEqualTo(40);
    item.stage("reading", -1);
    assertThat(items().inFlight().get(0).stagePercent()).isEqualTo(0.0);
    item.stage("reading", 1_000);
    assertThat(items().inFlight().get(0).stagePercent()).isEqualTo(100.0);
    item.progress(Double.POSITIVE_INFINITY);
    assertThat(items().inFlight().get(0).percent()).isEqualTo(99.9);
    assertThat(now().done()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n"})
  void a_blank_id_is_refused(String id) {
    assertThatIllegalArgumentException().isThrownBy(() -> job.begin(id));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> job.updateItem(id, ItemStatus.COMPLETED, 100));
    assertThat(counts(items())).containsOnly(0L);
  }

  @Test
  @SuppressWarnings("NullAway")
  void null_is_refused_by_name() {
    ProgressItem item = job.item("a");
    assertThatNullPointerException().isThrownBy(() -> job.begin(null)).withMessage("id");
    assertThatNullPointerException().isThrownBy(() -> item.stage(null)).withMessage("stage");
    assertThatNullPointerException()
        .isThrownBy(() -> job.updateItem("a", null, 5))
        .withMessage("status");
    item.fail((Throwable) null);
    assertThat(items().failed()).isEqualTo(1);
  }

  @Test
  void negative_units_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> job.item("a", -2))
        .withMessageContaining("-2");
  }

  @Test
  void a_cause_whose_text_throws_is_a_cause_all_the_same() {
    job.begin("a")
        .fail(
            new RuntimeException() {
              @Override
              public String getMessage() {
                throw new IllegalStateException("no");
              }
            });
    assertThat(items().failures().get(0).message()).contains("ItemsTest");
  }

  @Test
  void items_of_an_ended_tracker_change_nothing_and_the_log_says_so_once() {
    ProgressItem open = job.begin("open");
    job.complete();
    registry.sampleNow();
    String log =
        LogOf.action(
            () -> {
              open.progress(70);
              open.done();
              open.close();
              job.begin("late").done();
              job.updateItem("later", ItemStatus.COMPLETED, 100);
            });
    assertThat(log).containsOnlyOnce("after the end is ignored").contains("item.progress");
    assertThat(open.status()).isEqualTo(ItemStatus.PROCESSING);
    assertThat(counts(items())).containsExactly(0L, 1L, 0L, 0L);
    assertThat(now().done()).isZero();
  }

  @Test
  void closing_an_item_after_its_tracker_is_no_misuse() {
    ProgressItem open = job.begin("open");
    job.complete();
    assertThat(LogOf.action(open::close)).isEmpty();
    assertThat(counts(items())).containsExactly(0L, 1L, 0L, 0L);
  }

  @Test
  void the_beginning_of_an_item_stays_what_it_is_however_the_clocks_are_read() {
    AtomicLong drift = new AtomicLong();
    ProgressClock drifting =
        new ProgressClock() {
          @Override
          public long nanoTime() {
            return clock.nanoTime();
          }

          @Override
          public Instant now() {
            return clock.now().plusNanos(drift.getAndAdd(137));
          }
        };
    try (ProgressRegistry drifted =
        ProgressRegistry.builder().clock(drifting).manualSampling().build()) {
      ProgressTracker stuck = drifted.start("stuck", 10);
      stuck.begin("a");
      drifted.sampleNow();
      stuck.begin("b");
      drifted.sampleNow();
      List<ItemSnapshot> first = stuck.snapshot().items().inFlight();
      clock.advance(Duration.ofMinutes(1));
      drifted.sampleNow();
      assertThat(stuck.snapshot().items().inFlight()).isEqualTo(first).hasSize(2);
      clock.advance(Duration.ofHours(1));
      assertThat(drifted.cleanupStale(Duration.ofMinutes(30)))
          .extracting(ProgressSnapshot::name)
          .containsExactly("stuck");
    }
  }
}
