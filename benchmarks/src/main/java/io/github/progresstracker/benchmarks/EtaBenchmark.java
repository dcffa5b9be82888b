package io.github.progresstracker.benchmarks;

import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaEstimator;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.eta.EtaReading;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an estimator costs: an observation and a look, each in the middle of a job whose items take
 * unequal time. Run with {@code -prof gc} for allocation.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class EtaBenchmark {

  // So many that the job ends in no run of this, however long it measures.
  private static final double TOTAL = 1e10;
  private static final int KNOWN_STEPS = 1 << 16;
  private static final int MASK = KNOWN_STEPS - 1;
  private static final long LONGEST_ITEM_NANOS = 2_000_000;

  /** Which estimator. */
  @Param({"LINEAR", "EXPONENTIAL", "ADAPTIVE"})
  @SuppressWarnings("NullAway.Init")
  public EtaMethod method;

  private final long[] itemNanos = new long[KNOWN_STEPS];
  private final EtaReading reading = new EtaReading();
  private EtaEstimator estimator;
  private long now;
  private double done;
  private int next;

  /** Made by the harness. */
  @SuppressWarnings("NullAway.Init")
  public EtaBenchmark() {}

  /**
   * Brings the estimator to the middle of the job: half of it in batches; then come single items.
   */
  @Setup(Level.Iteration)
  public void warmUp() {
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < KNOWN_STEPS; i++) {
      itemNanos[i] = 1 + random.nextLong(LONGEST_ITEM_NANOS);
    }
    estimator = newEstimator();
    now = 0;
    done = 0;
    for (int i = 0; i < KNOWN_STEPS; i++) {
      step(TOTAL / 2 / KNOWN_STEPS);
    }
  }

  /**
   * One observation: an item more, some time later.
   *
   * @return the estimator, so that nothing is optimised away
   */
  @Benchmark
  public EtaEstimator observe() {
    step(1);
    return estimator;
  }

  /**
   * One look, a little later than the one before.
   *
   * @return the estimate
   */
  @Benchmark
  public Eta estimate() {
    now++;
    return estimator.estimate(now);
  }

  /**
   * One look into a reading that is used again and again.
   *
   * @return the reading
   */
  @Benchmark
  public EtaReading estimateIntoReading() {
    now++;
    estimator.estimate(now, reading);
    return reading;
  }

  /**
   * One observation and one look after it: what a tracker does in a tick.
   *
   * @return the reading
   */
  @Benchmark
  public EtaReading observeAndEstimate() {
    step(1);
    estimator.estimate(now, reading);
    return reading;
  }

  private void step(double units) {
    now += (long) (itemNanos[next++ & MASK] * units);
    done += units;
    estimator.observe(now, done, TOTAL);
  }

  private EtaEstimator newEstimator() {
    return switch (method) {
      case LINEAR -> EtaEstimator.linear();
      case EXPONENTIAL -> EtaEstimator.exponential();
      case ADAPTIVE -> EtaEstimator.adaptive();
      case CUSTOM -> throw new IllegalArgumentException("CUSTOM is not an estimator of ours");
    };
  }
}
