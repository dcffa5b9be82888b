package io.github.progresstracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.event.EventHeader;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.sink.Cadence;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void the_first_goes_out_then_time_or_a_percent_step_but_never_within_the_gap() {
    Pace pace = new Pace(new Cadence(Duration.ofSeconds(30), 10, Duration.ofSeconds(5)));
    // one percent a second, but 45 to 49 at once at second 45, and 50 to 59 within the gap
    assertThat(secondsTaken(pace, second -> second < 45 ? second / 10 : second))
        .containsExactly(1L, 31L, 45L, 50L, 60L, 70L, 80L, 90L);
  }

  @Test
  void every_update_means_every_update() {
    Pace pace = new Pace(Cadence.EVERY_UPDATE);
    assertThat(secondsTaken(pace, second -> 0)).hasSize(100);
  }

  @Test
  void an_update_that_was_never_taken_is_replaced() {
    Pace pace = new Pace(Cadence.every(Duration.ofHours(1)));
    assertThat(pace.hold(update(1))).isFalse();
    assertThat(pace.hold(update(2))).isTrue();
    assertThat(pace.take(0).job().done()).isEqualTo(2);
    assertThat(pace.isHolding()).isFalse();
  }

  private static List<Long> secondsTaken(Pace pace, java.util.function.IntUnaryOperator done) {
    List<Long> taken = new ArrayList<>();
    for (int second = 1; second <= 100; second++) {
      long nanos = Duration.ofSeconds(second).toNanos();
      pace.hold(update(Math.min(99, done.applyAsInt(second))));
      if (pace.isDue(nanos)) {
        pace.take(nanos);
        taken.add((long) second);
      }
    }
    return taken;
  }

  private static ProgressUpdate update(int percent) {
    try (ProgressRegistry registry =
        ProgressRegistry.builder().clock(new ManualClock(NOON)).manualSampling().build()) {
      ProgressTracker job = registry.start("x", 100);
      job.advance(percent);
      registry.sampleNow();
      return new ProgressUpdate(
          new EventHeader(new UUID(7, 7), NOON, 1, job.id(), job.id()), job.snapshot());
    }
  }
}
