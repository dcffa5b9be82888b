package io.github.progresstracker;

import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.history.RunHistoryStore;
import io.github.progresstracker.internal.Engine;
import io.github.progresstracker.sink.ProgressSink;
import io.github.progresstracker.sink.SinkHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The front door. A host has one registry; it owns the clock, the sampler and the sinks, and every
 * tracker comes from it.
 *
 * <pre>{@code
 * try (ProgressRegistry registry = ProgressRegistry.builder()
 *     .sink(ConsoleSink.auto())
 *     .build()) {
 *   …
 * }
 * }</pre>
 *
 * <p>All methods may be called by any thread.
 */
public interface ProgressRegistry extends AutoCloseable {

  /**
   * Begins a registry.
   *
   * @return a builder with the system clock, the adaptive estimator, four samples a second and no
   *     sink
   */
  static Builder builder() {
    return new Builder();
  }

  /**
   * Starts a job of known size.
   *
   * @param name for people
   * @param total units to do, {@code >= 0}
   * @return its tracker; close it when the job is over
   * @throws IllegalArgumentException if {@code total} is negative
   */
  default ProgressTracker start(String name, long total) {
    return start(TrackerSpec.named(name).total(total));
  }

  /**
   * Starts a job.
   *
   * @param spec the job
   * @return its tracker; close it when the job is over
   * @throws IllegalStateException if the registry is closed, or a live job has the same id
   */
  ProgressTracker start(TrackerSpec spec);

  /**
   * The jobs that have not ended.
   *
   * @return their published snapshots, oldest job first
   */
  List<ProgressSnapshot> active();

  /**
   * Finds a job that has not ended.
   *
   * @param jobId the job's id
   * @return its tracker, or empty
   */
  Optional<ProgressTracker> find(String jobId);

  /**
   * Samples at once, on the calling thread: afterwards {@link ProgressTracker#snapshot()} is
   * current to the call, and all events up to it are on their way to the sinks.
   */
  void sampleNow();

  /**
   * Samples and waits until all sinks have taken, or given up, everything that happened before the
   * call, {@link #sinkHealth()} tells which, and until the store of run histories has answered what
   * it was asked before.
   *
   * @param deadline how long to wait at the most
   * @return whether nothing from before the call is pending any more
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  boolean flush(Duration deadline) throws InterruptedException;

  /**
   * How delivery is going.
   *
   * @return one entry for each sink, in the order of registration
   */
  List<SinkHealth> sinkHealth();

  /** Closes with a deadline of ten seconds; see {@link #close(Duration)}. */
  @Override
  default void close() {
    close(Duration.ofSeconds(10));
  }

  /**
   * Abandons what still runs, delivers what is pending, closes the sinks. Idempotent.
   *
   * @param deadline how long sinks may take for what is pending, and a store of run histories for
   *     what is to be saved; what is not delivered by then is counted as dropped and reported in
   *     the log, and so is what is not saved
   */
  void close(Duration deadline);

  /** Gathers what a registry needs. Not thread-safe; use it once. */
  final class Builder {
    private final List<ProgressSink> sinks = new ArrayList<>();
    private ProgressClock clock = ProgressClock.system();
    private Duration sampleInterval = Duration.ofMillis(250);
    private EstimatorFactory estimator = EstimatorFactory.of(EtaMethod.ADAPTIVE);
    private @Nullable RunHistoryStore history;
    private boolean manualSampling;

    private Builder() {}

    /**
     * Adds a sink; the registry closes it.
     *
     * @param sink where events shall go
     * @return this builder
     */
    public Builder sink(ProgressSink sink) {
      sinks.add(Objects.requireNonNull(sink, "sink"));
      return this;
    }

    /**
     * Replaces the system clock.
     *
     * @param newClock the source of all time
     * @return this builder
     */
    public Builder clock(ProgressClock newClock) {
      clock = Objects.requireNonNull(newClock, "clock");
      return this;
    }

    /**
     * Chooses how remaining time is estimated unless a tracker says otherwise.
     *
     * @param method linear, exponential or adaptive
     * @return this builder
     * @throws IllegalArgumentException for {@link EtaMethod#CUSTOM}
     */
    public Builder estimator(EtaMethod method) {
      return estimator(EstimatorFactory.of(method));
    }

    /**
     * Brings an estimator of one's own, for each tracker that does not say otherwise.
     *
     * @param factory makes an estimator for each tracker
     * @return this builder
     */
    public Builder estimator(EstimatorFactory factory) {
      estimator = Objects.requireNonNull(factory, "factory");
      return this;
    }

    /**
     * Lets trackers with a {@linkplain TrackerSpec#key key} learn from their earlier runs. The
     * store is asked and told on a thread of the registry's own; until it has answered, and if it
     * never does, the ETA of a run rests on the run itself.
     *
     * @param store keeps the runs; it stays the host's to close, after the registry
     * @return this builder
     */
    public Builder history(RunHistoryStore store) {
      history = Objects.requireNonNull(store, "store");
      return this;
    }

    /**
     * Sets how often trackers are sampled.
     *
     * @param interval 10 milliseconds or more
     * @return this builder
     * @throws IllegalArgumentException if {@code interval} is shorter
     */
    public Builder sampleEvery(Duration interval) {
      if (interval.compareTo(Duration.ofMillis(10)) < 0) {
        throw new IllegalArgumentException("sampling interval must be >= 10 ms, was " + interval);
      }
      sampleInterval = interval;
      return this;
    }

    /**
     * Leaves sampling to {@link ProgressRegistry#sampleNow()}, for tests that own the time. A store
     * of run histories is then called by the thread that starts a tracker or samples, so that it
     * has answered when the call returns.
     *
     * @return this builder
     */
    public Builder manualSampling() {
      manualSampling = true;
      return this;
    }

    /**
     * Builds the registry and starts its sampler.
     *
     * @return the registry; close it when the host stops
     */
    public ProgressRegistry build() {
      return Engine.start(
          clock, sampleInterval, manualSampling, estimator, history, List.copyOf(sinks));
    }
  }
}
