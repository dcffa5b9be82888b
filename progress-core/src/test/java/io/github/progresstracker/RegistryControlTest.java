package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.progresstracker.event.Transition;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("From outside a job")
class RegistryControlTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration AN_HOUR = Duration.ofHours(1);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final RecordingSink sink = new RecordingSink();
  private final ProgressRegistry registry =
      ProgressRegistry.builder().clock(clock).manualSampling().sink(sink).build();

  @AfterEach
  void close() {
    registry.close();
  }

  private ProgressTracker start(String id) {
    return registry.start(TrackerSpec.named(id).id(id).total(100));
  }

  @Test
  @DisplayName("can be asked to stop: it and its parts see it, others do not, and it is told once")
  void stop() throws InterruptedException {
    ProgressTracker job = start("import");
    ProgressTracker part = job.child("part", 10).child("part of the part", 5);
    ProgressTracker other = start("other");
    assertThat(job.stopRequested()).isFalse();
    part.throwIfStopRequested();

    assertThat(registry.stop("import", "deploy at noon")).isTrue();
    assertThat(registry.stop("import", "again")).as("is no news").isFalse();
    assertThat(registry.stop("nobody", "x")).isFalse();

    assertThat(part.stopRequested()).isTrue();
    assertThat(other.stopRequested()).isFalse();
    assertThatExceptionOfType(StopRequestedException.class)
        .isThrownBy(part::throwIfStopRequested)
        .withMessage("asked to stop: deploy at noon (import)")
        .satisfies(
            e -> {
              assertThat(e.trackerId()).isEqualTo("import");
              assertThat(e.reason()).isEqualTo("deploy at noon");
            });
    registry.flush(SOON);
    assertThat(job.snapshot().stopRequested()).isTrue();
    assertThat(part.snapshot().stopRequested()).isTrue();
    assertThat(other.snapshot().stopRequested()).isFalse();
    assertThat(job.snapshot().state()).as("nothing is interrupted").isEqualTo(TrackerState.RUNNING);
    assertThat(sink.of(Transition.StopRequested.class))
        .extracting(Transition.StopRequested::reason)
        .containsExactly("deploy at noon");
  }

  @Test
  @DisplayName("a part can be asked to stop without its job")
  void stop_a_part() {
    ProgressTracker job = start("import");
    ProgressTracker part = job.child("part", 10);
    assertThat(part.requestStop("too old")).isTrue();
    assertThat(part.stopRequested()).isTrue();
    assertThat(job.stopRequested()).isFalse();
  }

  @Test
  @DisplayName("what has ended cannot be asked any more")
  void stop_after_the_end() throws InterruptedException {
    ProgressTracker job = start("import");
    job.complete();
    assertThat(job.requestStop("late")).isFalse();
    assertThat(registry.stop("import", "late")).isFalse();
    registry.flush(SOON);
    assertThat(sink.of(Transition.StopRequested.class)).isEmpty();
  }

  @Test
  @DisplayName("tracking can be ended: the job is abandoned now and its id is free again")
  void stop_tracking() {
    ProgressTracker job = start("import");
    ProgressTracker part = job.child("part", 10);
    assertThat(registry.stopTracking("import")).isTrue();
    assertThat(registry.stopTracking("import")).isFalse();
    assertThat(registry.find("import")).isEmpty();
    job.advance(5);
    registry.sampleNow();
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.ABANDONED);
    assertThat(part.snapshot().state()).isEqualTo(TrackerState.ABANDONED);
    assertThat(job.snapshot().done()).isZero();
    start("import");
  }

  @Test
  @DisplayName("stale jobs are abandoned and told, live ones are not")
  void cleanup() {
    ProgressTracker stale = start("stale");
    stale.advance(10);
    ProgressTracker counting = start("counting");
    ProgressTracker part = counting.child("part", 10);
    ProgressTracker noting = start("noting");
    ProgressTracker phased = start("phased");
    ProgressPhase phase = phased.phase("fetch", 10);
    registry.sampleNow();
    clock.advance(Duration.ofMinutes(50));
    registry.sampleNow();
    part.advance();
    noting.note("alive", Map.of());
    phase.advance(1);
    registry.sampleNow();
    assertThat(registry.cleanupStale(AN_HOUR)).as("not yet").isEmpty();
    clock.advance(Duration.ofMinutes(20));

    List<ProgressSnapshot> ended = registry.cleanupStale(AN_HOUR);
    assertThat(ended).hasSize(1);
    assertThat(ended.get(0).id()).isEqualTo("stale");
    assertThat(ended.get(0).state()).isEqualTo(TrackerState.ABANDONED);
    assertThat(ended.get(0).done()).isEqualTo(10);
    assertThat(registry.active())
        .extracting(ProgressSnapshot::id)
        .containsExactlyInAnyOrder("counting", "noting", "phased");
    assertThat(registry.cleanupStale(AN_HOUR)).as("once").isEmpty();
  }

  @Test
  @DisplayName("counting that has not been sampled yet is seen")
  void cleanup_looks_first() {
    ProgressTracker job = start("import");
    registry.sampleNow();
    clock.advance(Duration.ofHours(2));
    job.advance();
    assertThat(registry.cleanupStale(AN_HOUR)).isEmpty();
    clock.advance(Duration.ofHours(2));
    assertThat(registry.cleanupStale(AN_HOUR)).hasSize(1);
  }

  @Test
  @DisplayName("a pause or an announced wait is no staleness, one that is overdue is")
  void cleanup_of_what_is_held_up() {
    ProgressTracker paused = start("paused");
    paused.pause();
    ProgressTracker waiting = start("waiting");
    waiting.child("part", 5).waiting("FLOOD_WAIT", Duration.ofHours(5));
    ProgressTracker open = start("open");
    open.waiting("until somebody answers", null);
    registry.sampleNow();
    clock.advance(Duration.ofHours(4));
    assertThat(registry.cleanupStale(AN_HOUR)).isEmpty();
    clock.advance(Duration.ofHours(2));
    registry.sampleNow();
    clock.advance(Duration.ofHours(2));
    assertThat(registry.cleanupStale(AN_HOUR))
        .extracting(ProgressSnapshot::id)
        .containsExactly("waiting");
    paused.resume();
    registry.sampleNow();
    clock.advance(Duration.ofMinutes(59));
    assertThat(registry.cleanupStale(AN_HOUR)).as("the time begins anew").isEmpty();
    clock.advance(Duration.ofMinutes(2));
    assertThat(registry.cleanupStale(AN_HOUR))
        .extracting(ProgressSnapshot::id)
        .containsExactly("paused");
  }

  @Test
  @DisplayName("an age of nothing is refused, an endless one ends nothing")
  void cleanup_ages() {
    start("import");
    clock.advance(Duration.ofDays(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.cleanupStale(Duration.ZERO))
        .withMessage("age of a stale job must be > 0, was PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.cleanupStale(Duration.ofSeconds(-1)));
    assertThat(registry.cleanupStale(Duration.ofSeconds(Long.MAX_VALUE))).isEmpty();
  }
}
