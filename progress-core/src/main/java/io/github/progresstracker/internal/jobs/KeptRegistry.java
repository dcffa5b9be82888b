package io.github.progresstracker.internal.jobs;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.internal.Engine;
import io.github.progresstracker.job.Checkpoint;
import io.github.progresstracker.job.ControlRequest;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobHeldException;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStoreException;
import io.github.progresstracker.job.JobStores;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.JobTracker;
import io.github.progresstracker.job.Lease;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.sink.ProgressSink;
import io.github.progresstracker.sink.SinkHealth;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A registry whose jobs are kept in stores. All that is tracking is another registry's; this one
 * knows which tracker is which writer of which job.
 */
public final class KeptRegistry implements ProgressRegistry {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker");
  private static final long TICK_MILLIS = 1_000;

  private final JobStores stores;
  private final JobDesk desk;
  private final ProgressRegistry registry;
  private final WriterId self = WriterId.ofHost();
  private final @Nullable ScheduledExecutorService watch;

  private KeptRegistry(
      JobStores stores,
      ProgressClock clock,
      boolean manual,
      Function<ProgressSink, ProgressRegistry> builder) {
    this.stores = stores;
    this.desk = new JobDesk(stores, clock);
    this.registry = builder.apply(desk);
    this.watch = manual ? null : watch();
  }

  /**
   * Builds a registry on top of another one.
   *
   * @param stores where jobs are kept
   * @param clock says when leases are to be renewed
   * @param manual whether to leave the watch to {@link #sampleNow()}
   * @param builder builds the registry that does the tracking, with one more sink
   * @return the registry
   */
  public static KeptRegistry on(
      JobStores stores,
      ProgressClock clock,
      boolean manual,
      Function<ProgressSink, ProgressRegistry> builder) {
    return new KeptRegistry(stores, clock, manual, builder);
  }

  private ScheduledExecutorService watch() {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "progress-jobs");
              thread.setDaemon(true);
              return thread;
            });
    ScheduledFuture<?> unused =
        executor.scheduleWithFixedDelay(
            this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return executor;
  }

  private void tick() {
    desk.tick(
        id -> registry instanceof Engine engine ? engine.savedEstimator(id) : Optional.empty());
  }

  /** A job that is kept under the id of its tracker, with this process for its writer. */
  @Override
  public ProgressTracker start(TrackerSpec spec) {
    String id = spec.id() == null ? UUID.randomUUID().toString() : spec.id();
    JobId job;
    try {
      job = JobId.of(id);
    } catch (IllegalArgumentException e) {
      LOG.warn("a job is tracked and not kept: {} ({})", e.getMessage(), spec.name());
      return registry.start(spec);
    }
    WriterId writer = Line.startedBy(self);
    Line line =
        new Line(id, job, writer, 1, base(spec), spec.offset(), Line.info(spec), null, null);
    return started(spec, line, null);
  }

  private static @Nullable JobTotals base(TrackerSpec spec) {
    return spec.offset() == 0 ? null : JobTotals.of(spec.offset());
  }

  @Override
  public JobTracker join(JobId job, WriterId writer, TrackerSpec spec) {
    return answered(
        "join job " + job,
        () -> {
          long epoch = stores.jobs().openEpoch(job, writer);
          Line line =
              new Line(
                  Line.localId(job, writer.value()),
                  job,
                  writer,
                  epoch,
                  base(spec),
                  spec.offset(),
                  Line.info(spec),
                  null,
                  null);
          return started(spec, line, request(job));
        });
  }

  @Override
  public JobTracker resume(JobId job, String part, TrackerSpec spec) {
    return answered(
        "resume job " + job,
        () -> {
          Lease lease = lease(job, part);
          try {
            Checkpoint from = stores.checkpoints().claim(job, part, lease.token());
            Line line =
                new Line(
                    part.equals(Checkpoint.WHOLE) ? job.value() : Line.localId(job, part),
                    job,
                    WriterId.of(part),
                    lease.token(),
                    from.totals(),
                    from.totals().done(),
                    Line.info(spec),
                    lease,
                    from);
            return started(spec.startAt(from.totals().done()), line, request(job));
          } catch (Exception e) {
            stores.leases().release(lease);
            throw e;
          }
        });
  }

  private Lease lease(JobId job, String part) throws Exception {
    String name =
        "job/" + UUID.nameUUIDFromBytes((job + "\n" + part).getBytes(StandardCharsets.UTF_8));
    Optional<Lease> lease = stores.leases().acquire(name, self, Reports.KEEP_ALIVE);
    if (lease.isEmpty()) {
      Optional<Lease> held = stores.leases().find(name);
      throw new JobHeldException(
          "job "
              + job
              + " ("
              + part
              + ") is being worked on by "
              + held.map(other -> other.owner() + " until at least " + other.until())
                  .orElse("somebody who is just ending")
              + "; wait for it to end");
    }
    return lease.get();
  }

  private @Nullable ControlRequest request(JobId job) throws Exception {
    return stores.jobs().find(job).map(JobState::control).orElse(null);
  }

  /** A wish to pause holds for those who come later; one to stop was meant for those before. */
  private JobTracker started(TrackerSpec spec, Line line, @Nullable ControlRequest request) {
    JobDesk.Entry entry = desk.add(line, request == null ? 0 : request.number());
    if (request != null && request.control() == JobControl.PAUSE) {
      JobDesk.obey(entry, request);
    }
    try {
      ProgressTracker tracker = tracker(spec.id(line.localId()), line.checkpoint());
      KeptTracker kept = new KeptTracker(tracker, entry, desk.parts());
      entry.tracker(kept);
      return kept;
    } catch (RuntimeException e) {
      desk.remove(entry);
      throw e;
    }
  }

  private ProgressTracker tracker(TrackerSpec spec, @Nullable Checkpoint from) {
    return registry instanceof Engine engine && from != null
        ? engine.start(spec, from.estimator())
        : registry.start(spec);
  }

  /** Asks a store for something. */
  private interface Question<R> {
    R ask() throws Exception;
  }

  private static <R> R answered(String wish, Question<R> question) {
    try {
      return question.ask();
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobStoreException("interrupted, could not " + wish, e);
    } catch (Exception e) {
      throw new JobStoreException(
          "could not " + wish + ", the store did not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public List<ProgressSnapshot> active() {
    return registry.active();
  }

  @Override
  public Optional<ProgressTracker> find(String jobId) {
    return registry.find(jobId).map(tracker -> desk.kept(jobId, tracker));
  }

  @Override
  public boolean stop(String jobId, String reason) {
    return find(jobId).map(job -> job.requestStop(reason)).orElse(false);
  }

  @Override
  public boolean stopTracking(String jobId) {
    return registry.stopTracking(jobId);
  }

  @Override
  public List<ProgressSnapshot> cleanupStale(Duration age) {
    return registry.cleanupStale(age);
  }

  @Override
  public List<Alert> alerts() {
    return registry.alerts();
  }

  @Override
  public boolean dismissAlert(String alertId) {
    return registry.dismissAlert(alertId);
  }

  @Override
  public void sampleNow() {
    registry.sampleNow();
    if (watch == null) {
      tick();
    }
  }

  @Override
  public boolean flush(Duration deadline) throws InterruptedException {
    return registry.flush(deadline);
  }

  @Override
  public List<SinkHealth> sinkHealth() {
    return registry.sinkHealth();
  }

  @Override
  public void close(Duration deadline) {
    registry.close(deadline);
    if (watch != null) {
      watch.shutdownNow();
    }
  }
}
