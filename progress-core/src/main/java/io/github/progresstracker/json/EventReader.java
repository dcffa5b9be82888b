package io.github.progresstracker.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.ItemSnapshot;
import io.github.progresstracker.ItemStatus;
import io.github.progresstracker.ItemTimes;
import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.OperationType;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Step;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.UsageSnapshot;
import io.github.progresstracker.WaitSnapshot;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertCategory;
import io.github.progresstracker.alert.AlertSeverity;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.eta.Rates;
import io.github.progresstracker.eta.ThroughputHistory;
import io.github.progresstracker.eta.ThroughputTrend;
import io.github.progresstracker.event.EventHeader;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.internal.json.AccuracyJson;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The reading half of {@link EventCodec}. Keys that it does not know are left alone. */
final class EventReader {

  private final JsonNode json;

  private EventReader(JsonNode json) {
    this.json = json;
  }

  static ProgressEvent event(JsonNode json) {
    if (!json.isObject()) {
      throw new IllegalArgumentException("an event is a JSON object, was " + json.getNodeType());
    }
    return new EventReader(json).event();
  }

  // ---- events --------------------------------------------------------------------------------

  private ProgressEvent event() {
    long version = whole("version");
    if (version != ProgressJson.VERSION) {
      throw new IllegalArgumentException(
          "version " + version + " of events is not known, only version " + ProgressJson.VERSION);
    }
    EventHeader header =
        new EventHeader(
            UUID.fromString(text("eventId")),
            requiredTime("at"),
            whole("sequence"),
            text("jobId"),
            text("trackerId"));
    return text("type").equals("progressUpdate")
        ? new ProgressUpdate(header, at("job").snapshot())
        : transition(header, list("lineage", EventReader::snapshot));
  }

  private Transition transition(EventHeader header, List<ProgressSnapshot> lineage) {
    String type = text("type");
    return switch (type) {
      case "started" -> new Transition.Started(header, lineage);
      case "marked" -> new Transition.Marked(header, lineage, textOrNull("phase"), whole("value"));
      case "phaseStarted" -> new Transition.PhaseStarted(header, lineage, text("phase"));
      case "phaseFinished" -> new Transition.PhaseFinished(header, lineage, text("phase"));
      case "waitStarted" ->
          new Transition.WaitStarted(header, lineage, text("reason"), time("until"));
      case "waitEnded" ->
          new Transition.WaitEnded(header, lineage, text("reason"), duration("waitedSeconds"));
      case "paused" -> new Transition.Paused(header, lineage);
      case "resumed" -> new Transition.Resumed(header, lineage, duration("pausedSeconds"));
      case "totalChanged" -> new Transition.TotalChanged(header, lineage, at("before").total());
      case "note" ->
          new Transition.Note(
              header, lineage, text("action"), EventCodec.plain(json.path("details")));
      case "stopRequested" -> new Transition.StopRequested(header, lineage, text("reason"));
      case "alertRaised" -> new Transition.AlertRaised(header, lineage, at("alert").alert());
      case "alertCleared" ->
          new Transition.AlertCleared(
              header, lineage, at("alert").alert(), duration("lastedSeconds"));
      case "alertDismissed" -> new Transition.AlertDismissed(header, lineage, at("alert").alert());
      case "finished" -> new Transition.Finished(header, lineage);
      default -> throw new IllegalArgumentException("type " + type + " of events is not known");
    };
  }

  // ---- snapshots -----------------------------------------------------------------------------

  private ProgressSnapshot snapshot() {
    return new ProgressSnapshot(
        text("id"),
        text("name"),
        constant("state", TrackerState.class),
        text("unit"),
        whole("offset"),
        whole("done"),
        at("total").total(),
        numberOrNull("percent"),
        requiredTime("startedAt"),
        requiredTime("at"),
        duration("elapsedSeconds"),
        duration("activeSeconds"),
        orNull("waiting", EventReader::waiting),
        orNull("step", step -> new Step(step.whole("number"), step.whole("count"))),
        textOrNull("phase"),
        list("phases", EventReader::phase),
        at("outcomes").outcomes(),
        Objects.requireNonNullElse(orNull("items", EventReader::items), ItemsSnapshot.NONE),
        Objects.requireNonNullElse(orNull("usage", EventReader::usage), UsageSnapshot.NONE),
        Objects.requireNonNullElse(
            orNull("activity", EventReader::activity), ActivitySnapshot.NONE),
        at("rates").rates(),
        at("eta").eta(),
        orNull("etaAccuracy", EventReader::accuracy),
        labels(),
        json.path("stopRequested").asBoolean(),
        list("alerts", EventReader::alert),
        textOrNull("message"),
        list("children", EventReader::snapshot));
  }

  private Total total() {
    return switch (text("kind")) {
      case "exact" -> Total.exact(whole("value"));
      case "estimate" -> Total.estimate(whole("value"), whole("low"), whole("high"));
      case "atLeast" -> Total.atLeast(whole("value"));
      default -> Total.unknown();
    };
  }

  private WaitSnapshot waiting() {
    return new WaitSnapshot(text("reason"), requiredTime("since"), time("until"));
  }

  private PhaseSnapshot phase() {
    return new PhaseSnapshot(
        text("name"),
        whole("done"),
        at("total").total(),
        numberOrNull("weight"),
        json.path("finished").asBoolean());
  }

  private Outcomes outcomes() {
    return new Outcomes(
        whole("succeeded"),
        whole("failed"),
        whole("skipped"),
        whole("retried"),
        json.path("qualityTracked").asBoolean());
  }

