package io.github.progresstracker.internal;

import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertRule;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a host's thread leaves for the sampler when something rarer than counting happens. Signals
 * are handled in the order in which they were left.
 */
sealed interface Signal {

  TrackerHandle tracker();

  /** Monotonic time at which it happened. */
  long nanos();

  /**
   * A tracker began.
   *
   * @param share units of its parent that it is, or {@link TrackerModel#SAME_UNIT}
   */
  record Start(TrackerHandle tracker, long nanos, long share) implements Signal {}

  /**
   * A count passed a mark.
   *
   * @param phase whose count, or null for the tracker's own
   * @param counted the mark, without resume offset
   */
  record Mark(TrackerHandle tracker, long nanos, @Nullable PhaseHandle phase, long counted)
      implements Signal {}

  record PhaseStart(TrackerHandle tracker, long nanos, PhaseHandle phase) implements Signal {}

  /**
   * A phase ended.
   *
   * @param cutOff whether it did because its tracker failed or was abandoned
   */
  record PhaseFinish(TrackerHandle tracker, long nanos, PhaseHandle phase, boolean cutOff)
      implements Signal {}

  record WaitStart(
      TrackerHandle tracker, long nanos, Object key, String reason, @Nullable Duration expected)
      implements Signal {}

  record WaitEnd(TrackerHandle tracker, long nanos, Object key) implements Signal {}

  record Pause(TrackerHandle tracker, long nanos) implements Signal {}

  record Resume(TrackerHandle tracker, long nanos) implements Signal {}

  record Stop(TrackerHandle tracker, long nanos, String reason) implements Signal {}

  record ResetEta(TrackerHandle tracker, long nanos) implements Signal {}

  /**
   * There is more or less to do.
   *
   * @param mayGoBack whether the percentage may
   */
  record NewTotal(TrackerHandle tracker, long nanos, Total total, boolean mayGoBack)
      implements Signal {}

  /**
   * So much is left to do.
   *
   * @param counted the tracker's own count then, without resume offset
   */
  record Remaining(TrackerHandle tracker, long nanos, long units, long counted) implements Signal {}

  /** Somebody takes an interest in a dormant job. */
  record Wake(TrackerHandle tracker, long nanos) implements Signal {}

  record Note(
      TrackerHandle tracker, long nanos, String action, Map<String, @Nullable Object> details)
      implements Signal {}

  record Watch(TrackerHandle tracker, long nanos, AlertRule rule) implements Signal {}

  /**
   * Somebody knows of an alert.
   *
   * @param alert as they saw it
   */
  record Dismiss(TrackerHandle tracker, long nanos, Alert alert) implements Signal {}

  record Finish(TrackerHandle tracker, long nanos, TrackerState state, @Nullable String message)
      implements Signal {}
}
