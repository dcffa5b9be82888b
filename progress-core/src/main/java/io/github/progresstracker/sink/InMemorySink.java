package io.github.progresstracker.sink;

import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the newest events in memory, for tests and for views inside the process.
 *
 * <pre>{@code
 * InMemorySink sink = new InMemorySink();
 * try (ProgressRegistry registry = ProgressRegistry.builder().sink(sink).build()) {
 *   registry.run("import", job -> job.advance(10));
 * }
 * List<Transition.Finished> ends = sink.of(Transition.Finished.class);
 * }</pre>
 *
 * <p>It is bounded: of transitions it keeps the last so many of all jobs together, of updates the
 * newest one of each job, for as many jobs as transitions; the jobs that were silent for longest go
 * first. Its methods may be called by any thread, and the lists they return are copies.
 */
public final class InMemorySink implements ProgressSink {

  /** Transitions, and jobs, that are kept unless told otherwise. */
  public static final int DEFAULT_CAPACITY = 1_000;

  private final int capacity;
  private final Deque<Transition> transitions = new ArrayDeque<>();
  private final Map<String, ProgressUpdate> updates = new LinkedHashMap<>();

  /** Keeps {@link #DEFAULT_CAPACITY} transitions. */
  public InMemorySink() {
    this(DEFAULT_CAPACITY);
  }

  /**
   * Keeps the given number of transitions.
   *
   * @param capacity transitions to keep, and jobs of which to keep an update, {@code >= 1}
   * @throws IllegalArgumentException if {@code capacity} is less
   */
  public InMemorySink(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be >= 1, was " + capacity);
    }
    this.capacity = capacity;
  }

  @Override
  public String name() {
    return "in-memory";
  }

  @Override
  public synchronized void deliver(List<ProgressEvent> events) {
    events.forEach(this::keep);
  }

  /**
   * Everything that is kept.
   *
   * @return transitions and updates by their {@linkplain
   *     io.github.progresstracker.event.EventHeader#sequence() sequence}
   */
  public synchronized List<ProgressEvent> events() {
    List<ProgressEvent> all = new ArrayList<>(transitions);
    all.addAll(updates.values());
    all.sort(Comparator.comparingLong(event -> event.header().sequence()));
    return List.copyOf(all);
  }

  /**
   * The newest transitions.
   *
   * @return in the order of delivery
   */
  public synchronized List<Transition> transitions() {
    return List.copyOf(transitions);
  }

  /**
   * What is kept of one kind.
   *
   * @param <T> the kind
   * @param type such as {@code Transition.Finished.class}
   * @return the events of that kind by their sequence
   */
  public <T extends ProgressEvent> List<T> of(Class<T> type) {
    return events().stream().filter(type::isInstance).map(type::cast).toList();
  }

  /**
   * The newest update of a job.
   *
   * @param jobId the job's id
   * @return the update, or empty if there was none or the job was silent for too long
   */
  public synchronized Optional<ProgressUpdate> lastUpdate(String jobId) {
    return Optional.ofNullable(updates.get(jobId));
  }

  private void keep(ProgressEvent event) {
    if (event instanceof Transition transition) {
      transitions.addLast(transition);
      if (transitions.size() > capacity) {
        transitions.removeFirst();
      }
    } else if (event instanceof ProgressUpdate update) {
      // Removed first, so that the map stays in the order of the last sign of life.
      updates.remove(update.header().jobId());
      updates.put(update.header().jobId(), update);
      if (updates.size() > capacity) {
        updates.remove(updates.keySet().iterator().next());
      }
    }
  }
}
