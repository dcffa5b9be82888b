package io.github.progresstracker.micrometer;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.contract.SampleEvents;
import io.github.progresstracker.contract.SnapshotBuilder;
import io.github.progresstracker.event.EventHeader;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.sink.ProgressSink;
import java.util.List;
import java.util.function.BiFunction;

/** Tells a sink, event by event, what jobs do. */
final class Story {

  private final ProgressSink sink;
  private long sequence;

  Story(ProgressSink sink) {
    this.sink = sink;
  }

  Story started(SnapshotBuilder job) {
    return tell(job, Transition.Started::new);
  }

  Story update(SnapshotBuilder job) {
    ProgressSnapshot snapshot = job.build();
    return tell(new ProgressUpdate(header(snapshot), snapshot));
  }

  Story finished(SnapshotBuilder job) {
    return tell(job, Transition.Finished::new);
  }

  Story tell(
      SnapshotBuilder job,
      BiFunction<EventHeader, List<ProgressSnapshot>, ? extends ProgressEvent> event) {
    ProgressSnapshot snapshot = job.build();
    return tell(event.apply(header(snapshot), List.of(snapshot)));
  }

  private EventHeader header(ProgressSnapshot job) {
    return SampleEvents.header(++sequence, job.id(), job.id());
  }

  private Story tell(ProgressEvent event) {
    try {
      sink.deliver(List.of(event));
      return this;
    } catch (Exception e) {
      throw new IllegalStateException("the sink refused " + event, e);
    }
  }
}
