package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("When a job has completed, it tells how good its ETA was")
class RunAccuracyTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final RecordingSink sink = new RecordingSink();
  private final ProgressRegistry registry =
      ProgressRegistry.builder()
          .clock(clock)
          .manualSampling()
          .estimator(EtaMethod.LINEAR)
          .sink(sink)
          .build();

  @AfterEach
  void close() {
    registry.close();
  }

  private void work(ProgressTracker job, int units, double secondsEach) {
    for (int i = 0; i < units; i++) {
      clock.advance(Duration.ofMillis((long) (secondsEach * 1_000)));
      job.advance();
      registry.sampleNow();
    }
  }

  private EtaAccuracy accuracyOf(ProgressTracker job) {
    job.complete();
    registry.sampleNow();
    return Objects.requireNonNull(job.snapshot().etaAccuracy());
  }

  @Test
  void of_even_work_the_linear_eta_was_right_all_the_time() {
    ProgressTracker job = registry.start("import", 100);
    work(job, 100, 1);
    assertThat(job.snapshot().etaAccuracy()).as("while it runs").isNull();

    EtaAccuracy accuracy = accuracyOf(job);

    assertThat(accuracy.error()).isCloseTo(0, within(1e-9));
    assertThat(accuracy.jitter()).isCloseTo(0, within(1e-6));
    assertThat(accuracy.coverage()).isEqualTo(1);
    assertThat(accuracy.unanswered()).isZero();
    assertThat(accuracy.looks()).isEqualTo(100);
  }

  @Test
  @DisplayName("of work that slows down to a tenth it was not, by the share one can work out")
  void uneven_work() {
    ProgressTracker job = registry.start("import", 100);
    work(job, 50, 0.1);
    work(job, 50, 1);
    // Up to second 5 the 45 s of slowness to come are missing. Then t seconds have brought 45 + t
    // units, and t / (45 + t) * (55 - t) is estimated where 55 - t is true. The mean of what is
    // missing over 5 % to 95 % of the 55 s, integrated by hand, is 19.6 s.
    assertThat(accuracyOf(job).error()).isCloseTo(19.6 / 55, within(0.01));
  }

  @Test
  void the_event_of_the_end_has_it_too() throws InterruptedException {
    ProgressTracker job = registry.start("import", 100);
    ProgressTracker part = job.child("part", 100);
    work(part, 100, 1);
    part.complete();
    EtaAccuracy accuracy = accuracyOf(job);
    registry.flush(Duration.ofSeconds(5));

    assertThat(sink.of(Transition.Finished.class))
        .extracting(end -> end.tracker().name(), end -> end.tracker().etaAccuracy())
        .as("parts have none: they come by the thousands")
        .containsExactly(tuple("part", null), tuple("import", accuracy));
  }

  @Test
  void a_job_that_did_not_complete_has_no_truth_to_compare_with() {
    ProgressTracker failed = registry.start("failed", 100);
    ProgressTracker abandoned = registry.start("abandoned", 100);
    work(failed, 50, 1);
    failed.fail("disk full");
    work(abandoned, 50, 1);
    abandoned.close();
    registry.sampleNow();
    assertThat(failed.snapshot().etaAccuracy()).isNull();
    assertThat(abandoned.snapshot().etaAccuracy()).isNull();
  }

  @Test
  void a_job_without_estimates_or_without_time_has_nothing_to_judge() {
    ProgressTracker unknown = registry.start(TrackerSpec.named("stream"));
    work(unknown, 50, 1);
    unknown.complete();
    ProgressTracker quick = registry.start("quick", 3);
    work(quick, 3, 1);
    quick.complete();
    registry.sampleNow();
    assertThat(unknown.snapshot().etaAccuracy()).isNull();
    assertThat(quick.snapshot().etaAccuracy()).isNull();
  }

  @Test
  void a_wait_is_part_of_the_run_that_people_see() {
    ProgressTracker job = registry.start("history", 100);
    work(job, 50, 1);
    WaitScope wait = job.waiting("FLOOD_WAIT", Duration.ofSeconds(100));
    for (int second = 0; second < 100; second++) {
      clock.advance(Duration.ofSeconds(1));
      registry.sampleNow();
    }
    wait.close();
    work(job, 50, 1);
    // Before the wait, which nobody could know of, 100 of 200 seconds were missing; after its
    // announcement nothing was. Of the time scored (10 s to 190 s), 40 s lie before.
    assertThat(accuracyOf(job).error()).isCloseTo(0.5 * 40 / 180, within(0.01));
  }

  @Test
  void a_pause_is_not() {
    ProgressTracker job = registry.start("upload", 100);
    work(job, 50, 1);
    job.pause();
    for (int minute = 0; minute < 600; minute++) {
      clock.advance(Duration.ofMinutes(1));
      registry.sampleNow();
    }
    job.resume();
    work(job, 50, 1);
    assertThat(accuracyOf(job).error()).isCloseTo(0, within(1e-9));
  }
}
