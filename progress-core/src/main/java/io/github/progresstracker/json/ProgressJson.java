package io.github.progresstracker.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.ItemSnapshot;
import io.github.progresstracker.ItemTimes;
import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Step;
import io.github.progresstracker.Total;
import io.github.progresstracker.UsageSnapshot;
import io.github.progresstracker.WaitSnapshot;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.Rates;
import io.github.progresstracker.eta.ThroughputHistory;
import io.github.progresstracker.eta.ThroughputTrend;
import io.github.progresstracker.event.EventHeader;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots and events as JSON: the one form in which they are stored and sent.
 *
 * <p>The rules, which hold for every version of it:
 *
 * <ul>
 *   <li>The first key is {@code version}, now {@value #VERSION}. A reader ignores keys that it does
 *       not know; the version grows only when a key changes its meaning or goes away.
 *   <li>Every key is always there. What is not known is null: never 0, -1, NaN or infinity; and so
 *       are {@code items}, {@code usage} and {@code activity} of a tracker that has none.
 *   <li>Names are in camelCase, except constants of enums, which are as in Java. {@code *Seconds}
 *       are seconds, to the millisecond; {@code *PerSecond} are units per second, {@code
 *       *SecondsPerUnit} the inverse; {@code percent} is 0 to 100, cut to four decimals; confidence
 *       and shares are 0 to 1.
 *   <li>Times are RFC 3339 in UTC with milliseconds, such as {@code 2025-11-10T12:45:23.000Z}; a
 *       time outside the years 0 to 9999 has no such form and is null.
 *   <li>A total is {@code {"kind": "exact", "value": 1000000}}, or {@code atLeast}, or {@code
 *       unknown} with a null value.
 *   <li>An event says its kind in {@code type}, by the name of its record: {@code progressUpdate},
 *       {@code started}, {@code waitStarted} and so on. An update has the tree in {@code job};
 *       every other event has {@code lineage}, the trackers from the job down to the one concerned.
 *   <li>A snapshot that is written by itself ends with {@code throughputHistory} of its outermost
 *       tracker, up to 60 numbers of four digits. Events do not have it: there is one a second for
 *       each job, the numbers would be most of it, and who reads events has seen the rates go by.
 *   <li>Texts are storable as they are in {@link SafeJson}: without U+0000 and lone surrogates, and
 *       cut at {@value SafeJson#MAX_TEXT} characters; so are the details of a note, of any kind.
 * </ul>
 *
 * <p>All methods may be called by any thread.
 */
public final class ProgressJson {

  /** The version that is written. */
  public static final int VERSION = 1;

  private static final DateTimeFormatter RFC_3339 =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final Instant FIRST_YEAR = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant AFTER_LAST_YEAR = Instant.parse("9999-12-31T23:59:59.999Z");
  private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);
  private static final MathContext SIX_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

  // A tree of trackers nests two levels of JSON for each of its own; Jackson's limit is for hostile
  // input and would refuse a tree of 500 levels.
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build())
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private final JsonGenerator out;

  /** Whether what is read again must equal what was written, to the nanosecond and last digit. */
  private final boolean exact;

  private ProgressJson(JsonGenerator out, boolean exact) {
    this.out = out;
    this.exact = exact;
  }

  /**
   * Writes a snapshot with all its children.
   *
   * @param snapshot any tracker's
   * @return one JSON object without line breaks
   */
  public static String write(ProgressSnapshot snapshot) {
    return written(
        false,
        json -> {
          json.out.writeStartObject();
          json.out.writeNumberField("version", VERSION);
          json.snapshotFields(snapshot);
          json.history(snapshot.rates().history());
          json.out.writeEndObject();
        });
  }

  /**
   * Writes an event.
   *
   * @param event of any kind
   * @return one JSON object without line breaks
   */
  public static String write(ProgressEvent event) {
    return written(false, json -> json.event(event));
  }

  /**
   * Writes a snapshot with all its children.
   *
   * @param snapshot any tracker's
   * @return one JSON object in UTF-8
   */
  public static byte[] writeBytes(ProgressSnapshot snapshot) {
    return write(snapshot).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes an event.
   *
   * @param event of any kind
   * @return one JSON object in UTF-8
   */
  public static byte[] writeBytes(ProgressEvent event) {
    return write(event).getBytes(StandardCharsets.UTF_8);
  }

  /** The form of {@link EventCodec}. */
  static String writeExactly(ProgressEvent event) {
    return written(true, json -> json.event(event));
  }

  private static String written(boolean exact, Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(text)) {
      body.write(new ProgressJson(generator, exact));
    } catch (IOException e) {
      throw new UncheckedIOException("a string takes whatever is written to it", e);
    }
    return text.toString();
  }

  // ---- events --------------------------------------------------------------------------------

  private void event(ProgressEvent event) throws IOException {
    EventHeader header = event.header();
    out.writeStartObject();
    out.writeNumberField("version", VERSION);
    out.writeStringField("type", typeOf(event));
    out.writeStringField("eventId", header.eventId().toString());
    time("at", header.at());
    out.writeNumberField("sequence", header.sequence());
    text("jobId", header.jobId());
    text("trackerId", header.trackerId());
    if (event instanceof Transition transition) {
      specifics(transition);
      snapshots("lineage", transition.lineage());
    } else {
      out.writeFieldName("job");
      snapshot(event.job());
    }
    out.writeEndObject();
  }

  private static String typeOf(ProgressEvent event) {
    String name = event.getClass().getSimpleName();
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private void specifics(Transition transition) throws IOException {
    if (transition instanceof Transition.Marked marked) {
      text("phase", marked.phase());
      out.writeNumberField("value", marked.value());
    } else if (transition instanceof Transition.PhaseStarted phase) {
      text("phase", phase.phase());
    } else if (transition instanceof Transition.PhaseFinished phase) {
      text("phase", phase.phase());
    } else if (transition instanceof Transition.WaitStarted wait) {
      text("reason", wait.reason());
      time("until", wait.until());
    } else if (transition instanceof Transition.WaitEnded wait) {
      text("reason", wait.reason());
      seconds("waitedSeconds", wait.waited());
    } else if (transition instanceof Transition.Resumed resumed) {
      seconds("pausedSeconds", resumed.paused());
    } else if (transition instanceof Transition.TotalChanged change) {
      total("before", change.before());
    } else if (transition instanceof Transition.Note note) {
      text("action", note.action());
      out.writeFieldName("details");
      out.writeRawValue(SafeJson.write(note.details()));
    } else if (transition instanceof Transition.StopRequested stop) {
      text("reason", stop.reason());
    } else if (transition instanceof Transition.AlertTransition change) {
      out.writeFieldName("alert");
      alert(change.alert());
      if (change instanceof Transition.AlertCleared cleared) {
        seconds("lastedSeconds", cleared.lasted());
      }
    }
  }

  // ---- snapshots -----------------------------------------------------------------------------

  private void snapshots(String key, List<ProgressSnapshot> snapshots) throws IOException {
    out.writeArrayFieldStart(key);
    for (ProgressSnapshot snapshot : snapshots) {
      snapshot(snapshot);
    }
    out.writeEndArray();
  }

  private void snapshot(ProgressSnapshot snapshot) throws IOException {
    out.writeStartObject();
    snapshotFields(snapshot);
    out.writeEndObject();
  }

  private void snapshotFields(ProgressSnapshot snapshot) throws IOException {
    text("id", snapshot.id());
    text("name", snapshot.name());
    out.writeStringField("state", snapshot.state().name());
    text("message", snapshot.message());
    text("unit", snapshot.unit());
    out.writeNumberField("offset", snapshot.offset());
    out.writeNumberField("done", snapshot.done());
    total("total", snapshot.total());
    percent(snapshot.percent());
    outcomes(snapshot.outcomes());
    items(snapshot.items());
    usage(snapshot.usage(), snapshot.elapsed());
    activity(snapshot.activity());
    time("startedAt", snapshot.startedAt());
    time("at", snapshot.at());
    seconds("elapsedSeconds", snapshot.elapsed());
    seconds("activeSeconds", snapshot.active());
    waiting(snapshot.waiting());
    step(snapshot.step());
    text("phase", snapshot.phase());
    phases(snapshot.phases());
    rates(snapshot.rates(), hasRates(snapshot));
    eta(snapshot.eta(), snapshot.at());
    accuracy(snapshot.etaAccuracy());
    labels(snapshot.labels());
    out.writeBooleanField("stopRequested", snapshot.stopRequested());
    alerts(snapshot.alerts());
    snapshots("children", snapshot.children());
  }

  private void total(String key, Total total) throws IOException {
    out.writeObjectFieldStart(key);
    if (total.isKnown()) {
      out.writeStringField("kind", total instanceof Total.Exact ? "exact" : "atLeast");
      out.writeNumberField("value", total.valueOr(0));
    } else {
      out.writeStringField("kind", "unknown");
      out.writeNullField("value");
    }
    out.writeEndObject();
  }

  private void percent(@Nullable Double percent) throws IOException {
    if (percent == null || !Double.isFinite(percent)) {
      out.writeNullField("percent");
      return;
    }
    if (exact) {
      decimal("percent", BigDecimal.valueOf(percent));
      return;
    }
    // Cut, because what is not complete must not read as 100; but 28.999999999999996 is 29 of 100.
    double forgiving = percent < 99.9 ? percent + 1e-9 : percent;
    decimal("percent", BigDecimal.valueOf(forgiving).setScale(4, RoundingMode.DOWN));
  }

  private void waiting(@Nullable WaitSnapshot waiting) throws IOException {
    if (waiting == null) {
      out.writeNullField("waiting");
      return;
    }
    out.writeObjectFieldStart("waiting");
    text("reason", waiting.reason());
    time("since", waiting.since());
    time("until", waiting.until());
    out.writeEndObject();
  }

  private void step(@Nullable Step step) throws IOException {
    if (step == null) {
      out.writeNullField("step");
      return;
    }
    out.writeObjectFieldStart("step");
    out.writeNumberField("number", step.number());
    out.writeNumberField("count", step.count());
    out.writeEndObject();
  }

  private void phases(List<PhaseSnapshot> phases) throws IOException {
    out.writeArrayFieldStart("phases");
    for (PhaseSnapshot phase : phases) {
      out.writeStartObject();
      text("name", phase.name());
      out.writeNumberField("done", phase.done());
      total("total", phase.total());
      percent(phase.percent());
      optional("weight", phase.weight());
      out.writeBooleanField("finished", phase.finished());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void outcomes(Outcomes outcomes) throws IOException {
    out.writeObjectFieldStart("outcomes");
    out.writeNumberField("succeeded", outcomes.succeeded());
    out.writeNumberField("failed", outcomes.failed());
    out.writeNumberField("skipped", outcomes.skipped());
    out.writeNumberField("retried", outcomes.retried());
    optional("errorRate", outcomes.errorRate());
    optional("qualityScore", outcomes.qualityScore());
    if (exact) {
      out.writeBooleanField("qualityTracked", outcomes.qualityTracked());
    }
    out.writeEndObject();
  }

  private void items(ItemsSnapshot items) throws IOException {
    if (items.equals(ItemsSnapshot.NONE)) {
      out.writeNullField("items");
      return;
    }
    out.writeObjectFieldStart("items");
    out.writeNumberField("pending", items.pending());
    out.writeNumberField("processing", items.processing());
    out.writeNumberField("completed", items.completed());
    out.writeNumberField("failed", items.failed());
    itemTimes(items.times());
    itemList("inFlight", items.inFlight());
    itemList("failures", items.failures());
    out.writeEndObject();
  }

  private void itemList(String key, List<ItemSnapshot> items) throws IOException {
    out.writeArrayFieldStart(key);
    for (ItemSnapshot item : items) {
      item(item);
    }
    out.writeEndArray();
  }

  private void itemTimes(@Nullable ItemTimes times) throws IOException {
    if (times == null) {
      out.writeNullField("times");
      return;
    }
    out.writeObjectFieldStart("times");
    out.writeNumberField("count", times.count());
    seconds("averageSeconds", times.average());
    seconds("medianSeconds", times.median());
    seconds("p90Seconds", times.p90());
    seconds("p99Seconds", times.p99());
    seconds("longestSeconds", times.longest());
    out.writeEndObject();
  }

  private void item(ItemSnapshot item) throws IOException {
    out.writeStartObject();
    text("id", item.id());
    out.writeStringField("status", item.status().name());
    number("percent", item.percent());
    text("stage", item.stage());
    optional("stagePercent", item.stagePercent());
    time("startedAt", item.startedAt());
    text("message", item.message());
    out.writeEndObject();
  }

  private void usage(UsageSnapshot usage, Duration elapsed) throws IOException {
    if (usage.equals(UsageSnapshot.NONE)) {
      out.writeNullField("usage");
      return;
    }
    out.writeObjectFieldStart("usage");
    out.writeNumberField("tokens", usage.tokens());
    decimal("cost", usage.cost());
    out.writeNumberField("apiCallsSucceeded", usage.apiCallsSucceeded());
    out.writeNumberField("apiCallsFailed", usage.apiCallsFailed());
    optional("apiSuccessRate", usage.apiSuccessRate());
    optional("apiEfficiency", usage.apiEfficiency(elapsed));
    out.writeNumberField("rateLimitHits", usage.rateLimitHits());
    seconds("rateLimitDelaySeconds", usage.rateLimitDelay());
    out.writeEndObject();
  }

  private void activity(ActivitySnapshot activity) throws IOException {
    if (activity.equals(ActivitySnapshot.NONE)) {
      out.writeNullField("activity");
      return;
    }
    out.writeObjectFieldStart("activity");
    out.writeStringField(
        "operationType", activity.operationType() == null ? null : activity.operationType().name());
    text("currentDataType", activity.currentDataType());
    text("stage", activity.stage());
    text("lastProcessedId", activity.lastProcessedId());
    out.writeObjectFieldStart("itemsByType");
    for (Map.Entry<String, Long> type : activity.itemsByType().entrySet()) {
      out.writeNumberField(storable(type.getKey()), type.getValue());
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private void alerts(List<Alert> alerts) throws IOException {
    out.writeArrayFieldStart("alerts");
    for (Alert alert : alerts) {
      alert(alert);
    }
    out.writeEndArray();
  }

  private void alert(Alert alert) throws IOException {
    out.writeStartObject();
    text("id", alert.id());
    text("rule", alert.rule());
    text("trackerId", alert.trackerId());
    out.writeStringField("severity", alert.severity().name());
    out.writeStringField("category", alert.category().name());
    text("message", alert.message());
    text("advice", alert.advice());
    time("raisedAt", alert.raisedAt());
    time("dismissedAt", alert.dismissedAt());
    out.writeEndObject();
  }

  /** A job that has ended says no more why there is no estimate, and maybe were no rates. */
  private static boolean hasRates(ProgressSnapshot of) {
    boolean silent = of.state().isFinal() || of.eta().basis() == EtaBasis.DONE;
    return of.rates().average() > 0 || !(silent || of.eta().basis() == EtaBasis.NOT_ESTIMATED);
  }

  private void rates(Rates rates, boolean measured) throws IOException {
    out.writeObjectFieldStart("rates");
    number("currentPerSecond", measured ? rates.current() : Double.NaN);
    number("averagePerSecond", measured ? rates.average() : Double.NaN);
    number("peakPerSecond", measured ? rates.peak() : Double.NaN);
    number("averageSecondsPerUnit", rates.average() > 0 ? 1 / rates.average() : Double.NaN);
    trend(rates.trend());
    out.writeEndObject();
  }

  private void trend(@Nullable ThroughputTrend trend) throws IOException {
    if (trend == null) {
      out.writeNullField("trend");
      return;
    }
    out.writeObjectFieldStart("trend");
    out.writeStringField("direction", trend.direction().name());
    number("logRatio", trend.logRatio());
    out.writeEndObject();
  }

  private void history(ThroughputHistory history) throws IOException {
    out.writeObjectFieldStart("throughputHistory");
    seconds("bucketSeconds", history.bucket());
    out.writeArrayFieldStart("perSecond");
    for (double value : history.perSecond()) {
      out.writeNumber(plain(BigDecimal.valueOf(value).round(FOUR_DIGITS)));
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private void eta(Eta eta, Instant now) throws IOException {
    out.writeObjectFieldStart("eta");
    out.writeStringField("basis", eta.basis().name());
    out.writeStringField("method", eta.method().name());
    seconds("remainingSeconds", eta.remaining());
    seconds("lowSeconds", eta.low());
    seconds("highSeconds", eta.high());
    time("completionAt", isWritable(now) ? eta.completionAt(now).orElse(null) : null);
    number("confidence", eta.confidence());
    factors(eta.factors());
    out.writeEndObject();
  }

  private void factors(EtaFactors factors) throws IOException {
    out.writeObjectFieldStart("factors");
    number("currentThroughput", factors.currentThroughput());
    number("averageThroughput", factors.averageThroughput());
    number("rateLimitingImpact", factors.rateLimitingImpact());
    number("complexityFactor", factors.complexityFactor());
    number("historicalAccuracy", factors.historicalAccuracy());
    out.writeEndObject();
  }

  private void accuracy(@Nullable EtaAccuracy accuracy) throws IOException {
    if (accuracy == null) {
      out.writeNullField("etaAccuracy");
      return;
    }
    out.writeObjectFieldStart("etaAccuracy");
    out.writeNumberField("looks", accuracy.looks());
    number("error", accuracy.error());
    number("medianRatio", accuracy.medianRatio());
    number("jitter", accuracy.jitter());
    number("coverage", accuracy.coverage());
    number("width", accuracy.width());
    number("winkler", accuracy.winkler());
    number("unanswered", accuracy.unanswered());
    out.writeEndObject();
  }

  private void labels(Map<String, String> labels) throws IOException {
    out.writeObjectFieldStart("labels");
    for (Map.Entry<String, String> label : labels.entrySet()) {
      text(storable(label.getKey()), label.getValue());
    }
    out.writeEndObject();
  }

  // ---- values --------------------------------------------------------------------------------

  private void text(String key, @Nullable String text) throws IOException {
    out.writeStringField(key, text == null ? null : storable(text));
  }

  private static String storable(String text) {
    return SafeJson.cleanText(text, SafeJson.MAX_TEXT);
  }

  private void time(String key, @Nullable Instant time) throws IOException {
    boolean writable = time != null && isWritable(time);
    out.writeStringField(
        key, writable ? (exact ? DateTimeFormatter.ISO_INSTANT : RFC_3339).format(time) : null);
  }

  private static boolean isWritable(Instant time) {
    return !time.isBefore(FIRST_YEAR) && !time.isAfter(AFTER_LAST_YEAR);
  }

  private void seconds(String key, @Nullable Duration duration) throws IOException {
    decimal(key, duration == null ? null : exact ? inNanos(duration) : inMillis(duration));
  }

  private static BigDecimal inNanos(Duration duration) {
    return BigDecimal.valueOf(duration.toSeconds())
        .add(BigDecimal.valueOf(duration.toNanosPart(), 9));
  }

  private static BigDecimal inMillis(Duration duration) {
    return BigDecimal.valueOf(duration.toSeconds())
        .add(BigDecimal.valueOf(duration.toMillisPart(), 3));
  }

  private void optional(String key, @Nullable Double value) throws IOException {
    number(key, value == null ? Double.NaN : value);
  }

  private void number(String key, double value) throws IOException {
    MathContext digits = exact ? MathContext.UNLIMITED : SIX_DIGITS;
    decimal(key, Double.isFinite(value) ? BigDecimal.valueOf(value).round(digits) : null);
  }

  private void decimal(String key, @Nullable BigDecimal value) throws IOException {
    if (value == null) {
      out.writeNullField(key);
    } else {
      out.writeNumberField(key, plain(value));
    }
  }

  private static BigDecimal plain(BigDecimal value) {
    BigDecimal shortest = value.stripTrailingZeros();
    return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
  }

  /** What is written between the opening and the closing of a generator. */
  private interface Body {
    void write(ProgressJson json) throws IOException;
  }
}
