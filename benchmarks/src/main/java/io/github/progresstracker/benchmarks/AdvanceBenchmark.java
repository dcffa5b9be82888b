package io.github.progresstracker.benchmarks;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.JobDetails;
import org.jobrunr.jobs.context.JobDashboardProgressBar;
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
 * What it costs the host to count, beside what else it could count with. One object is shared by
 * all threads. The tracker is a live one: its sampler runs, its estimator works; the peer's bar
 * draws to nowhere. Run with {@code -t 1} and {@code -t 2}, and {@code -prof gc} for allocation.
 *
 * <p>The counters of JobRunr are part of a job's metadata and need no server. They lose updates
 * when threads share them, so with two threads theirs is the price of a wrong count.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class AdvanceBenchmark {

  /** What a host's thread knows of its own work. */
  @State(Scope.Thread)
  public static class Host {
    private long done;

    /** Made by the harness. */
    public Host() {}
  }

  private final LongAdder adder = new LongAdder();
  private final AtomicLong atomic = new AtomicLong();
  private ProgressRegistry registry;
  private ProgressTracker tracker;
  private ProgressTracker reporting;
  private ProgressTracker absolute;
  private ProgressBar bar;
  private Counter metric;
  private JobDashboardProgressBar dashboard;
  private volatile ProgressSnapshot published;

  /** Made by the harness. */
  @SuppressWarnings("NullAway.Init")
  public AdvanceBenchmark() {}

  /** Starts a registry with its sampler, and the peer's bar with its own thread. */
  @Setup
  public void start() {
    registry = ProgressRegistry.builder().build();
    tracker = registry.start("advance", Long.MAX_VALUE);
    reporting =
        registry.start(
            TrackerSpec.named("advance with marks").total(Long.MAX_VALUE).reportEvery(1_000_000));
    absolute = registry.start("updateProgress", Long.MAX_VALUE);
    bar =
        new ProgressBarBuilder()
            .setInitialMax(Long.MAX_VALUE)
            .setConsumer(new ConsoleProgressBarConsumer(nowhere(), 80))
            .build();
    metric = new SimpleMeterRegistry().counter("advance", "job", "advance");
    dashboard = new JobDashboardProgressBar(new Job(details()), Long.MAX_VALUE);
    published = tracker.snapshot();
  }

  /** Ends both. */
  @TearDown
  public void stop() {
    registry.close();
    bar.close();
  }

  /** The yardstick. */
  @Benchmark
  public void longAdderIncrement() {
    adder.increment();
  }

  /** What a hand-made counter would be. */
  @Benchmark
  public long atomicLongIncrement() {
    return atomic.incrementAndGet();
  }

  /** Ours. */
  @Benchmark
  public void advance() {
    tracker.advance();
  }

  /** Ours, with an exact event at each millionth unit. */
  @Benchmark
  public void advanceWithMarks() {
    reporting.advance();
  }

  /**
   * Ours, for hosts that know how far they are: each report is one more than the thread's last.
   *
   * @param host the reporting thread's own count
   */
  @Benchmark
  public void updateProgress(Host host) {
    absolute.updateProgress(++host.done);
  }

  /** The known Java peer. */
  @Benchmark
  public void progressbarStep() {
    bar.step();
  }

  /** What a host has anyway that exports metrics. */
  @Benchmark
  public void micrometerIncrement() {
    metric.increment();
  }

  /** The peer that shows jobs on a dashboard. */
  @Benchmark
  public void jobrunrIncrement() {
    dashboard.incrementSucceeded();
  }

  /**
   * The yardstick for reading.
   *
   * @return what was read
   */
  @Benchmark
  public ProgressSnapshot volatileRead() {
    return published;
  }

  /**
   * How far it is, as of the last sample.
   *
   * @return what was read
   */
  @Benchmark
  public ProgressSnapshot snapshotRead() {
    return tracker.snapshot();
  }

  private static JobDetails details() {
    return new JobDetails(Runnable.class.getName(), null, "run", List.of());
  }

  private static PrintStream nowhere() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }
}
