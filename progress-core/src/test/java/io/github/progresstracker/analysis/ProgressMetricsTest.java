package io.github.progresstracker.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ItemSnapshot;
import io.github.progresstracker.ItemStatus;
import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.UsageSnapshot;
import io.github.progresstracker.analysis.MetricError.Code;
import io.github.progresstracker.contract.SnapshotBuilder;
import io.github.progresstracker.testing.ManualClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Checking the numbers of a snapshot")
class ProgressMetricsTest {

  private static SnapshotBuilder job() {
    return SnapshotBuilder.named("import").id("job-1");
  }

  private static void assertWrong(SnapshotBuilder snapshot, Code code, String message) {
    ProgressMetrics.Validation validation = ProgressMetrics.validate(snapshot.build());
    assertThat(validation.isValid()).isFalse();
    assertThat(validation.errors())
        .containsExactly(new MetricError(code, "job-1", message + " (import)"));
  }

  @Test
  @DisplayName("finds nothing in what the library publishes")
  void library() {
    ManualClock clock = new ManualClock(SnapshotBuilder.AT);
    try (ProgressRegistry registry =
        ProgressRegistry.builder().clock(clock).manualSampling().build()) {
      ProgressTracker job = registry.start("import", 100);
      ProgressTracker part = job.child("part", 50);
      assertThat(ProgressMetrics.validate(job.snapshot()).errors()).isEmpty();
      ProgressSnapshot before = job.snapshot();
      for (int i = 0; i < 50; i++) {
        clock.advance(Duration.ofSeconds(1));
        part.advance();
        job.skip(1);
        job.countFailed(1);
        registry.sampleNow();
        assertThat(ProgressMetrics.validate(before, job.snapshot()).errors()).isEmpty();
        before = job.snapshot();
      }
      job.complete();
      registry.sampleNow();
      assertThat(ProgressMetrics.validate(before, job.snapshot()).isValid()).isTrue();
    }
  }

