package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.history.RunHistoryStore;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Resetting the ETA")
class ResetEtaTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final ProgressRegistry registry =
      ProgressRegistry.builder()
          .clock(clock)
          .manualSampling()
          .history(RunHistoryStore.inMemory())
          .build();

  @AfterEach
  void close() {
    registry.close();
  }

  private void work(ProgressTracker job, int seconds, int perSecond) {
    for (int i = 0; i < seconds; i++) {
      clock.advance(Duration.ofSeconds(1));
      job.advance(perSecond);
      registry.sampleNow();
    }
  }

  private static long seconds(ProgressTracker job) {
    Duration remaining = job.snapshot().eta().remaining();
    assertThat(remaining).isNotNull();
    return remaining.toSeconds();
  }

  @Test
  @DisplayName("forgets the pace and keeps count, percentage and rates")
  void linear() {
    ProgressTracker job =
        registry.start(TrackerSpec.named("import").total(1_000).estimator(EtaMethod.LINEAR));
    work(job, 100, 1);
    assertThat(seconds(job)).isEqualTo(900);

    job.resetEta();
    registry.sampleNow();
    assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.WARMING_UP);
    assertThat(job.snapshot().eta().remaining()).isNull();
    assertThat(job.snapshot().done()).isEqualTo(100);
    assertThat(job.snapshot().percent()).isEqualTo(10.0);
    assertThat(job.snapshot().rates().average()).isCloseTo(1.0, within(1e-9));

    work(job, 10, 10);
    assertThat(seconds(job)).as("800 left at ten a second").isEqualTo(80);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  @DisplayName("works with every method: the new pace counts alone")
  void methods(EtaMethod method) {
    ProgressTracker job =
        registry.start(TrackerSpec.named("import").total(10_000).estimator(method));
    work(job, 200, 1);
    job.resetEta();
    work(job, 100, 20);
    assertThat(seconds(job)).isBetween(300L, 480L);
    job.complete();
    registry.sampleNow();
    assertThat(job.snapshot().percent()).isEqualTo(100.0);
  }

  @Test
  @DisplayName("works with an estimator of one's own")
  void custom() {
    List<Long> asked = new ArrayList<>();
    ProgressTracker job =
        registry.start(
            TrackerSpec.named("import").total(1_000).estimator(s -> new CountingLinear(asked)));
    work(job, 100, 1);
    job.resetEta();
    work(job, 10, 10);
    assertThat(seconds(job)).isEqualTo(80);
  }

  @Test
  @DisplayName("works with declared phases: what is left counts, at the pace that comes")
  void phases() {
    ProgressTracker job =
        registry.start(
            TrackerSpec.named("import")
                .estimator(EtaMethod.LINEAR)
                .phases(
                    PhaseSpec.named("scan").weight(1),
                    PhaseSpec.named("fetch").weight(1).total(1_000)));
    try (ProgressPhase scan = job.phase("scan", 100)) {
      workPhase(scan, 1_000, 0);
      workPhase(scan, 1, 100);
    }
    ProgressPhase fetch = job.phase("fetch", 1_000);
    workPhase(fetch, 100, 1);
    Double before = job.snapshot().percent();
    job.resetEta();
    registry.sampleNow();
    assertThat(job.snapshot().percent()).isEqualTo(before);
    assertThat(job.snapshot().eta().remaining()).isNull();
    workPhase(fetch, 10, 10);
    assertThat(seconds(job)).isBetween(75L, 85L);
    fetch.close();
    registry.sampleNow();
    assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.DONE);
  }

  private void workPhase(ProgressPhase phase, int seconds, int perSecond) {
    for (int i = 0; i < seconds; i++) {
      clock.advance(Duration.ofSeconds(1));
      phase.advance(perSecond);
      registry.sampleNow();
    }
  }

  @Test
  @DisplayName("forgets what earlier runs say, too, and the run is kept for later ones as a whole")
  void earlier_runs() {
    TrackerSpec spec = TrackerSpec.named("import").total(100).key("import");
    ProgressTracker first = registry.start(spec);
    work(first, 100, 1);
    first.complete();
    registry.sampleNow();

    ProgressTracker second = registry.start(spec);
    registry.sampleNow();
    assertThat(second.snapshot().eta().basis()).isEqualTo(EtaBasis.PRIOR);
    second.resetEta();
    registry.sampleNow();
    assertThat(second.snapshot().eta().basis()).isEqualTo(EtaBasis.WARMING_UP);
    work(second, 10, 10);
    second.complete();
    registry.sampleNow();

    ProgressTracker third = registry.start(spec);
    registry.sampleNow();
    assertThat(third.snapshot().eta().remaining())
        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(105));
  }

  @Test
  @DisplayName("in the middle of a wait keeps the wait in the ETA")
  void in_a_wait() {
    ProgressTracker job =
        registry.start(TrackerSpec.named("import").total(1_000).estimator(EtaMethod.LINEAR));
    work(job, 100, 1);
    try (WaitScope wait = job.waiting("FLOOD_WAIT", Duration.ofSeconds(60))) {
      registry.sampleNow();
      job.resetEta();
      registry.sampleNow();
      assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.WAITING);
      clock.advance(wait.left());
    }
    registry.sampleNow();
    work(job, 10, 10);
    assertThat(job.snapshot().eta().remaining()).isNotNull();
    assertThat(job.snapshot().done()).isEqualTo(200);
  }

  @Test
  @DisplayName("twice, before anything is done or after the end does no harm")
  void edges() {
    ProgressTracker job = registry.start("import", 100);
    job.resetEta();
    job.resetEta();
    work(job, 100, 1);
    job.resetEta();
    registry.sampleNow();
    assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.DONE);
    job.total(Total.exact(200));
    work(job, 50, 1);
    assertThat(seconds(job)).isBetween(45L, 55L);
    job.complete();
    assertThat(LogOf.action(job::resetEta)).contains("resetEta() after the end is ignored");
  }
}
