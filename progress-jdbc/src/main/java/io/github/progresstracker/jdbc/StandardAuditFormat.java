package io.github.progresstracker.jdbc;

import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One row per transition; the columns come from {@link AuditRecord#of}, the extras from here. */
final class StandardAuditFormat {

  private StandardAuditFormat() {}

  static @Nullable AuditRecord format(ProgressEvent event) {
    if (event instanceof Transition.Marked marked) {
      return marked(marked);
    }
    if (event instanceof Transition.PhaseStarted started) {
      return stageChange(started, started.phase(), "started");
    }
    if (event instanceof Transition.PhaseFinished finished) {
      return stageChange(finished, finished.phase(), "finished");
    }
    if (event instanceof Transition.Note note) {
      return note(note);
    }
    if (event instanceof Transition.Finished finished) {
      return finished(finished);
    }
    if (event instanceof Transition.AlertTransition change) {
      return alert(change);
    }
    return event instanceof Transition transition ? interruption(transition) : null;
  }

  private static AuditRecord marked(Transition.Marked marked) {
    AuditRecord row = AuditRecord.of(marked, "progress_update").with("mark", marked.value());
    return marked.phase() == null ? row : withPhaseCounts(row, marked.tracker(), marked.phase());
  }

  private static AuditRecord stageChange(Transition event, String phase, String status) {
    AuditRecord row = AuditRecord.of(event, "stage_change").with("status", status);
    return withPhaseCounts(row, event.tracker(), phase);
  }

  private static AuditRecord withPhaseCounts(
      AuditRecord row, ProgressSnapshot tracker, String phaseName) {
    PhaseSnapshot phase = tracker.phaseNamed(phaseName).orElse(null);
    if (phase == null) {
      return row;
    }
    AuditRecord counted =
        row.with("phase_done", phase.done()).with("phase_total", units(phase.total()));
    return phase.weight() == null
        ? counted
        : counted
            .with("phase_weight", rounded(phase.weight()))
            .with("weighted_percent", rounded(tracker.percent()));
  }

  /** What the host says about the event wins over what the tracker knows anyway. */
  private static AuditRecord note(Transition.Note note) {
    AuditRecord row = AuditRecord.of(note, note.action());
    Map<String, @Nullable Object> extras = new LinkedHashMap<>(row.extras());
    extras.putAll(note.details());
    return row.withExtras(extras);
  }

  private static AuditRecord finished(Transition.Finished finished) {
    ProgressSnapshot tracker = finished.tracker();
    boolean completed = tracker.state() == TrackerState.COMPLETED;
    AuditRecord row =
        AuditRecord.of(finished, completed ? "completion" : "error")
            .with("state", tracker.state().name().toLowerCase(Locale.ROOT))
            .with("elapsed_seconds", seconds(tracker.elapsed()))
            .with("active_seconds", seconds(tracker.active()));
    if (!completed) {
      return row.with("message", reason(tracker));
    }
    EtaAccuracy accuracy = tracker.etaAccuracy();
    return accuracy == null ? row : row.with("eta_accuracy", facts(accuracy));
  }

  private static AuditRecord alert(Transition.AlertTransition change) {
    Alert alert = change.alert();
    AuditRecord row =
        AuditRecord.of(change, actionOf(change))
            .with("alert_id", alert.id())
            .with("rule", alert.rule())
            .with("severity", alert.severity().name().toLowerCase(Locale.ROOT))
            .with("category", alert.category().name().toLowerCase(Locale.ROOT))
            .with("message", alert.message())
            .with("advice", alert.advice());
    return change instanceof Transition.AlertCleared cleared
        ? row.with("lasted_seconds", seconds(cleared.lasted()))
        : row;
  }

  private static String actionOf(Transition.AlertTransition change) {
    if (change instanceof Transition.AlertRaised) {
      return "alert_raised";
    }
    return change instanceof Transition.AlertCleared ? "alert_cleared" : "alert_dismissed";
  }

  private static Map<String, @Nullable Object> facts(EtaAccuracy accuracy) {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("looks", accuracy.looks());
    facts.put("error", rounded(accuracy.error()));
    facts.put("median_ratio", rounded(accuracy.medianRatio()));
    facts.put("jitter", rounded(accuracy.jitter()));
    facts.put("coverage", rounded(accuracy.coverage()));
    facts.put("width", rounded(accuracy.width()));
    facts.put("winkler", rounded(accuracy.winkler()));
    facts.put("unanswered", rounded(accuracy.unanswered()));
    return facts;
  }

  /** Nobody compares runs to more than four digits after the point. */
  private static @Nullable Double rounded(@Nullable Double value) {
    return value == null ? null : Math.rint(value * 1e4) / 1e4;
  }

  private static String reason(ProgressSnapshot tracker) {
    if (tracker.message() != null) {
      return tracker.message();
    }
    return tracker.state() == TrackerState.ABANDONED
        ? "closed without being told how it went"
        : "no reason given";
  }

  private static @Nullable AuditRecord interruption(Transition event) {
    if (event instanceof Transition.Started) {
      return AuditRecord.of(event, "started");
    }
    if (event instanceof Transition.WaitStarted wait) {
      return AuditRecord.of(event, "waiting")
          .with("reason", wait.reason())
          .with("until", wait.until());
    }
    if (event instanceof Transition.WaitEnded wait) {
      return AuditRecord.of(event, "wait_ended")
          .with("reason", wait.reason())
          .with("waited_seconds", seconds(wait.waited()));
    }
    if (event instanceof Transition.StopRequested stop) {
      return AuditRecord.of(event, "stop_requested").with("reason", stop.reason());
    }
    if (event instanceof Transition.Paused) {
      return AuditRecord.of(event, "paused");
    }
    if (event instanceof Transition.Resumed resumed) {
      return AuditRecord.of(event, "resumed").with("paused_seconds", seconds(resumed.paused()));
    }
    return event instanceof Transition.TotalChanged changed
        ? AuditRecord.of(event, "total_changed").with("total_before", units(changed.before()))
        : null;
  }

  private static @Nullable Long units(Total total) {
    return total.isKnown() ? total.valueOr(0) : null;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
