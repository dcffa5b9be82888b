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
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Brings the events of single trackers to the functions that the host has left with them. One
 * thread for all: trackers come by the thousands.
 */
final class TrackerCallbacks implements ProgressSink {

  private final Map<String, List<Listener>> byTracker = new ConcurrentHashMap<>();

  /** Of the newest event that has been delivered. Belongs to the thread that delivers. */
  private long delivered;

  void add(TrackerHandle tracker, Callback callback) {
    byTracker.merge(
        tracker.id(),
        List.of(new Listener(tracker, callback)),
        (known, one) -> Stream.concat(known.stream(), one.stream()).toList());
  }

  /** How many trackers there are functions for. */
  int size() {
    return byTracker.size();
  }

  /** A function and the tracker it was left with; ids come again. */
  private record Listener(TrackerHandle tracker, Callback callback) {}

  @Override
  public String name() {
    return CallbackSink.OF_TRACKERS;
  }

  @Override
  public void deliver(List<ProgressEvent> events) throws Exception {
    FirstFailure failure = new FirstFailure();
    for (ProgressEvent event : events) {
      long sequence = event.header().sequence();
      if (event instanceof ProgressUpdate update) {
        update(update.job(), sequence, failure);
      } else if (event instanceof Transition.AlertRaised raised) {
        tell(
            raised.tracker(),
            sequence,
            failure,
            callback -> callback.alert(raised.tracker(), raised.alert()));
      } else if (event instanceof Transition.Finished finished) {
        last(finished, sequence, failure);
      }
      delivered = Math.max(delivered, sequence);
    }
    byTracker.keySet().forEach(this::forgetEnded);
    failure.rethrow();
  }

  private void update(ProgressSnapshot job, long sequence, FirstFailure failure) {
    Deque<ProgressSnapshot> left = new ArrayDeque<>(List.of(job));
    while (!left.isEmpty() && !byTracker.isEmpty()) {
      ProgressSnapshot tracker = left.remove();
      if (!tracker.state().isFinal()) {
        tell(tracker, sequence, failure, callback -> callback.update(tracker));
      }
      left.addAll(tracker.children());
    }
  }

  /** A part is in no update any more when it has ended, so its end comes from the transition. */
  private void last(Transition.Finished finished, long sequence, FirstFailure failure) {
    ProgressSnapshot tracker = finished.tracker();
    tell(tracker, sequence, failure, callback -> callback.update(tracker));
  }

  private void tell(
      ProgressSnapshot tracker, long sequence, FirstFailure failure, Consumer<Callback> news) {
    byTracker.getOrDefault(tracker.id(), List.of()).stream()
        .filter(listener -> listener.tracker().isToldBy(sequence))
        .forEach(listener -> failure.guard(() -> news.accept(listener.callback())));
  }

  /** Not only when an end is delivered: some come too late for it, and an orphan has none. */
  private void forgetEnded(String trackerId) {
    byTracker.computeIfPresent(
        trackerId,
        (id, known) -> {
          List<Listener> left =
              known.stream().filter(one -> !one.tracker().isAllToldBy(delivered)).toList();
          return left.isEmpty() ? null : left;
        });
  }
}
