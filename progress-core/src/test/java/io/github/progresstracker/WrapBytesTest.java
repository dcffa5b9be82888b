package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.testing.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Input and output that count their bytes. */
class WrapBytesTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final ProgressRegistry registry =
      ProgressRegistry.builder().clock(clock).manualSampling().build();
  private final ProgressTracker job =
      registry.start(
          TrackerSpec.named("copy")
              .total(100)
              .unit(ByteUnits.IEC.unit())
              .estimator(EtaMethod.LINEAR));

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  @DisplayName("each way of reading counts what it read, and the end counts nothing")
  void countsReads() throws IOException {
    InputStream in = job.wrap(bytes(100));
    assertThat(in.available()).isEqualTo(100);
    assertThat(done()).isZero();
    assertThat(in.read()).isZero();
    assertThat(done()).isEqualTo(1);
    assertThat(in.read(new byte[9])).isEqualTo(9);
    assertThat(done()).isEqualTo(10);
    assertThat(in.read(new byte[50], 5, 10)).isEqualTo(10);
    assertThat(in.read(new byte[50], 5, 0)).isZero();
    assertThat(done()).isEqualTo(20);
    assertThat(in.readNBytes(30)).hasSize(30);
    assertThat(in.readNBytes(new byte[10], 0, 10)).isEqualTo(10);
    assertThat(done()).isEqualTo(60);
    assertThat(in.transferTo(OutputStream.nullOutputStream())).isEqualTo(40);
    assertThat(in.read()).isEqualTo(-1);
    assertThat(in.readAllBytes()).isEmpty();
    assertThat(done()).isEqualTo(100);
    assertThat(job.wrap(bytes(7)).readAllBytes()).hasSize(7);
    assertThat(done()).isEqualTo(107);
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.RUNNING);
  }

  @Test
  @DisplayName("bytes passed over are done and no speed")
  void countsSkips() throws IOException {
    InputStream in = job.wrap(bytes(100));
    assertThat(in.skip(40)).isEqualTo(40);
    in.skipNBytes(40);
    for (int i = 0; i < 10; i++) {
      clock.advance(Duration.ofSeconds(1));
      assertThat(in.read()).isNotNegative();
      registry.sampleNow();
    }
    assertThat(in.skip(1_000)).isEqualTo(10);
    assertThat(in.skip(-3)).isZero();
    assertThat(done()).isEqualTo(100);
    assertThat(job.snapshot().rates().average()).isEqualTo(1.0);
  }

  @Test
  @DisplayName("bytes read again after reset, or after skipping back in a file, count once")
  void countsOnce(@TempDir Path folder) throws IOException {
    InputStream in = job.wrap(bytes(100));
    assertThat(in.markSupported()).isTrue();
    assertThat(in.readNBytes(10)).hasSize(10);
    in.mark(100);
    assertThat(in.readNBytes(20)).hasSize(20);
    in.reset();
    assertThat(in.skip(5)).isEqualTo(5);
    assertThat(in.readNBytes(10)).hasSize(10);
    assertThat(done()).isEqualTo(30);
    assertThat(in.readNBytes(10)).hasSize(10);
    assertThat(done()).isEqualTo(35);

    Path file = Files.write(folder.resolve("data"), new byte[65]);
    try (InputStream fromFile = job.wrap(new FileInputStream(file.toFile()))) {
      assertThatThrownBy(fromFile::reset).isInstanceOf(IOException.class);
      assertThat(fromFile.readNBytes(20)).hasSize(20);
      assertThat(fromFile.skip(-10)).isEqualTo(-10);
      assertThat(done()).isEqualTo(55);
      assertThat(fromFile.readAllBytes()).hasSize(55);
    }
    assertThat(done()).isEqualTo(100);
  }

  @Test
  @DisplayName("any mix of reading, skipping, marking and resetting counts to the furthest byte")
  void countsAnyMix() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    for (int run = 0; run < 200; run++) {
      ProgressTracker tracker = registry.start("run " + run, 500);
      InputStream in = tracker.wrap(bytes(500));
      long position = 0;
      long marked = 0;
      long furthest = 0;
      for (int step = 0; step < 40; step++) {
        switch (random.nextInt(5)) {
          case 0 -> position += in.read() < 0 ? 0 : 1;
          case 1 -> position += in.readNBytes(random.nextInt(30)).length;
          case 2 -> position += in.skip(random.nextInt(30));
          case 3 -> {
            in.mark(500);
            marked = position;
          }
          default -> {
            in.reset();
            position = marked;
          }
        }
        furthest = Math.max(furthest, position);
      }
      registry.sampleNow();
      assertThat(tracker.snapshot().done()).as("run %s", run).isEqualTo(furthest);
      tracker.complete();
    }
  }

  @Test
  @DisplayName("each way of writing counts once, and what was refused does not")
  void countsWrites() throws IOException {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    OutputStream out = job.wrap(target);
    out.write(1);
    out.write(new byte[10]);
    out.write(new byte[10], 3, 5);
    out.write(new byte[0]);
    out.flush();
    assertThat(target.size()).isEqualTo(16);
    assertThat(done()).isEqualTo(16);
    assertThat(bytes(20).transferTo(out)).isEqualTo(20);
    assertThat(done()).isEqualTo(36);

    assertThatThrownBy(() -> out.write(new byte[3], 2, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
    out.close();
    OutputStream closed = job.wrap(OutputStream.nullOutputStream());
    closed.close();
    assertThatThrownBy(() -> closed.write(new byte[3])).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> closed.write(3)).isInstanceOf(IOException.class);
    assertThat(done()).isEqualTo(36);
  }

  @Test
  @DisplayName("bytes go on after the tracker has ended; that is told once")
  void goesOnAfterTheEnd() {
    job.complete();
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    String log =
        LogOf.action(
            () -> {
              try (InputStream in = job.wrap(bytes(50));
                  OutputStream out = job.wrap(target)) {
                in.skipNBytes(10);
                in.transferTo(out);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(target.size()).isEqualTo(40);
    assertThat(log).containsOnlyOnce("after the end is ignored").contains("WrapBytesTest");
  }

  @Test
  @DisplayName("no stream is a mistake of the call")
  @SuppressWarnings("NullAway")
  void refusesNull() {
    assertThatNullPointerException().isThrownBy(() -> job.wrap((InputStream) null));
    assertThatNullPointerException().isThrownBy(() -> job.wrap((OutputStream) null));
    assertThatNullPointerException().isThrownBy(() -> registry.wrap("x", (InputStream) null, 3));
    assertThat(registry.active()).hasSize(1);
  }

  @Test
  @DisplayName("a wrapped source is a job in bytes that completes at the end of the stream")
  void makesAJob() throws IOException {
    InputStream in = registry.wrap("download", bytes(2_048), 2_048);
    ProgressTracker tracker = started();
    assertThat(tracker.snapshot().unit()).isEqualTo("bytes");
    assertThat(tracker.snapshot().total()).isEqualTo(Total.exact(2_048));
    assertThat(in.readAllBytes()).hasSize(2_048);
    assertThat(end(tracker)).isEqualTo(TrackerState.COMPLETED);
    String log =
        LogOf.action(
            () -> {
              try (in) {
                assertThat(in.read()).isEqualTo(-1);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(log).isEmpty();
    assertThat(end(tracker)).isEqualTo(TrackerState.COMPLETED);
  }

  @Test
  @DisplayName("closed after its last byte it is complete, before that, or by an error, abandoned")
  void endsWhenClosed() throws IOException {
    ProgressTracker whole;
    try (InputStream rest =
        registry.wrap(TrackerSpec.named("rest").total(100).startAt(40), bytes(60))) {
      whole = started();
      assertThat(rest.read(new byte[60])).isEqualTo(60);
      assertThat(end(whole)).isEqualTo(TrackerState.RUNNING);
    }
    assertThat(end(whole)).isEqualTo(TrackerState.COMPLETED);

    ProgressTracker half;
    try (InputStream part = registry.wrap("half", bytes(60), 60)) {
      half = started();
      assertThat(part.readNBytes(59)).hasSize(59);
    }
    assertThat(end(half)).isEqualTo(TrackerState.ABANDONED);

    InputStream broken = registry.wrap("broken", new FailsOnClose(bytes(60)), 60);
    ProgressTracker failing = started();
    assertThatThrownBy(broken::close).hasMessage("connection reset");
    assertThat(end(failing)).isEqualTo(TrackerState.ABANDONED);

    InputStream in = registry.wrap(TrackerSpec.named("unknown"), bytes(0));
    ProgressTracker unknown = started();
    in.close();
    assertThat(end(unknown)).isEqualTo(TrackerState.ABANDONED);
  }

  private static final class FailsOnClose extends FilterInputStream {
    private FailsOnClose(InputStream in) {
      super(in);
    }

    @Override
    public void close() throws IOException {
      throw new IOException("connection reset");
    }
  }

  private static InputStream bytes(int count) {
    return new ByteArrayInputStream(new byte[count]);
  }

  private long done() {
    registry.sampleNow();
    return job.snapshot().done();
  }

  /** The job that was started last; the other one is this test's own. */
  private ProgressTracker started() {
    return registry.active().stream()
        .filter(active -> !active.id().equals(job.id()))
        .findFirst()
        .flatMap(active -> registry.find(active.id()))
        .orElseThrow();
  }

  private TrackerState end(ProgressTracker tracker) {
    registry.sampleNow();
    return tracker.snapshot().state();
  }
}
