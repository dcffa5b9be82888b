package io.github.progresstracker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.event.Transition;
import io.github.progresstracker.sink.Cadence;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.ProgressSink;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A process that is killed while a durable sink has a batch and does not return")
@Timeout(120)
class KilledDeliveryTest {

  private static final int NOTES = 5_000;

  @TempDir Path directory;

  @Test
  @DisplayName("leaves on disk the batch of the sink and all that came since")
  void losesNothing() throws IOException, InterruptedException {
    try (ChildProgram child =
        ChildProgram.start(KilledDeliveryTest.class, "128m", directory.toString())) {
      assertThat(child.readLine()).isEqualTo("all is on disk");
      child.kill();
    }
    RecordingSink back = new RecordingSink(Guarantee.DURABLE, Cadence.EVERY_UPDATE, batch -> {});
    try (ProgressRegistry registry = registry(directory, back)) {
      assertThat(registry.flush(Duration.ofSeconds(60))).isTrue();
    }
    assertThat(back.of(Transition.Started.class)).hasSize(1);
    List<Object> numbers =
        back.of(Transition.Note.class).stream()
            .map(note -> note.details().get("number"))
            .map(Object.class::cast)
            .toList();
    assertThat(numbers).hasSize(NOTES).isSorted().doesNotHaveDuplicates();
  }

  /** The process that is killed. */
  public static void main(String[] args) throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    ProgressSink hanging =
        new RecordingSink(
            Guarantee.DURABLE,
            Cadence.EVERY_UPDATE,
            batch -> {
              entered.countDown();
              never.await();
            });
    ProgressRegistry registry = registry(Path.of(args[0]), hanging);
    ProgressTracker job = registry.start("job", 10);
    registry.sampleNow();
    entered.await();
    for (int i = 0; i < NOTES; i++) {
      job.note("n", Map.of("number", i));
    }
    registry.sampleNow();
    while (registry.sinkHealth().get(0).spooled() < NOTES + 1) {
      Thread.onSpinWait();
    }
    new PrintStream(System.out, true, UTF_8).println("all is on disk");
    never.await();
  }

  private static ProgressRegistry registry(Path spool, ProgressSink sink) {
    return ProgressRegistry.builder().manualSampling().spool(spool).sink(sink).build();
  }
}
