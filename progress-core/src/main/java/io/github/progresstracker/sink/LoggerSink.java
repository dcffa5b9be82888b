package io.github.progresstracker.sink;

import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertSeverity;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.json.SafeJson;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes progress to an SLF4J logger: a message that can be read by itself, and the same facts as
 * key-value pairs for logs that machines read.
 *
 * <pre>{@code
 * ProgressRegistry registry = ProgressRegistry.builder()
 *     .sink(LoggerSink.to(log).every(Duration.ofMinutes(1)))
 *     .build();
 * }</pre>
 *
 * <table>
 * <caption>Levels</caption>
 * <tr><th>level</th><th>meaning</th><th>events</th></tr>
 * <tr><td>ERROR</td><td>failures</td><td>a job or any part of it failed</td></tr>
 * <tr><td>WARN</td><td>unusual: somebody may want to look</td><td>a wait announced for more than a
 * minute or for nobody knows how long; a pause; a job, or a part right below it, that was
 * abandoned</td></tr>
 * <tr><td>INFO</td><td>milestones</td><td>a job started or completed, a part right below it
 * completed; progress of the whole job, thinned; short waits; the end of a wait or a pause; notes of
 * the host</td></tr>
 * <tr><td>DEBUG</td><td>detail</td><td>marks, phases, changed totals; parts that start; all that
 * deeper parts do, except failures, waits, pauses and notes</td></tr>
 * </table>
 *
 * <p>Pairs: {@code jobId}, {@code job}, {@code state}, {@code unit}, {@code done}, {@code total},
 * {@code percent}, {@code ratePerSecond}, {@code etaSeconds}, {@code etaLowSeconds}, {@code
 * etaHighSeconds}, {@code etaBasis}, {@code elapsedSeconds}, {@code failed}, {@code phase}, {@code
 * phasePercent}, {@code labels}; if there are any, {@code skipped}, {@code retried} and {@code
 * itemsProcessing}; of a part also {@code trackerId} and {@code tracker}, and then the numbers are
 * the part's; {@code reason}, {@code action} and {@code details} with the events that have them;
 * and of a job that has completed {@code etaError}, {@code etaCoverage} and {@code etaJitter}, as
 * {@link io.github.progresstracker.eta.EtaAccuracy} defines them. What is not known has no pair.
 * Foreign text is cut to 200 characters and cannot break a line.
 *
 * <p>Progress is logged at each ten percent or once per interval, whichever comes first, but not
 * within five seconds. Immutable.
 */
public final class LoggerSink implements ProgressSink {

  static final int LONGEST_TEXT = 200;

  private static final MathContext SIX_DIGITS = new MathContext(6, RoundingMode.DOWN);
  private static final Duration LONG_WAIT = Duration.ofMinutes(1);
  private static final Duration MINIMUM_GAP = Duration.ofSeconds(5);

  private final Logger logger;
  private final Cadence cadence;

  private LoggerSink(Logger logger, Cadence cadence) {
    this.logger = Objects.requireNonNull(logger, "logger");
    this.cadence = cadence;
  }

  /**
   * Logs progress every 30 seconds.
   *
   * @param logger where to
   * @return the sink
   */
  public static LoggerSink to(Logger logger) {
    return new LoggerSink(logger, cadence(Duration.ofSeconds(30)));
  }

  /**
   * Logs progress at another interval.
   *
   * @param interval between two progress lines of a job; below five seconds it is also the minimum
   *     gap, and zero means every update there is
   * @return the changed copy
   * @throws IllegalArgumentException if {@code interval} is negative
   */
  public LoggerSink every(Duration interval) {
    return new LoggerSink(logger, cadence(interval));
  }

  private static Cadence cadence(Duration interval) {
    return new Cadence(interval, 10, interval.compareTo(MINIMUM_GAP) < 0 ? interval : MINIMUM_GAP);
  }

  @Override
  public String name() {
    return "logger";
  }

  @Override
  public Cadence cadence() {
    return cadence;
  }

  @Override
  public void deliver(List<ProgressEvent> events) {
    events.forEach(this::log);
  }

  private void log(ProgressEvent event) {
    Level level = levelOf(event);
    if (isNews(event) && logger.isEnabledForLevel(level)) {
      LoggingEventBuilder builder = logger.atLevel(level);
      for (Map.Entry<String, Object> pair : pairs(event).entrySet()) {
        builder = builder.addKeyValue(pair.getKey(), pair.getValue());
      }
      builder.log(EventText.of(event));
    }
  }

  /**
   * Right after its start, and after its end, progress says no more than start and end have said.
   */
  private boolean isNews(ProgressEvent event) {
    return !(event instanceof ProgressUpdate)
        || (!event.job().state().isFinal()
            && event.job().elapsed().compareTo(cadence.minimumGap()) >= 0);
  }

  static Level levelOf(ProgressEvent event) {
    if (event instanceof Transition.Finished finished) {
      return levelOfEnd(finished.tracker().state(), finished.lineage().size());
    }
    if (event instanceof Transition.Started started) {
      return started.lineage().size() == 1 ? Level.INFO : Level.DEBUG;
    }
    if (event instanceof Transition.WaitStarted wait) {
      return isLong(wait) ? Level.WARN : Level.INFO;
    }
    if (event instanceof Transition.AlertRaised raised) {
      return levelOf(raised.alert().severity());
    }
    if (event instanceof Transition.Paused || event instanceof Transition.StopRequested) {
      return Level.WARN;
    }
    return isDetail(event) ? Level.DEBUG : Level.INFO;
  }

