package io.github.progresstracker.jdbc;

import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.eta.Rates;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table {@code progress_event}; the components are its columns. Immutable.
 *
 * @param eventId identifies the event; the same event is stored once
 * @param timestamp when it happened; kept to the microsecond
 * @param jobId the job
 * @param trackerId the tracker the event is about
 * @param userId whose job it is, or null
 * @param channelId the channel it is about, or null
 * @param action what happened, in {@code snake_case}
 * @param phase the phase it happened in, or null
 * @param done units done by the whole job, or null if unknown
 * @param total units the job has to do, or null if unknown
 * @param stepNumber the step that is going on, as 134 in "session 134 of 200", or null
 * @param stepCount how many steps there are, or null
 * @param stepDone units done in that step, or null
 * @param stepTotal units to do in that step, or null if unknown
 * @param rate units per second of active time, or null if nothing has been measured
 * @param etaSeconds expected seconds to the end, or null if unknown
 * @param extras everything else; any object is storable, see {@link
 *     io.github.progresstracker.json.SafeJson}
 * @see AuditFormat
 */
public record AuditRecord(
    UUID eventId,
    Instant timestamp,
    String jobId,
    String trackerId,
    @Nullable Long userId,
    @Nullable Long channelId,
    String action,
    @Nullable String phase,
    @Nullable Long done,
    @Nullable Long total,
    @Nullable Long stepNumber,
    @Nullable Long stepCount,
    @Nullable Long stepDone,
    @Nullable Long stepTotal,
    @Nullable Double rate,
    @Nullable Double etaSeconds,
    Map<String, @Nullable Object> extras) {

  /**
   * Checks that what must be there is there, and freezes the extras in their order.
   *
   * @param eventId identifies the event
   * @param timestamp when it happened
   * @param jobId the job
   * @param trackerId the tracker
   * @param userId whose job it is, or null
   * @param channelId the channel, or null
   * @param action what happened
   * @param phase the phase, or null
   * @param done units done by the job, or null
   * @param total units the job has to do, or null
   * @param stepNumber the step, or null
   * @param stepCount how many steps there are, or null
   * @param stepDone units done in the step, or null
   * @param stepTotal units to do in the step, or null
   * @param rate units per second, or null
   * @param etaSeconds seconds to the end, or null
   * @param extras everything else; copied
   */
  public AuditRecord {
    Objects.requireNonNull(eventId, "eventId");
    Objects.requireNonNull(timestamp, "timestamp");
    Objects.requireNonNull(jobId, "jobId");
    Objects.requireNonNull(trackerId, "trackerId");
    Objects.requireNonNull(action, "action");
    extras = Collections.unmodifiableMap(new LinkedHashMap<>(extras));
  }

  /**
   * Reads the facts of an event.
   *
   * <p>{@code done} and {@code total} are those of the job. The step is the innermost one of the
   * event's lineage, with the counts of the tracker that has it. Rate and estimate are those of the
   * tracker concerned, the phase is the event's own or else the innermost one that is going on.
   * Labels are looked up from the tracker outwards, the inner one winning; {@code user_id} and
   * {@code channel_id} have columns if they are whole numbers, all other labels go to the extras,
   * and with them the tracker's {@code name} and {@code unit}, {@code failed} if anything did,
   * {@code total_is_estimate} if the job's total can still grow, and what the host has said about
   * its activity: {@code operation_type}, {@code current_data_type}, {@code stage}, {@code
   * last_processed_id}, {@code items_by_type}.
   *
   * @param event what happened
   * @param action what to call it
   * @return the record
   */
  public static AuditRecord of(ProgressEvent event, String action) {
    List<ProgressSnapshot> lineage = lineage(event);
    ProgressSnapshot job = event.job();
    ProgressSnapshot tracker = event.tracker();
    ProgressSnapshot step = innermostStep(lineage);
    Map<String, @Nullable Object> extras = labels(lineage);
    Long userId = takeNumber(extras, "user_id");
    Long channelId = takeNumber(extras, "channel_id");
    addFacts(extras, job, tracker);
    return new AuditRecord(
        event.header().eventId(),
        event.header().at(),
        event.header().jobId(),
        event.header().trackerId(),
        userId,
        channelId,
        action,
        phase(event, lineage),
        job.done(),
        units(job.total()),
        step == null || step.step() == null ? null : step.step().number(),
        step == null || step.step() == null ? null : step.step().count(),
        step == null ? null : step.done(),
        step == null ? null : units(step.total()),
        measured(tracker.rates()),
        seconds(tracker.eta().remaining()),
        extras);
  }

  /**
   * The same row with one more extra.
   *
   * @param key its key; an extra of that key is replaced
   * @param value anything, or null
   * @return the changed copy
   */
  public AuditRecord with(String key, @Nullable Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(extras);
    more.put(Objects.requireNonNull(key, "key"), value);
    return replacing(more);
  }

  /**
   * The same row with other extras.
   *
   * @param newExtras what replaces all extras there are
   * @return the changed copy
   */
  public AuditRecord withExtras(Map<String, ? extends @Nullable Object> newExtras) {
    return replacing(new LinkedHashMap<>(newExtras));
  }

  private AuditRecord replacing(Map<String, @Nullable Object> newExtras) {
    return new AuditRecord(
        eventId,
        timestamp,
        jobId,
        trackerId,
        userId,
        channelId,
        action,
        phase,
        done,
        total,
        stepNumber,
        stepCount,
        stepDone,
        stepTotal,
        rate,
        etaSeconds,
        newExtras);
  }

  private static List<ProgressSnapshot> lineage(ProgressEvent event) {
    return event instanceof Transition transition ? transition.lineage() : List.of(event.job());
  }

  private static @Nullable ProgressSnapshot innermostStep(List<ProgressSnapshot> lineage) {
    return lineage.stream().filter(s -> s.step() != null).reduce((a, b) -> b).orElse(null);
  }

  /** Outermost first, so that the inner label replaces the outer one. */
  private static Map<String, @Nullable Object> labels(List<ProgressSnapshot> lineage) {
    Map<String, @Nullable Object> labels = new LinkedHashMap<>();
    lineage.forEach(snapshot -> labels.putAll(snapshot.labels()));
    return labels;
  }

  private static @Nullable Long takeNumber(Map<String, @Nullable Object> labels, String key) {
    Object text = labels.get(key);
    if (text == null) {
      return null;
    }
    try {
      Long number = Long.valueOf(text.toString());
      labels.remove(key);
      return number;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static void addFacts(
      Map<String, @Nullable Object> extras, ProgressSnapshot job, ProgressSnapshot tracker) {
    extras.putIfAbsent("name", tracker.name());
    extras.putIfAbsent("unit", tracker.unit());
    if (tracker.outcomes().failed() > 0) {
      extras.put("failed", tracker.outcomes().failed());
    }
    if (job.total() instanceof Total.AtLeast) {
      extras.put("total_is_estimate", true);
    }
    if (job.total() instanceof Total.Estimate estimate) {
      extras.put("total_is_estimate", true);
      extras.put("total_low", estimate.low());
      extras.put("total_high", estimate.high());
    }
    addActivity(extras, tracker.activity());
  }

  private static void addActivity(Map<String, @Nullable Object> extras, ActivitySnapshot activity) {
    if (activity.operationType() != null) {
      extras.put("operation_type", activity.operationType().name().toLowerCase(Locale.ROOT));
    }
    if (activity.currentDataType() != null) {
      extras.put("current_data_type", activity.currentDataType());
    }
    if (activity.stage() != null) {
      extras.put("stage", activity.stage());
    }
    if (activity.lastProcessedId() != null) {
      extras.put("last_processed_id", activity.lastProcessedId());
    }
    if (!activity.itemsByType().isEmpty()) {
      extras.put("items_by_type", activity.itemsByType());
    }
  }

  private static @Nullable String phase(ProgressEvent event, List<ProgressSnapshot> lineage) {
    String named =
        event instanceof Transition.Marked marked
            ? marked.phase()
            : event instanceof Transition.PhaseStarted started
                ? started.phase()
                : event instanceof Transition.PhaseFinished finished ? finished.phase() : null;
    if (named != null) {
      return named;
    }
    return lineage.stream()
        .map(ProgressSnapshot::phase)
        .filter(Objects::nonNull)
        .reduce((outer, inner) -> inner)
        .orElse(null);
  }

  private static @Nullable Long units(Total total) {
    return total.isKnown() ? total.valueOr(0) : null;
  }

  private static @Nullable Double measured(Rates rates) {
    return rates.current() > 0 ? rates.current() : null;
  }

  private static @Nullable Double seconds(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis() / 1000.0;
  }
}
