package io.github.progresstracker.internal;

import io.github.progresstracker.Activity;
import io.github.progresstracker.EstimatorFactory;
import io.github.progresstracker.ItemStatus;
import io.github.progresstracker.Outcome;
import io.github.progresstracker.PhaseSpec;
import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressItem;
import io.github.progresstracker.ProgressPhase;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.TrackingMode;
import io.github.progresstracker.Usage;
import io.github.progresstracker.WaitScope;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertRule;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A tracker, and all phases and parts of it, that takes every call and does nothing. It has no
 * state, so one serves all. Arguments are checked as ever: what is wrong with tracking on should
 * not look right with tracking off.
 */
final class NoopTracker implements ProgressTracker, ProgressPhase {

  private static final String NAME = "off";

  private static final ProgressSnapshot SNAPSHOT =
      FirstSnapshot.of(
          NAME,
          TrackerSpec.named(NAME),
          TrackingConfig.of(TrackingMode.OFF),
          EstimatorFactory.of(EtaMethod.LINEAR),
          TrackerState.RUNNING,
          Instant.EPOCH);

  private final ProgressClock clock;

  NoopTracker(ProgressClock clock) {
    this.clock = clock;
  }

  @Override
  public String id() {
    return NAME;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void advance() {}

  @Override
  public void advance(long units) {
    TrackerHandle.requireCount("progress", units);
  }

  @Override
  public void updateProgress(long done) {
    TrackerHandle.requireCount("progress", done);
  }

  @Override
  public void skip(long units) {
    TrackerHandle.requireCount("skipped units", units);
  }

  @Override
  public void countFailed(long count) {
    TrackerHandle.requireCount("failures", count);
  }

  @Override
  public void advance(long units, Outcome outcome) {
    TrackerHandle.requireCount("units", units);
    Objects.requireNonNull(outcome, "outcome");
  }

  @Override
  public void countRetried(long count) {
    TrackerHandle.requireCount("retries", count);
  }

  @Override
  public ProgressItem item(String itemId, long units) {
    ItemBoard.requireId(itemId);
    TrackerHandle.requireCount("units", units);
    return new NoopItem(itemId);
  }

  @Override
  public void updateItem(
      String itemId,
      ItemStatus status,
      double percent,
      @Nullable String stage,
      double stagePercent) {
    ItemBoard.requireId(itemId);
    Objects.requireNonNull(status, "status");
  }

  @Override
  public Usage usage() {
    return NoopAccounts.INSTANCE;
  }

  @Override
  public Activity activity() {
    return NoopAccounts.INSTANCE;
  }

  @Override
  public void total(Total total) {
    Objects.requireNonNull(total, "total");
  }

  @Override
  public ProgressTracker child(String name, long total) {
    TrackerHandle.requireCount("total", total);
    return this;
  }

  @Override
  public ProgressTracker child(TrackerSpec spec) {
    Objects.requireNonNull(spec, "spec");
    return this;
  }

  @Override
  public ProgressTracker split(TrackerSpec spec, long share) {
    Objects.requireNonNull(spec, "spec");
    TrackerHandle.requireCount("share", share);
    return this;
  }

  @Override
  public void remaining(long units) {
    TrackerHandle.requireCount("remaining units", units);
  }

  @Override
  public void correctTotal(Total total) {
    Objects.requireNonNull(total, "total");
  }

  @Override
  public void watch(AlertRule rule) {
    TrackerHandle.checked(rule);
  }

  @Override
  public ProgressPhase phase(PhaseSpec spec) {
    Objects.requireNonNull(spec, "spec");
    return this;
  }

  /** The host sleeps by it, so this one is real. */
  @Override
  public WaitScope waiting(String reason, @Nullable Duration expected) {
    Objects.requireNonNull(reason, "reason");
    return new NoopWait(clock, clock.nanoTime(), expected == null ? Duration.ZERO : expected);
  }

  @Override
  public void pause() {}

  @Override
  public void resume() {}

  @Override
  public void resetEta() {}

  @Override
  public boolean requestStop(String reason) {
    Objects.requireNonNull(reason, "reason");
    return false;
  }

  @Override
  public boolean stopRequested() {
    return false;
  }

  @Override
  public void throwIfStopRequested() {}

  @Override
  public void onProgressUpdate(Consumer<? super ProgressSnapshot> callback) {
    Objects.requireNonNull(callback, "callback");
  }

  @Override
  public void onEtaUpdate(BiConsumer<? super ProgressSnapshot, ? super Eta> callback) {
    Objects.requireNonNull(callback, "callback");
  }

  @Override
  public void onPerformanceAlert(BiConsumer<? super ProgressSnapshot, ? super Alert> callback) {
    Objects.requireNonNull(callback, "callback");
  }

  @Override
  public void note(String action, Map<String, ? extends @Nullable Object> details) {
    Objects.requireNonNull(action, "action");
  }

  @Override
  public void complete() {}

  @Override
  public void fail(@Nullable Throwable cause) {}

  @Override
  public void fail(@Nullable String message) {}

  @Override
  public void close() {}

  @Override
  public ProgressSnapshot snapshot() {
    return SNAPSHOT;
  }

  /** A wait that nobody hears of. */
  private record NoopWait(ProgressClock clock, long since, Duration expected) implements WaitScope {
    @Override
    public Duration left() {
      Duration left = expected.minusNanos(clock.nanoTime() - since);
      return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public void close() {}
  }
}