  private static Level levelOf(AlertSeverity severity) {
    return switch (severity) {
      case INFO -> Level.INFO;
      case WARNING -> Level.WARN;
      case CRITICAL -> Level.ERROR;
    };
  }

  private static Level levelOfEnd(TrackerState state, int levels) {
    if (state == TrackerState.FAILED) {
      return Level.ERROR;
    }
    if (levels > 2) {
      return Level.DEBUG;
    }
    return state == TrackerState.ABANDONED ? Level.WARN : Level.INFO;
  }

  private static boolean isLong(Transition.WaitStarted wait) {
    return wait.until() == null || wait.until().isAfter(wait.header().at().plus(LONG_WAIT));
  }

  private static boolean isDetail(ProgressEvent event) {
    return event instanceof Transition.Marked
        || event instanceof Transition.PhaseStarted
        || event instanceof Transition.PhaseFinished
        || event instanceof Transition.TotalChanged;
  }

  private static Map<String, Object> pairs(ProgressEvent event) {
    Map<String, Object> pairs = new LinkedHashMap<>();
    ProgressSnapshot tracker = event.tracker();
    pairs.put("jobId", text(event.header().jobId()));
    pairs.put("job", text(event.job().name()));
    if (event instanceof Transition transition && transition.lineage().size() > 1) {
      pairs.put("trackerId", text(tracker.id()));
      pairs.put("tracker", text(tracker.name()));
    }
    addNumbers(pairs, tracker);
    addEta(pairs, tracker.eta());
    addAccuracy(pairs, tracker.etaAccuracy());
    addSpecifics(pairs, event);
    return pairs;
  }

  private static void addNumbers(Map<String, Object> pairs, ProgressSnapshot tracker) {
    pairs.put("state", tracker.state());
    pairs.put("unit", text(tracker.unit()));
    pairs.put("done", tracker.done());
    putKnown(pairs, "total", tracker.total().isKnown() ? tracker.total().valueOr(0) : null);
    putKnown(pairs, "percent", finite(tracker.percent()));
    putKnown(pairs, "ratePerSecond", finite(tracker.rates().current()));
    pairs.put("elapsedSeconds", tracker.elapsed().toMillis() / 1e3);
    pairs.put("failed", tracker.outcomes().failed());
    putCounted(pairs, "skipped", tracker.outcomes().skipped());
    putCounted(pairs, "retried", tracker.outcomes().retried());
    putCounted(pairs, "itemsProcessing", tracker.items().processing());
    putKnown(pairs, "phase", tracker.phase() == null ? null : text(tracker.phase()));
    putKnown(
        pairs,
        "phasePercent",
        finite(tracker.currentPhase().map(PhaseSnapshot::percent).orElse(null)));
    if (!tracker.labels().isEmpty()) {
      Map<String, String> labels = new LinkedHashMap<>();
      tracker.labels().forEach((key, value) -> labels.put(text(key), text(value)));
      pairs.put("labels", labels);
    }
  }

  private static void addEta(Map<String, Object> pairs, Eta eta) {
    putKnown(pairs, "etaSeconds", seconds(eta.remaining()));
    putKnown(pairs, "etaLowSeconds", seconds(eta.low()));
    putKnown(pairs, "etaHighSeconds", seconds(eta.high()));
    pairs.put("etaBasis", eta.basis());
  }

  private static void addAccuracy(Map<String, Object> pairs, @Nullable EtaAccuracy accuracy) {
    if (accuracy != null) {
      putKnown(pairs, "etaError", finite(accuracy.error()));
      putKnown(pairs, "etaCoverage", finite(accuracy.coverage()));
      putKnown(pairs, "etaJitter", finite(accuracy.jitter()));
    }
  }

  private static void addSpecifics(Map<String, Object> pairs, ProgressEvent event) {
    if (event instanceof Transition.WaitStarted wait) {
      pairs.put("reason", text(wait.reason()));
    } else if (event instanceof Transition.WaitEnded wait) {
      pairs.put("reason", text(wait.reason()));
    } else if (event instanceof Transition.Note note) {
      pairs.put("action", text(note.action()));
      pairs.put("details", text(SafeJson.write(note.details())));
    } else if (event instanceof Transition.StopRequested stop) {
      pairs.put("reason", text(stop.reason()));
    } else if (event instanceof Transition.AlertTransition transition) {
      addAlert(pairs, transition.alert());
    }
  }

  private static void addAlert(Map<String, Object> pairs, Alert alert) {
    pairs.put("alertId", alert.id());
    pairs.put("rule", text(alert.rule()));
    pairs.put("severity", alert.severity());
    pairs.put("category", alert.category());
  }

  private static void putCounted(Map<String, Object> pairs, String key, long count) {
    putKnown(pairs, key, count == 0 ? null : count);
  }

  private static void putKnown(Map<String, Object> pairs, String key, @Nullable Object value) {
    if (value != null) {
      pairs.put(key, value);
    }
  }

  /** Six digits are more than anybody measures, and a log shows every one there is. */
  private static @Nullable Double finite(@Nullable Double value) {
    return value == null || !Double.isFinite(value)
        ? null
        : BigDecimal.valueOf(value).round(SIX_DIGITS).doubleValue();
  }

  private static @Nullable Double seconds(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis() / 1e3;
  }

  private static String text(String foreign) {
    return ProgressFormat.singleLine(foreign, LONGEST_TEXT);
  }
}
