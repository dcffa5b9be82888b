package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.sink.ProgressSink;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Brings the events of all jobs to one function of the host's. Being a sink, it has a thread and a
 * bounded pipe of its own, so a function that hangs or is slow holds up nobody but itself.
 */
public final class CallbackSink implements ProgressSink {

  /** Name of the one sink of all functions that are left with single trackers. */
  public static final String OF_TRACKERS = "tracker-callbacks";

  private final String name;
  private final Callback callback;

  private CallbackSink(String name, Callback callback) {
    this.name = name;
    this.callback = callback;
  }

  /**
   * Tells of each update of a job.
   *
   * @param callback gets the job
   * @return the sink
   */
  public static ProgressSink onProgressUpdate(Consumer<? super ProgressSnapshot> callback) {
    return new CallbackSink("on-progress-update", Callback.progress(callback));
  }

  /**
   * Tells of each new estimate of a job.
   *
   * @param callback gets the job and its estimate
   * @return the sink
   */
  public static ProgressSink onEtaUpdate(
      BiConsumer<? super ProgressSnapshot, ? super Eta> callback) {
    return new CallbackSink("on-eta-update", Callback.eta(callback));
  }

  /**
   * Tells of each alert that is raised.
   *
   * @param callback gets the tracker concerned and the alert
   * @return the sink
   */
  public static ProgressSink onPerformanceAlert(
      BiConsumer<? super ProgressSnapshot, ? super Alert> callback) {
    return new CallbackSink("on-performance-alert", Callback.alerts(callback));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void deliver(List<ProgressEvent> events) throws Exception {
    FirstFailure failure = new FirstFailure();
    for (ProgressEvent event : events) {
      if (event instanceof ProgressUpdate update) {
        failure.guard(() -> callback.update(update.job()));
      } else if (event instanceof Transition.AlertRaised raised) {
        failure.guard(() -> callback.alert(raised.tracker(), raised.alert()));
      }
    }
    failure.rethrow();
  }
}
