package io.github.progresstracker.benchmarks;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.ProgressSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
 * What an event costs on its whole way: from the call of the host through signal, sample, snapshot
 * and pipe to a sink that does nothing with it. Time is that of the calling thread until the sink
 * has the event, or for updates until it is in the pipe. Run with {@code -prof gc} for allocation,
 * which is that of all threads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class EventBenchmark {

  /** As many as a busy second of a few hundred jobs has. */
  static final int NOTES = 1_000;

  private static final Map<String, Object> DETAILS = Map.of("file", "a.txt");

  private Way unheard;
  private Way memory;
  private Way disk;
  private Path spool;

  /** Made by the harness. */
  @SuppressWarnings("NullAway.Init")
  public EventBenchmark() {}

  /**
   * Starts a registry for each way.
   *
   * @throws IOException if there is no place for a spool
   */
  @Setup
  public void start() throws IOException {
    spool = Files.createTempDirectory("event-benchmark");
    unheard = new Way(builder().build());
    memory = new Way(builder().sink(new NoopSink(Guarantee.TRANSIENT)).build());
    disk = new Way(builder().sink(new NoopSink(Guarantee.DURABLE)).spool(spool).build());
  }

  private static ProgressRegistry.Builder builder() {
    return ProgressRegistry.builder().manualSampling();
  }

  /**
   * Ends them.
   *
   * @throws IOException if the spool cannot be removed
   */
  @TearDown
  public void stop() throws IOException {
    Stream.of(unheard, memory, disk).forEach(way -> way.registry().close());
    try (Stream<Path> files = Files.walk(spool)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * A thousand notes, delivered from memory.
   *
   * @return whether they were
   * @throws InterruptedException never
   */
  @Benchmark
  @OperationsPerInvocation(NOTES)
  public boolean transition() throws InterruptedException {
    return memory.note();
  }

  /**
   * A thousand notes, each on disk before the sink has it.
   *
   * @return whether they were delivered
   * @throws InterruptedException never
   */
  @Benchmark
  @OperationsPerInvocation(NOTES)
  public boolean transitionByDisk() throws InterruptedException {
    return disk.note();
  }

  /** A sample of one job that has counted, put into the pipe, where newer ones replace it. */
  @Benchmark
  public void coalescedUpdate() {
    memory.count();
  }

  /** The same sample with nobody to tell. */
  @Benchmark
  public void sampleWithoutSinks() {
    unheard.count();
  }

  private record Way(ProgressRegistry registry, ProgressTracker job) {
    Way(ProgressRegistry registry) {
      this(registry, registry.start("job", Long.MAX_VALUE));
    }

    boolean note() throws InterruptedException {
      for (int i = 0; i < NOTES; i++) {
        job.note("done", DETAILS);
      }
      return registry.flush(Duration.ofSeconds(10));
    }

    void count() {
      job.advance();
      registry.sampleNow();
    }
  }

  private record NoopSink(Guarantee guarantee) implements ProgressSink {
    @Override
    public String name() {
      return "noop";
    }

    @Override
    public void deliver(List<ProgressEvent> events) {
      // That is the point.
    }
  }
}
