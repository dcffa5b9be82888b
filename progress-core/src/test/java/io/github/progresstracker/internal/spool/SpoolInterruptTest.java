package io.github.progresstracker.internal.spool;

import static io.github.progresstracker.internal.spool.Spools.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A spool whose thread is interrupted")
class SpoolInterruptTest {

  @TempDir Path directory;

  @AfterEach
  void leaveNoFlag() {
    Thread.interrupted();
  }

  @Test
  void works_on_and_leaves_the_flag_set() throws IOException {
    Thread.currentThread().interrupt();
    try (Spool spool = Spool.open(directory, SMALL)) {
      Spools.appendOneByOne(spool, 1, 100);
      assertThat(Spools.drainPayloads(spool)).isEqualTo(Spools.names(1, 100));
      spool.append(Spools.batch("last"));
    }
    assertThat(Thread.interrupted()).isTrue();
    try (Spool spool = Spool.open(directory, SMALL)) {
      assertThat(spool.recovery()).isEqualTo(new RecoveryReport(1, 0, 0, 0, false));
    }
  }

  @Test
  @Timeout(60)
  void survives_a_storm_of_interrupts() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Thread owner = Thread.currentThread();
    Thread storm =
        new Thread(
            () -> {
              while (!over.get()) {
                owner.interrupt();
              }
            });
    storm.start();
    try (Spool spool = Spool.open(directory, SMALL)) {
      Spools.appendOneByOne(spool, 1, 100);
      assertThat(Spools.drainPayloads(spool)).isEqualTo(Spools.names(1, 100));
    } finally {
      over.set(true);
      joinWhateverComes(storm);
    }
  }

  private static void joinWhateverComes(Thread storm) throws InterruptedException {
    while (storm.isAlive()) {
      Thread.onSpinWait();
    }
    Thread.interrupted();
    storm.join();
  }
}
