package io.github.progresstracker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.ProgressSink;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A sink that takes all memory of the process, again and again")
@Timeout(120)
class HungrySinkTest {

  private static final int MEALS = 5;
  private static final int NOTES = 200;

  @TempDir Path directory;

  @Test
  @DisplayName("costs the host no count, and the other sinks no event")
  void harmsNobodyElse() throws IOException {
    try (ChildProgram child =
        ChildProgram.start(HungrySinkTest.class, "48m", directory.toString())) {
      assertThat(child.readAll())
          .containsExactly(
              "flushed true",
              "every advance counted true",
              "meals " + MEALS,
              "in memory: notes in order " + NOTES + ", ends 1",
              "by disk: notes in order " + NOTES + ", ends 1",
              "hungry sink failed true");
    }
  }

  /** The process that runs out of memory. */
  public static void main(String[] args) throws InterruptedException {
    HungrySink hungry = new HungrySink();
    CountingSink memory = new CountingSink("memory", Guarantee.TRANSIENT);
    CountingSink disk = new CountingSink("disk", Guarantee.DURABLE);
    try (ProgressRegistry registry =
        ProgressRegistry.builder()
            .sampleEvery(Duration.ofMillis(10))
            .spool(Path.of(args[0]))
            .sink(hungry)
            .sink(memory)
            .sink(disk)
            .build()) {
      ProgressTracker job = registry.start("job", Long.MAX_VALUE);
      long counted = 0;
      for (int note = 0; note < NOTES; note++) {
        note(job, note);
        for (int i = 0; i < 1_000; i++, counted++) {
          job.advance();
        }
      }
      while (hungry.meals.get() < MEALS) {
        job.advance();
        counted++;
      }
      job.close();
      PrintStream out = new PrintStream(System.out, true, UTF_8);
      out.println("flushed " + registry.flush(Duration.ofSeconds(60)));
      out.println("every advance counted " + (job.snapshot().done() == counted));
      out.println("meals " + hungry.meals.get());
      out.println("in memory: " + memory);
      out.println("by disk: " + disk);
      out.println("hungry sink failed " + (registry.sinkHealth().get(0).failedAttempts() > 0));
    }
  }

  /** A note takes memory, so it may fail for the host itself; it tries again. */
  private static void note(ProgressTracker job, int number) {
    for (; ; ) {
      try {
        job.note("n", Map.of("number", number));
        return;
      } catch (OutOfMemoryError e) {
        Thread.onSpinWait();
      }
    }
  }

  /** Takes what there is, down to the last bytes, and holds it for a moment. */
  private static final class HungrySink implements ProgressSink {
    private final AtomicInteger meals = new AtomicInteger();

    @Override
    public String name() {
      return "hungry";
    }

    @Override
    public void deliver(List<ProgressEvent> events) {
      if (meals.get() >= MEALS) {
        return;
      }
      byte[][] meal = new byte[10_000][];
      OutOfMemoryError enough = new OutOfMemoryError("no more");
      int eaten = 0;
      for (int bytes = 1 << 20; bytes >= 16 && eaten < meal.length; ) {
        try {
          meal[eaten] = new byte[bytes];
          eaten++;
        } catch (OutOfMemoryError e) {
          bytes /= 2;
          enough = e;
        }
      }
      meals.incrementAndGet();
      throw enough;
    }
  }

  private static final class CountingSink implements ProgressSink {
    private final String name;
    private final Guarantee guarantee;
    private final AtomicLong inOrder = new AtomicLong();
    private final AtomicLong ends = new AtomicLong();

    CountingSink(String name, Guarantee guarantee) {
      this.name = name;
      this.guarantee = guarantee;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Guarantee guarantee() {
      return guarantee;
    }

    /**
     * Allocates nothing, or it would itself be a sink that fails, and a transient one loses those.
     */
    @Override
    public void deliver(List<ProgressEvent> events) {
      for (int i = 0; i < events.size(); i++) {
        ProgressEvent event = events.get(i);
        if (event instanceof Transition.Note note) {
          boolean next =
              note.details().get("number") instanceof Number number
                  && number.longValue() == inOrder.get();
          inOrder.addAndGet(next ? 1 : 0);
        } else if (event instanceof Transition.Finished) {
          ends.incrementAndGet();
        }
      }
    }

    @Override
    public String toString() {
      return "notes in order " + inOrder + ", ends " + ends;
    }
  }
}
