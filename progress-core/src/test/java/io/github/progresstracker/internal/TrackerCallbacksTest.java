package io.github.progresstracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.sink.InMemorySink;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of functions that have nothing to be told any more. */
class TrackerCallbacksTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final InMemorySink sink = new InMemorySink();
  private final ProgressRegistry registry =
      ProgressRegistry.builder().manualSampling().sink(sink).build();
  private final TrackerCallbacks callbacks = new TrackerCallbacks();
  private int delivered;
  private int told;

  @AfterEach
  void close() {
    registry.close();
  }

  private void add(ProgressTracker tracker) {
    callbacks.add((TrackerHandle) tracker, Callback.progress(snapshot -> told++));
  }

  private void deliver() throws Exception {
    assertThat(registry.flush(SOON)).isTrue();
    List<ProgressEvent> all = sink.events();
    callbacks.deliver(all.subList(delivered, all.size()));
    delivered = all.size();
  }

  @Test
  void they_go_with_the_end_of_their_tracker() throws Exception {
    ProgressTracker job = registry.start("job", 10);
    add(job);
    deliver();
    assertThat(callbacks.size()).isOne();
    job.complete();
    deliver();
    assertThat(callbacks.size()).isZero();
    assertThat(told).isPositive();
  }

  @Test
  void one_that_comes_after_the_end_has_been_told_goes_with_the_next_events() throws Exception {
    ProgressTracker job = registry.start("job", 10);
    job.complete();
    deliver();
    add(job);
    registry.start("another", 10);
    deliver();
    assertThat(callbacks.size()).isZero();
    assertThat(told).isZero();
  }

  @Test
  void one_of_a_part_that_was_never_known_of_goes_with_the_next_events() throws Exception {
    TrackerHandle job = (TrackerHandle) registry.start("job", 10);
    job.complete();
    registry.sampleNow();
    Engine engine = (Engine) registry;
    TrackerHandle orphan = engine.child(job, TrackerSpec.named("part"), true);
    engine.signal(new Signal.Start(orphan, engine.nanoTime(), TrackerModel.SAME_UNIT));
    add(orphan);
    registry.start("another", 10);
    deliver();
    assertThat(orphan.end()).isNotNull();
    assertThat(callbacks.size()).isZero();
  }
}
