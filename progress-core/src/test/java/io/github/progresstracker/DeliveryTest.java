package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.sink.Cadence;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.ProgressSink;
import io.github.progresstracker.sink.SinkHealth;
import io.github.progresstracker.testing.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What sinks may rely on, and what a host need not fear from them. */
class DeliveryTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));

  @Test
  void a_durable_sink_that_fails_gets_the_same_batch_again_in_order() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    RecordingSink sink =
        new RecordingSink(
            Guarantee.DURABLE,
            Cadence.EVERY_UPDATE,
            batch -> {
              if (calls.incrementAndGet() <= 2) {
                throw new IOException("target is away");
              }
            });
    try (ProgressRegistry registry = registry(sink)) {
      ProgressTracker job = registry.start("x", 10);
      registry.sampleNow();
      for (int i = 0; i < 5; i++) {
        job.note("note_" + i, java.util.Map.of());
      }
      assertThat(registry.flush(SOON)).isTrue();
      assertThat(sink.of(Transition.Note.class))
          .extracting(Transition.Note::action)
          .containsExactly("note_0", "note_1", "note_2", "note_3", "note_4");
      SinkHealth health = registry.sinkHealth().get(0);
      assertThat(health.failedAttempts()).isEqualTo(2);
      assertThat(health.dropped()).isZero();
      assertThat(health.lastError()).isNull();
      assertThat(health.pending()).isZero();
    }
  }

  @Test
  void a_transient_sink_that_fails_loses_the_batch_and_it_is_counted() throws InterruptedException {
    RecordingSink sink =
        new RecordingSink(
            Guarantee.TRANSIENT,
            Cadence.EVERY_UPDATE,
            batch -> {
              throw new OutOfMemoryError("of the sink's own making");
            });
    try (ProgressRegistry registry = registry(sink)) {
      registry.start("x", 10);
      assertThat(registry.flush(SOON)).isTrue();
      SinkHealth health = registry.sinkHealth().get(0);
      assertThat(health.dropped()).isEqualTo(health.accepted()).isPositive();
      assertThat(health.lastError()).contains("of the sink's own making");
    }
  }

  @Test
  void a_sink_that_hangs_holds_up_neither_the_host_nor_other_sinks_nor_the_close()
      throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    RecordingSink hung =
        new RecordingSink(
            Guarantee.DURABLE, Cadence.EVERY_UPDATE, batch -> awaitIgnoringInterrupts(never));
    RecordingSink healthy = new RecordingSink();
    ProgressRegistry registry = registry(hung, healthy);
    ProgressTracker job = registry.start("x", 10);
    job.advance(10);
    job.complete();
    registry.sampleNow();
    registry.close(Duration.ofMillis(300));
    assertThat(healthy.of(Transition.Finished.class)).hasSize(1);
    assertThat(registry.sinkHealth().get(0).dropped()).isPositive();
    never.countDown();
  }

  @Test
  void of_updates_that_wait_only_the_newest_is_delivered_and_transitions_all()
      throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(1);
    RecordingSink sink =
        new RecordingSink(
            Guarantee.DURABLE,
            Cadence.EVERY_UPDATE,
            batch -> {
              busy.countDown();
              gate.await();
            });
    try (ProgressRegistry registry = registry(sink)) {
      ProgressTracker job = registry.start("x", 1_000);
      registry.sampleNow();
      busy.await();
      for (int i = 1; i <= 100; i++) {
        job.updateProgress(i);
        clock.advance(Duration.ofSeconds(1));
        job.note("n", java.util.Map.of());
        registry.sampleNow();
      }
      gate.countDown();
      assertThat(registry.flush(SOON)).isTrue();
      assertThat(sink.of(Transition.Note.class)).hasSize(100);
      assertThat(sink.updates()).hasSize(2);
      assertThat(sink.updates().get(1).job().done()).isEqualTo(100);
      assertThat(registry.sinkHealth().get(0).coalesced()).isEqualTo(99);
    }
  }

  @Test
  void what_a_slow_cadence_holds_back_still_arrives_at_the_end() throws InterruptedException {
    RecordingSink sink =
        new RecordingSink(Guarantee.TRANSIENT, Cadence.every(Duration.ofHours(1)), batch -> {});
    try (ProgressRegistry registry = registry(sink)) {
      ProgressTracker job = registry.start("x", 1_000);
      registry.flush(SOON);
      for (int i = 0; i < 10; i++) {
        job.advance();
        clock.advance(Duration.ofSeconds(1));
        registry.sampleNow();
      }
      assertThat(sink.updates()).hasSize(1);
      job.complete();
      registry.flush(SOON);
      assertThat(sink.updates()).hasSize(2);
      assertThat(sink.updates().get(1).job().done()).isEqualTo(10);
    }
  }

  @Test
  void a_job_that_ends_before_the_first_sample_is_told_in_full() throws InterruptedException {
    RecordingSink sink = new RecordingSink();
    try (ProgressRegistry registry = registry(sink)) {
      try (ProgressTracker job = registry.start("quick", 3)) {
        job.advance(3);
        job.complete();
      }
      registry.flush(SOON);
      assertThat(sink.events())
          .extracting(ProgressEvent::getClass)
          .containsExactly(
              Transition.Started.class, ProgressUpdate.class, Transition.Finished.class);
      assertThat(sink.updates().get(0).job().done()).isEqualTo(3);
    }
  }

  @Test
  void a_sink_may_use_the_registry_it_serves() throws InterruptedException {
    ProgressRegistry[] self = new ProgressRegistry[1];
    RecordingSink sink =
        new RecordingSink(Guarantee.TRANSIENT, Cadence.EVERY_UPDATE, batch -> self[0].sampleNow());
    self[0] = registry(sink);
    self[0].start("x", 3).complete();
    self[0].flush(SOON);
    assertThat(sink.of(Transition.Finished.class)).hasSize(1);
    self[0].close();
  }

  @Test
  void a_sink_may_even_close_the_registry_it_serves() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    ProgressRegistry[] self = new ProgressRegistry[1];
    RecordingSink sink =
        new RecordingSink(
            Guarantee.DURABLE,
            Cadence.EVERY_UPDATE,
            batch -> {
              self[0].close();
              closed.countDown();
            });
    self[0] = registry(sink);
    self[0].start("x", 3);
    self[0].sampleNow();
    closed.await();
    assertThat(self[0].sinkHealth().get(0).dropped()).isZero();
  }

  @Test
  void exceptions_that_throw_and_cadences_without_end_harm_nobody() throws InterruptedException {
    RecordingSink hostile =
        new RecordingSink(
            Guarantee.TRANSIENT,
            Cadence.every(ChronoUnit.FOREVER.getDuration()),
            batch -> {
              throw new IllegalStateException("not seen") {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                  throw new IllegalStateException("nor this");
                }
              };
            });
    RecordingSink healthy = new RecordingSink();
    ProgressRegistry registry = registry(hostile, healthy);
    ProgressTracker job = registry.start("x", 3);
    for (int i = 0; i < 3; i++) {
      job.advance();
      registry.sampleNow();
    }
    job.complete();
    assertThat(registry.flush(ChronoUnit.FOREVER.getDuration())).isTrue();
    assertThat(healthy.of(Transition.Finished.class)).hasSize(1);
    assertThat(registry.sinkHealth().get(0).lastError()).isNotNull();
    registry.close(ChronoUnit.FOREVER.getDuration());
    assertThat(hostile.isClosed()).isTrue();
  }

  @Test
  void the_last_update_of_a_job_survives_a_new_job_of_the_same_id() throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(1);
    RecordingSink sink =
        new RecordingSink(
            Guarantee.DURABLE,
            Cadence.EVERY_UPDATE,
            batch -> {
              busy.countDown();
              gate.await();
            });
    try (ProgressRegistry registry = registry(sink)) {
      registry.start("first", 1);
      registry.sampleNow();
      busy.await();
      for (int run = 0; run < 2; run++) {
        ProgressTracker nightly = registry.start(TrackerSpec.named("nightly").id("nightly"));
        registry.sampleNow();
        nightly.complete();
        registry.sampleNow();
      }
      gate.countDown();
      registry.flush(SOON);
      assertThat(sink.updates())
          .filteredOn(update -> update.job().id().equals("nightly"))
          .extracting(update -> update.job().state())
          .containsExactly(TrackerState.COMPLETED, TrackerState.COMPLETED);
    }
  }

  @Test
  void a_host_that_leaves_marks_without_end_does_not_keep_the_sampler()
      throws InterruptedException {
    RecordingSink sink = new RecordingSink();
    ProgressRegistry registry = ProgressRegistry.builder().manualSampling().sink(sink).build();
    ProgressTracker job = registry.start(TrackerSpec.named("x").reportEvery(1));
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch counting = new CountDownLatch(1_000);
    Thread host =
        new Thread(
            () -> {
              while (!stop.get()) {
                job.advance();
                counting.countDown();
              }
            });
    host.start();
    counting.await();
    registry.sampleNow();
    stop.set(true);
    host.join();
    assertThat(job.snapshot().done()).isPositive();
    registry.close();
  }

  @Test
  void an_interrupted_host_thread_still_counts_and_stays_interrupted() {
    RecordingSink sink = new RecordingSink();
    ProgressRegistry registry = registry(sink);
    ProgressTracker job = registry.start("x", 3);
    Thread.currentThread().interrupt();
    job.advance(3);
    job.complete();
    registry.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(job.snapshot().done()).isEqualTo(3);
    assertThat(sink.of(Transition.Finished.class)).hasSize(1);
  }

  @Test
  void the_sampler_runs_by_itself() throws InterruptedException {
    CountDownLatch told = new CountDownLatch(1);
    RecordingSink sink =
        new RecordingSink(Guarantee.TRANSIENT, Cadence.EVERY_UPDATE, batch -> told.countDown());
    try (ProgressRegistry registry =
        ProgressRegistry.builder().sampleEvery(Duration.ofMillis(10)).sink(sink).build()) {
      registry.start("x", 3);
      told.await();
    }
  }

  private ProgressRegistry registry(ProgressSink... sinks) {
    ProgressRegistry.Builder builder = ProgressRegistry.builder().clock(clock).manualSampling();
    List.of(sinks).forEach(builder::sink);
    return builder.build();
  }

  private static void awaitIgnoringInterrupts(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException ignoredOnPurpose) {
        // a sink as hostile as they come
      }
    }
  }
}
