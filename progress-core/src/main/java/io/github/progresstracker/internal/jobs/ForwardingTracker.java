package io.github.progresstracker.internal.jobs;

import io.github.progresstracker.Activity;
import io.github.progresstracker.ItemStatus;
import io.github.progresstracker.Outcome;
import io.github.progresstracker.PhaseSpec;
import io.github.progresstracker.ProgressItem;
import io.github.progresstracker.ProgressPhase;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.Usage;
import io.github.progresstracker.WaitScope;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertRule;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.internal.Delegating;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Another tracker, call by call, for what is the same and more. */
class ForwardingTracker implements ProgressTracker, Delegating {

  private final ProgressTracker tracker;

  ForwardingTracker(ProgressTracker tracker) {
    this.tracker = tracker;
  }

  @Override
  public ProgressTracker delegate() {
    return tracker;
  }

  @Override
  public String id() {
    return tracker.id();
  }

  @Override
  public String name() {
    return tracker.name();
  }

  @Override
  public void advance() {
    tracker.advance();
  }

  @Override
  public void advance(long units) {
    tracker.advance(units);
  }

  @Override
  public void updateProgress(long done) {
    tracker.updateProgress(done);
  }

  @Override
  public void skip(long units) {
    tracker.skip(units);
  }

  @Override
  public void advance(long units, Outcome outcome) {
    tracker.advance(units, outcome);
  }

  @Override
  public void countFailed(long count) {
    tracker.countFailed(count);
  }

  @Override
  public void countRetried(long count) {
    tracker.countRetried(count);
  }

  @Override
  public ProgressItem item(String id, long units) {
    return tracker.item(id, units);
  }

  @Override
  public void updateItem(
      String id, ItemStatus status, double percent, @Nullable String stage, double stagePercent) {
    tracker.updateItem(id, status, percent, stage, stagePercent);
  }

  @Override
  public Usage usage() {
    return tracker.usage();
  }

  @Override
  public Activity activity() {
    return tracker.activity();
  }

  @Override
  public void total(Total total) {
    tracker.total(total);
  }

  @Override
  public ProgressTracker child(TrackerSpec spec) {
    return tracker.child(spec);
  }

  @Override
  public ProgressTracker split(TrackerSpec spec, long share) {
    return tracker.split(spec, share);
  }

  @Override
  public void remaining(long units) {
    tracker.remaining(units);
  }

  @Override
  public void correctTotal(Total total) {
    tracker.correctTotal(total);
  }

  @Override
  public ProgressPhase phase(String name) {
    return tracker.phase(name);
  }

  @Override
  public ProgressPhase phase(String name, long total) {
    return tracker.phase(name, total);
  }

  @Override
  public ProgressPhase phase(PhaseSpec spec) {
    return tracker.phase(spec);
  }

  @Override
  public WaitScope waiting(String reason, @Nullable Duration expected) {
    return tracker.waiting(reason, expected);
  }

  @Override
  public void pause() {
    tracker.pause();
  }

  @Override
  public void resume() {
    tracker.resume();
  }

  @Override
  public void resetEta() {
    tracker.resetEta();
  }

  @Override
  public boolean requestStop(String reason) {
    return tracker.requestStop(reason);
  }

  @Override
  public boolean stopRequested() {
    return tracker.stopRequested();
  }

  @Override
  public void throwIfStopRequested() {
    tracker.throwIfStopRequested();
  }

  @Override
  public void onProgressUpdate(Consumer<? super ProgressSnapshot> callback) {
    tracker.onProgressUpdate(callback);
  }

  @Override
  public void onEtaUpdate(BiConsumer<? super ProgressSnapshot, ? super Eta> callback) {
    tracker.onEtaUpdate(callback);
  }

  @Override
  public void onPerformanceAlert(BiConsumer<? super ProgressSnapshot, ? super Alert> callback) {
    tracker.onPerformanceAlert(callback);
  }

  @Override
  public void note(String action, Map<String, ? extends @Nullable Object> details) {
    tracker.note(action, details);
  }

  @Override
  public void watch(AlertRule rule) {
    tracker.watch(rule);
  }

  @Override
  public void complete() {
    tracker.complete();
  }

  @Override
  public void fail(@Nullable Throwable cause) {
    tracker.fail(cause);
  }

  @Override
  public void fail(@Nullable String message) {
    tracker.fail(message);
  }

  @Override
  public void close() {
    tracker.close();
  }

  @Override
  public ProgressSnapshot snapshot() {
    return tracker.snapshot();
  }
}
