package io.github.progresstracker;

import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertRule;
import io.github.progresstracker.alert.AlertRules;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.history.RunHistoryStore;
import io.github.progresstracker.internal.CallbackSink;
import io.github.progresstracker.internal.Engine;
import io.github.progresstracker.internal.NoopRegistry;
import io.github.progresstracker.internal.Spools;
import io.github.progresstracker.internal.Tracking;
import io.github.progresstracker.internal.jobs.KeptRegistry;
import io.github.progresstracker.job.Checkpoint;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobStores;
import io.github.progresstracker.job.JobTracker;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.sink.ProgressSink;
import io.github.progresstracker.sink.SinkHealth;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The front door. A host has one registry; it owns the clock, the sampler and the sinks, and every
 * tracker comes from it.
 *
 * <pre>{@code
 * try (ProgressRegistry registry = ProgressRegistry.builder()
 *     .sink(ConsoleSink.auto())
 *     .build()) {
 *   for (Path file : registry.wrap("clean up", files)) {
 *     Files.delete(file);
 *   }
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
   * A registry that does nothing, for a host that wants no tracking and no {@code if}. All its
   * trackers are one that takes every call and shows the same constant snapshot; arguments are
   * checked as ever, and an announced wait still tells how much of it is left. It needs no closing.
   *
   * @return always the same registry
   */
  static ProgressRegistry noop() {
    return NoopRegistry.INSTANCE;
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
   * Works on a job together with others, be it threads of this process, other processes, or other
   * machines. Each counts for itself, and the job is the sum; see {@link JobTracker}.
   *
   * @param job the job
   * @param writer who works on it here, such as {@link WriterId#ofHost()}; nobody else may use the
   *     same at the same time
   * @return the tracker of this writer's part; close it when the part is over
   * @throws IllegalStateException if this registry has no {@linkplain Builder#jobs stores}, or this
   *     writer works on the job already
   * @throws io.github.progresstracker.job.JobStoreException if the store does not answer
   */
  default JobTracker join(JobId job, WriterId writer) {
    return join(job, writer, TrackerSpec.named(job.value()));
  }

  /**
   * Works on a job together with others; see {@link #join(JobId, WriterId)}.
   *
   * @param job the job
   * @param writer who works on it here
   * @param spec what this writer's part is; its total is the part's, its id is not used
   * @return the tracker of this writer's part; close it when the part is over
   * @throws IllegalStateException if this registry has no stores, or this writer works on the job
   *     already
   * @throws io.github.progresstracker.job.JobStoreException if the store does not answer
   */
  default JobTracker join(JobId job, WriterId writer, TrackerSpec spec) {
    throw new IllegalStateException(
        "this registry has no stores of jobs, so nobody can join "
            + job
            + "; build it with ProgressRegistry.builder().jobs(…)");
  }

  /**
   * Begins a job that can be gone on with after a crash, or goes on with it at its last {@linkplain
   * JobTracker#checkpoint checkpoint}. One at a time may do so: the job is held by a lease that is
   * kept alive, and ends half a minute after a process dies. Who lost it by sleeping through its
   * end is asked to stop, and can write no checkpoint.
   *
   * <p>Its estimator goes on with what it knew at most a second before the checkpoint; not so with
   * {@linkplain TrackerSpec#phases phases} or an estimator of the host's.
   *
   * @param job the job
   * @return its tracker, which begins at the units that the checkpoint says are done
   * @throws IllegalStateException if this registry has no {@linkplain Builder#jobs stores}
   * @throws io.github.progresstracker.job.JobHeldException if somebody works on it
   * @throws io.github.progresstracker.job.JobStoreException if a store does not answer
   */
  default JobTracker resume(JobId job) {
    return resume(job, TrackerSpec.named(job.value()));
  }

  /**
   * Begins a job or goes on with it; see {@link #resume(JobId)}.
   *
   * @param job the job
   * @param spec what it is; its id and what it says is done already are not used
   * @return its tracker
   * @throws IllegalStateException if this registry has no stores
   * @throws io.github.progresstracker.job.JobHeldException if somebody works on it
   * @throws io.github.progresstracker.job.JobStoreException if a store does not answer
   */
  default JobTracker resume(JobId job, TrackerSpec spec) {
    return resume(job, Checkpoint.WHOLE, spec);
  }

  /**
   * Begins one part of a job that several work on, or goes on with it; see {@link #resume(JobId)}.
   * Each part has a lease and a checkpoint of its own, and is one writer of the job.
   *
   * @param job the job
   * @param part names the part, such as {@code shard 3}
   * @param spec what the part is; its id and what it says is done already are not used
   * @return its tracker
   * @throws IllegalStateException if this registry has no stores
   * @throws io.github.progresstracker.job.JobHeldException if somebody works on the part
   * @throws io.github.progresstracker.job.JobStoreException if a store does not answer
   */
  default JobTracker resume(JobId job, String part, TrackerSpec spec) {
    throw new IllegalStateException(
        "this registry has no stores of jobs, so nothing can be resumed ("
            + job
            + "); build it with ProgressRegistry.builder().jobs(…)");
  }

  /**
   * Starts a job and runs its body: it completes when the body returns and fails when it throws,
   * whatever it throws. A body may also end its tracker itself.
   *
   * <pre>{@code
   * registry.run("clean up", job -> {
   *   for (Path file : job.wrap(files)) {
   *     Files.delete(file);
   *   }
   * });
   * }</pre>
   *
   * @param <X> the checked exception of the body, if any
   * @param name for people
   * @param body gets the job's tracker
   * @throws X if the body does, the very same
   * @throws IllegalStateException if the registry is closed
   */
  default <X extends Exception> void run(String name, ProgressBody<X> body) throws X {
    run(TrackerSpec.named(name), body);
  }

  /**
   * Starts a job and runs its body, as {@link #run(String, ProgressBody)} does.
   *
   * @param <X> the checked exception of the body, if any
   * @param spec the job
   * @param body gets the job's tracker
   * @throws X if the body does, the very same
   * @throws IllegalStateException if the registry is closed, or a live job has the same id
   */
  default <X extends Exception> void run(TrackerSpec spec, ProgressBody<X> body) throws X {
    Objects.requireNonNull(body, "body");
    Tracking.run(start(spec), body);
  }

  /**
   * Starts a job and runs a body that has a result, as {@link #run(String, ProgressBody)} does.
   *
   * @param <R> what the result is
   * @param <X> the checked exception of the body, if any
   * @param name for people
   * @param body gets the job's tracker
   * @return what the body returned
   * @throws X if the body does, the very same
   * @throws IllegalStateException if the registry is closed
   */
  default <R extends @Nullable Object, X extends Exception> R call(
      String name, ProgressCall<R, X> body) throws X {
    return call(TrackerSpec.named(name), body);
  }

  /**
   * Starts a job and runs a body that has a result, as {@link #run(String, ProgressBody)} does.
   *
   * @param <R> what the result is
   * @param <X> the checked exception of the body, if any
   * @param spec the job
   * @param body gets the job's tracker
   * @return what the body returned
   * @throws X if the body does, the very same
   * @throws IllegalStateException if the registry is closed, or a live job has the same id
   */
  default <R extends @Nullable Object, X extends Exception> R call(
      TrackerSpec spec, ProgressCall<R, X> body) throws X {
    Objects.requireNonNull(body, "body");
    return Tracking.call(start(spec), body);
  }

  /**
   * Makes a job of a loop. It starts now, counts as {@link ProgressTracker#wrap(Iterable)} does,
   * and completes when the elements are through; the size of a {@link java.util.Collection} is its
   * total.
   *
   * <pre>{@code
   * for (Path file : registry.wrap("clean up", files)) {
   *   Files.delete(file);
   * }
   * }</pre>
   *
   * <p>A loop that may be left early wants a {@code try} around it: see {@link ProgressIterable}.
   *
   * @param <T> what the elements are
   * @param name for people
   * @param elements what to go through, once
   * @return the same elements
   * @throws IllegalStateException if the registry is closed
   */
  default <T extends @Nullable Object> ProgressIterable<T> wrap(
      String name, Iterable<? extends T> elements) {
    return wrap(TrackerSpec.named(name), elements);
  }

  /**
   * Makes a job of a loop, as {@link #wrap(String, Iterable)} does, over elements whose number only
   * the caller knows.
   *
   * @param <T> what the elements are
   * @param name for people
   * @param elements what to go through, once
   * @param total how many there are, {@code >= 0}
   * @return the same elements
   * @throws IllegalArgumentException if {@code total} is negative
   * @throws IllegalStateException if the registry is closed
   */
  default <T extends @Nullable Object> ProgressIterable<T> wrap(
      String name, Iterable<? extends T> elements, long total) {
    return wrap(TrackerSpec.named(name).total(total), elements);
  }

  /**
   * Makes a job of a loop, as {@link #wrap(String, Iterable)} does. If {@code spec} says no total
   * and {@code elements} is a {@link java.util.Collection}, the total is its size, and what was
   * {@linkplain TrackerSpec#startAt done before} on top of it.
   *
   * @param <T> what the elements are
   * @param spec the job
   * @param elements what to go through, once
   * @return the same elements
   * @throws IllegalStateException if the registry is closed, or a live job has the same id
   */
  default <T extends @Nullable Object> ProgressIterable<T> wrap(
      TrackerSpec spec, Iterable<? extends T> elements) {
    return Tracking.job(this, spec, elements);
  }

  /**
   * Makes a job of a stream, as {@link #wrap(TrackerSpec, Stream)} does.
   *
   * @param <T> what the elements are
   * @param name for people
   * @param elements a stream that has not been used; it is by this call
   * @return a stream of the same elements
   * @throws IllegalStateException if the registry is closed, or the stream has been used
   */
  default <T extends @Nullable Object> Stream<T> wrap(String name, Stream<? extends T> elements) {
    return wrap(TrackerSpec.named(name), elements);
  }

  /**
   * Makes a job of a stream. It starts now, counts as {@link ProgressTracker#wrap(Stream)} does,
   * and completes when all parts of the stream are through. If {@code spec} says no total, it is
   * the stream's exact size if that is known, and what was {@linkplain TrackerSpec#startAt done
   * before} on top of it.
   *
   * <p>If the end is not reached, by an exception or a short-circuit such as {@code findFirst},
   * closing the stream ends the job as {@link TrackerState#ABANDONED}.
   *
   * @param <T> what the elements are
   * @param spec the job
   * @param elements a stream that has not been used; it is by this call
   * @return a stream of the same elements; closing it closes {@code elements}
   * @throws IllegalStateException if the registry is closed, a live job has the same id, or the
   *     stream has been used
   */
  default <T extends @Nullable Object> Stream<T> wrap(
      TrackerSpec spec, Stream<? extends T> elements) {
    return Tracking.job(this, spec, elements);
  }

  /**
   * Makes a job of reading bytes, as {@link #wrap(TrackerSpec, InputStream)} does, in the unit
   * {@link ByteUnits#IEC}.
   *
   * @param name for people
   * @param source where to read from
   * @param total bytes to read, {@code >= 0}
   * @return a stream of the same bytes
   * @throws IllegalArgumentException if {@code total} is negative
   * @throws IllegalStateException if the registry is closed
   */
  default InputStream wrap(String name, InputStream source, long total) {
    return wrap(TrackerSpec.named(name).total(total).unit(ByteUnits.IEC.unit()), source);
  }

  /**
   * Makes a job of reading bytes. It starts now, counts as {@link
   * ProgressTracker#wrap(InputStream)} does, and completes at the end of the stream, or when the
   * stream is closed after as many bytes as the total says. Closing it before ends the job as
   * {@link TrackerState#ABANDONED}.
   *
   * @param spec the job; its unit is best {@link ByteUnits#unit()}
   * @param source where to read from
   * @return a stream of the same bytes; closing it closes {@code source}
   * @throws IllegalStateException if the registry is closed, or a live job has the same id
   */
  default InputStream wrap(TrackerSpec spec, InputStream source) {
    return Tracking.job(this, spec, source);
  }

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
   * Asks a job to stop; see {@link ProgressTracker#requestStop}.
   *
   * @param jobId the job's id
   * @param reason in the words of whoever wants it, for people
   * @return whether this is news: false if there is no such job or it was asked before
   */
  boolean stop(String jobId, String reason);

  /**
   * Ends a job as {@link TrackerState#ABANDONED} now, whatever its work is doing: what the work
   * reports from here on is ignored. To have the work itself end, {@link #stop} it.
   *
   * @param jobId the job's id
   * @return whether the job was live
   */
  boolean stopTracking(String jobId);

  /**
   * Ends jobs as {@link TrackerState#ABANDONED} in which nothing has happened for longer than that:
   * no count has risen in the whole tree, nothing was begun, ended, noted or announced. As long as
   * anything in a job is paused or in an announced wait, and the announced end of the wait has not
   * passed, the job is not stale, however long it takes. Counting is seen when it is sampled, so
   * the age is right to one sampling interval. Samples before and afterwards.
   *
   * @param age more than zero
   * @return the last snapshots of the jobs that were ended
   * @throws IllegalArgumentException if {@code age} is zero or negative
   */
  List<ProgressSnapshot> cleanupStale(Duration age);

  /**
   * What is wrong with any tracker now.
   *
   * @return the alerts that are neither over nor dismissed, oldest first, at most one sampling
   *     interval old
   */
  List<Alert> alerts();

  /**
   * Says that somebody knows of an alert. From then on {@link #alerts()} does not show it; in
   * {@linkplain ProgressSnapshot#alerts() snapshots} it stays, marked, until it is over. If it gets
   * more severe it is back.
   *
   * @param alertId the alert's id
   * @return whether there was such an alert, not dismissed before
   */
  boolean dismissAlert(String alertId);

  /**
   * Samples at once, on the calling thread: afterwards {@link ProgressTracker#snapshot()} is
   * current to the call, and all events up to it are on their way to the sinks. Called by an alert
   * rule or an estimator, which are part of a sample, it does nothing.
   */
  void sampleNow();

  /**
   * Samples and waits until all sinks have taken, or given up, everything that happened before the
   * call, {@link #sinkHealth()} tells which, and until the store of run histories has answered what
   * it was asked before. A sink or a callback may call it for the sample; nothing is waited for
   * then, because it would wait for itself.
   *
   * @param deadline how long to wait at the most
   * @return whether nothing from before the call is pending any more; also false to a sink, and if
   *     there was no sample in time, because a rule or an estimator holds up the one before
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
   * Abandons what still runs, delivers what is pending, closes the sinks. Idempotent. Called by an
   * alert rule or an estimator, which are part of a sample, it returns at once and the rest is done
   * at the end of that sample; called by a sink or a callback, it does not wait for the batch that
   * one is at.
   *
   * @param deadline how long sinks may take for what is pending, and a store of run histories for
   *     what is to be saved; what is not delivered by then is counted as dropped and reported in
   *     the log, and so is what is not saved. The last sample, which tells of the ends, has half a
   *     second at least; a rule or an estimator that hangs for longer costs it, which the log says
   */
  void close(Duration deadline);

  /** Gathers what a registry needs. Not thread-safe; use it once. */
  final class Builder {
    private final List<ProgressSink> sinks = new ArrayList<>();
    private final List<AlertRule> rules = new ArrayList<>();
    private ProgressClock clock = ProgressClock.system();
    private TrackingConfig config = TrackingConfig.defaults();
    private @Nullable EstimatorFactory estimator;
    private @Nullable RunHistoryStore history;
    private @Nullable Spools spools;
    private @Nullable JobStores jobs;
    private boolean configured;
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
     * Chooses what is found out and how often. If no {@linkplain #rule rule} is given besides,
     * those of its {@linkplain TrackingConfig#alertThresholds thresholds} watch the jobs.
     *
     * @param newConfig such as {@code TrackingConfig.of(TrackingMode.BASIC)} or {@code
     *     TrackingConfig.load()}; with {@link TrackingMode#OFF} the registry does nothing but close
     *     its sinks
     * @return this builder
     */
    public Builder config(TrackingConfig newConfig) {
      config = Objects.requireNonNull(newConfig, "config");
      configured = true;
      return this;
    }

    /**
     * Watches all jobs by a rule; parts of jobs are watched by {@link ProgressTracker#watch}. Of
     * several rules of one name the last one counts. Without {@link
     * TrackingConfig#enablePerformanceAlerts} no rule is run.
     *
     * @param rule finds what is wrong with a job
     * @return this builder
     * @throws IllegalArgumentException if the rule's name is blank
     */
    public Builder rule(AlertRule rule) {
      rules.add(rule.with(rule.hysteresis()));
      return this;
    }

    /**
     * Tells a function of each update of each job. Each function is called by a thread of its own,
     * never by one that counts, so nothing else notices if it throws, hangs or is slow: of updates
     * that come meanwhile the newest of each job is told, and the last one always. What it throws
     * is logged when it begins and counted in {@link ProgressRegistry#sinkHealth()}.
     *
     * @param callback gets the job with everything below it
     * @return this builder
     */
    public Builder onProgressUpdate(Consumer<? super ProgressSnapshot> callback) {
      return sink(CallbackSink.onProgressUpdate(callback));
    }

    /**
     * Tells a function of each estimate of each job that is news: one that merely counts down to
     * the same end is not. Called like {@link #onProgressUpdate}.
     *
     * @param callback gets the job and its estimate
     * @return this builder
     */
    public Builder onEtaUpdate(BiConsumer<? super ProgressSnapshot, ? super Eta> callback) {
      return sink(CallbackSink.onEtaUpdate(callback));
    }

    /**
     * Tells a function of each alert that is raised. Called like {@link #onProgressUpdate}. Without
     * {@link TrackingConfig#enablePerformanceAlerts} there are none.
     *
     * @param callback gets the tracker concerned, without its children, and the alert
     * @return this builder
     */
    public Builder onPerformanceAlert(
        BiConsumer<? super ProgressSnapshot, ? super Alert> callback) {
      return sink(CallbackSink.onPerformanceAlert(callback));
    }

    /**
     * Watches all jobs by several rules, such as {@link
     * io.github.progresstracker.alert.AlertRules#standard()}.
     *
     * @param more what finds what is wrong with a job
     * @return this builder
     * @throws IllegalArgumentException if a rule's name is blank
     */
    public Builder rules(Collection<? extends AlertRule> more) {
      more.forEach(this::rule);
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
     * Keeps the events of durable sinks on disk until the sinks have taken them, so that they
     * outlive a target that is away and this process. Each event is on disk before its sink is
     * called; what an earlier process left behind is delivered first. Without this, events wait in
     * memory.
     *
     * <p>A process that is killed, or a machine that loses power, loses of each durable sink the
     * updates of running jobs, what has happened since the last sample, and what came in the last
     * 200 milliseconds while the sink had not returned from a batch; each plus the time that the
     * disk takes. All else is delivered by the next process, perhaps twice, which the event ids
     * tell.
     *
     * <p>A directory that cannot be used, or a disk that is full, is said in the log and by {@link
     * SinkHealth#spoolError()}, and never thrown: events then wait in memory, and go to the disk as
     * soon as it takes them, which is tried every ten seconds or more often. One gigabyte for each
     * sink at the most.
     *
     * @param directory of this registry alone; made if it is not there
     * @return this builder
     */
    public Builder spool(Path directory) {
      return spool(directory, Spools.DEFAULT_MAX_BYTES);
    }

    /**
     * Keeps the events of durable sinks on disk; see {@link #spool(Path)}.
     *
     * @param directory of this registry alone; made if it is not there
     * @param maxBytes what each sink may have on disk, 16 MiB or more
     * @return this builder
     * @throws IllegalArgumentException if {@code maxBytes} is less
     */
    public Builder spool(Path directory, long maxBytes) {
      spools = new Spools(Objects.requireNonNull(directory, "directory"), maxBytes);
      return this;
    }

    /**
     * Keeps all jobs of this registry in stores, where other processes see them, {@linkplain
     * ProgressRegistry#join join} them and ask them to pause or to stop. All that can be handed to
     * a host by {@link ProgressRegistry#start(TrackerSpec)} is then a {@link JobTracker}. A store
     * that is slow or away costs the host nothing; it gets the newest state when it is back.
     *
     * @param stores such as {@code postgres.jobs()}
     * @return this builder
     */
    public Builder jobs(JobStores stores) {
      jobs = Objects.requireNonNull(stores, "stores");
      return this;
    }

    /**
     * Sets how often trackers are sampled: the same as {@link TrackingConfig#updateInterval}. Of
     * this and {@link #config} the later call counts.
     *
     * @param interval 10 milliseconds to a day
     * @return this builder
     * @throws IllegalArgumentException if {@code interval} is out of its range
     */
    public Builder sampleEvery(Duration interval) {
      config = config.updateInterval(interval);
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
      return jobs == null
          ? build(List.copyOf(sinks))
          : KeptRegistry.on(jobs, clock, manualSampling, this::buildWith);
    }

    private ProgressRegistry buildWith(ProgressSink oneMore) {
      List<ProgressSink> all = new ArrayList<>(sinks);
      all.add(oneMore);
      return build(all);
    }

    private ProgressRegistry build(List<ProgressSink> all) {
      return config.mode() == TrackingMode.OFF
          ? new NoopRegistry(clock, all)
          : Engine.start(clock, config, manualSampling, estimator, history, rules(), spools, all);
    }

    /** Whoever gives a configuration and no rules wants those of its thresholds. */
    private List<AlertRule> rules() {
      return configured && rules.isEmpty()
          ? AlertRules.of(config.alertThresholds())
          : List.copyOf(rules);
    }
  }
}
