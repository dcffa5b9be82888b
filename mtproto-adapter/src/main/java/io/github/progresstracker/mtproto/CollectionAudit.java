package io.github.progresstracker.mtproto;

import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Step;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.jdbc.AuditFormat;
import io.github.progresstracker.jdbc.AuditRecord;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a collection goes into the audit log, under the actions and keys that monitoring reads:
 *
 * <ul>
 *   <li>{@code collection_start}, {@code collection_progress} (a channel is through), {@code
 *       collection_error}, {@code collection_end}: as noted by the {@link HistoryCollector};
 *   <li>{@code collection_progress_detail}: at each mark of a phase, at the end of a phase that
 *       ends between two marks, and, as phase {@code complete}, at the end of a session;
 *   <li>{@code collection_waiting} and {@code collection_resumed}: around announced waits;
 *   <li>{@code alert_raised}, {@code alert_cleared} and {@code alert_dismissed}: as in {@link
 *       AuditFormat#standard()}.
 * </ul>
 *
 * <p>The three levels of a detail row are computed from one lineage and one count, so {@code
 * messages_current} is always {@code (session_current - 1) * session_messages_limit +
 * session_messages_current}. Speed and ETA are those of the channel, and null until something has
 * been measured.
 *
 * <pre>{@code
 * ProgressRegistry.builder().sink(postgres.auditLog(CollectionAudit.format())).build();
 * }</pre>
 */
public final class CollectionAudit implements AuditFormat {

  private static final CollectionAudit FORMAT = new CollectionAudit();
  private static final String DETAIL = "collection_progress_detail";
  private static final String COMPLETE = "complete";

  private CollectionAudit() {}

  /**
   * The format.
   *
   * @return the one instance
   */
  public static AuditFormat format() {
    return FORMAT;
  }

  @Override
  public @Nullable AuditRecord format(ProgressEvent event) {
    if (event instanceof Transition.Note note) {
      return row(note, note.action(), note.details());
    }
    if (event instanceof Transition.WaitStarted wait) {
      return row(
          wait, "collection_waiting", details("reason", wait.reason(), "until", wait.until()));
    }
    if (event instanceof Transition.WaitEnded wait) {
      double seconds = seconds(wait.waited());
      return row(
          wait, "collection_resumed", details("reason", wait.reason(), "waited_seconds", seconds));
    }
    if (event instanceof Transition.AlertTransition) {
      return AuditFormat.standard().format(event);
    }
    return event instanceof Transition transition && isSession(transition)
        ? sessionRow(transition)
        : null;
  }

  private static @Nullable AuditRecord sessionRow(Transition event) {
    ProgressSnapshot session = event.tracker();
    if (event instanceof Transition.Marked mark && mark.phase() != null) {
      return detail(mark, mark.phase(), mark.value());
    }
    if (event instanceof Transition.PhaseFinished finished) {
      return session
          .phaseNamed(finished.phase())
          .filter(phase -> !isAtMark(phase, event))
          .map(phase -> detail(event, phase.name(), phase.done()))
          .orElse(null);
    }
    return event instanceof Transition.Finished && session.state() == TrackerState.COMPLETED
        ? detail(event, COMPLETE, session.done())
        : null;
  }

  /** A session is below a channel, which is below the run. */
  private static boolean isSession(Transition event) {
    return event.lineage().size() == 3 && event.tracker().step() != null;
  }

  /** Whether the mark at this very count has told everything that the end of the phase would. */
  private static boolean isAtMark(PhaseSnapshot phase, Transition event) {
    long every =
        Long.parseLong(event.tracker().labels().getOrDefault(CollectionSession.REPORT_LABEL, "0"));
    return every > 0 && phase.done() % every == 0;
  }

  private static AuditRecord detail(Transition event, String phase, long sessionDone) {
    List<ProgressSnapshot> lineage = event.lineage();
    ProgressSnapshot channel = lineage.get(1);
    ProgressSnapshot session = lineage.get(2);
    Step step = session.step();
    long before = channel.done() - session.done();
    Duration eta = channel.eta().remaining();
    double speed = channel.rates().current();
    return new AuditRecord(
        event.header().eventId(),
        event.header().at(),
        event.header().jobId(),
        event.header().trackerId(),
        label(event, HistoryCollector.USER_LABEL),
        label(event, HistoryCollector.CHANNEL_LABEL),
        DETAIL,
        phase,
        before + sessionDone,
        channel.total().isKnown() ? channel.total().valueOr(0) : null,
        step == null ? null : step.number(),
        step == null ? null : step.count(),
        sessionDone,
        label(event, CollectionSession.LIMIT_LABEL),
        speed > 0 ? speed : null,
        eta == null ? null : seconds(eta),
        range(channel.total()));
  }

  private static Map<String, @Nullable Object> range(Total total) {
    if (!(total instanceof Total.Estimate estimate)) {
      return Map.of();
    }
    Map<String, @Nullable Object> range =
        details("total_low", estimate.low(), "total_high", estimate.high());
    range.put("total_is_estimate", true);
    return range;
  }

  private static AuditRecord row(
      Transition event, String action, Map<String, @Nullable Object> details) {
    return new AuditRecord(
        event.header().eventId(),
        event.header().at(),
        event.header().jobId(),
        event.header().trackerId(),
        label(event, HistoryCollector.USER_LABEL),
        label(event, HistoryCollector.CHANNEL_LABEL),
        action,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        details);
  }

  /** A number among the labels of the lineage, the nearest first. */
  private static @Nullable Long label(Transition event, String key) {
    List<ProgressSnapshot> lineage = event.lineage();
    for (int i = lineage.size() - 1; i >= 0; i--) {
      String value = lineage.get(i).labels().get(key);
      if (value != null) {
        return Long.valueOf(value);
      }
    }
    return null;
  }

  private static Map<String, @Nullable Object> details(
      String key1, @Nullable Object value1, String key2, @Nullable Object value2) {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put(key1, value1);
    details.put(key2, value2);
    return details;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