  @Test
  @DisplayName("finds negative counts and durations")
  void negative() {
    assertWrong(
        job().outcomes(new Outcomes(0, -1, 0, 0)),
        Code.NEGATIVE_COUNT,
        "failed must be >= 0, was -1");
    assertWrong(
        job().items(new ItemsSnapshot(-2, 0, 0, 0, null, List.of(), List.of())),
        Code.NEGATIVE_COUNT,
        "pending items must be >= 0, was -2");
    assertWrong(
        job().usage(new UsageSnapshot(-7, BigDecimal.ZERO, 0, 0, 0, Duration.ZERO)),
        Code.NEGATIVE_COUNT,
        "tokens must be >= 0, was -7");
    assertWrong(
        job().usage(new UsageSnapshot(0, new BigDecimal("-0.5"), 0, 0, 0, Duration.ZERO)),
        Code.NEGATIVE_COUNT,
        "cost must be >= 0, was -0.5");
    assertWrong(
        job().usage(new UsageSnapshot(0, BigDecimal.ZERO, 0, 0, 0, Duration.ofSeconds(-3))),
        Code.NEGATIVE_DURATION,
        "rateLimitDelay must be >= 0, was PT-3S");
    assertThat(ProgressMetrics.validate(job().counts(-5, Total.unknown()).build()).errors())
        .extracting(MetricError::code)
        .contains(Code.NEGATIVE_COUNT, Code.DONE_BELOW_OFFSET);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 100.1, 1e9})
  @DisplayName("finds a percentage outside 0 to 100")
  void percent(double percent) {
    assertWrong(
        job().percent(percent),
        Code.PERCENT_OUT_OF_RANGE,
        "percent must be 0 to 100, was " + percent);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  @DisplayName("finds what is no number")
  void not_a_number(double percent) {
    assertWrong(
        job().percent(percent),
        Code.NOT_A_NUMBER,
        "percent must be a finite number, was " + percent);
  }

  @Test
  @DisplayName("finds 100 % of what still runs, and less of what is complete")
  void ends() {
    assertWrong(
        job().counts(10, 10),
        Code.COMPLETE_BEFORE_ITS_END,
        "percent must be < 100 until completed, was 100 while RUNNING");
    assertWrong(
        job().counts(9, 10).state(TrackerState.COMPLETED),
        Code.INCOMPLETE_AT_ITS_END,
        "percent must be 100 when completed, was 90.0");
    assertThat(
            ProgressMetrics.validate(job().counts(10, 10).state(TrackerState.COMPLETED).build())
                .isValid())
        .isTrue();
  }

  @Test
  @DisplayName("finds more than there is to do, unless there may be more")
  void beyond_total() {
    assertWrong(
        job().counts(12, Total.exact(10)),
        Code.DONE_BEYOND_TOTAL,
        "done must be <= an exact total, was 12 of 10");
    assertThat(ProgressMetrics.validate(job().counts(12, Total.atLeast(10)).build()).errors())
        .isEmpty();
  }

  @Test
  @DisplayName("finds parts that are more than their whole")
  void parts() {
    ProgressSnapshot half = SnapshotBuilder.named("half").counts(6, Total.exact(8)).build();
    assertWrong(
        job().counts(20, Total.exact(30)).child(half).child(half),
        Code.DUPLICATE_ID,
        "parts must have ids of their own, two are half");
    assertWrong(
        job().counts(10, Total.exact(20)).outcomes(new Outcomes(8, 0, 3, 0)),
        Code.PARTS_EXCEED_WHOLE,
        "succeeded and skipped must be at most the work of this run, were 8 and 3 of 10");
    assertWrong(
        job().ran(Duration.ofSeconds(5), Duration.ofSeconds(6)),
        Code.PARTS_EXCEED_WHOLE,
        "active must be <= elapsed, was PT6S of PT5S");
    assertWrong(
        job()
            .phase(new PhaseSnapshot("a", 0, Total.unknown(), 0.7, true))
            .phase(new PhaseSnapshot("b", 0, Total.unknown(), 0.7, true)),
        Code.PARTS_EXCEED_WHOLE,
        "weights of phases must add up to 1 at most, were 1.4");
    ItemSnapshot item = new ItemSnapshot("i", ItemStatus.PROCESSING, 0, null, null, null, null);
    assertWrong(
        job().items(new ItemsSnapshot(0, 0, 0, 0, null, List.of(item), List.of())),
        Code.PARTS_EXCEED_WHOLE,
        "items in flight must be at most those in processing, were 1 of 0");
    assertWrong(
        job().phase(new PhaseSnapshot("a", 0, Total.unknown(), 1.5, true)),
        Code.SHARE_OUT_OF_RANGE,
        "weight of phase a must be 0 to 1, was 1.5");
  }

  @Test
  @DisplayName("finds errors anywhere in the tree, however deep")
  void deep() {
    ProgressSnapshot tree = SnapshotBuilder.named("leaf").percent(Double.NaN).build();
    for (int i = 0; i < 20_000; i++) {
      tree = SnapshotBuilder.named("level " + i).child(tree).build();
    }
    assertThat(ProgressMetrics.validate(tree).errors())
        .extracting(MetricError::trackerId)
        .containsExactly("leaf");
  }

  @Test
  @DisplayName("of two snapshots finds what fell that can only rise")
  void goes_back() {
    ProgressSnapshot earlier =
        job().counts(50, 100).ran(Duration.ofSeconds(60), Duration.ofSeconds(60)).build();
    Instant at = SnapshotBuilder.AT.minusSeconds(30);
    ProgressSnapshot later =
        job().counts(40, 100).at(at).ran(Duration.ofSeconds(30), Duration.ofSeconds(20)).build();
    assertThat(ProgressMetrics.validate(earlier, later).errors())
        .extracting(MetricError::message)
        .containsExactly(
            "at must not go back, was 2025-11-10T12:44:53Z after 2025-11-10T12:45:23Z (import)",
            "done must not fall, was 40 after 50 (import)",
            "elapsed must not fall, was 30 after 60 (import)",
            "active must not fall, was 20 after 60 (import)",
            "percent must not fall, was 40 after 50 (import)");
    assertThat(ProgressMetrics.validate(earlier, SnapshotBuilder.named("x").build()).errors())
        .extracting(MetricError::code)
        .containsExactly(Code.ANOTHER_TRACKER);
    ProgressSnapshot failed = job().state(TrackerState.FAILED).build();
    assertThat(ProgressMetrics.validate(failed, job().build()).errors())
        .extracting(MetricError::message)
        .containsExactly("what has ended must stay so, was RUNNING after FAILED (import)");
  }

  @Test
  @DisplayName("finds a start that lies in the future")
  void future_start() {
    assertThat(
            ProgressMetrics.validate(
                    job().ran(Duration.ofSeconds(-5), Duration.ofSeconds(-5)).build())
                .errors())
        .extracting(MetricError::code)
        .containsExactly(Code.NEGATIVE_DURATION, Code.NEGATIVE_DURATION, Code.TIME_GOES_BACK);
  }

  @Test
  @DisplayName("finds what is missing and does not fall over it")
  @SuppressWarnings("NullAway") // what a program makes that knows nothing of null
  void missing() {
    ProgressSnapshot sound = job().build();
    ProgressSnapshot torso =
        new ProgressSnapshot(
            null, null, null, null, 0, 0, null, null, null, null, null, null, null, null, null,
            null, null, null, null, null, null, null, null, null, false, null, null, null);
    assertThat(ProgressMetrics.validate(torso).errors())
        .hasSize(19)
        .extracting(MetricError::code)
        .containsOnly(Code.MISSING_VALUE);
    assertThat(ProgressMetrics.validate(torso, sound).errors()).isEmpty();
    assertThat(ProgressMetrics.validate(sound, torso).errors()).isNotEmpty();
    assertWrong(
        job().usage(new UsageSnapshot(0, null, 0, 0, 0, Duration.ZERO)),
        Code.MISSING_VALUE,
        "cost is missing");
  }
}
