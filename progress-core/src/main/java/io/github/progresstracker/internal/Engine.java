package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.Rates;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.sink.ProgressSink;
import io.github.progresstracker.sink.SinkHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry: hands out trackers, runs the sampler, feeds the pipes. */
public final class Engine implements ProgressRegistry {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker");
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);

  private final ProgressClock clock;
  private final Sampler sampler;
  private final ReentrantLock sampling = new ReentrantLock();
  private final List<SinkPipe> pipes;
  private final Map<String, TrackerHandle> jobs = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final EtaMethod method;
  private final @Nullable Thread samplerThread;
  private volatile boolean stopped;

  private Engine(
      ProgressClock clock,
      @Nullable Duration sampleInterval,
      EtaMethod method,
      List<ProgressSink> sinks) {
    this.clock = clock;
    this.method = method;
    this.sampler = new Sampler(clock, method);
    this.pipes = sinks.stream().map(sink -> new SinkPipe(sink, clock, Engine::backoff)).toList();
    this.samplerThread = sampleInterval == null ? null : samplerThread(sampleInterval);
  }

  /**
   * Builds a registry and starts its threads.
   *
   * @param clock source of all time
   * @param sampleInterval time between two samples
   * @param manual whether to leave sampling to {@link #sampleNow()}
   * @param method the estimator for trackers that do not choose
   * @param sinks where events go
   * @return the registry
   */
  public static Engine start(
      ProgressClock clock,
      Duration sampleInterval,
      boolean manual,
      EtaMethod method,
      List<ProgressSink> sinks) {
    Engine engine = new Engine(clock, manual ? null : sampleInterval, method, sinks);
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
    TrackerHandle handle = handle(null, spec);
    if (jobs.putIfAbsent(handle.id(), handle) != null) {
      throw new IllegalStateException(
          "a job with id " + handle.id() + " is running; end it first or use another id");
    }
    signal(new Signal.Start(handle, nanoTime()));
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
      pipes.forEach(pipe -> pipe.offer(events));
    } finally {
      sampling.unlock();
    }
  }

  @Override
  public boolean flush(Duration deadline) throws InterruptedException {
    long until = System.nanoTime() + deadline.toNanos();
    sampleNow();
    boolean all = true;
    for (SinkPipe pipe : pipes) {
      all &= pipe.flush(until);
    }
    return all;
  }

  @Override
  public List<SinkHealth> sinkHealth() {
    return pipes.stream().map(SinkPipe::health).toList();
  }

  @Override
  public void close(Duration deadline) {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    long until = System.nanoTime() + deadline.toNanos();
    stopped = true;
    LockSupport.unpark(samplerThread);
    jobs.values().forEach(TrackerHandle::close);
    sampleNow();
    pipes.forEach(SinkPipe::beginClose);
    pipes.forEach(pipe -> pipe.awaitClosed(until));
  }

  long nanoTime() {
    return clock.nanoTime();
  }

  void signal(Signal signal) {
    if (signal instanceof Signal.Finish finish && finish.tracker().parent() == null) {
      jobs.remove(finish.tracker().id());
    }
    sampler.leave(signal);
  }

  TrackerHandle child(TrackerHandle parent, TrackerSpec spec) {
    return handle(parent, spec);
  }

  void reportMisuse(TrackerHandle tracker, String calledAs, String state) {
    String caller =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames
                        .filter(frame -> !frame.getClassName().startsWith(INTERNALS))
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

  private static final String INTERNALS = Engine.class.getPackageName() + ".";

  private TrackerHandle handle(@Nullable TrackerHandle parent, TrackerSpec spec) {
    String given = spec.id();
    String id = given == null ? UUID.randomUUID().toString() : given;
    TrackerSpec known = parent == null ? spec : spec.unit(parent.spec().unit());
    return new TrackerHandle(this, parent, known, id, first(id, known));
  }

  /** What a tracker shows until it has been sampled. */
  private ProgressSnapshot first(String id, TrackerSpec spec) {
    Instant now = clock.now();
    EtaMethod chosen = spec.estimator();
    EtaBasis basis = spec.total().isKnown() ? EtaBasis.WARMING_UP : EtaBasis.UNKNOWN_TOTAL;
    return new ProgressSnapshot(
        id,
        spec.name(),
        TrackerState.RUNNING,
        spec.unit(),
        spec.offset(),
        spec.offset(),
        spec.total(),
        null,
        now,
        now,
        Duration.ZERO,
        Duration.ZERO,
        null,
        spec.step(),
        null,
        List.of(),
        0,
        Rates.NONE,
        new Eta(basis, chosen == null ? method : chosen, null, null, null, 0, EtaFactors.NONE),
        spec.labels(),
        null,
        List.of());
  }

  private Thread samplerThread(Duration interval) {
    Thread thread = new Thread(() -> sampleUntilStopped(interval.toNanos()), "progress-sampler");
    thread.setDaemon(true);
    return thread;
  }

  private void sampleUntilStopped(long intervalNanos) {
    while (!stopped) {
      LockSupport.parkNanos(intervalNanos);
      if (!stopped) {
        sampleGuarded();
      }
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