  private ItemsSnapshot items() {
    return new ItemsSnapshot(
        whole("pending"),
        whole("processing"),
        whole("completed"),
        whole("failed"),
        orNull("times", EventReader::itemTimes),
        list("inFlight", EventReader::item),
        list("failures", EventReader::item));
  }

  private ItemTimes itemTimes() {
    return new ItemTimes(
        whole("count"),
        duration("averageSeconds"),
        duration("medianSeconds"),
        duration("p90Seconds"),
        duration("p99Seconds"),
        duration("longestSeconds"));
  }

  private ItemSnapshot item() {
    return new ItemSnapshot(
        text("id"),
        constant("status", ItemStatus.class),
        number("percent"),
        textOrNull("stage"),
        numberOrNull("stagePercent"),
        time("startedAt"),
        textOrNull("message"));
  }

  private UsageSnapshot usage() {
    return new UsageSnapshot(
        whole("tokens"),
        decimal("cost"),
        whole("apiCallsSucceeded"),
        whole("apiCallsFailed"),
        whole("rateLimitHits"),
        duration("rateLimitDelaySeconds"));
  }

  private ActivitySnapshot activity() {
    Map<String, Long> types = new LinkedHashMap<>();
    json.path("itemsByType")
        .properties()
        .forEach(e -> types.put(e.getKey(), e.getValue().longValue()));
    return new ActivitySnapshot(
        json.hasNonNull("operationType") ? constant("operationType", OperationType.class) : null,
        textOrNull("currentDataType"),
        textOrNull("stage"),
        textOrNull("lastProcessedId"),
        orNull("part", EventReader::part),
        types);
  }

  private ActivitySnapshot.Part part() {
    return new ActivitySnapshot.Part(textOrNull("name"), whole("done"), whole("total"));
  }

  private Rates rates() {
    return new Rates(
        rate("currentPerSecond"),
        rate("averagePerSecond"),
        rate("peakPerSecond"),
        orNull("trend", EventReader::trend),
        ThroughputHistory.EMPTY);
  }

  /** Null where rates are not measured, which in a snapshot is 0. */
  private double rate(String key) {
    return json.path(key).isNull() ? 0 : number(key);
  }

  private ThroughputTrend trend() {
    return new ThroughputTrend(
        constant("direction", ThroughputTrend.Direction.class), number("logRatio"));
  }

  private Eta eta() {
    return new Eta(
        constant("basis", EtaBasis.class),
        constant("method", EtaMethod.class),
        durationOrNull("remainingSeconds"),
        durationOrNull("lowSeconds"),
        durationOrNull("highSeconds"),
        number("confidence"),
        at("factors").factors());
  }

  private EtaFactors factors() {
    return new EtaFactors(
        number("currentThroughput"),
        number("averageThroughput"),
        number("rateLimitingImpact"),
        number("complexityFactor"),
        number("historicalAccuracy"));
  }

  private EtaAccuracy accuracy() {
    return AccuracyJson.read(this::whole, this::number);
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    json.path("labels").properties().forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
    return labels;
  }

  private Alert alert() {
    return new Alert(
        text("id"),
        text("rule"),
        text("trackerId"),
        constant("severity", AlertSeverity.class),
        constant("category", AlertCategory.class),
        text("message"),
        text("advice"),
        requiredTime("raisedAt"),
        time("dismissedAt"));
  }

  // ---- values --------------------------------------------------------------------------------

  private EventReader at(String key) {
    if (!json.path(key).isObject()) {
      throw wrong(key, "an object");
    }
    return new EventReader(json.path(key));
  }

  private <T> @Nullable T orNull(String key, Function<EventReader, T> read) {
    return json.hasNonNull(key) ? read.apply(at(key)) : null;
  }

  private <T> List<T> list(String key, Function<EventReader, T> read) {
    if (!json.path(key).isArray()) {
      throw wrong(key, "an array");
    }
    List<T> all = new ArrayList<>(json.path(key).size());
    json.path(key).forEach(element -> all.add(read.apply(new EventReader(element))));
    return List.copyOf(all);
  }

  private String text(String key) {
    if (!json.path(key).isTextual()) {
      throw wrong(key, "a text");
    }
    return json.path(key).textValue();
  }

  private @Nullable String textOrNull(String key) {
    return json.hasNonNull(key) ? text(key) : null;
  }

  private long whole(String key) {
    if (!json.path(key).canConvertToExactIntegral() || !json.path(key).canConvertToLong()) {
      throw wrong(key, "a whole number");
    }
    return json.path(key).longValue();
  }

  private BigDecimal decimal(String key) {
    if (!json.path(key).isNumber()) {
      throw wrong(key, "a number");
    }
    return json.path(key).decimalValue();
  }

  private double number(String key) {
    return decimal(key).doubleValue();
  }

  private @Nullable Double numberOrNull(String key) {
    return json.hasNonNull(key) ? (Double) number(key) : null;
  }

  private Duration duration(String key) {
    BigDecimal seconds = decimal(key);
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    return Duration.ofSeconds(
        whole.longValueExact(), seconds.subtract(whole).movePointRight(9).longValue());
  }

  private @Nullable Duration durationOrNull(String key) {
    return json.hasNonNull(key) ? duration(key) : null;
  }

  private Instant requiredTime(String key) {
    try {
      return Instant.parse(text(key));
    } catch (DateTimeException e) {
      throw wrong(key, "a time in UTC");
    }
  }

  private @Nullable Instant time(String key) {
    return json.hasNonNull(key) ? requiredTime(key) : null;
  }

  private <E extends Enum<E>> E constant(String key, Class<E> type) {
    return Enum.valueOf(type, text(key));
  }

  private IllegalArgumentException wrong(String key, String wanted) {
    return new IllegalArgumentException(key + " must be " + wanted + ", was " + json.path(key));
  }
}
