package io.github.progresstracker.sink;

import io.github.progresstracker.event.ProgressEvent;
import java.util.List;

/**
 * Takes events somewhere: a log, a terminal, a table, another process.
 *
 * <pre>{@code
 * class FailureSink implements ProgressSink {
 *   public String name() {
 *     return "failures";
 *   }
 *
 *   public Guarantee guarantee() {
 *     return Guarantee.DURABLE;                     // what it throws on comes again
 *   }
 *
 *   public Cadence cadence() {
 *     return Cadence.every(Duration.ofMinutes(1));  // of updates, which it does not look at
 *   }
 *
 *   public void deliver(List<ProgressEvent> events) throws IOException {
 *     for (ProgressEvent event : events) {
 *       if (event instanceof Transition.Finished && event.job().state() == TrackerState.FAILED) {
 *         Files.writeString(Path.of("failed", event.job().id()), event.job().name());
 *       }
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>The engine calls a sink from one thread of the sink's own, never from the host's threads and
 * never twice at once. A sink may therefore be slow, may block and may throw: the host does not
 * notice. What happens to a batch that it threw on is said by its {@link #guarantee()}.
 *
 * <p>A sink belongs to one registry at a time.
 */
public interface ProgressSink extends AutoCloseable {

  /**
   * A short name for health figures and log lines, such as {@code audit-log}.
   *
   * @return the name, always the same
   */
  String name();

  /**
   * What becomes of events that this sink could not take.
   *
   * @return {@link Guarantee#TRANSIENT} unless overridden
   */
  default Guarantee guarantee() {
    return Guarantee.TRANSIENT;
  }

  /**
   * How often this sink wants updates of one job.
   *
   * @return {@link Cadence#EVERY_UPDATE} unless overridden
   */
  default Cadence cadence() {
    return Cadence.EVERY_UPDATE;
  }

  /**
   * Takes a batch. Returning normally means that all of it has arrived where it should be.
   *
   * @param events in the order of their {@linkplain
   *     io.github.progresstracker.event.EventHeader#sequence() sequence}; over batches transitions
   *     stay in order, while an update that the cadence held back may be older than what came
   *     before; never empty; unmodifiable
   * @throws Exception if the batch has not arrived; a durable sink gets the same batch again
   */
  void deliver(List<ProgressEvent> events) throws Exception;

  /**
   * Releases what the sink holds, after the last batch. What it throws is logged and goes no
   * further.
   */
  @Override
  default void close() {}
}
