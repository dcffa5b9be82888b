package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.sink.Cadence;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.ProgressSink;
import io.github.progresstracker.testing.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Sinks and callbacks that turn on the registry")
@Timeout(60)
class HostileSinksTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  @TempDir Path directory;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final RecordingSink healthy = new RecordingSink();

  @Test
  @DisplayName("one that overflows its stack loses its batch, and the others nothing")
  void overflowsItsStack() throws InterruptedException {
    RecordingSink endless = hostile(Guarantee.TRANSIENT, batch -> recurse(0));
    try (ProgressRegistry registry = builder(endless).build()) {
      work(registry, 20);
      assertThat(registry.flush(SOON)).isTrue();
      assertThat(registry.sinkHealth().get(0).lastError()).contains("StackOverflowError");
      assertHealthyHasAll(20);
    }
  }

  @Test
  @DisplayName("ones that interrupt their own thread get everything, by memory and by disk")
  void interruptThemselves() throws InterruptedException {
    RecordingSink byMemory = hostile(Guarantee.TRANSIENT, batch -> interrupt());
    RecordingSink byDisk = hostile(Guarantee.DURABLE, batch -> interrupt());
    try (ProgressRegistry registry = builder(byMemory, byDisk).spool(directory).build()) {
      for (int i = 0; i < 5; i++) {
        work(registry, 4);
        registry.flush(SOON);
      }
      assertThat(byMemory.of(Transition.Note.class)).hasSize(20);
      assertThat(byDisk.of(Transition.Note.class)).hasSize(20);
      assertThat(registry.sinkHealth())
          .allSatisfy(health -> assertThat(health.failedAttempts()).isZero());
      assertHealthyHasAll(20);
    }
  }

  @Test
  @DisplayName("one that hangs in close costs the deadline and no event, and the others are closed")
  void hangsInClose() {
    CountDownLatch never = new CountDownLatch(1);
    RecordingSink hanging =
        new RecordingSink() {
          @Override
          public synchronized void close() {
            awaitStubbornly(never);
          }
        };
    ProgressRegistry registry = builder(hanging).build();
    work(registry, 3);
    String log = LogOf.action(() -> registry.close(Duration.ofMillis(200)));
    never.countDown();
    assertThat(log).contains("sink recording has everything and was left to close by itself");
    assertThat(registry.sinkHealth().get(0).dropped()).isZero();
    assertThat(healthy.isClosed()).isTrue();
    assertHealthyHasAll(3);
  }

  @Test
  @DisplayName("one that uses all of the registry from within a delivery disturbs nobody")
  void usesTheRegistry() throws InterruptedException {
    ProgressRegistry[] self = new ProgressRegistry[1];
    AtomicBoolean once = new AtomicBoolean();
    List<Boolean> flushed = new CopyOnWriteArrayList<>();
    RecordingSink busy =
        hostile(
            Guarantee.DURABLE,
            batch -> {
              if (once.compareAndSet(false, true)) {
                useAll(self[0], flushed::add);
              }
            });
    self[0] = builder(busy).build();
    try (ProgressRegistry registry = self[0]) {
      work(registry, 5);
      assertThat(registry.flush(SOON)).isTrue();
      assertThat(flushed).containsExactly(false);
      // What was begun within the delivery that the first flush waited for.
      assertThat(registry.flush(SOON)).isTrue();
      assertHealthyHasAll(5);
      assertThat(healthy.of(Transition.Finished.class))
          .extracting(end -> end.tracker().name())
          .contains("from within");
      assertThat(busy.of(Transition.Finished.class))
          .extracting(end -> end.tracker().name())
          .contains("from within");
    }
  }

  @Test
  @DisplayName("two that flush for ever at the same time wait for nothing")
  void flushEachOther() throws InterruptedException {
    ProgressRegistry[] self = new ProgressRegistry[1];
    CyclicBarrier both = new CyclicBarrier(2);
    RecordingSink.Behaviour flushing =
        batch -> {
          if (both.getNumberWaiting() < 2 && !batch.isEmpty() && isStart(batch)) {
            both.await();
            self[0].flush(FOREVER);
          }
        };
    RecordingSink one = new RecordingSink(Guarantee.TRANSIENT, Cadence.EVERY_UPDATE, flushing);
    RecordingSink two = new RecordingSink(Guarantee.TRANSIENT, Cadence.EVERY_UPDATE, flushing);
    self[0] = builder(one, two).build();
    try (ProgressRegistry registry = self[0]) {
      work(registry, 5);
      assertThat(registry.flush(SOON)).isTrue();
      assertHealthyHasAll(5);
    }
  }

  @Test
  @DisplayName("one on disk that closes the registry gets and leaves nothing unfinished")
  void closesTheRegistryByDisk() throws InterruptedException {
    ProgressRegistry[] self = new ProgressRegistry[1];
    CountDownLatch closed = new CountDownLatch(1);
    RecordingSink closing =
        hostile(
            Guarantee.DURABLE,
            batch -> {
              self[0].close();
              closed.countDown();
            });
    self[0] = builder(closing).spool(directory).build();
    ProgressTracker job = self[0].start("job", 10);
    self[0].sampleNow();
    closed.await();
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.ABANDONED);
    assertThat(healthy.of(Transition.Finished.class)).hasSize(1);
    assertThat(healthy.isClosed()).isTrue();
    assertThat(self[0].sinkHealth().get(0).dropped()).isZero();
  }

  @Test
  @DisplayName("a callback that uses all of the registry and then closes it disturbs nobody")
  void callbackClosesTheRegistry() throws InterruptedException {
    ProgressRegistry registry = builder().build();
    CountDownLatch closed = new CountDownLatch(1);
    List<Boolean> flushed = new CopyOnWriteArrayList<>();
    ProgressTracker job = registry.start("job", 10);
    job.onProgressUpdate(
        now -> {
          if (closed.getCount() > 0) {
            useAll(registry, flushed::add);
            job.complete();
            registry.close();
            closed.countDown();
          }
        });
    job.advance(3);
    registry.sampleNow();
    closed.await();
    assertThat(flushed).containsExactly(false);
    assertThat(healthy.of(Transition.Finished.class))
        .extracting(end -> end.tracker().name())
        .containsExactlyInAnyOrder("job", "from within", "part");
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.COMPLETED);
  }

  private static boolean isStart(List<ProgressEvent> batch) {
    return batch.get(0) instanceof Transition.Started;
  }

  private static void useAll(ProgressRegistry registry, Consumer<Boolean> flushed) {
    ProgressTracker own = registry.start("from within", 2);
    own.advance(2);
    own.child("part", 1).fail("no");
    own.complete();
    registry.sampleNow();
    registry.active();
    registry.alerts();
    registry.sinkHealth();
    registry.cleanupStale(Duration.ofHours(1));
    try {
      flushed.accept(registry.flush(FOREVER));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private ProgressRegistry.Builder builder(ProgressSink... hostile) {
    ProgressRegistry.Builder builder = ProgressRegistry.builder().clock(clock).manualSampling();
    List.of(hostile).forEach(builder::sink);
    return builder.sink(healthy);
  }

  private static RecordingSink hostile(Guarantee guarantee, RecordingSink.Behaviour behaviour) {
    return new RecordingSink(guarantee, Cadence.EVERY_UPDATE, behaviour);
  }

  private static void work(ProgressRegistry registry, int notes) {
    ProgressTracker job =
        registry
            .find("job")
            .orElseGet(() -> registry.start(TrackerSpec.named("job").id("job").total(100)));
    for (int i = 0; i < notes; i++) {
      job.advance();
      job.note("n", Map.of("number", i));
      registry.sampleNow();
    }
  }

  private void assertHealthyHasAll(int notes) {
    assertThat(healthy.of(Transition.Started.class)).isNotEmpty();
    assertThat(healthy.of(Transition.Note.class)).hasSize(notes);
  }

  private static void interrupt() {
    Thread.currentThread().interrupt();
  }

  @SuppressWarnings("InfiniteRecursion") // That is the point.
  private static int recurse(int depth) {
    return 1 + recurse(depth + 1);
  }

  private static void awaitStubbornly(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException ignoredOnPurpose) {
        // as hostile as they come
      }
    }
  }
}
