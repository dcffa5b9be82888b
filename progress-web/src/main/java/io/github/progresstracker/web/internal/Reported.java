package io.github.progresstracker.web.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobInfo;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.ReportedStatus;
import io.github.progresstracker.job.RunFigures;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.web.ApiProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a reporter says over HTTP, checked.
 *
 * @param job the job
 * @param writer who reports; all that do not say are one
 * @param epoch which life of the writer it is, or null if it does not say
 * @param sequence order of the reports of an epoch, or null if it does not say
 * @param key makes a repetition of this report count once, or null
 * @param status what is going on
 * @param offset units done before this life of the writer, or null to keep what is known of them
 * @param done units done in all, or null if it says nothing of them
 * @param failed pieces of work that went wrong in all, or null
 * @param more how many of each type since the last report
 * @param itemTotals how many of each type in all
 * @param facts what is said besides
 * @param error what went wrong, or null
 * @param details for the timeline
 * @param onRecord whether the timeline gets an entry even if only counts have changed
 * @param keepAlive how long it is to be taken for alive
 * @param info what the job is, or null if it does not say
 * @param run what the run was like, or null if it does not say
 */
record Reported(
    JobId job,
    WriterId writer,
    @Nullable Long epoch,
    @Nullable Long sequence,
    @Nullable String key,
    ReportedStatus status,
    @Nullable Long offset,
    @Nullable Long done,
    @Nullable Long failed,
    Map<String, Long> more,
    Map<String, Long> itemTotals,
    JobFacts facts,
    @Nullable String error,
    Map<String, Object> details,
    boolean onRecord,
    Duration keepAlive,
    @Nullable JobInfo info,
    @Nullable RunFigures run) {

  /** Types that one report may count. */
  static final int MOST_TYPES = 256;

  /** So much may the clock of a reporter be ahead. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private static final long LONGEST_KEEP_ALIVE = 86_400;
  private static final int LONGEST_KEY = 200;

  /** Letters and digits of any script, with what is usual between them. */
  private static final Pattern TYPE = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_.:/ -]{0,99}");

  private static final WriterId UNNAMED = WriterId.of("http");

  /** Of which the timeline gets what there is, whatever its form. */
  private static final List<String> FOR_THE_TIMELINE =
      List.of("areas", "discoveredAreas", "credential", "credentialInfo", "timeline", "timestamp");

  /**
   * Reads a report.
   *
   * @throws ApiProblem 422 with all that is wrong
   */
  static Reported read(ObjectNode json, Optional<String> keyOfHeader, Instant now) {
    Fields fields = new Fields(json);
    JobId job = fields.required(json.has("jobId") ? "jobId" : idName(json), JobId::of);
    ReportedStatus status = fields.required("status", ReportedStatus::of);
    WriterId writer = fields.optional("writerId", WriterId::of);
    Long epoch = fields.count("epoch");
    Long sequence = fields.count("sequence");
    if (epoch != null && sequence == null) {
      fields.fault("/sequence", "is missing, where there is an epoch");
    }
    fields.pastTime("timestamp", now.plus(AHEAD));
    Reported reported =
        new Reported(
            job == null ? JobId.of("?") : job,
            writer == null ? UNNAMED : writer,
            epoch,
            sequence,
            key(fields, keyOfHeader),
            status == null ? ReportedStatus.PROCESSING : status,
            fields.count("offset"),
            fields.count("processedItems"),
            fields.count("failedItems"),
            fields.counts("itemsByType", MOST_TYPES, TYPE),
            fields.counts("itemsByTypeTotals", MOST_TYPES, TYPE),
            facts(fields),
            error(fields),
            details(fields),
            !Boolean.FALSE.equals(fields.flag("onRecord")),
            keepAlive(fields),
            info(fields, job),
            RunJson.read(fields));
    fields.requireNoFault();
    return reported;
  }

  /** Crawlers call a job a task. */
  private static String idName(ObjectNode json) {
    return json.has("taskId") || json.has("task_id") ? "taskId" : "jobId";
  }

  private static @Nullable String key(Fields fields, Optional<String> ofHeader) {
    String key = ofHeader.orElse(fields.text("idempotencyKey"));
    if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
      fields.fault("/idempotencyKey", "has 1 to " + LONGEST_KEY + " characters");
    }
    return key;
  }

  private static JobFacts facts(Fields fields) {
    Double wait = fields.number("waitSeconds");
    return JobFacts.builder()
        .totalItems(fields.count("totalItems"))
        .ownTotal(fields.count("ownTotal"))
        .operationType(fields.text("operationType"))
        .currentDataType(fields.text("currentDataType"))
        .stage(fields.text("stage"))
        .lastProcessedId(fields.text("lastProcessedId"))
        .part(fields.text("part"), fields.count("partsDone"), fields.count("partsTotal"))
        .rate(fields.number("ratePerSecond"))
        .eta(
            fields.number("etaSeconds"),
            fields.number("etaLowSeconds"),
            fields.number("etaHighSeconds"))
        .waiting(
            fields.text("waitReason"), wait == null ? null : Duration.ofMillis((long) (wait * 1e3)))
        .build();
  }

  private static @Nullable String error(Fields fields) {
    JsonNode error = fields.any("error");
    if (error == null) {
      return fields.text("errorMessage");
    }
    return error.isTextual() ? error.textValue() : error.toString();
  }

  private static Map<String, Object> details(Fields fields) {
    Map<String, Object> details = new LinkedHashMap<>();
    JsonNode given = fields.object("details");
    if (given != null) {
      given.properties().forEach(member -> details.put(member.getKey(), member.getValue()));
    }
    for (String name : FOR_THE_TIMELINE) {
      JsonNode value = fields.any(name);
      if (value != null) {
        details.put(name, value);
      }
    }
    return details;
  }

  private static Duration keepAlive(Fields fields) {
    Long seconds = fields.count("keepAliveSeconds");
    if (seconds == null) {
      return JobReport.KEEP_ALIVE;
    }
    if (seconds < 1 || seconds > LONGEST_KEEP_ALIVE) {
      fields.fault("/keepAliveSeconds", "must be from 1 to " + LONGEST_KEEP_ALIVE);
    }
    return Duration.ofSeconds(Math.max(1, seconds));
  }

  private static @Nullable JobInfo info(Fields fields, @Nullable JobId job) {
    String name = fields.text("name");
    String key = fields.text("key");
    String unit = fields.text("unit");
    Map<String, String> labels = fields.texts("labels");
    Long user = fields.count("userId");
    if (user != null) {
      labels.put("user_id", user.toString());
    }
    boolean saysNothing = name == null && key == null && unit == null && labels.isEmpty();
    if (job == null || saysNothing) {
      return null;
    }
    try {
      return new JobInfo(Objects.requireNonNullElse(name, job.value()), key, labels, unit);
    } catch (IllegalArgumentException e) {
      fields.fault("/labels", String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Whether it says how far the writer has come, and not only what came to it. */
  boolean hasTotals() {
    return done != null || failed != null || !itemTotals.isEmpty() || sequence != null;
  }

  JobTotals totals() {
    return new JobTotals(done == null ? 0 : done, failed == null ? 0 : failed, itemTotals);
  }

  /** The same, when what has come since the last report is in the store already. */
  Reported withoutMore() {
    return new Reported(
        job,
        writer,
        epoch,
        sequence,
        key,
        status,
        offset,
        done,
        failed,
        Map.of(),
        itemTotals,
        facts,
        error,
        details,
        onRecord,
        keepAlive,
        info,
        run);
  }
}
