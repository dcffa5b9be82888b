package io.github.progresstracker.benchmarks;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to have a loop count its elements: time per element of a loop over a million of
 * them that does next to nothing. The overhead of a wrapper is its time less that of the bare loop.
 * The tracker is a live one: its sampler runs, its estimator works; the peer's bar draws to
 * nowhere. Run with {@code -prof gc} for allocation.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(WrapBenchmark.ELEMENTS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class WrapBenchmark {

  static final int ELEMENTS = 1_000_000;

  private final List<Long> elements =
      new ArrayList<>(LongStream.range(0, ELEMENTS).boxed().toList());
  private ProgressRegistry registry;
  private ProgressTracker tracker;
  private ProgressBarBuilder bar;

  /** Made by the harness. */
  @SuppressWarnings("NullAway.Init")
  public WrapBenchmark() {}

  /** Starts a registry with its sampler; the peer starts a bar for each loop. */
  @Setup
  public void start() {
    registry = ProgressRegistry.builder().build();
    tracker = registry.start("wrap", Long.MAX_VALUE);
    bar =
        new ProgressBarBuilder()
            .setInitialMax(ELEMENTS)
            .setConsumer(new ConsoleProgressBarConsumer(nowhere(), 80));
  }

  /** Ends it. */
  @TearDown
  public void stop() {
    registry.close();
  }

  /**
   * The yardstick.
   *
   * @return the sum, so that the loop is not optimized away
   */
  @Benchmark
  public long bareLoop() {
    return sum(elements);
  }

  /**
   * Ours, many loops on one tracker.
   *
   * @return the sum
   */
  @Benchmark
  public long wrappedLoop() {
    return sum(tracker.wrap(elements));
  }

  /**
   * Ours, a job for each loop.
   *
   * @return the sum
   */
  @Benchmark
  public long wrappedJob() {
    return sum(registry.wrap("wrap", elements));
  }

  /**
   * The same without an iterator.
   *
   * @return the sum
   */
  @Benchmark
  public long bareStream() {
    return elements.stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Ours, many streams on one tracker.
   *
   * @return the sum
   */
  @Benchmark
  public long wrappedStream() {
    return tracker.wrap(elements.stream()).mapToLong(Long::longValue).sum();
  }

  /**
   * The known Java peer.
   *
   * @return the sum
   */
  @Benchmark
  public long progressbarWrap() {
    return sum(ProgressBar.wrap(elements, bar));
  }

  private static long sum(Iterable<Long> numbers) {
    long sum = 0;
    for (long number : numbers) {
      sum += number;
    }
    return sum;
  }

  private static PrintStream nowhere() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }
}
