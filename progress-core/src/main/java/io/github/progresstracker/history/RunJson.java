package io.github.progresstracker.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.RunSummary;
import io.github.progresstracker.internal.json.AccuracyJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stored run as JSON, for stores that keep text.
 *
 * <pre>{@code
 * for (StoredRun run : RunHistoryStore.inMemory().load("nightly-import:catalog-7")) {
 *   String text = RunJson.write(run);
 *   StoredRun same = RunJson.read(text);
 * }
 * }</pre>
 *
 * <p>The first key is {@code version}, now {@value #VERSION}. A reader ignores keys that it does
 * not know; the version grows only when a key changes its meaning or goes away. Numbers are written
 * with all their digits: what is read equals what was written.
 *
 * <p>All methods may be called by any thread.
 */
public final class RunJson {

  /** The version that is written, and the newest that is read. */
  public static final int VERSION = 1;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private RunJson() {}

  /**
   * Writes a run.
   *
   * @param stored the run
   * @return one JSON object without line breaks
   */
  public static String write(StoredRun stored) {
    return text(tree(stored));
  }

  /**
   * Reads a run.
   *
   * @param json what {@link #write} made
   * @return the run
   * @throws IllegalArgumentException if it is anything else, saying what is wrong
   */
  public static StoredRun read(String json) {
    return run(parsed(json));
  }

  static ObjectNode tree(StoredRun stored) {
    RunSummary run = stored.run();
    ObjectNode json = object();
    json.put("finishedAt", stored.finishedAt().toString());
    json.put("unit", stored.unit());
    json.put("done", run.done());
    json.put("activeNanos", run.activeNanos());
    json.put("waits", run.waits());
    json.put("waitedNanos", run.waitedNanos());
    run.curve().forEach(json.withArray("curve")::add);
    json.set("etaAccuracy", accuracy(stored.accuracy()));
    return json;
  }

  private static @Nullable JsonNode accuracy(@Nullable EtaAccuracy accuracy) {
    return accuracy == null ? null : MAPPER.valueToTree(AccuracyJson.members(accuracy));
  }

  static StoredRun run(JsonNode json) {
    requireVersion(json);
    RunSummary run =
        new RunSummary(
            number(json, "done"),
            whole(json, "activeNanos"),
            (int) Math.min(Integer.MAX_VALUE, whole(json, "waits")),
            whole(json, "waitedNanos"),
            curve(json));
    JsonNode judged = json.path("etaAccuracy");
    return new StoredRun(
        run,
        text(json, "unit"),
        judged.isObject() ? accuracy(judged) : null,
        time(text(json, "finishedAt")));
  }

  private static EtaAccuracy accuracy(JsonNode json) {
    return AccuracyJson.read(key -> whole(json, key), key -> number(json, key));
  }

  private static List<Double> curve(JsonNode json) {
    List<Double> curve = new ArrayList<>();
    json.path("curve").forEach(share -> curve.add(share.isNumber() ? share.doubleValue() : -1));
    return curve;
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("finishedAt must be a time in UTC, was " + text, e);
    }
  }

  // ---- values, also for the stores of this package -------------------------------------------

  static ObjectNode object() {
    return MAPPER.createObjectNode().put("version", VERSION);
  }

  static String text(ObjectNode json) {
    return json.toString();
  }

  static JsonNode parsed(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  static void requireVersion(JsonNode json) {
    long version = whole(json, "version");
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "version "
              + version
              + " of stored runs is not known, only version "
              + VERSION
              + "; use the release of this library that wrote it");
    }
  }

  private static double number(JsonNode json, String key) {
    if (!json.path(key).isNumber()) {
      throw new IllegalArgumentException(key + " must be a number, was " + json.path(key));
    }
    return json.path(key).doubleValue();
  }

  private static long whole(JsonNode json, String key) {
    if (!json.path(key).canConvertToExactIntegral() || !json.path(key).canConvertToLong()) {
      throw new IllegalArgumentException(key + " must be a whole number, was " + json.path(key));
    }
    return json.path(key).longValue();
  }

  private static String text(JsonNode json, String key) {
    if (!json.path(key).isTextual()) {
      throw new IllegalArgumentException(key + " must be a text, was " + json.path(key));
    }
    return json.path(key).textValue();
  }
}
