package io.github.progresstracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.Outcome;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.TrackingMode;
import io.github.progresstracker.alert.AlertRules;
import io.github.progresstracker.sink.InMemorySink;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A job of which nobody wants to hear")
class DormantJobsTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final ProgressRegistry registry =
      ProgressRegistry.builder()
          .clock(clock)
          .manualSampling()
          .config(TrackingConfig.of(TrackingMode.MINIMAL))
          .build();

  @AfterEach
  void close() {
    registry.close();
  }

  private TrackerHandle start() {
    return (TrackerHandle) registry.start(TrackerSpec.named("import").id("import").total(200));
  }

  @Test
  @DisplayName("is nothing but a count, however often it is sampled")
  void sleeps() {
    TrackerHandle job = start();
    job.advance(50);
    registry.sampleNow();
    registry.sampleNow();
    assertThat(job.model).isNull();
    assertThat(registry.find("import")).containsSame(job);
  }

  @Test
  @DisplayName("shows what it has done when somebody looks, and is awake from then on")
  void look() {
    TrackerHandle job = start();
    registry.sampleNow();
    clock.advance(Duration.ofSeconds(30));
    job.advance(50);
    ProgressSnapshot first = job.snapshot();
    assertThat(first.done()).isEqualTo(50);
    assertThat(first.percent()).isEqualTo(25);
    assertThat(first.elapsed()).isEqualTo(Duration.ofSeconds(30));
    assertThat(first.state()).isEqualTo(TrackerState.RUNNING);

    job.advance(10);
    assertThat(job.snapshot()).as("as of the last sample, as ever").isSameAs(first);
    registry.sampleNow();
    assertThat(job.model).isNotNull();
    ProgressSnapshot second = job.snapshot();
    assertThat(second.done()).isEqualTo(60);
    assertThat(second.startedAt()).isEqualTo(first.startedAt());
    assertThat(second.outcomes()).isEqualTo(job.snapshot().outcomes());
  }

  @Test
  @DisplayName("is shown like any other tracker of its mode")
  void same_as_awake() {
    TrackerHandle job = start();
    job.advance(200);
    ProgressSnapshot asleep = job.snapshot();
    registry.sampleNow();
    assertThat(asleep).isEqualTo(job.snapshot());
  }

  static Stream<Named<Consumer<ProgressTracker>>> wakers() {
    return Stream.of(
        Named.of("a part", job -> job.child("part", 10).advance(3)),
        Named.of("a phase", job -> job.phase("fetch", 10).advance(3)),
        Named.of("a wait", job -> job.waiting("FLOOD_WAIT", Duration.ofMinutes(1))),
        Named.of("a pause", ProgressTracker::pause),
        Named.of("another total", job -> job.total(Total.exact(400))),
        Named.of("a failure", job -> job.advance(1, Outcome.FAILED)),
        Named.of("an item", job -> job.begin("photo").stage("embedding", 50)),
        Named.of("a wish to stop it", job -> job.requestStop("deployment")),
        Named.of("a listener", job -> job.onProgressUpdate(snapshot -> {})));
  }

  @ParameterizedTest
  @MethodSource("wakers")
  @DisplayName("wakes when there is more in it than counting, and has lost nothing")
  void wakes(Consumer<ProgressTracker> waker) {
    TrackerHandle job = start();
    job.advance(40);
    registry.sampleNow();
    waker.accept(job);
    registry.sampleNow();
    assertThat(job.model).isNotNull();
    assertThat(job.snapshot().done()).isBetween(40L, 43L);
    job.complete();
    registry.sampleNow();
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.COMPLETED);
  }

  @Test
  @DisplayName("never shows less than before, whoever looks when")
  void monotone() {
    TrackerHandle job = start();
    long shown = 0;
    for (int i = 0; i < 50; i++) {
      job.advance();
      if (i % 7 == 6) {
        registry.sampleNow();
      }
      if (i >= 20) {
        assertThat(job.snapshot().done()).isGreaterThanOrEqualTo(shown);
        shown = job.snapshot().done();
      }
    }
    assertThat(shown).isEqualTo(49);
  }

  @Test
  @DisplayName("failures that come with its first item are no successes, not even for a moment")
  void outcomes() {
    TrackerHandle job = start();
    job.advance(10);
    job.advance(5, Outcome.FAILED);
    ProgressSnapshot shown = job.snapshot();
    assertThat(shown.outcomes().succeeded()).isEqualTo(10);
    registry.sampleNow();
    assertThat(job.snapshot().outcomes().failed()).isEqualTo(5);
    assertThat(job.snapshot().outcomes().succeeded()).isEqualTo(10);
  }

  @Test
  @DisplayName("ends like any other")
  void ends() {
    TrackerHandle completed = start();
    completed.advance(200);
    registry.sampleNow();
    clock.advance(Duration.ofSeconds(5));
    completed.complete();
    clock.advance(Duration.ofSeconds(5));
    registry.sampleNow();
    ProgressSnapshot last = completed.snapshot();
    assertThat(last.state()).isEqualTo(TrackerState.COMPLETED);
    assertThat(last.done()).isEqualTo(200);
    assertThat(last.percent()).isEqualTo(100);
    assertThat(last.elapsed()).isEqualTo(Duration.ofSeconds(5));
    assertThat(completed.model).isNull();
    assertThat(registry.active()).isEmpty();
    start();
  }

  @Test
  @DisplayName("is stale when it has not counted for long, and not otherwise")
  void stale() {
    TrackerHandle stale = start();
    TrackerHandle busy = (TrackerHandle) registry.start("busy", 100);
    for (int minute = 0; minute < 70; minute++) {
      clock.advance(Duration.ofMinutes(1));
      busy.advance();
      registry.sampleNow();
    }
    assertThat(registry.cleanupStale(Duration.ofHours(1)))
        .extracting(ProgressSnapshot::id)
        .containsExactly(stale.id());
    assertThat(busy.end()).isNull();
  }

  @Test
  @DisplayName("is found by its id, whatever that looks like")
  void ids() {
    String uuid = UUID.randomUUID().toString();
    String shouted = uuid.toUpperCase(java.util.Locale.ROOT);
    for (String id : List.of(uuid, shouted, "1-1-1-1-1", "x".repeat(36))) {
      ProgressTracker job = registry.start(TrackerSpec.named("job").id(id));
      assertThat(job.id()).isEqualTo(id);
      assertThat(registry.find(id)).containsSame(job);
      assertThat(job.snapshot().id()).isEqualTo(id);
    }
    ProgressTracker random = registry.start("job", 1);
    assertThat(registry.find(random.id())).containsSame(random);
    assertThat(random.id()).hasSize(36).isEqualTo(random.snapshot().id());
  }

  @Test
  @DisplayName("is not asleep where there is a sink, a rule, or anything to measure")
  void awake_from_the_start() {
    TrackingConfig minimal = TrackingConfig.of(TrackingMode.MINIMAL);
    List<ProgressRegistry.Builder> interested =
        List.of(
            ProgressRegistry.builder().config(minimal).sink(new InMemorySink()),
            ProgressRegistry.builder()
                .config(minimal.enablePerformanceAlerts(true))
                .rule(AlertRules.stalled()),
            ProgressRegistry.builder().config(TrackingConfig.of(TrackingMode.BASIC)));
    for (ProgressRegistry.Builder builder : interested) {
      try (ProgressRegistry other = builder.clock(clock).manualSampling().build()) {
        TrackerHandle job = (TrackerHandle) other.start("import", 10);
        other.sampleNow();
        assertThat(job.model).isNotNull();
      }
    }
  }
}
