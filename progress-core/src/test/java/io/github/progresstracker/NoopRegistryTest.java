package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.progresstracker.alert.AlertRule;
import io.github.progresstracker.testing.ManualClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A registry that is off")
class NoopRegistryTest {

  @Test
  @DisplayName("takes every call, shows nobody anything and is always the same one")
  void takes_all() throws InterruptedException {
    ProgressRegistry registry = ProgressRegistry.noop();
    ProgressSnapshot constant;
    try (ProgressTracker job = registry.start("reindex", 10)) {
      constant = job.snapshot();
      job.advance();
      job.advance(3);
      job.updateProgress(7);
      job.skip(1);
      job.countFailed(1);
      job.total(Total.exact(20));
      job.pause();
      job.resume();
      job.resetEta();
      job.note("anything", Map.of());
      job.onProgressUpdate(snapshot -> {});
      job.onEtaUpdate((snapshot, eta) -> {});
      job.onPerformanceAlert((snapshot, alert) -> {});
      try (ProgressPhase phase = job.phase("scan", 5)) {
        phase.advance(5);
        phase.updateProgress(5);
        assertThat(phase.name()).isNotBlank();
      }
      try (ProgressTracker part = job.child("part", 5)) {
        part.fail(new IllegalStateException("boom"));
        part.complete();
      }
      assertThat(job.requestStop("why not")).isFalse();
      assertThat(job.stopRequested()).isFalse();
      job.throwIfStopRequested();
      assertThat(job.snapshot()).isSameAs(constant);
      assertThat(job.id()).isEqualTo(job.name());
    }
    registry.sampleNow();
    assertThat(constant.done()).isZero();
    assertThat(registry.active()).isEmpty();
    assertThat(registry.find("reindex")).isEmpty();
    assertThat(registry.stop("reindex", "x")).isFalse();
    assertThat(registry.stopTracking("reindex")).isFalse();
    assertThat(registry.cleanupStale(Duration.ofHours(1))).isEmpty();
    assertThat(registry.sinkHealth()).isEmpty();
    assertThat(registry.flush(Duration.ZERO)).isTrue();
    registry.close();
    assertThat(registry.start(TrackerSpec.named("again"))).isNotNull();
    assertThat(ProgressRegistry.noop()).isSameAs(registry);
  }

  @Test
  @DisplayName("checks arguments as ever, so that what is wrong is wrong with tracking off, too")
  void checks_arguments() {
    ProgressTracker job = ProgressRegistry.noop().start("reindex", 10);
    assertThatIllegalArgumentException().isThrownBy(() -> job.advance(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> job.updateProgress(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> job.skip(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> job.countFailed(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> job.child("part", -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProgressRegistry.noop().start("reindex", -1));
  }

  @Test
  @DisplayName("still tells what is left of a wait, because the host sleeps by it")
  void waits() {
    ManualClock clock = new ManualClock(Instant.EPOCH);
    try (ProgressRegistry registry =
            ProgressRegistry.builder()
                .config(TrackingConfig.of(TrackingMode.OFF))
                .clock(clock)
                .build();
        WaitScope wait = registry.start("x", 1).waiting("FLOOD_WAIT", Duration.ofSeconds(30))) {
      clock.advance(Duration.ofSeconds(10));
      assertThat(wait.left()).isEqualTo(Duration.ofSeconds(20));
      clock.advance(Duration.ofSeconds(30));
      assertThat(wait.left()).isZero();
    }
  }

  @Test
  @DisplayName("closes the sinks it was given, once, and whatever they throw")
  void closes_sinks() {
    RecordingSink sink = new RecordingSink();
    RecordingSink throwing =
        new RecordingSink() {
          @Override
          public synchronized void close() {
            throw new IllegalStateException("no");
          }
        };
    ProgressRegistry registry =
        ProgressRegistry.builder()
            .config(TrackingConfig.of(TrackingMode.OFF))
            .sink(throwing)
            .sink(sink)
            .build();
    registry.start("x", 1).complete();
    registry.close();
    registry.close();
    assertThat(sink.isClosed()).isTrue();
    assertThat(sink.events()).isEmpty();
  }

  @Test
  @DisplayName("checks what is said of items, usage and activity, too")
  void checks_accounts() {
    ProgressTracker job = ProgressRegistry.noop().start("reindex", 10);
    AlertRule nameless =
        new AlertRule() {
          @Override
          public String name() {
            return " ";
          }

          @Override
          public Watch watch() {
            return now -> null;
          }
        };
    List<ThrowingCallable> wrong =
        List.of(
            () -> job.item(" "),
            () -> job.updateItem("", ItemStatus.FAILED, 1),
            () -> job.usage().tokens(-1),
            () -> job.usage().cost(Double.NaN),
            () -> job.usage().cost(new BigDecimal("-1")),
            () -> job.activity().count("mail", -1),
            () -> job.watch(nameless),
            () -> ProgressRegistry.noop().cleanupStale(Duration.ZERO));
    assertThat(wrong).allSatisfy(call -> assertThatIllegalArgumentException().isThrownBy(call));
  }
}
