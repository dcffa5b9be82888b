package io.github.progresstracker.internal;

import io.github.progresstracker.EstimatorFactory;
import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.history.RunHistoryStore;
import io.github.progresstracker.sink.ProgressSink;
import io.github.progresstracker.sink.SinkHealth;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry: hands out trackers, runs the sampler, feeds the pipes. */
public final class Engine implements ProgressRegistry {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker");
  private static final int MOST_PENDING_MARKS = 100_000;
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);

  private final ProgressClock clock;
  private final Sampler sampler;
  private final ReentrantLock sampling = new ReentrantLock();
  private final List<SinkPipe> pipes;
  private final Map<String, TrackerHandle> jobs = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicInteger pendingMarks = new AtomicInteger();
  private final AtomicBoolean marksLost = new AtomicBoolean();
  private final EstimatorFactory estimator;
  private final @Nullable RunHistories histories;
  private final @Nullable Thread samplerThread;
  private volatile boolean stopped;

  private Engine(
      ProgressClock clock,
      @Nullable Duration sampleInterval,
      EstimatorFactory estimator,
      @Nullable RunHistoryStore history,
      List<ProgressSink> sinks) {
    this.clock = clock;
    this.estimator = estimator;
    this.histories = history == null ? null : new RunHistories(history, sampleInterval == null);
    this.sampler =
        new Sampler(clock, estimator, histories, pendingMarks::decrementAndGet, !sinks.isEmpty());
    this.pipes = sinks.stream().map(sink -> new SinkPipe(sink, clock, Engine::backoff)).toList();
    this.samplerThread = sampleInterval == null ? null : samplerThread(sampleInterval);
  }

  /**
   * Builds a registry and starts its threads.
   *
   * @param clock source of all time
   * @param sampleInterval time between two samples
   * @param manual whether to leave sampling to {@link #sampleNow()}
   * @param estimator makes the estimators of trackers that do not choose
   * @param history keeps the runs of trackers with a key, or null
   * @param sinks where events go
   * @return the registry
   */
  public static Engine start(
      ProgressClock clock,
      Duration sampleInterval,
      boolean manual,
      EstimatorFactory estimator,
      @Nullable RunHistoryStore history,
      List<ProgressSink> sinks) {
    Engine engine = new Engine(clock, manual ? null : sampleInterval, estimator, history, sinks);
    engine.pipes.forEach(SinkPipe::start);
    if (engine.samplerThread != null) {
      engine.samplerThread.start();
    }
    return engine;
  }

  @Override
  public ProgressTracker start(TrackerSpec spec) {
    if (closed.get()) {
      throw new IllegalStateException(
          "the registry is closed and starts no jobs (" + spec.name() + ")");
    }
    TrackerHandle handle = handle(null, spec, TrackerState.RUNNING);
    if (jobs.computeIfAbsent(handle.id(), id -> begun(handle)) != handle) {
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
    sampler.leave(new Signal.Start(handle, nanoTime(), TrackerModel.SAME_UNIT));
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
    return Optional.ofNullable(jobs.get(jobId));
  }

  @Override
  public void sampleNow() {
    sampling.lock();
    try {
      List<ProgressEvent> events = sampler.sample();
      pipes.forEach(pipe -> offer(pipe, events));
    } finally {
      sampling.unlock();
    }
  }

  /** What goes wrong with one sink is not for the others, and not for the host. */
  private static void offer(SinkPipe pipe, List<ProgressEvent> events) {
    try {
      pipe.offer(events);
    } catch (RuntimeException e) {
      LOG.error("events could not be put into the pipe of a sink", e);
    }
  }

  @Override
  public boolean flush(Duration deadline) throws InterruptedException {
    long until = System.nanoTime() + Nanos.of(deadline);
    sampleNow();
    boolean all = true;
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
    sampleNow();
    pipes.forEach(SinkPipe::beginClose);
    pipes.forEach(pipe -> pipe.awaitClosed(until));
    if (histories != null) {
      histories.close(until);
    }
  }

  long nanoTime() {
    return clock.nanoTime();
  }

  void signal(Signal signal) {
    sampler.leave(signal);
    if (signal instanceof Signal.Finish finish && finish.tracker().parent() == null) {
      jobs.remove(finish.tracker().id(), finish.tracker());
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

  TrackerHandle child(TrackerHandle parent, TrackerSpec spec, TrackerState state) {
    return handle(parent, spec, state);
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
      @Nullable TrackerHandle parent, TrackerSpec spec, TrackerState state) {
    String given = spec.id();
    String id = given == null ? UUID.randomUUID().toString() : given;
    EstimatorFactory chosen = spec.estimator() == null ? estimator : spec.estimator();
    return new TrackerHandle(
        this,
        parent,
        spec,
        id,
        FirstSnapshot.of(id, spec, chosen, state, clock.now()),
        state.isFinal() ? null : earlierRuns(spec, chosen));
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

  private void sampleUntilStopped(long intervalNanos) {
    while (!stopped) {
      LockSupport.parkNanos(intervalNanos);
      clearInterrupt();
      if (!stopped) {
        sampleGuarded();
      }
    }
  }

  /** A flag left by somebody who interrupts all threads would turn parking into spinning. */
  private static void clearInterrupt() {
    if (Thread.interrupted()) {
      LOG.debug("the sampler was interrupted and goes on");
    }
  }

  private void sampleGuarded() {
    try {
      sampleNow();
    } catch (RuntimeException | Error e) {
      LOG.error("sampling failed; the next sample is taken as usual", e);
    }
  }

  /**
   * 100 ms, 200 ms, 400 ms … 30 s, each up to a fifth shorter so that many do not march in step.
   */
  private static Duration backoff(int attempt) {
    long millis = Math.min(LONGEST_BACKOFF.toMillis(), 100L << Math.min(attempt - 1, 20));
    return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 5 + 1));
  }
}
