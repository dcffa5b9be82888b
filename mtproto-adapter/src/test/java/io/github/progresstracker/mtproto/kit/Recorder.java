package io.github.progresstracker.mtproto.kit;

import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.ProgressSink;
import java.util.ArrayList;
import java.util.List;

/** Keeps everything that registries tell, in the order in which they do. */
public final class Recorder implements ProgressSink {

  private final List<ProgressEvent> events = new ArrayList<>();

  @Override
  public String name() {
    return "recorder";
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.DURABLE;
  }

  @Override
  public synchronized void deliver(List<ProgressEvent> batch) {
    events.addAll(batch);
  }

  public synchronized List<ProgressEvent> events() {
    return List.copyOf(events);
  }

  public <T extends ProgressEvent> List<T> of(Class<T> type) {
    return events().stream().filter(type::isInstance).map(type::cast).toList();
  }

  public synchronized void clear() {
    events.clear();
  }
}
