package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.alert.AlertRule;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Ends that come in an unusual order")
class EndingsTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final RecordingSink sink = new RecordingSink();

  @Test
  @DisplayName(
      "a part that failed says why, even if its job has ended in the same moment before it")
  void partFailsAfterItsJob() throws InterruptedException {
    try (ProgressRegistry registry = builder().build()) {
      ProgressTracker job = registry.start("job", 10);
      ProgressTracker part = job.child("part", 5);
      ProgressTracker deeper = part.child("deeper", 5);
      registry.sampleNow();
      job.complete();
      part.fail("disk full");
      deeper.fail("no space");
      registry.flush(SOON);
      assertThat(endOf("part").state()).isEqualTo(TrackerState.FAILED);
      assertThat(endOf("part").message()).isEqualTo("disk full");
      assertThat(endOf("deeper").state()).isEqualTo(TrackerState.FAILED);
      assertThat(endOf("deeper").message()).isEqualTo("no space");
      assertThat(part.snapshot().message()).isEqualTo("disk full");
    }
  }

  @Test
  @DisplayName("a rule that closes the registry costs no end: all is closed after its sample")
  void ruleCloses() {
    ProgressRegistry[] self = new ProgressRegistry[1];
    AlertRule closing =
        AlertRule.of(
            "closing",
            job -> {
              self[0].close();
              self[0].close();
              return null;
            });
    self[0] = builder().rule(closing).build();
    ProgressTracker first = self[0].start("first", 10);
    ProgressTracker second = self[0].start("second", 10);
    first.advance(3);
    self[0].sampleNow();
    assertThat(sink.isClosed()).isTrue();
    assertThat(ends(end -> end.tracker().name())).containsExactlyInAnyOrder("first", "second");
    assertThat(ends(end -> end.tracker().state())).containsOnly(TrackerState.ABANDONED);
    assertThat(endOf("first").done()).isEqualTo(3);
    assertThat(second.snapshot().state()).isEqualTo(TrackerState.ABANDONED);
    assertThat(self[0].sinkHealth().get(0).dropped()).isZero();
  }

  private ProgressRegistry.Builder builder() {
    return ProgressRegistry.builder().clock(clock).manualSampling().sink(sink);
  }

  private <T> List<T> ends(Function<Transition.Finished, T> what) {
    return sink.of(Transition.Finished.class).stream().map(what).toList();
  }

  private ProgressSnapshot endOf(String name) {
    return sink.of(Transition.Finished.class).stream()
        .map(Transition.Finished::tracker)
        .filter(tracker -> tracker.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
