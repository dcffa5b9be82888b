package io.github.progresstracker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.RecordingSink;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.alert.AlertRule;
import io.github.progresstracker.alert.Finding;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("When there are more trackers than looks")
class LooksTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final List<String> looked = new ArrayList<>();
  private final Engine engine =
      (Engine)
          ProgressRegistry.builder()
              .clock(clock)
              .manualSampling()
              .rule(AlertRule.of("probe", this::look))
              .build();

  private @Nullable Finding look(ProgressSnapshot now) {
    looked.add(now.name());
    return null;
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private List<ProgressTracker> start(int jobs) {
    List<ProgressTracker> started =
        IntStream.range(0, jobs).mapToObj(i -> engine.start("job " + i, 1_000)).toList();
    engine.sample(0);
    return started;
  }

  private List<String> sample(int looks) {
    looked.clear();
    clock.advance(Duration.ofSeconds(1));
    engine.sample(looks);
    return List.copyOf(looked);
  }

  @Test
  @DisplayName("jobs take turns, and none is left out")
  void turns() {
    start(5);
    assertThat(sample(2)).containsExactly("job 0", "job 1");
    assertThat(sample(2)).containsExactly("job 2", "job 3");
    assertThat(sample(2)).containsExactly("job 4", "job 0");
    assertThat(sample(2)).containsExactly("job 1", "job 2");
    assertThat(sample(9)).as("enough for all").hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("a job at which somebody has looked does not wait for its turn")
  void watched() {
    List<ProgressTracker> jobs = start(5);
    jobs.get(3).snapshot();
    assertThat(sample(1)).containsExactly("job 0", "job 3");
    assertThat(sample(1)).containsExactly("job 1");
    jobs.get(0).child("part", 10).snapshot();
    assertThat(sample(1)).as("a part is looked at with its job").containsExactly("job 2", "job 0");
  }

  @Test
  @DisplayName("a job of many trackers takes as many looks, from later samples if need be")
  void large() {
    List<ProgressTracker> jobs = start(3);
    for (int i = 0; i < 6; i++) {
      jobs.get(0).child("part", 10);
    }
    assertThat(sample(3)).containsExactly("job 0");
    assertThat(sample(3)).isEmpty();
    assertThat(sample(3)).containsExactly("job 1", "job 2");
  }

  @Test
  @DisplayName("one that ends leaves its turn to others")
  void ends() {
    List<ProgressTracker> jobs = start(4);
    sample(2);
    jobs.get(0).complete();
    jobs.get(3).complete();
    assertThat(sample(1)).isSubsetOf("job 1", "job 2").hasSize(1);
    assertThat(sample(2)).containsExactlyInAnyOrder("job 1", "job 2");
  }

  @Test
  @DisplayName("who asks for a sample gets all of it")
  void whole() {
    List<ProgressTracker> jobs = start(5);
    jobs.get(4).advance(7);
    looked.clear();
    clock.advance(Duration.ofSeconds(1));
    engine.sampleNow();
    assertThat(looked).hasSize(5);
    assertThat(jobs.get(4).snapshot().done()).isEqualTo(7);
  }

  @Test
  @DisplayName("the pace of those that wait is measured all the same")
  void pace() {
    List<ProgressTracker> jobs = start(40);
    for (int second = 0; second < 120; second++) {
      long units = second < 60 ? 2 : 6;
      jobs.forEach(job -> job.advance(units));
      sample(1);
    }
    engine.sampleNow();
    assertThat(jobs)
        .allSatisfy(
            job -> {
              assertThat(job.snapshot().rates().average()).isCloseTo(4, within(0.1));
              assertThat(job.snapshot().rates().current()).isCloseTo(6, within(0.3));
            });
  }

  @Test
  @DisplayName("marks that only a sample can see are told at once")
  void marks() throws InterruptedException {
    RecordingSink sink = new RecordingSink();
    try (ProgressRegistry registry =
        ProgressRegistry.builder().clock(clock).manualSampling().sink(sink).build()) {
      Engine other = (Engine) registry;
      registry.start("first", 10);
      ProgressTracker job = registry.start(TrackerSpec.named("second").reportEvery(100));
      other.sample(0);
      clock.advance(Duration.ofHours(1));
      countFromTwoThreads(job);
      other.sample(1);
      Instant sampled = clock.now();
      clock.advance(Duration.ofHours(1));
      registry.flush(Duration.ofSeconds(10));
      assertThat(sink.of(Transition.Marked.class))
          .extracting(Transition.Marked::value)
          .containsExactly(100L, 200L);
      assertThat(sink.of(Transition.Marked.class))
          .allSatisfy(mark -> assertThat(mark.header().at()).isEqualTo(sampled));
    }
  }

  private static void countFromTwoThreads(ProgressTracker job) throws InterruptedException {
    job.advance(60);
    Thread second = new Thread(() -> job.advance(60));
    second.start();
    second.join();
    job.advance(120);
  }
}
