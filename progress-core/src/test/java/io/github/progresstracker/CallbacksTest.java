package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.sink.SinkHealth;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Callbacks")
class CallbacksTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final List<ProgressSnapshot> updates = new CopyOnWriteArrayList<>();
  private final List<Eta> etas = new CopyOnWriteArrayList<>();

  private ProgressRegistry.Builder builder() {
    return ProgressRegistry.builder().clock(clock).manualSampling();
  }

  private void workASecond(ProgressRegistry registry, ProgressTracker tracker)
      throws InterruptedException {
    clock.advance(Duration.ofSeconds(1));
    tracker.advance();
    registry.flush(SOON);
  }

  @Test
  @DisplayName("of the registry are told of each update of each job, off the host's thread")
  void registry_updates() throws InterruptedException {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    try (ProgressRegistry registry =
        builder()
            .onProgressUpdate(
                job -> {
                  updates.add(job);
                  threads.add(Thread.currentThread());
                })
            .build()) {
      ProgressTracker a = registry.start("a", 2);
      workASecond(registry, a);
      a.complete();
      registry.start("b", 2);
      registry.flush(SOON);
    }
    assertThat(updates).extracting(ProgressSnapshot::name).contains("a", "b");
    assertThat(updates)
        .filteredOn(job -> job.name().equals("a"))
        .last()
        .extracting(ProgressSnapshot::state)
        .isEqualTo(TrackerState.COMPLETED);
    assertThat(threads).doesNotContain(Thread.currentThread());
  }

  @Test
  @DisplayName("are told of an ETA when it is news, and not when it only counts down")
  void eta_updates() throws InterruptedException {
    try (ProgressRegistry registry =
        builder()
            .config(TrackingConfig.defaults().etaUpdateInterval(Duration.ofSeconds(10)))
            .estimator(EtaMethod.LINEAR)
            .onEtaUpdate((job, eta) -> etas.add(eta))
            .build()) {
      ProgressTracker job = registry.start("a", 1_000);
      registry.flush(SOON);
      for (int i = 0; i < 40; i++) {
        workASecond(registry, job);
      }
      assertThat(etas).hasSizeBetween(4, 6);
      job.complete();
      registry.flush(SOON);
    }
    assertThat(etas.get(etas.size() - 1).basis()).isEqualTo(EtaBasis.DONE);
  }

  @Test
  @DisplayName("of a tracker are told of this tracker alone, and last of its end")
  void tracker_updates() throws InterruptedException {
    try (ProgressRegistry registry = builder().build()) {
      ProgressTracker job = registry.start("job", 10);
      ProgressTracker part = job.child("part", 2);
      ProgressTracker other = job.child("other", 2);
      part.onProgressUpdate(updates::add);
      part.onEtaUpdate((tracker, eta) -> etas.add(eta));
      workASecond(registry, part);
      workASecond(registry, other);
      part.complete();
      registry.flush(SOON);
      workASecond(registry, other);
      assertThat(updates).extracting(ProgressSnapshot::name).containsOnly("part");
      assertThat(updates)
          .extracting(ProgressSnapshot::state)
          .containsOnlyOnce(TrackerState.COMPLETED)
          .last()
          .isEqualTo(TrackerState.COMPLETED);
      assertThat(etas).last().extracting(Eta::basis).isEqualTo(EtaBasis.DONE);
      assertThat(registry.sinkHealth())
          .extracting(SinkHealth::sink)
          .containsExactly("tracker-callbacks");
    }
  }

  @Test
  @DisplayName(
      "that throw, even an error, cost neither the host nor the next call, and are counted")
  void throwing() throws InterruptedException {
    try (ProgressRegistry registry =
        builder()
            .onProgressUpdate(
                job -> {
                  throw new StackOverflowError("of the host's own making");
                })
            .build()) {
      ProgressTracker job = registry.start("job", 10);
      job.onProgressUpdate(
          tracker -> {
            throw new IllegalStateException("no");
          });
      job.onProgressUpdate(updates::add);
      String log = LogOf.action(() -> workTwice(registry, job));
      assertThat(updates).as("the other one is told").isNotEmpty();
      assertThat(job.snapshot().done()).isEqualTo(2);
      assertThat(registry.sinkHealth())
          .allSatisfy(health -> assertThat(health.failedAttempts()).isPositive());
      assertThat(log).contains("on-progress-update failed").contains("tracker-callbacks failed");
      assertThat(log.lines().filter(line -> line.contains("failed on"))).hasSize(2);
    }
  }

  private void workTwice(ProgressRegistry registry, ProgressTracker job) {
    try {
      workASecond(registry, job);
      workASecond(registry, job);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName("that hang hold up neither the host nor each other nor the close")
  void hanging() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch hangs = new CountDownLatch(2);
    ProgressRegistry registry =
        builder()
            .onProgressUpdate(job -> awaitStubbornly(hangs, never))
            .onEtaUpdate((job, eta) -> etas.add(eta))
            .build();
    ProgressTracker job = registry.start("job", 10);
    job.onProgressUpdate(tracker -> awaitStubbornly(hangs, never));
    registry.sampleNow();
    hangs.await();
    job.advance(10);
    job.complete();
    registry.sampleNow();
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.COMPLETED);
    registry.close(Duration.ofMillis(300));
    assertThat(etas).last().extracting(Eta::basis).isEqualTo(EtaBasis.DONE);
    never.countDown();
  }

  private static void awaitStubbornly(CountDownLatch arrived, CountDownLatch latch) {
    arrived.countDown();
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // Hostile: goes on hanging.
      }
    }
  }

  @Test
  @DisplayName("that are slow skip what is old: they are told the newest")
  void slow() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    try (ProgressRegistry registry =
        builder()
            .onProgressUpdate(
                job -> {
                  updates.add(job);
                  busy.countDown();
                  awaitStubbornly(busy, gate);
                })
            .build()) {
      ProgressTracker job = registry.start("job", 1_000);
      registry.sampleNow();
      busy.await();
      for (int i = 0; i < 100; i++) {
        clock.advance(Duration.ofSeconds(1));
        job.advance();
        registry.sampleNow();
      }
      gate.countDown();
      registry.flush(SOON);
      assertThat(updates).hasSize(2);
      assertThat(updates.get(1).done()).isEqualTo(100);
    }
  }

  @Test
  @DisplayName("may call the tracker and the registry they are told of")
  void re_entrant() throws InterruptedException {
    try (ProgressRegistry registry = builder().build()) {
      ProgressTracker job = registry.start("job", 10);
      job.onProgressUpdate(
          tracker -> {
            updates.add(tracker);
            job.requestStop("seen enough");
            job.onEtaUpdate((t, eta) -> etas.add(eta));
            registry.sampleNow();
          });
      registry.flush(SOON);
      workASecond(registry, job);
      assertThat(job.stopRequested()).isTrue();
      assertThat(etas).isNotEmpty();
    }
  }

  @Test
  @DisplayName("that come too late are ignored and the misuse is said")
  void too_late() {
    try (ProgressRegistry registry = builder().build()) {
      ProgressTracker job = registry.start("job", 10);
      job.complete();
      String log = LogOf.action(() -> job.onProgressUpdate(updates::add));
      assertThat(log).contains("onProgressUpdate() after the end is ignored");
      assertThat(registry.sinkHealth()).isEmpty();
    }
  }

  @Test
  @DisplayName("of an id that comes again are told of their own run, and of it to the end")
  void restarted_id() throws InterruptedException {
    List<ProgressSnapshot> again = new CopyOnWriteArrayList<>();
    TrackerSpec spec = TrackerSpec.named("job").id("x").total(5);
    try (ProgressRegistry registry = builder().build()) {
      ProgressTracker first = registry.start(spec);
      first.onProgressUpdate(updates::add);
      first.advance(5);
      first.complete();
      ProgressTracker second = registry.start(spec);
      second.onProgressUpdate(again::add);
      registry.flush(SOON);
      workASecond(registry, second);
      second.complete();
      registry.flush(SOON);
    }
    assertThat(updates).extracting(ProgressSnapshot::done).containsOnly(5L);
    assertThat(again).extracting(ProgressSnapshot::done).containsOnly(0L, 1L);
    assertThat(again).last().extracting(ProgressSnapshot::state).isEqualTo(TrackerState.COMPLETED);
  }
}
