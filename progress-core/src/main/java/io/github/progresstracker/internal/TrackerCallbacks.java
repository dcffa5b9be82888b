package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.sink.ProgressSink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Brings the events of single trackers to the functions that the host has left with them. One
 * thread for all: trackers come by the thousands.
 */
final class TrackerCallbacks implements ProgressSink {

  private final Map<String, List<Callback>> byTracker = new ConcurrentHashMap<>();

  void add(String trackerId, Callback callback) {
    byTracker.computeIfAbsent(trackerId, id -> new CopyOnWriteArrayList<>()).add(callback);
  }

  @Override
  public String name() {
    return "tracker-callbacks";
  }

  @Override
  public void deliver(List<ProgressEvent> events) throws Exception {
    FirstFailure failure = new FirstFailure();
    for (ProgressEvent event : events) {
      if (event instanceof ProgressUpdate update) {
        update(update.job(), failure);
      } else if (event instanceof Transition.AlertRaised raised) {
        tell(
            raised.tracker(),
            failure,
            callback -> callback.alert(raised.tracker(), raised.alert()));
      } else if (event instanceof Transition.Finished finished) {
        last(finished, failure);
      }
    }
    failure.rethrow();
  }

  private void update(ProgressSnapshot job, FirstFailure failure) {
    Deque<ProgressSnapshot> left = new ArrayDeque<>(List.of(job));
    while (!left.isEmpty() && !byTracker.isEmpty()) {
      ProgressSnapshot tracker = left.remove();
      if (!tracker.state().isFinal()) {
        tell(tracker, failure, callback -> callback.update(tracker));
      }
      left.addAll(tracker.children());
    }
  }

  /** A part is in no update any more when it has ended, so its end comes from the transition. */
  private void last(Transition.Finished finished, FirstFailure failure) {
    ProgressSnapshot tracker = finished.tracker();
    tell(tracker, failure, callback -> callback.update(tracker));
    byTracker.remove(tracker.id());
  }

  private void tell(ProgressSnapshot tracker, FirstFailure failure, Consumer<Callback> news) {
    byTracker
        .getOrDefault(tracker.id(), List.of())
        .forEach(callback -> failure.guard(() -> news.accept(callback)));
  }
}
