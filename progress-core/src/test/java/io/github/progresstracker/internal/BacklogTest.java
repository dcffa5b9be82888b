package io.github.progresstracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.LogOf;
import io.github.progresstracker.RecordingSink;
import io.github.progresstracker.internal.spool.SpoolSettings;
import io.github.progresstracker.internal.spool.SyncPolicy;
import io.github.progresstracker.sink.Cadence;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A backlog that cannot be opened")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BacklogTest {

  private static final SpoolSettings SETTINGS =
      new SpoolSettings(1 << 10, 1 << 20, SyncPolicy.everyBatch());

  @TempDir Path root;

  private Path directory;
  private Backlog backlog;

  @BeforeEach
  void occupy() throws IOException {
    directory = Files.writeString(root.resolve("spool"), "a file in its place");
    backlog = new Backlog("target", directory, SETTINGS);
  }

  @Test
  @DisplayName("says so once, however often it is tried, and no more when it is open")
  void saysItOnce() throws IOException {
    String failing =
        LogOf.action(
            () -> {
              for (int i = 0; i < 3; i++) {
                assertThat(backlog.open()).isFalse();
              }
            });
    assertThat(failing)
        .containsOnlyOnce(
            "sink target goes without its spool, events wait in memory only: cannot open the spool"
                + " in "
                + directory);
    assertThat(backlog.trouble()).startsWith("cannot open the spool in " + directory);
    assertThat(backlog.depth()).isZero();
    Files.delete(directory);
    assertThat(backlog.open()).isTrue();
    assertThat(backlog.open()).as("is open").isTrue();
    assertThat(backlog.trouble()).isNull();
    backlog.close();
  }

  @Test
  @DisplayName("is not opened after its end")
  void staysClosed() throws IOException {
    backlog.close();
    Files.delete(directory);
    assertThat(backlog.open()).isFalse();
    assertThat(directory).doesNotExist();
  }

  @Test
  @DisplayName("is tried again after pauses that grow with each try, by the clock of the registry")
  void growingPauses() throws IOException, InterruptedException {
    ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
    List<Integer> failures = new CopyOnWriteArrayList<>();
    backlog.open();
    SinkPipe pipe =
        SinkPipe.to(
            new RecordingSink(Guarantee.DURABLE, Cadence.EVERY_UPDATE, batch -> {}),
            clock,
            failure -> {
              failures.add(failure);
              return Duration.ofHours(failure);
            },
            backlog);
    pipe.start();
    for (int failure = 1; failure <= 4; failure++) {
      awaitTries(failures, failure);
      clock.advance(Duration.ofHours(failure));
      wake(pipe);
    }
    awaitTries(failures, 5);
    assertThat(failures).containsExactly(1, 2, 3, 4, 5);
    Files.delete(directory);
    clock.advance(Duration.ofHours(5));
    wake(pipe);
    while (!backlog.isOpen()) {
      Thread.onSpinWait();
    }
    pipe.beginClose();
    pipe.awaitClosed(System.nanoTime() + Duration.ofSeconds(30).toNanos());
  }

  /** Whoever waits looks at the clock. */
  private static void wake(SinkPipe pipe) throws InterruptedException {
    assertThat(pipe.flush(System.nanoTime())).isTrue();
  }

  private static void awaitTries(List<Integer> failures, int tries) {
    while (failures.size() < tries) {
      Thread.onSpinWait();
    }
  }
}
