package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.console.ConsoleSink;
import io.github.progresstracker.console.ConsoleView;
import io.github.progresstracker.console.TerminalPort;
import io.github.progresstracker.console.TerminalSize;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.sink.InMemorySink;
import io.github.progresstracker.sink.ProgressSink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a sink costs the sampler: to put the updates of one sample of four jobs into the pipe. Its
 * drainer sleeps before each of them, as it does between two samples, or has just been woken and is
 * about to take the ones before. Each time is that of one sample, not of one update.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class OfferBenchmark {

  private static final int JOBS = 4;

  /** From when a thread waits until the system has put it to sleep. */
  private static final long FALLING_ASLEEP_NANOS = 50_000;

  /** Where the events go to. */
  public enum Target {
    /** To a sink that does nothing. */
    NOTHING,
    /** To a terminal of which only the writing is left out. */
    CONSOLE
  }

  /** The sink. */
  @Param public Target target;

  private List<ProgressEvent> sample;
  private SinkPipe pipe;

  /** Written so that what is looked at cannot be left out. */
  public boolean waiting;

  /** Made by the harness. */
  @SuppressWarnings("NullAway.Init")
  public OfferBenchmark() {}

  /** Takes a sample of four jobs and opens the pipe. */
  @Setup
  public void start() {
    sample = updatesOfFourJobs();
    if (sample.size() != JOBS) {
      throw new IllegalStateException("a sample has " + JOBS + " updates, had " + sample.size());
    }
    pipe = SinkPipe.to(sink(), ProgressClock.system(), failures -> Duration.ZERO, null);
    pipe.start();
  }

  /** Of jobs that go on: their last updates would wake the drainer. */
  private static List<ProgressEvent> updatesOfFourJobs() {
    InMemorySink kept = new InMemorySink();
    try (ProgressRegistry registry =
        ProgressRegistry.builder().manualSampling().sink(kept).build()) {
      List<ProgressTracker> jobs =
          IntStream.range(0, JOBS).mapToObj(i -> registry.start("Channel " + i, 1_000)).toList();
      jobs.forEach(ProgressTracker::advance);
      if (!registry.flush(Duration.ofSeconds(10))) {
        throw new IllegalStateException("no sample within ten seconds");
      }
      return kept.events().stream()
          .filter(ProgressUpdate.class::isInstance)
          .filter(update -> !update.job().state().isFinal())
          .limit(JOBS)
          .toList();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this", e);
    }
  }

  private ProgressSink sink() {
    return switch (target) {
      case NOTHING -> new Ignorant();
      case CONSOLE -> ConsoleSink.builder().view(ConsoleView.AUTO).terminal(new Nowhere()).build();
    };
  }

  /** Closes the pipe. */
  @TearDown
  public void stop() {
    pipe.beginClose();
    pipe.awaitClosed(System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
  }

  private boolean drainerWaits() {
    pipe.lock.lock();
    try {
      return pipe.lock.hasWaiters(pipe.changed);
    } finally {
      pipe.lock.unlock();
    }
  }

  /** A drainer that sleeps, as between two samples. */
  @State(Scope.Thread)
  public static class Asleep {
    /** Made by the harness. */
    public Asleep() {}

    /**
     * Waits until the drainer sleeps.
     *
     * @param all with the pipe
     */
    @Setup(Level.Invocation)
    public void settle(OfferBenchmark all) {
      while (!all.drainerWaits()) {
        Thread.onSpinWait();
      }
      long asleep = System.nanoTime() + FALLING_ASLEEP_NANOS;
      while (System.nanoTime() < asleep) {
        Thread.onSpinWait();
      }
    }
  }

  /**
   * A sample that finds the drainer asleep.
   *
   * @param asleep the wait for it
   */
  @Benchmark
  public void offerToSleeping(Asleep asleep) {
    pipe.offer(sample);
  }

  /**
   * What is measured where nothing is offered: the harness, and a lock that was busy until just
   * now.
   *
   * @param asleep the wait for the drainer
   */
  @Benchmark
  public void lookOnly(Asleep asleep) {
    waiting = drainerWaits();
  }

  /** A sample that comes while the drainer has the ones before. */
  @Benchmark
  public void offerToWoken() {
    pipe.offer(sample);
  }

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
