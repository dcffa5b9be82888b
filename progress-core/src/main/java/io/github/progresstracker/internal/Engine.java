package io.github.progresstracker.internal;

import io.github.progresstracker.EstimatorFactory;
import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.TrackingMode;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertRule;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.history.RunHistoryStore;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.ProgressSink;
import io.github.progresstracker.sink.SinkHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry: hands out trackers, runs the sampler, feeds the pipes. */
public final class Engine implements ProgressRegistry {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker");
  private static final int MOST_PENDING_MARKS = 100_000;

  /** How long a close waits at least for a sample that is being taken, to take the last one. */
  private static final long LAST_SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

  /** A look costs a few microseconds; so many of them are some hundredths of a processor core. */
  private static final long LOOKS_PER_SECOND = 10_000;

  private final ProgressClock clock;
  private final Sampler sampler;
  private final AlertEngine alertEngine;
  private final ReentrantLock sampling = new ReentrantLock();

  /** Whether the thread that holds the lock is in the middle of a sample. Guarded by the lock. */
  private boolean isSampling;

  /** What is left to do of a close that was called within a sample; null without. */
  private final AtomicReference<@Nullable Runnable> closing = new AtomicReference<>();

  private final TrackingConfig config;
  private final @Nullable Spools spools;
  private final ProgressTracker off;
  private final List<SinkPipe> pipes;

  /** Those among them that get events. */
  private final List<SinkPipe> fed;

  private final AlertBoard alerts = new AlertBoard();
  private final Map<Object, TrackerHandle> jobs = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicInteger pendingMarks = new AtomicInteger();
  private final AtomicBoolean marksLost = new AtomicBoolean();

  /** For trackers that have none of their own; null to go by what is switched on. */
  private final @Nullable EstimatorFactory estimator;

  private final @Nullable RunHistories histories;
  private final @Nullable Thread samplerThread;
  private final Object callbackLock = new Object();
  private @Nullable TrackerCallbacks callbacks;
  private volatile boolean stopped;

  private Engine(
      ProgressClock clock,
      TrackingConfig config,
      boolean manual,
      @Nullable EstimatorFactory estimator,
      @Nullable RunHistoryStore history,
      List<AlertRule> rules,
      @Nullable Spools spools,
      List<ProgressSink> sinks) {
    this.clock = clock;
    this.spools = spools;
    this.config = config;
    this.off = new NoopTracker(clock);
    this.estimator = estimator;
    this.histories = history == null ? null : new RunHistories(history, manual);
    this.pipes = new CopyOnWriteArrayList<>();
    this.fed = new CopyOnWriteArrayList<>();
    this.alertEngine = new AlertEngine(rules, alerts);
    this.sampler =
        new Sampler(
            clock, histories, alertEngine, pendingMarks::decrementAndGet, () -> !fed.isEmpty());
    sinks.forEach(this::addPipe);
    this.samplerThread = manual ? null : samplerThread(config.updateInterval());
  }

  private void addPipe(ProgressSink sink) {
    boolean durable = sink.guarantee() == Guarantee.DURABLE;
    Backlog backlog =
        durable && spools != null && config.enablePersistence() ? spools.open(sink.name()) : null;
    SinkPipe pipe = SinkPipe.to(sink, clock, Engine::backoff, backlog);
    pipes.add(pipe);
    if (config.enablePersistence() || !durable) {
      fed.add(pipe);
    } else {
      LOG.warn("enablePersistence is off: the durable sink {} gets no events", sink.name());
    }
  }

  /**
   * Builds a registry and starts its threads.
   *
   * @param clock source of all time
   * @param config what is found out and how often
   * @param manual whether to leave sampling to {@link #sampleNow()}
   * @param estimator makes the estimators of trackers that do not choose; null to go by the
   *     configuration
   * @param history keeps the runs of trackers with a key, or null
   * @param rules find what is wrong with jobs
   * @param spools keeps what durable sinks have not taken yet, or null
   * @param sinks where events go
   * @return the registry
   */
  public static Engine start(
      ProgressClock clock,
      TrackingConfig config,
      boolean manual,
      @Nullable EstimatorFactory estimator,
      @Nullable RunHistoryStore history,
      List<AlertRule> rules,
      @Nullable Spools spools,
      List<ProgressSink> sinks) {
    Engine engine = new Engine(clock, config, manual, estimator, history, rules, spools, sinks);
    engine.pipes.forEach(SinkPipe::start);
    if (engine.samplerThread != null) {
      engine.samplerThread.start();
    }
    return engine;
  }

  @Override
  public ProgressTracker start(TrackerSpec spec) {
    return start(spec, null);
  }

