package io.github.progresstracker.benchmarks;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.console.ColorScheme;
import io.github.progresstracker.console.ConsoleSink;
import io.github.progresstracker.console.ConsoleView;
import io.github.progresstracker.console.FrameStyle;
import io.github.progresstracker.console.ProgressFrame;
import io.github.progresstracker.console.TerminalPort;
import io.github.progresstracker.console.TerminalSize;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.sink.ProgressSink;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to draw a frame of four bars, and what the console costs the sampler: the time of a
 * sample of four jobs whose events go to a console that draws, beside one whose events go to a sink
 * that does nothing. Run with {@code -prof gc} for allocation.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ConsoleBenchmark {

  private static final int JOBS = 4;

  private final FrameStyle rows = style(ConsoleView.AUTO);
  private final FrameStyle board = style(ConsoleView.BOARD);
  private List<ProgressSnapshot> snapshots;
  private Sampled drawn;
  private Sampled ignored;

  /** Made by the harness. */
  @SuppressWarnings("NullAway.Init")
  public ConsoleBenchmark() {}

  private static FrameStyle style(ConsoleView view) {
    return new FrameStyle(
        view, new TerminalSize(100, 24), ColorScheme.HEALTH, true, ZoneOffset.UTC);
  }

  /** Starts four jobs for each sink and has them measure something. */
  @Setup
  public void start() {
    drawn =
        new Sampled(ConsoleSink.builder().view(ConsoleView.AUTO).terminal(new Nowhere()).build());
    ignored = new Sampled(new Ignorant());
    Sampled pictured = new Sampled(new Ignorant());
    for (int i = 0; i < 100; i++) {
      pictured.jobs.forEach(job -> job.advance(3_000_000)); // 300,000,000 of 1,000,000,000
      pictured.sample();
    }
    snapshots = pictured.jobs.stream().map(ProgressTracker::snapshot).toList();
    pictured.registry.close();
  }

  /** Ends them. */
  @TearDown
  public void stop() {
    drawn.registry.close();
    ignored.registry.close();
  }

  /**
   * Four jobs as rows with every column.
   *
   * @return the rows
   */
  @Benchmark
  public List<String> frameOfRows() {
    return ProgressFrame.of(snapshots, rows);
  }

  /**
   * Four jobs in a box.
   *
   * @return the rows
   */
  @Benchmark
  public List<String> frameOfBoard() {
    return ProgressFrame.of(snapshots, board);
  }

  /** A sample of four jobs; the console draws meanwhile. */
  @Benchmark
  public void sampleWithConsole() {
    drawn.sample();
  }

  /** The same with a sink that does nothing. */
  @Benchmark
  public void sampleWithNoOpSink() {
    ignored.sample();
  }

  /** Four jobs that each sample finds a tenth of a second further. */
  private static final class Sampled {

    private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:45:23Z"));
    private final ProgressRegistry registry;
    private final List<ProgressTracker> jobs = new ArrayList<>();

    Sampled(ProgressSink sink) {
      registry = ProgressRegistry.builder().clock(clock).manualSampling().sink(sink).build();
      for (int i = 1; i <= JOBS; i++) {
        jobs.add(
            registry.start(
                TrackerSpec.named("Channel " + i).total(1_000_000_000).unit("messages")));
      }
    }

    void sample() {
      clock.advance(Duration.ofMillis(100));
      jobs.forEach(ProgressTracker::advance);
      registry.sampleNow();
    }
  }

  /** A terminal of which only the writing is left out. */
  private static final class Nowhere implements TerminalPort {
    @Override
    public TerminalSize size() {
      return new TerminalSize(100, 24);
    }

    @Override
    public void write(byte[] bytes) {
      // to nowhere
    }
  }

  /** A sink that does nothing. */
  private static final class Ignorant implements ProgressSink {
    @Override
    public String name() {
      return "no-op";
    }

    @Override
    public void deliver(List<ProgressEvent> events) {
      // nothing
    }
  }
}
