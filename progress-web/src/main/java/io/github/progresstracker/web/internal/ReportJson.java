package io.github.progresstracker.web.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.ReportedStatus;
import io.github.progresstracker.json.SafeJson;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reports as they are posted, each of them shorter than a server takes. */
public final class ReportJson {

  /** The longest body, in bytes. */
  static final int MOST_BYTES = 10_000;

  /** Numbers of parts; the sequence of a report has as many numbers to itself. */
  private static final long MOST_PARTS = 1_000;

  /** A report that is late does not make a job lost. */
  private static final Duration KEEP_ALIVE = ReportCache.LONGEST_SILENCE.multipliedBy(3);

  private static final Pattern NOT_IN_A_TYPE = Pattern.compile("[^\\p{L}\\p{N}_.:/ -]");
  private static final int LONGEST_TYPE = 100;
  private static final int LONGEST_EXCERPT = 2_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReportJson() {}

  /**
   * Writes a report.
   *
   * @return the bodies of one request or, if it is long, of several; what comes last has the status
   */
  public static List<byte[]> parts(JobReport report) {
    Map<String, Long> all = types(report);
    byte[] whole = bytes(json(report, all, report.details(), 0));
    if (whole.length <= MOST_BYTES && all.size() <= Reported.MOST_TYPES) {
      return List.of(whole);
    }
    List<byte[]> parts = new ArrayList<>();
    Map<String, Long> types = new LinkedHashMap<>();
    JobReport counting = counting(report);
    for (Map.Entry<String, Long> type : all.entrySet()) {
      types.put(type.getKey(), type.getValue());
      if (!fits(counting, types)) {
        types.remove(type.getKey());
        parts.add(bytes(json(counting, types, Map.of(), parts.size())));
        types = new LinkedHashMap<>(Map.of(type.getKey(), type.getValue()));
      }
    }
    if (!types.isEmpty()) {
      parts.add(bytes(json(counting, types, Map.of(), parts.size())));
    }
    parts.add(bytes(last(report, parts.size())));
    return parts;
  }

  /** By names that servers take; of two that come to be the same the numbers are added. */
  private static Map<String, Long> types(JobReport report) {
    Map<String, Long> types = new LinkedHashMap<>();
    report
        .totals()
        .itemsByType()
        .forEach(
            (type, count) ->
                types.merge(
                    typeName(type), Fields.most(count), (one, two) -> Fields.most(one + two)));
    return types;
  }

  private static String typeName(String type) {
    String clean = NOT_IN_A_TYPE.matcher(type).replaceAll("_");
    String name = Character.isLetterOrDigit(clean.codePointAt(0)) ? clean : "_" + clean;
    return name.substring(0, Math.min(LONGEST_TYPE, name.length()));
  }

  private static boolean fits(JobReport report, Map<String, Long> types) {
    return types.size() <= Reported.MOST_TYPES
        && bytes(json(report, types, Map.of(), 0)).length <= MOST_BYTES - 100;
  }

  /** The same, but nothing that has an effect beside its counts. */
  private static JobReport counting(JobReport report) {
    return JobReport.of(report.job(), report.writer())
        .at(report.epoch(), report.sequence())
        .status(
            report.status() == ReportedStatus.PAUSED
                ? ReportedStatus.PAUSED
                : ReportedStatus.PROCESSING)
        .totals(report.totals())
        .onRecord(false)
        .base(report.base())
        .build();
  }

  /** Details that do not fit are told by their beginning. */
  private static ObjectNode last(JobReport report, int part) {
    ObjectNode all = json(report, Map.of(), report.details(), part);
    if (bytes(all).length <= MOST_BYTES) {
      return all;
    }
    String details = SafeJson.write(report.details());
    Map<String, Object> excerpt =
        Map.of("excerpt", SafeJson.cleanText(details, LONGEST_EXCERPT), "cut", true);
    ObjectNode cut = json(report, Map.of(), excerpt, part);
    if (bytes(cut).length > MOST_BYTES) {
      cut.remove("labels");
    }
    return cut;
  }

  private static ObjectNode json(
      JobReport report, Map<String, Long> types, Map<String, ?> details, int part) {
    ObjectNode json = JSON.createObjectNode();
    json.put("jobId", report.job().value())
        .put("status", report.status().word())
        .put("writerId", report.writer().value())
        .put("epoch", report.epoch())
        .put(
            "sequence",
            Math.min(report.sequence(), Long.MAX_VALUE / MOST_PARTS - 1) * MOST_PARTS + part);
    put(json, "processedItems", report.totals().done());
    put(json, "failedItems", report.totals().failed());
    put(json, "offset", report.base() == null ? null : report.base().done());
    if (!types.isEmpty()) {
      json.set("itemsByTypeTotals", JSON.valueToTree(types));
    }
    facts(json, report.facts());
    json.put("keepAliveSeconds", KEEP_ALIVE.toSeconds());
    json.put("onRecord", report.onRecord());
    if (report.error() != null) {
      json.put("error", report.error());
    }
    if (!details.isEmpty()) {
      json.set("details", JSON.valueToTree(details));
    }
    if (report.run() != null) {
      RunJson.write(json, report.run());
    }
    if (report.info() != null) {
      json.put("name", report.info().name());
      put(json, "unit", report.info().unit());
      json.set("labels", JSON.valueToTree(report.info().labels()));
    }
    return json;
  }

  private static void facts(ObjectNode json, JobFacts facts) {
    put(json, "ownTotal", facts.ownTotal());
    put(json, "totalItems", facts.totalItems());
    put(json, "operationType", facts.operationType());
    put(json, "currentDataType", facts.currentDataType());
    put(json, "stage", facts.stage());
    put(json, "lastProcessedId", facts.lastProcessedId());
    put(json, "part", facts.part());
    put(json, "partsDone", facts.partsDone());
    put(json, "partsTotal", facts.partsTotal());
    put(json, "ratePerSecond", facts.rate());
    put(json, "etaSeconds", facts.etaSeconds());
    put(json, "etaLowSeconds", facts.etaLowSeconds());
    put(json, "etaHighSeconds", facts.etaHighSeconds());
    put(json, "waitReason", facts.waitReason());
    put(json, "waitSeconds", facts.waitLeft() == null ? null : facts.waitLeft().toMillis() / 1e3);
  }

  private static void put(ObjectNode json, String key, @Nullable Object value) {
    if (value != null) {
      Object written = value instanceof Long count ? (Object) Fields.most(count) : value;
      json.set(key, JSON.valueToTree(written));
    }
  }

  private static byte[] bytes(ObjectNode json) {
    try {
      return JSON.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a tree of values can be written", e);
    }
  }
}