  /**
   * Starts a job whose estimator goes on from where it was in an earlier life of the job.
   *
   * @param spec what the job is like
   * @param saved the {@linkplain SavedEstimator#text text} of what it knew, or null; of no use with
   *     phases or an estimator of the host's
   * @return its tracker
   */
  public ProgressTracker start(TrackerSpec spec, @Nullable String saved) {
    if (closed.get()) {
      throw new IllegalStateException(
          "the registry is closed and starts no jobs (" + spec.name() + ")");
    }
    if (spec.mode() == TrackingMode.OFF) {
      return off;
    }
    TrackerHandle handle = handle(null, spec, true, saved);
    if (jobs.computeIfAbsent(handle.key(), key -> begun(handle)) != handle) {
      throw new IllegalStateException(
          "a job with id " + handle.id() + " is running; end it first or use another id");
    }
    if (closed.get()) {
      handle.close();
    }
    return handle;
  }

  /**
   * Tells of the start before anybody can find the job, so nothing about it can be told earlier.
   */
  private TrackerHandle begun(TrackerHandle handle) {
    sampler.leave(new Signal.Start(handle, handle.startedNanos(), TrackerModel.SAME_UNIT));
    return handle;
  }

  @Override
  public List<ProgressSnapshot> active() {
    return jobs.values().stream()
        .map(TrackerHandle::snapshot)
        .sorted(Comparator.comparing(ProgressSnapshot::startedAt))
        .toList();
  }

  @Override
  public Optional<ProgressTracker> find(String jobId) {
    return Optional.ofNullable(jobs.get(TrackerKey.of(jobId)));
  }

  /**
   * What the estimator of a job knows, for a later life of the job.
   *
   * @param jobId the id of its tracker
   * @return empty if there is nothing to tell, or no such job
   */
  public Optional<SavedEstimator> savedEstimator(String jobId) {
    TrackerHandle job = jobs.get(TrackerKey.of(jobId));
    if (job == null) {
      return Optional.empty();
    }
    sampling.lock();
    try {
      return job.model == null ? Optional.empty() : job.model.savedEstimator();
    } finally {
      leaveSampling();
    }
  }

  @Override
  public boolean stop(String jobId, String reason) {
    TrackerHandle job = jobs.get(TrackerKey.of(jobId));
    return job != null && job.requestStop(reason);
  }

  @Override
  public boolean stopTracking(String jobId) {
    TrackerHandle job = jobs.get(TrackerKey.of(jobId));
    if (job == null) {
      return false;
    }
    job.close();
    return job.end() == TrackerState.ABANDONED;
  }

  @Override
  public List<ProgressSnapshot> cleanupStale(Duration age) {
    requireAge(age);
    sampling.lock();
    try {
      sampleNow();
      List<TrackerHandle> stale = sampler.silentFor(Nanos.of(age));
      stale.forEach(TrackerHandle::close);
      sampleNow();
      return stale.stream().map(TrackerHandle::snapshot).toList();
    } finally {
      leaveSampling();
    }
  }

  static void requireAge(Duration age) {
    if (age.isNegative() || age.isZero()) {
      throw new IllegalArgumentException("age of a stale job must be > 0, was " + age);
    }
  }

  @Override
  public List<Alert> alerts() {
    return alerts.alerts();
  }

  @Override
  public boolean dismissAlert(String alertId) {
    AlertBoard.Entry seen = alerts.remove(alertId);
    if (seen != null) {
      signal(new Signal.Dismiss(seen.tracker(), nanoTime(), seen.alert()));
    }
    return seen != null;
  }

  @Override
  public void sampleNow() {
    sample(Sampler.ALL);
  }

  /** Takes a sample with that many looks, as the sampler's thread does. */
  void sample(long looks) {
    sampling.lock();
    try {
      sampleOnce(looks);
    } finally {
      leaveSampling();
    }
  }

  /** Lets go of the lock, and closes if a rule has asked for it meanwhile. */
  private void leaveSampling() {
    sampling.unlock();
    Runnable asked = sampling.isHeldByCurrentThread() ? null : closing.getAndSet(null);
    if (asked != null) {
      asked.run();
    }
  }

  /** Not within a sample: a rule or an estimator of the host's may ask for another one. */
  private void sampleOnce(long looks) {
    if (isSampling) {
      return;
    }
    isSampling = true;
    try {
      List<ProgressEvent> events = Memory.patiently(() -> sampler.sample(looks));
      // Without an iterator, for which there may be no memory.
      for (int i = 0; i < fed.size(); i++) {
        offer(fed.get(i), events);
      }
    } finally {
      isSampling = false;
    }
  }

