package io.github.progresstracker;

import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.sink.Cadence;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.ProgressSink;
import java.util.ArrayList;
import java.util.List;

/** Keeps every batch, and behaves as badly as a test wants it to. */
public class RecordingSink implements ProgressSink {

  /** What to do before a batch is taken. */
  public interface Behaviour {
    /** May throw, hang, or do nothing. */
    void before(List<ProgressEvent> batch) throws Exception;
  }

  private final Guarantee guarantee;
  private final Cadence cadence;
  private final Behaviour behaviour;
  private final List<List<ProgressEvent>> batches = new ArrayList<>();
  private boolean closed;

  public RecordingSink() {
    this(Guarantee.TRANSIENT, Cadence.EVERY_UPDATE, batch -> {});
  }

  public RecordingSink(Guarantee guarantee, Cadence cadence, Behaviour behaviour) {
    this.guarantee = guarantee;
    this.cadence = cadence;
    this.behaviour = behaviour;
  }

  @Override
  public String name() {
    return "recording";
  }

  @Override
  public Guarantee guarantee() {
    return guarantee;
  }

  @Override
  public Cadence cadence() {
    return cadence;
  }

  @Override
  public void deliver(List<ProgressEvent> events) throws Exception {
    behaviour.before(events);
    synchronized (this) {
      batches.add(events);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  public synchronized List<ProgressEvent> events() {
    return batches.stream().flatMap(List::stream).toList();
  }

  public List<ProgressUpdate> updates() {
    return of(ProgressUpdate.class);
  }

  public List<Transition> transitions() {
    return of(Transition.class);
  }

  public <T> List<T> of(Class<T> type) {
    return events().stream().filter(type::isInstance).map(type::cast).toList();
  }
}
