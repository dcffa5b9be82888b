package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.progresstracker.event.Transition;
import io.github.progresstracker.sink.Cadence;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.SinkHealth;
import io.github.progresstracker.testing.ManualClock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A spool that cannot be opened at the start is opened when it can be")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpoolOpenedLaterTest {

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path root;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final AtomicBoolean away = new AtomicBoolean(true);
  private final RecordingSink sink = sinkThatMayBeAway();

  @Test
  @DisplayName("what waits in memory gets onto the disk in order, for the next process")
  void takesWhatWaits() throws IOException, InterruptedException {
    Path directory = occupied();
    ProgressRegistry first = registry(directory, sink);
    note(first, 0, 1_500);
    first.sampleNow();
    assertThat(health(first).spoolError()).startsWith("cannot open the spool in " + directory);
    assertThat(health(first).spooled()).isZero();
    Files.delete(directory);
    note(first, 1_500, 1_600);
    awaitSpool(first);
    awaitSpooled(first, 1_601);
    first.close(Duration.ofMillis(200));
    assertThat(health(first).dropped()).isZero();

    away.set(false);
    try (ProgressRegistry second = registry(directory, sink)) {
      assertThat(second.flush(SOON)).isTrue();
    }
    assertEachOnce(sink, 1_600);
    assertThat(sink.of(Transition.Finished.class)).hasSize(1);
  }

  @Test
  @DisplayName("held by another process: what that leaves behind comes first")
  void comesAfterWhatOthersLeft() throws InterruptedException {
    ProgressRegistry first = registry(root, sink);
    note(first, 0, 10);
    first.sampleNow();
    RecordingSink target = sinkThatMayBeAway();
    try (ProgressRegistry second = registry(root, target)) {
      note(second, 10, 20);
      second.sampleNow();
      assertThat(health(second).spoolError()).contains("in use");
      first.close(Duration.ofMillis(200));
      awaitSpool(second);
      away.set(false);
      assertThat(second.flush(SOON)).isTrue();
    }
    assertEachOnce(target, 20);
  }

  @Test
  @DisplayName("while the sink does not return from a batch: that is on disk, and delivered once")
  void takesWhatTheSinkHas() throws IOException, InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    RecordingSink slow =
        sink(
            batch -> {
              entered.countDown();
              goOn.await();
            });
    Path directory = occupied();
    try (ProgressRegistry registry = registry(directory, slow)) {
      note(registry, 0, 5);
      registry.sampleNow();
      entered.await();
      note(registry, 5, 10);
      Files.delete(directory);
      awaitSpool(registry);
      awaitSpooled(registry, 11);
      goOn.countDown();
      assertThat(registry.flush(SOON)).isTrue();
      assertThat(health(registry).spooled()).isZero();
    }
    assertEachOnce(slow, 10);
  }

  @ParameterizedTest(name = "the sink takes the batch: {0}")
  @ValueSource(booleans = {true, false})
  @DisplayName("the same behind what others left: kill -9 takes nothing, and all come once")
  void keepsWhatTheSinkHasBehindWhatOthersLeft(boolean taken)
      throws IOException, InterruptedException {
    Path directory = root.resolve("spool");
    ProgressRegistry other = registry(directory, sinkThatMayBeAway());
    note(other, 0, 5);
    other.sampleNow();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean fails = new AtomicBoolean(!taken);
    RecordingSink slow =
        sink(
            batch -> {
              entered.countDown();
              goOn.await();
              if (fails.getAndSet(false)) {
                throw new IOException("away");
              }
            });
    try (ProgressRegistry registry = registry(directory, slow)) {
      note(registry, 5, 10);
      registry.sampleNow();
      entered.await();
      note(registry, 10, 15);
      other.close(Duration.ofMillis(200));
      awaitSpool(registry);
      awaitSpooled(registry, health(other).spooled() + 11);
      Path killed = copy(directory);
      away.set(false);
      try (ProgressRegistry next = registry(killed, sink)) {
        assertThat(next.flush(SOON)).isTrue();
      }
      assertEachOnce(sink, 15);
      goOn.countDown();
      assertThat(registry.flush(SOON)).isTrue();
      assertThat(health(registry).spooled()).isZero();
    }
    assertEachOnce(slow, taken ? numbers(5, 10, 0, 5, 10, 15) : numbers(0, 15));
  }

  /** What is on disk now, as the next process would find it. */
  private Path copy(Path directory) throws IOException {
    Path copy = root.resolve("copy");
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(directory.relativize(file)));
      }
    }
    return copy;
  }

  @Test
  @DisplayName("held by another process until this one ends: nothing is lost")
  void triesOnceMoreAtTheEnd() throws InterruptedException {
    ProgressRegistry other = registry(root, sinkThatMayBeAway());
    ProgressRegistry first = registry(root, sink);
    note(first, 0, 10);
    first.sampleNow();
    other.close(Duration.ofMillis(200));
    first.close(Duration.ofMillis(200)); // The clock stands still, so no pause has ended.
    assertThat(health(first).dropped()).isZero();
    away.set(false);
    try (ProgressRegistry second = registry(root, sink)) {
      assertThat(second.flush(SOON)).isTrue();
    }
    assertEachOnce(sink, 10);
  }

  @Test
  @DisplayName("its disk full: what waits gets onto it when there is room")
  void fullDisk() throws IOException, InterruptedException {
    Path small = Files.createDirectory(root.resolve("small"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", small.toString()) == 0,
        "SKIPPED: a small disk can only be mounted by root");
    try {
      Path ballast = small.resolve("ballast");
      fill(ballast);
      try (ProgressRegistry registry = registry(small.resolve("spool"), sink)) {
        note(registry, 0, 10);
        registry.sampleNow();
        assertThat(health(registry).spoolError()).contains("No space left on device");
        Files.delete(ballast);
        awaitSpool(registry);
        awaitSpooled(registry, 11);
        away.set(false);
        assertThat(registry.flush(SOON)).isTrue();
      }
      assertEachOnce(sink, 10);
    } finally {
      run("umount", small.toString());
    }
  }

  private Path occupied() throws IOException {
    return Files.writeString(root.resolve("spool"), "a file in its place");
  }

  private ProgressRegistry registry(Path spool, RecordingSink target) {
    return ProgressRegistry.builder()
        .clock(clock)
        .manualSampling()
        .spool(spool)
        .sink(target)
        .build();
  }

  private RecordingSink sinkThatMayBeAway() {
    return sink(
        batch -> {
          if (away.get()) {
            throw new IOException("away");
          }
        });
  }

  private static RecordingSink sink(RecordingSink.Behaviour behaviour) {
    return new RecordingSink(Guarantee.DURABLE, Cadence.EVERY_UPDATE, behaviour);
  }

  private static void note(ProgressRegistry registry, int from, int to) {
    ProgressTracker job =
        registry
            .find("job")
            .orElseGet(() -> registry.start(TrackerSpec.named("job").id("job").total(10)));
    for (int i = from; i < to; i++) {
      job.note("n", Map.of("number", i));
    }
  }

  /** Lets time pass until no event needs to wait in memory. */
  private void awaitSpool(ProgressRegistry registry) {
    while (health(registry).spoolError() != null) {
      clock.advance(LONGEST_PAUSE);
      registry.sampleNow();
      Thread.onSpinWait();
    }
  }

  private static void awaitSpooled(ProgressRegistry registry, long events) {
    while (health(registry).spooled() != events) {
      registry.sampleNow();
      Thread.onSpinWait();
    }
  }

  private static SinkHealth health(ProgressRegistry registry) {
    return registry.sinkHealth().get(0);
  }

  private static void assertEachOnce(RecordingSink target, int notes) {
    assertEachOnce(target, numbers(0, notes));
  }

  private static void assertEachOnce(RecordingSink target, List<Object> notes) {
    assertThat(target.of(Transition.Note.class))
        .extracting(note -> note.details().get("number"))
        .containsExactlyElementsOf(notes);
    assertThat(target.events())
        .extracting(event -> event.header().eventId())
        .doesNotHaveDuplicates();
  }

  /** Those of ranges that are given by their ends in turn. */
  private static List<Object> numbers(int... ends) {
    return IntStream.range(0, ends.length / 2)
        .flatMap(i -> IntStream.range(ends[2 * i], ends[2 * i + 1]))
        .<Object>mapToObj(i -> i)
        .toList();
  }

  private static void fill(Path ballast) {
    try (OutputStream out = Files.newOutputStream(ballast)) {
      byte[] chunk = new byte[1 << 12];
      while (true) {
        out.write(chunk);
      }
    } catch (IOException e) {
      // It is full, as wanted.
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(List.of(command)).inheritIO().start().waitFor();
  }
}
