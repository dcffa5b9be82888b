package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What became of the work: succeeded, failed, skipped, retried. */
class OutcomesTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final ProgressRegistry registry =
      ProgressRegistry.builder().clock(clock).manualSampling().build();

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void a_tracker_that_has_done_nothing_has_no_outcomes() {
    ProgressTracker job = registry.start("x", 10);
    registry.sampleNow();
    assertThat(job.snapshot().outcomes()).isEqualTo(Outcomes.NONE);
    assertThat(job.snapshot().outcomes().errorRate()).isNull();
  }

  @Test
  void outcomes_are_told_apart() {
    ProgressTracker job = registry.start("upload", 100);
    job.advance(50);
    job.advance(10, Outcome.SUCCEEDED);
    job.advance(5, Outcome.FAILED);
    job.advance(20, Outcome.SKIPPED);
    job.skip(3);
    job.countFailed(2);
    job.countRetried(4);
    registry.sampleNow();

    assertThat(job.snapshot().done()).isEqualTo(88);
    assertThat(job.snapshot().outcomes()).isEqualTo(new Outcomes(60, 7, 23, 4));
  }

  @Test
  void failed_units_took_their_time_and_skipped_ones_did_not() {
    ProgressTracker job =
        registry.start(TrackerSpec.named("upload").total(200).estimator(EtaMethod.LINEAR));
    job.advance(100, Outcome.SKIPPED);
    for (int i = 0; i < 50; i++) {
      clock.advance(Duration.ofSeconds(1));
      job.advance(1, i % 2 == 0 ? Outcome.FAILED : Outcome.SUCCEEDED);
      registry.sampleNow();
    }
    assertThat(job.snapshot().outcomes()).isEqualTo(new Outcomes(25, 25, 100, 0));
    assertThat(job.snapshot().rates().average()).isCloseTo(1, within(1e-9));
    assertThat(job.snapshot().eta().remaining()).isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void those_of_the_parts_add_up_and_stay_when_a_part_has_ended() {
    ProgressTracker job = registry.start("x", 100);
    ProgressTracker ended = job.child("a", 10);
    ended.advance(3, Outcome.FAILED);
    ended.advance(4, Outcome.SKIPPED);
    ended.countRetried(2);
    ended.complete();
    ProgressTracker deep = job.child("b", 10).child("c", 10);
    deep.advance(2, Outcome.FAILED);
    deep.advance(1);
    deep.countFailed(1);
    job.advance(5);
    registry.sampleNow();

    assertThat(job.snapshot().done()).isEqualTo(15);
    assertThat(job.snapshot().outcomes()).isEqualTo(new Outcomes(6, 6, 4, 2));
    assertThat(deep.snapshot().outcomes()).isEqualTo(new Outcomes(1, 3, 0, 0));
    registry.sampleNow();
    assertThat(job.snapshot().outcomes()).isEqualTo(new Outcomes(6, 6, 4, 2));
  }

  @Test
  void work_done_before_this_run_is_no_success_of_it() {
    ProgressTracker job = registry.start(TrackerSpec.named("x").total(100).startAt(90));
    job.advance(2);
    registry.sampleNow();
    assertThat(job.snapshot().outcomes()).isEqualTo(new Outcomes(2, 0, 0, 0));
  }

  @Test
  void failures_beside_the_progress_make_no_success_negative() {
    ProgressTracker job = registry.start("x", 10);
    job.countFailed(7);
    registry.sampleNow();
    assertThat(job.snapshot().done()).isZero();
    assertThat(job.snapshot().outcomes()).isEqualTo(new Outcomes(0, 7, 0, 0));
    assertThat(job.snapshot().outcomes().errorRate()).isEqualTo(1.0);
  }

  @Test
  void counts_stop_at_the_largest_number_there_is() {
    ProgressTracker job = registry.start("x", 10);
    for (int i = 0; i < 3; i++) {
      job.advance(Long.MAX_VALUE, Outcome.FAILED);
      job.countFailed(Long.MAX_VALUE);
      job.countRetried(Long.MAX_VALUE);
    }
    registry.sampleNow();
    assertThat(job.snapshot().outcomes())
        .isEqualTo(new Outcomes(0, Long.MAX_VALUE, 0, Long.MAX_VALUE));
  }

  @Test
  void after_the_end_nothing_is_counted() {
    ProgressTracker job = registry.start("x", 10);
    job.complete();
    job.advance(1, Outcome.FAILED);
    job.countRetried(1);
    registry.sampleNow();
    assertThat(job.snapshot().done()).isZero();
    assertThat(job.snapshot().outcomes()).isEqualTo(Outcomes.NONE);
  }

  @Test
  void negative_counts_are_refused() {
    ProgressTracker job = registry.start("x", 10);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> job.advance(-3, Outcome.FAILED))
        .withMessageContaining("-3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> job.countRetried(-4))
        .withMessageContaining("-4");
  }
}
