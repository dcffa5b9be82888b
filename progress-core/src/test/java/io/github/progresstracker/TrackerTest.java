package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a tracker means, seen from outside: through snapshots and events. */
class TrackerTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final ManualClock clock = new ManualClock(NOON);
  private final RecordingSink sink = new RecordingSink();
  private final ProgressRegistry registry =
      ProgressRegistry.builder().clock(clock).manualSampling().sink(sink).build();

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void a_simple_loop_counts_and_completes() throws InterruptedException {
    ProgressTracker job = registry.start("reindex", 4);
    for (int i = 0; i < 4; i++) {
      clock.advance(Duration.ofSeconds(1));
      job.advance();
    }
    job.complete();
    registry.sampleNow();

    ProgressSnapshot end = job.snapshot();
    assertThat(end.state()).isEqualTo(TrackerState.COMPLETED);
    assertThat(end.done()).isEqualTo(4);
    assertThat(end.percent()).isEqualTo(100.0);
    assertThat(end.elapsed()).isEqualTo(Duration.ofSeconds(4));
    assertThat(end.rates().average()).isCloseTo(1.0, within(1e-9));
    assertThat(end.eta().basis()).isEqualTo(EtaBasis.DONE);
    assertThat(registry.flush(Duration.ofSeconds(5))).isTrue();
    assertThat(sink.transitions())
        .hasExactlyElementsOfTypes(Transition.Started.class, Transition.Finished.class);
    assertThat(sink.updates()).last().extracting(u -> u.job().state()).isEqualTo(end.state());
    assertThat(registry.active()).isEmpty();
  }

  @Test
  void skipped_units_move_the_percentage_and_never_the_rate() {
    ProgressTracker job =
        registry.start(TrackerSpec.named("sync").total(1_000).estimator(EtaMethod.LINEAR));
    ProgressTracker part = job.child(TrackerSpec.named("folder"));
    job.skip(600);
    part.skip(200);
    for (int i = 0; i < 50; i++) {
      clock.advance(Duration.ofSeconds(1));
      part.advance();
      registry.sampleNow();
    }

    ProgressSnapshot now = job.snapshot();
    assertThat(now.done()).isEqualTo(850);
    assertThat(now.percent()).isEqualTo(85.0);
    assertThat(now.rates().average()).isCloseTo(1.0, within(1e-9));
    assertThat(now.eta().remaining()).isEqualTo(Duration.ofSeconds(150));
  }

  @Test
  void a_job_that_skips_everything_is_done_all_the_same() {
    ProgressTracker job = registry.start(TrackerSpec.named("sync").total(10).key("sync"));
    job.skip(10);
    clock.advance(Duration.ofSeconds(1));
    registry.sampleNow();
    assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.DONE);

    job.complete();
    registry.sampleNow();
    assertThat(job.snapshot().done()).isEqualTo(10);
    assertThat(job.snapshot().rates().average()).isZero();
  }

  @Test
  void a_negative_number_of_skipped_units_is_refused() {
    ProgressTracker job = registry.start("sync", 10);

    assertThatIllegalArgumentException().isThrownBy(() -> job.skip(-3)).withMessageContaining("-3");
  }

  @Test
  void a_block_left_without_complete_is_abandoned_not_done() {
    ProgressTracker job = registry.start("import", 10);
    try (job) {
      job.advance(9);
    }
    registry.sampleNow();
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.ABANDONED);
    assertThat(job.snapshot().percent()).isEqualTo(90.0);
  }

  @Test
  void a_failure_keeps_its_cause() {
    ProgressTracker job = registry.start("import", 10);
    job.fail(new IllegalStateException("disk full"));
    registry.sampleNow();
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.FAILED);
    assertThat(job.snapshot().message()).isEqualTo("java.lang.IllegalStateException: disk full");
    assertThat(job.snapshot().eta().remaining()).isNull();
  }

  @Test
  void three_levels_agree_in_every_event() throws InterruptedException {
    ProgressTracker job =
        registry.start(TrackerSpec.named("channel").total(1_000_000).startAt(665_000));
    for (int session = 134; session <= 136; session++) {
      try (ProgressTracker part =
          job.child(
              TrackerSpec.named("Session").total(5_000).step(session, 200).reportEvery(500))) {
        for (int page = 0; page < 50; page++) {
          part.advance(100);
          if (page % 7 == 0) {
            registry.sampleNow();
          }
        }
        part.complete();
      }
    }
    registry.flush(Duration.ofSeconds(5));

    List<Transition.Marked> marks = sink.of(Transition.Marked.class);
    assertThat(marks).hasSize(30);
    for (Transition.Marked mark : marks) {
      ProgressSnapshot part = mark.tracker();
      assertThat(part.done()).isEqualTo(mark.value());
      assertThat(mark.job().done()).isEqualTo(before(part) + mark.value());
    }
    assertThat(sink.updates())
        .allSatisfy(
            update ->
                assertThat(update.job().children())
                    .allSatisfy(
                        part ->
                            assertThat(update.job().done()).isEqualTo(before(part) + part.done())));
    assertThat(job.snapshot().done()).isEqualTo(680_000);
  }

  @Test
  void the_event_for_1500_says_1500_however_far_the_count_has_gone() throws InterruptedException {
    ProgressTracker job = registry.start(TrackerSpec.named("x").total(10_000).reportEvery(500));
    job.advance(1_700);
    registry.sampleNow();
    job.advance(200);
    registry.flush(Duration.ofSeconds(5));
    assertThat(sink.of(Transition.Marked.class))
        .extracting(mark -> mark.tracker().done())
        .containsExactly(500L, 1_000L, 1_500L);
  }

  @Test
  void marks_that_the_counting_thread_could_not_see_are_told_before_the_end()
      throws InterruptedException {
    ProgressTracker job = registry.start(TrackerSpec.named("x").total(1_000).reportEvery(500));
    ProgressPhase phase = job.phase(PhaseSpec.named("fetching").total(1_000).reportEvery(500));
    job.updateProgress(600);
    job.advance(400);
    phase.updateProgress(600);
    phase.advance(400);
    phase.close();
    job.complete();
    registry.flush(Duration.ofSeconds(5));
    assertThat(sink.of(Transition.Marked.class))
        .extracting(mark -> mark.phase() + " " + mark.value())
        .containsExactlyInAnyOrder("null 500", "null 1000", "fetching 500", "fetching 1000");
    assertThat(sink.transitions()).last().isInstanceOf(Transition.Finished.class);
  }

  @Test
  void a_note_read_late_is_no_burst() {
    ProgressTracker job = registry.start("x", 100_000);
    for (int second = 0; second < 100; second++) {
      clock.advance(Duration.ofSeconds(1));
      job.advance(100);
      if (second == 1) {
        job.note("early", Map.of());
      }
    }
    registry.sampleNow();
    assertThat(job.snapshot().rates().peak()).isCloseTo(100, within(1e-6));
  }

  @Test
  void what_is_open_in_a_tracker_ends_before_it() throws InterruptedException {
    ProgressTracker job = registry.start("x", 10);
    job.phase("fetching", 10);
    job.waiting("FLOOD_WAIT", Duration.ofMinutes(1));
    job.complete();
    registry.flush(Duration.ofSeconds(5));
    assertThat(sink.transitions())
        .hasExactlyElementsOfTypes(
            Transition.Started.class,
            Transition.PhaseStarted.class,
            Transition.WaitStarted.class,
            Transition.PhaseFinished.class,
            Transition.WaitEnded.class,
            Transition.Finished.class);
    assertThat(job.snapshot().phase()).isNull();
    assertThat(job.snapshot().phases().get(0).finished()).isTrue();
  }

  @Test
  void a_child_that_comes_too_late_says_that_it_is_abandoned() {
    ProgressTracker job = registry.start("x", 10);
    ProgressTracker child = job.child("a", 5);
    job.complete();
    ProgressTracker late = child.child("b", 5);
    ProgressTracker later = job.child("c", 5);
    registry.sampleNow();
    for (ProgressTracker orphan : List.of(late, later)) {
      orphan.advance();
      assertThat(orphan.snapshot().state()).isEqualTo(TrackerState.ABANDONED);
    }
  }

  @Test
  void at_least_reached_is_not_the_end() {
    ProgressTracker job = registry.start(TrackerSpec.named("x").total(Total.atLeast(10)));
    job.advance(10);
    registry.sampleNow();
    assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.UNKNOWN_TOTAL);
    assertThat(job.snapshot().eta().remaining()).isNull();
  }

  @Test
  void a_failure_without_words_is_still_a_failure() {
    ProgressTracker job = registry.start("x", 10);
    job.fail((String) null);
    registry.sampleNow();
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.FAILED);
    assertThat(job.snapshot().message()).isNull();
  }

  @Test
  void failures_after_the_end_are_not_counted() {
    ProgressTracker job = registry.start("x", 10);
    ProgressTracker child = job.child("a", 5);
    child.complete();
    child.countFailed(5);
    registry.sampleNow();
    assertThat(job.snapshot().outcomes().failed()).isZero();
  }

  @Test
  void marks_lie_on_multiples_also_after_a_resume() throws InterruptedException {
    ProgressTracker job =
        registry.start(TrackerSpec.named("x").total(5_000).startAt(3_240).reportEvery(500));
    job.advance(1_760);
    registry.flush(Duration.ofSeconds(5));
    assertThat(sink.of(Transition.Marked.class))
        .extracting(Transition.Marked::value)
        .containsExactly(3_500L, 4_000L, 4_500L, 5_000L);
  }

  @Test
  void phases_count_for_themselves() throws InterruptedException {
    ProgressTracker job = registry.start("session", 5_000);
    PhaseSpec spec = PhaseSpec.named("fetching").total(5_000).reportEvery(500);
    ProgressPhase fetching = job.phase(spec);
    ProgressPhase processing = job.phase("processing", 5_000);
    fetching.advance(600);
    processing.updateProgress(400);
    job.advance(400);
    registry.sampleNow();

    ProgressSnapshot now = job.snapshot();
    assertThat(now.done()).isEqualTo(400);
    assertThat(now.phase()).isEqualTo("processing");
    assertThat(now.phases()).extracting(PhaseSnapshot::done).containsExactly(600L, 400L);
    fetching.close();
    processing.close();
    registry.flush(Duration.ofSeconds(5));
    assertThat(sink.transitions())
        .hasExactlyElementsOfTypes(
            Transition.Started.class,
            Transition.PhaseStarted.class,
            Transition.PhaseStarted.class,
            Transition.Marked.class,
            Transition.PhaseFinished.class,
            Transition.PhaseFinished.class);
    assertThat(sink.of(Transition.Marked.class).get(0).tracker().phases().get(0).done())
        .isEqualTo(500);
    assertThat(job.snapshot().phase()).isNull();
  }

  @Test
  void a_wait_is_no_work_and_the_eta_is_right_at_the_first_item_after_it() {
    ProgressTracker job = registry.start("history", 1_000);
    countOneASecond(job, 100);
    WaitScope wait = job.waiting("FLOOD_WAIT", Duration.ofMinutes(10));
    registry.sampleNow();
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.WAITING);
    assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.WAITING);
    assertThat(job.snapshot().waiting())
        .isEqualTo(new WaitSnapshot("FLOOD_WAIT", NOON.plusSeconds(100), NOON.plusSeconds(700)));
    clock.advance(Duration.ofSeconds(590));
    registry.sampleNow();
    assertThat(wait.left()).isEqualTo(Duration.ofSeconds(10));
    assertThat(job.snapshot().active()).isEqualTo(Duration.ofSeconds(100));
    assertThat(job.snapshot().rates().current()).isCloseTo(1, within(0.01));
    clock.advance(Duration.ofSeconds(10));
    wait.close();
    countOneASecond(job, 1);

    assertThat(job.snapshot().state()).isEqualTo(TrackerState.RUNNING);
    assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.MEASURED);
    assertThat(job.snapshot().eta().remaining())
        .isCloseTo(Duration.ofSeconds(899), Duration.ofSeconds(90));
  }

  @Test
  void a_wait_of_the_job_is_a_wait_of_its_parts() {
    ProgressTracker job = registry.start("history", 1_000);
    ProgressTracker part = job.child("Session 1", 500);
    WaitScope wait = job.waiting("FLOOD_WAIT", null);
    registry.sampleNow();
    assertThat(part.snapshot().state()).isEqualTo(TrackerState.WAITING);
    assertThat(part.snapshot().waiting()).isEqualTo(new WaitSnapshot("FLOOD_WAIT", NOON, null));
    clock.advance(Duration.ofSeconds(5));
    wait.close();
    wait.close();
    registry.sampleNow();
    assertThat(part.snapshot().state()).isEqualTo(TrackerState.RUNNING);
    assertThat(part.snapshot().active()).isZero();
  }

  @Test
  void a_pause_stops_the_clock_until_it_ends() throws InterruptedException {
    ProgressTracker job = registry.start("upload", 100);
    countOneASecond(job, 10);
    job.pause();
    job.pause();
    clock.advance(Duration.ofHours(1));
    registry.sampleNow();
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.PAUSED);
    job.resume();
    job.resume();
    countOneASecond(job, 10);
    assertThat(job.snapshot().active()).isEqualTo(Duration.ofSeconds(20));
    assertThat(job.snapshot().elapsed()).isEqualTo(Duration.ofSeconds(3_620));
    registry.flush(Duration.ofSeconds(5));
    assertThat(sink.of(Transition.Paused.class)).hasSize(1);
    assertThat(sink.of(Transition.Resumed.class))
        .extracting(Transition.Resumed::paused)
        .containsExactly(Duration.ofHours(1));
  }

  @Test
  void percent_stands_still_when_the_total_grows_and_is_100_only_on_completion()
      throws InterruptedException {
    ProgressTracker job = registry.start("crawl", 100);
    job.advance(100);
    registry.sampleNow();
    assertThat(job.snapshot().percent()).isEqualTo(99.9);
    job.total(Total.atLeast(400));
    registry.sampleNow();
    assertThat(job.snapshot().percent()).isEqualTo(99.9);
    assertThat(job.snapshot().total()).isEqualTo(Total.atLeast(400));
    job.complete();
    registry.flush(Duration.ofSeconds(5));
    assertThat(job.snapshot().percent()).isEqualTo(100.0);
    assertThat(job.snapshot().done()).isEqualTo(100);
    assertThat(sink.of(Transition.TotalChanged.class))
        .extracting(Transition.TotalChanged::before)
        .containsExactly(Total.exact(100));
  }

  @Test
  void work_done_before_counts_as_done_and_never_as_speed() {
    ProgressTracker job =
        registry.start(
            TrackerSpec.named("resume").total(1_000).startAt(900).estimator(EtaMethod.LINEAR));
    clock.advance(Duration.ofSeconds(10));
    job.advance();
    registry.sampleNow();
    assertThat(job.snapshot().done()).isEqualTo(901);
    assertThat(job.snapshot().rates().average()).isCloseTo(0.1, within(1e-9));
    assertThat(job.snapshot().eta().remaining())
        .isCloseTo(Duration.ofSeconds(990), Duration.ofMillis(1));
  }

  @Test
  void an_unknown_total_has_a_rate_but_neither_percent_nor_eta() {
    ProgressTracker job = registry.start(TrackerSpec.named("stream"));
    countOneASecond(job, 5);
    assertThat(job.snapshot().percent()).isNull();
    assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.UNKNOWN_TOTAL);
    assertThat(job.snapshot().eta().remaining()).isNull();
    assertThat(job.snapshot().rates().current()).isCloseTo(1, within(0.01));
  }

  @Test
  void nothing_to_do_is_done_at_once_but_complete_only_when_told() {
    ProgressTracker job = registry.start("empty", 0);
    registry.sampleNow();
    assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.DONE);
    assertThat(job.snapshot().percent()).isEqualTo(0.0);
  }

  @Test
  void more_done_than_there_was_shows_as_it_is() {
    ProgressTracker job = registry.start("x", 10);
    job.advance(12);
    registry.sampleNow();
    assertThat(job.snapshot().done()).isEqualTo(12);
    assertThat(job.snapshot().percent()).isEqualTo(99.9);
  }

  @Test
  void children_left_open_are_abandoned_with_their_parent() throws InterruptedException {
    ProgressTracker job = registry.start("job", 10);
    ProgressTracker child = job.child("part", 10);
    ProgressTracker grandchild = child.child("piece", 10);
    grandchild.advance(3);
    job.complete();
    registry.flush(Duration.ofSeconds(5));
    assertThat(sink.of(Transition.Finished.class))
        .extracting(finished -> finished.tracker().name() + " " + finished.tracker().state())
        .containsExactly("piece ABANDONED", "part ABANDONED", "job COMPLETED");
    assertThat(job.snapshot().done()).isEqualTo(3);
    assertThat(child.snapshot().state()).isEqualTo(TrackerState.ABANDONED);
  }

  @Test
  void after_the_end_nothing_changes_and_nothing_is_thrown() {
    ProgressTracker job = registry.start("x", 10);
    job.advance(4);
    job.complete();
    registry.sampleNow();
    job.advance();
    job.updateProgress(9);
    job.total(Total.exact(99));
    job.note("late", Map.of());
    job.fail("late");
    job.pause();
    ProgressTracker orphan = job.child("orphan", 5);
    orphan.advance();
    job.phase("late", 5).advance(1);
    job.close();
    registry.sampleNow();
    assertThat(job.snapshot().done()).isEqualTo(4);
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.COMPLETED);
    assertThat(job.snapshot().total()).isEqualTo(Total.exact(10));
  }

  @Test
  void failures_add_up_over_the_tree() {
    ProgressTracker job = registry.start("x", 10);
    job.countFailed(1);
    ProgressTracker ended = job.child("a", 5);
    ended.countFailed(2);
    ended.complete();
    job.child("b", 5).countFailed(4);
    registry.sampleNow();
    assertThat(job.snapshot().outcomes().failed()).isEqualTo(7);
  }

  @Test
  void an_event_of_the_job_knows_what_its_parts_have_counted_so_far() throws InterruptedException {
    ProgressTracker job = registry.start("history", 10_000);
    ProgressTracker part = job.child("Session 1", 5_000);
    registry.sampleNow();
    part.advance(5_000);
    job.waiting("FLOOD_WAIT", null);
    registry.flush(Duration.ofSeconds(5));
    assertThat(sink.of(Transition.WaitStarted.class).get(0).job().done()).isEqualTo(5_000);
  }

  @Test
  void notes_are_kept_in_order_with_everything_else() throws InterruptedException {
    ProgressTracker job = registry.start("x", 10);
    job.note("credential_expiry", Map.of("in", 30));
    job.waiting("LOGIN", null).close();
    job.note("credential_renewal", Map.of());
    registry.flush(Duration.ofSeconds(5));
    assertThat(sink.transitions())
        .hasExactlyElementsOfTypes(
            Transition.Started.class,
            Transition.Note.class,
            Transition.WaitStarted.class,
            Transition.WaitEnded.class,
            Transition.Note.class);
    assertThat(sink.events())
        .extracting(event -> event.header().sequence())
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(sink.events())
        .extracting(event -> event.header().eventId().toString())
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void a_note_with_a_map_that_cannot_be_read_is_still_a_note() throws InterruptedException {
    Map<String, Object> hostile =
        new AbstractMap<>() {
          @Override
          public Set<Entry<String, Object>> entrySet() {
            throw new IllegalStateException("no");
          }
        };
    ProgressTracker job = registry.start("x", 10);
    job.note("odd", hostile);
    registry.flush(Duration.ofSeconds(5));
    assertThat(sink.of(Transition.Note.class).get(0).details()).containsKey("details_unreadable");
  }

  @Test
  void a_wall_clock_set_back_makes_no_duration_negative() {
    ProgressTracker job = registry.start("x", 10);
    countOneASecond(job, 3);
    clock.jumpTo(NOON.minusSeconds(86_400));
    countOneASecond(job, 3);
    assertThat(job.snapshot().elapsed()).isEqualTo(Duration.ofSeconds(6));
    assertThat(job.snapshot().eta().remaining()).isPositive();
  }

  @Test
  void misuse_is_said_with_value_and_limit() {
    ProgressTracker job = registry.start("x", 10);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.start("x", -3))
        .withMessage("total must be >= 0, was -3 (x)");
    assertThatIllegalArgumentException().isThrownBy(() -> job.advance(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> job.updateProgress(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> job.countFailed(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> TrackerSpec.named(" "));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Step(5, 4))
        .withMessage("step number must be in 1..4, was 5");
  }

  @Test
  void an_id_is_for_one_live_job() {
    ProgressTracker first = registry.start(TrackerSpec.named("x").id("job-42"));
    assertThatIllegalStateException()
        .isThrownBy(() -> registry.start(TrackerSpec.named("y").id("job-42")))
        .withMessageContaining("job-42");
    assertThat(registry.find("job-42")).containsSame(first);
    first.complete();
    registry.start(TrackerSpec.named("y").id("job-42")).complete();
  }

  @Test
  void a_closed_registry_abandons_what_runs_and_starts_nothing() {
    ProgressTracker job = registry.start("x", 10);
    registry.close();
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.ABANDONED);
    assertThat(sink.isClosed()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> registry.start("y", 1));
    registry.close();
  }

  /** What the sessions before this one have counted. */
  private static long before(ProgressSnapshot session) {
    return (Objects.requireNonNull(session.step()).number() - 1) * 5_000;
  }

  private void countOneASecond(ProgressTracker job, int times) {
    for (int i = 0; i < times; i++) {
      clock.advance(Duration.ofSeconds(1));
      job.advance();
      registry.sampleNow();
    }
  }

  @Test
  void parts_nested_fifteen_hundred_deep_count_for_all_above_them() {
    // Without a sink: the starts alone would be a million snapshots in their lineages.
    try (ProgressRegistry own = ProgressRegistry.builder().clock(clock).manualSampling().build()) {
      ProgressTracker job = own.start("deep", 1_500);
      List<ProgressTracker> parts = new ArrayList<>(List.of(job));
      for (int depth = 1; depth < 1_500; depth++) {
        parts.add(parts.get(depth - 1).child("part", 1_500 - depth));
      }
      ProgressTracker deepest = parts.get(1_499);
      WaitScope wait = job.waiting("FLOOD_WAIT", Duration.ofMinutes(1));
      deepest.advance();
      own.sampleNow();
      assertThat(deepest.snapshot().state()).isEqualTo(TrackerState.WAITING);
      wait.close();
      own.sampleNow();
      assertThat(parts).allSatisfy(part -> assertThat(part.snapshot().done()).isEqualTo(1));
      assertThat(deepest.snapshot().state()).isEqualTo(TrackerState.RUNNING);
    }
  }
}
