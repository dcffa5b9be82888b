package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.ProgressSink;
import io.github.progresstracker.sink.SinkHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Durable sinks with a spool on disk")
@Timeout(60)
class SpooledDeliveryTest {

  @TempDir Path directory;

  @Test
  @DisplayName("a sink that works gets everything, and nothing stays on disk")
  void passesThrough() throws InterruptedException {
    Target target = new Target();
    try (ProgressRegistry registry = registry(target)) {
      notes(registry, 0, 50);
      assertThat(registry.flush(Duration.ofSeconds(20))).isTrue();
      assertThat(health(registry).spooled()).isZero();
      assertThat(health(registry).pending()).isZero();
    }
    assertThat(target.notes()).containsExactlyElementsOf(numbers(0, 50));
    assertThat(target.of(Transition.Finished.class)).hasSize(1);
  }

  @Test
  @DisplayName("what a sink could not take outlives the process, and comes first in the next one")
  void outlivesTheProcess() throws InterruptedException {
    Target away = new Target();
    away.works = false;
    ProgressRegistry first = registry(away);
    notes(first, 0, 1_500);
    first.close(Duration.ofMillis(300));
    assertThat(away.taken()).isEmpty();
    assertThat(health(first).dropped()).isZero();
    assertThat(health(first).spooled()).isGreaterThanOrEqualTo(1_500);

    Target back = new Target();
    try (ProgressRegistry second = registry(back)) {
      notes(second, 1_500, 10);
      assertThat(second.flush(Duration.ofSeconds(30))).isTrue();
      assertThat(health(second).spooled()).isZero();
    }
    assertThat(back.notes()).containsExactlyElementsOf(numbers(0, 1_510));
    assertThat(back.of(Transition.Started.class)).hasSize(2);
    assertThat(back.of(Transition.Finished.class)).hasSize(2);
    assertThat(back.ids()).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("a sink that fails now and then gets everything in order, and nothing twice")
  void survivesFailures() throws InterruptedException {
    Target target = new Target();
    try (ProgressRegistry registry = registry(target)) {
      for (int i = 0; i < 20; i++) {
        target.works = i % 3 != 1;
        notes(registry, i * 10, 10);
        registry.sampleNow();
      }
      target.works = true;
      assertThat(registry.flush(Duration.ofSeconds(40))).isTrue();
    }
    assertThat(target.notes()).containsExactlyElementsOf(numbers(0, 200));
    assertThat(target.ids()).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName(
      "while a sink hangs the host goes on, and what came meanwhile is on disk after close")
  void survivesAHang() throws InterruptedException {
    Target target = new Target();
    target.hang = new CountDownLatch(1);
    ProgressRegistry registry = registry(target);
    notes(registry, 0, 5);
    registry.sampleNow();
    target.entered.await();
    notes(registry, 5, 5);
    registry.close(Duration.ofMillis(200));
    target.hang.countDown();

    Target back = new Target();
    try (ProgressRegistry second = registry(back)) {
      assertThat(second.flush(Duration.ofSeconds(30))).isTrue();
    }
    assertThat(new HashSet<>(back.notes())).containsAll(numbers(0, 10));
  }

  @Test
  @DisplayName("updates of running jobs are not kept on disk, the last one of a job is")
  void keepsNoUpdates() throws InterruptedException {
    Target away = new Target();
    away.works = false;
    ProgressRegistry first = registry(away);
    ProgressTracker job = first.start("job", 100);
    for (int i = 0; i < 10; i++) {
      job.advance();
      first.sampleNow();
    }
    job.complete();
    first.close(Duration.ofMillis(200));

    Target back = new Target();
    try (ProgressRegistry second = registry(back)) {
      assertThat(second.flush(Duration.ofSeconds(30))).isTrue();
    }
    List<ProgressEvent> updates = back.of(ProgressUpdate.class);
    assertThat(updates).hasSize(1);
    assertThat(updates.get(0).job().state()).isEqualTo(TrackerState.COMPLETED);
  }

  @Test
  @DisplayName("a directory that cannot be used is no reason not to start: events wait in memory")
  void startsWithoutDisk() throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("occupied"), "a file");
    Target target = new Target();
    try (ProgressRegistry registry =
        ProgressRegistry.builder().manualSampling().spool(file).sink(target).build()) {
      notes(registry, 0, 5);
      assertThat(registry.flush(Duration.ofSeconds(20))).isTrue();
    }
    assertThat(target.notes()).containsExactlyElementsOf(numbers(0, 5));
  }

  @Test
  @DisplayName("two sinks of one name have a spool each; two registries cannot share a directory")
  void namesSpools() throws InterruptedException {
    Target one = new Target();
    Target two = new Target();
    try (ProgressRegistry registry =
        ProgressRegistry.builder().manualSampling().spool(directory).sink(one).sink(two).build()) {
      notes(registry, 0, 5);
      assertThat(registry.flush(Duration.ofSeconds(20))).isTrue();
      assertThat(directory.resolve("target-sink")).isDirectory();
      assertThat(directory.resolve("target-sink-2")).isDirectory();
      Target third = new Target();
      try (ProgressRegistry other = registry(third)) {
        notes(other, 0, 3);
        assertThat(other.flush(Duration.ofSeconds(20))).isTrue();
      }
      assertThat(third.notes()).hasSize(3);
    }
    assertThat(one.notes()).isEqualTo(two.notes()).hasSize(5);
  }

  @Test
  @DisplayName("refuses a bound that not even two segments fit in")
  void refusesTinyBounds() {
    assertThatThrownBy(() -> ProgressRegistry.builder().spool(directory, 1_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a spool needs 16777216 bytes or more, was allowed 1000");
  }

  private ProgressRegistry registry(ProgressSink sink) {
    return ProgressRegistry.builder().manualSampling().spool(directory).sink(sink).build();
  }

  private static void notes(ProgressRegistry registry, int from, int count) {
    ProgressTracker job =
        registry
            .find("job")
            .orElseGet(() -> registry.start(TrackerSpec.named("job").id("job").total(10)));
    for (int i = from; i < from + count; i++) {
      job.note("n", Map.of("number", i));
    }
  }

  private static List<Integer> numbers(int from, int to) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = from; i < to; i++) {
      numbers.add(i);
    }
    return numbers;
  }

  private static SinkHealth health(ProgressRegistry registry) {
    return registry.sinkHealth().get(0);
  }

  /** A durable sink that can be away. */
  private static final class Target implements ProgressSink {
    private final List<ProgressEvent> taken = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch entered = new CountDownLatch(1);
    private volatile boolean works = true;
    private volatile CountDownLatch hang = new CountDownLatch(0);

    @Override
    public String name() {
      return "target sink";
    }

    @Override
    public Guarantee guarantee() {
      return Guarantee.DURABLE;
    }

    @Override
    public void deliver(List<ProgressEvent> events) throws Exception {
      entered.countDown();
      hang.await();
      if (!works) {
        throw new IOException("away");
      }
      taken.addAll(events);
    }

    List<ProgressEvent> taken() {
      synchronized (taken) {
        return List.copyOf(taken);
      }
    }

    List<ProgressEvent> of(Class<? extends ProgressEvent> type) {
      return taken().stream().filter(type::isInstance).toList();
    }

    List<Object> notes() {
      return taken().stream()
          .filter(Transition.Note.class::isInstance)
          .map(event -> ((Transition.Note) event).details().get("number"))
          .toList();
    }

    List<UUID> ids() {
      return taken().stream().map(event -> event.header().eventId()).toList();
    }
  }
}
