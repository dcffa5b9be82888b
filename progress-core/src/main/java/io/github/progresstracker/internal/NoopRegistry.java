package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.sink.ProgressSink;
import io.github.progresstracker.sink.SinkHealth;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A registry that tracks nothing. All it has to do is to close the sinks it was given. */
public final class NoopRegistry implements ProgressRegistry {

  /** One for all that have no sinks. */
  public static final ProgressRegistry INSTANCE =
      new NoopRegistry(ProgressClock.system(), List.of());

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker");

  private final ProgressTracker tracker;
  private final List<ProgressSink> sinks;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * A registry that tracks nothing.
   *
   * @param clock tells what is left of announced waits
   * @param sinks to be closed and not to be used
   */
  public NoopRegistry(ProgressClock clock, List<ProgressSink> sinks) {
    this.tracker = new NoopTracker(clock);
    this.sinks = sinks;
  }

  @Override
  public ProgressTracker start(String name, long total) {
    return tracker.child(name, total);
  }

  @Override
  public ProgressTracker start(TrackerSpec spec) {
    return tracker.child(spec);
  }

  @Override
  public List<ProgressSnapshot> active() {
    return List.of();
  }

  @Override
  public Optional<ProgressTracker> find(String jobId) {
    return Optional.empty();
  }

  @Override
  public List<Alert> alerts() {
    return List.of();
  }

  @Override
  public boolean dismissAlert(String alertId) {
    Objects.requireNonNull(alertId, "alertId");
    return false;
  }

  @Override
  public boolean stop(String jobId, String reason) {
    return false;
  }

  @Override
  public boolean stopTracking(String jobId) {
    return false;
  }

  @Override
  public List<ProgressSnapshot> cleanupStale(Duration age) {
    Engine.requireAge(age);
    return List.of();
  }

  @Override
  public void sampleNow() {}

  @Override
  public boolean flush(Duration deadline) {
    return true;
  }

  @Override
  public List<SinkHealth> sinkHealth() {
    return List.of();
  }

  @Override
  public void close(Duration deadline) {
    if (closed.compareAndSet(false, true)) {
      sinks.forEach(NoopRegistry::close);
    }
  }

  private static void close(ProgressSink sink) {
    try {
      sink.close();
    } catch (RuntimeException e) {
      LOG.warn("a sink did not close well", e);
    }
  }
}
