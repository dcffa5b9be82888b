package io.github.progresstracker.jdbc;

import io.github.progresstracker.event.ProgressEvent;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an event looks like in the audit log, and whether it is there at all. A format is
 * called by one thread at a time. What it throws is logged and counted as one rejected row.
 *
 * <pre>{@code
 * AuditFormat ends =
 *     event ->
 *         event instanceof Transition.Finished
 *             ? AuditRecord.of(event, "job_end").with("host", "worker-3")
 *             : null;
 * ProgressRegistry.builder().sink(postgres.auditLog(ends));
 * }</pre>
 */
@FunctionalInterface
public interface AuditFormat {

  /**
   * Makes a row.
   *
   * @param event what happened
   * @return the row, or null if the event is not worth one
   */
  @Nullable AuditRecord format(ProgressEvent event);

  /**
   * The format for everything that has no names of its own. Its actions: {@code started}, {@code
   * progress_update} (a mark was passed), {@code stage_change} (a phase began or ended), {@code
   * waiting}, {@code wait_ended}, {@code paused}, {@code resumed}, {@code total_changed}, {@code
   * stop_requested}, {@code alert_raised}, {@code alert_cleared}, {@code alert_dismissed}, {@code
   * completion}, {@code error} (failed or abandoned), and the action of a note. The completion of a
   * job tells in its extras, as {@code eta_accuracy}, how good its estimates were, see {@link
   * io.github.progresstracker.eta.EtaAccuracy}. A {@link
   * io.github.progresstracker.event.ProgressUpdate} gets no row: there are several a second.
   *
   * @return the format, without state
   */
  static AuditFormat standard() {
    return StandardAuditFormat::format;
  }
}