  /** As {@link #sampleNow}, unless the host's code holds up the sample under way for too long. */
  private boolean sampleBy(long until) {
    if (!lockedBy(until)) {
      LOG.error(
          "no sample was taken before the deadline, because another one is still under way; look"
              + " for an alert rule or an estimator that hangs");
      return false;
    }
    try {
      sampleOnce(Sampler.ALL);
    } finally {
      leaveSampling();
    }
    return true;
  }

  /** An interrupt is passed on, and costs neither the last sample nor the deadline. */
  private boolean lockedBy(long until) {
    boolean locked = sampling.tryLock();
    boolean interrupted = false;
    for (long left = until - System.nanoTime();
        !locked && left > 0;
        left = until - System.nanoTime()) {
      try {
        locked = sampling.tryLock(left, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return locked;
  }

  /** What goes wrong with one sink is not for the others, and not for the host. */
  private static void offer(SinkPipe pipe, List<ProgressEvent> events) {
    try {
      pipe.offer(events);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("events could not be put into the pipe of a sink", e);
    }
  }

  @Override
  public boolean flush(Duration deadline) throws InterruptedException {
    long until = System.nanoTime() + Nanos.of(deadline);
    boolean all = sampleBy(until);
    if (pipes.stream().anyMatch(SinkPipe::isDrainer)) {
      return false; // A sink waiting for itself, or for one that waits for it, would do so for
      // ever.
    }
    for (SinkPipe pipe : pipes) {
      all &= pipe.flush(until);
    }
    boolean answered = histories == null || histories.awaitAnswers(until);
    return all && answered;
  }

  @Override
  public List<SinkHealth> sinkHealth() {
    return pipes.stream().map(SinkPipe::health).toList();
  }

  @Override
  public void close(Duration deadline) {
    long until = System.nanoTime() + Nanos.of(deadline);
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    stopped = true;
    LockSupport.unpark(samplerThread);
    jobs.values().forEach(TrackerHandle::close);
    if (sampling.isHeldByCurrentThread() && isSampling) {
      closing.set(() -> closePipes(until)); // A rule closes; first the sample that asks it ends.
    } else {
      closePipes(until);
    }
  }

  private void closePipes(long until) {
    // Without a last sample nobody hears of the ends, so it has a moment however short the
    // deadline.
    long soonest = System.nanoTime() + LAST_SAMPLE_NANOS;
    sampleBy(until - soonest < 0 ? soonest : until);
    synchronized (callbackLock) {
      // Whoever comes later sees that the registry is closed and adds no pipe.
    }
    pipes.forEach(SinkPipe::beginClose);
    pipes.forEach(pipe -> pipe.awaitClosed(until));
    if (histories != null) {
      histories.close(until);
    }
  }

  long nanoTime() {
    return clock.nanoTime();
  }

  Instant now() {
    return clock.now();
  }

  void signal(Signal signal) {
    sampler.leave(signal);
    if (signal instanceof Signal.Finish finish && finish.tracker().parent() == null) {
      jobs.remove(finish.tracker().key(), finish.tracker());
    }
  }

  /** Leaves a mark, unless so many wait already that the sampler will never keep up. */
  void signalMark(TrackerHandle tracker, @Nullable PhaseHandle phase, long counted) {
    if (pendingMarks.incrementAndGet() <= MOST_PENDING_MARKS) {
      sampler.leave(new Signal.Mark(tracker, nanoTime(), phase, counted));
    } else {
      pendingMarks.decrementAndGet();
      if (marksLost.compareAndSet(false, true)) {
        LOG.error(
            "{} passes marks faster than they can be told; some are not. Use a larger reportEvery",
            tracker.name());
      }
    }
  }

  /** Leaves a function with a tracker. The pipe it needs is made when the first one comes. */
  void listen(TrackerHandle tracker, Callback callback) {
    synchronized (callbackLock) {
      if (callbacks == null) {
        if (closed.get()) {
          return;
        }
        callbacks = new TrackerCallbacks();
        addPipe(callbacks);
        pipes.get(pipes.size() - 1).start();
      }
      callbacks.add(tracker, callback);
    }
    if (tracker.isDormant()) {
      tracker.wake();
    }
  }

  /** The tracker of whatever is not to be tracked. */
  ProgressTracker off() {
    return off;
  }

  EstimatorFactory estimator(TrackerSpec spec, TrackingConfig of) {
    EstimatorFactory chosen = spec.estimator() == null ? estimator : spec.estimator();
    if (chosen != null) {
      return chosen;
    }
    return EstimatorFactory.of(of.enableEtaOptimization() ? EtaMethod.ADAPTIVE : EtaMethod.LINEAR);
  }

  /**
   * A part of a tracker.
   *
   * @param live whether the tracker is, and so the part
   */
  TrackerHandle child(TrackerHandle parent, TrackerSpec spec, boolean live) {
    TrackerHandle child = handle(parent, spec, live, null);
    if (!live) {
      child.publish(FirstSnapshot.of(child, TrackerState.ABANDONED, child.startedAt()));
    }
    return child;
  }

  /** What a dormant job has to show now. */
  ProgressSnapshot glance(TrackerHandle job) {
    Moment started = new Moment(job.startedNanos(), job.startedAt());
    Forecast none = new Forecast(job.spec(), job.estimator(), job.config(), null, false, null);
    return new TrackerModel(job, null, TrackerModel.SAME_UNIT, none, started)
        .glance(job.counter().sum(), new Moment(nanoTime(), now()));
  }

  void reportMisuse(TrackerHandle tracker, String calledAs, String state) {
    String caller =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames
                        .filter(frame -> !isOurs(frame.getClassName()))
                        .findFirst()
                        .map(StackWalker.StackFrame::toString)
                        .orElse("unknown place"));
    LOG.warn(
        "{}() after the end is ignored ({}, {}), called at {}",
        calledAs,
        tracker.name(),
        state,
        caller);
  }

  /** Loops and streams call from within the JDK; the host's own line says more. */
  private static boolean isOurs(String className) {
    return className.startsWith(Engine.class.getPackageName() + ".")
        || className.startsWith("java.")
        || className.equals(ProgressTracker.class.getName())
        || className.equals(ProgressRegistry.class.getName());
  }

  private TrackerHandle handle(
      @Nullable TrackerHandle parent, TrackerSpec spec, boolean live, @Nullable String saved) {
    TrackingConfig above = parent == null ? config : parent.config();
    TrackingConfig of = spec.mode() == null ? above : above.in(spec.mode());
    boolean learns = live && of.measuresPace();
    return new TrackerHandle(
        this,
        parent,
        spec,
        of,
        parent == null && isOfNoInterest(spec, of),
        learns ? earlierRuns(spec, estimator(spec, of)) : null,
        saved);
  }

  /** Whether nobody is there to be told of a job, and nothing in it asks for more than counting. */
  private boolean isOfNoInterest(TrackerSpec spec, TrackingConfig of) {
    boolean ruled = of.enablePerformanceAlerts() && alertEngine.hasRules();
    boolean plain = spec.phases().isEmpty() && spec.reportEvery() == 0;
    return plain && !of.measuresPace() && !ruled && fed.isEmpty();
  }

  /** Asks already now, so that the answer may be there when the sampler sees the tracker first. */
  private @Nullable CompletableFuture<EarlierRuns> earlierRuns(
      TrackerSpec spec, EstimatorFactory chosen) {
    if (histories == null || spec.key() == null || !Estimators.learns(chosen)) {
      return null;
    }
    return histories.load(
        spec.phases().isEmpty()
            ? List.of(spec.key())
            : PlannedPhases.keys(spec.key(), spec.phases()));
  }

  private Thread samplerThread(Duration interval) {
    Thread thread = new Thread(() -> sampleUntilStopped(Nanos.of(interval)), "progress-sampler");
    thread.setDaemon(true);
    return thread;
  }

  /** At even distances; after a sample that took longer than that there is a short rest. */
  private void sampleUntilStopped(long intervalNanos) {
    long looks = Math.max(1, (long) (LOOKS_PER_SECOND * (intervalNanos / 1e9)));
    long next = System.nanoTime() + intervalNanos;
    while (!stopped) {
      LockSupport.parkNanos(next - System.nanoTime());
      clearInterrupt();
      if (!stopped && next - System.nanoTime() <= 0) {
        sampleGuarded(looks);
        next = Math.max(next + intervalNanos, System.nanoTime() + intervalNanos / 10);
      }
    }
  }

  /** A flag left by somebody who interrupts all threads would turn parking into spinning. */
  private static void clearInterrupt() {
    if (Thread.interrupted()) {
      LOG.debug("the sampler was interrupted and goes on");
    }
  }

  private void sampleGuarded(long looks) {
    try {
      sample(looks);
    } catch (RuntimeException | Error e) {
      sayThatSamplingFailed(e);
    }
  }

  private static void sayThatSamplingFailed(Throwable failure) {
    try {
      LOG.error("sampling failed; the next sample is taken as usual", failure);
    } catch (RuntimeException | Error e) {
      // Not even the memory to say so.
    }
  }

  /**
   * 100 ms, 200 ms, 400 ms … 10 s, each up to a fifth shorter so that many do not march in step.
   */
  private static Duration backoff(int attempt) {
    long millis = Math.min(LONGEST_BACKOFF.toMillis(), 100L << Math.min(attempt - 1, 20));
    return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 5 + 1));
  }
}
