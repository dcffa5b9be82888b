package io.github.progresstracker.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.event.ProgressEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots and events as JSON: the one form in which they are stored and sent.
 *
 * <pre>{@code
 * String json = ProgressJson.write(tracker.snapshot());
 * }</pre>
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
 *       estimate} with {@code low} and {@code high} beside the value, or {@code unknown} with a
 *       null value.
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

  // A tree of trackers nests two levels of JSON for each of its own; Jackson's limit is for hostile
  // input and would refuse a tree of 500 levels.
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build())
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();

  /** An event of one job is hardly longer. */
  private static final int FIRST_BYTES = 2_000;

  private ProgressJson() {}

  /**
   * Writes a snapshot with all its children.
   *
   * @param snapshot any tracker's
   * @return one JSON object without line breaks
   */
  public static String write(ProgressSnapshot snapshot) {
    return new String(writeBytes(snapshot), StandardCharsets.UTF_8);
  }

  /**
   * Writes an event.
   *
   * @param event of any kind
   * @return one JSON object without line breaks
   */
  public static String write(ProgressEvent event) {
    return new String(writeBytes(event), StandardCharsets.UTF_8);
  }

  /**
   * Writes a snapshot with all its children.
   *
   * @param snapshot any tracker's
   * @return one JSON object in UTF-8
   */
  public static byte[] writeBytes(ProgressSnapshot snapshot) {
    return written(false, json -> new SnapshotWriter(json).document(snapshot));
  }

  /**
   * Writes an event.
   *
   * @param event of any kind
   * @return one JSON object in UTF-8
   */
  public static byte[] writeBytes(ProgressEvent event) {
    return written(false, json -> new EventWriter(json).event(event));
  }

  /**
   * Writes an alert as it is in a snapshot.
   *
   * @param alert any alert
   * @return one JSON object in UTF-8
   */
  public static byte[] writeBytes(Alert alert) {
    return written(false, json -> new SnapshotWriter(json).alert(alert));
  }

  /**
   * A time as it is in all documents.
   *
   * @param time any time, or null
   * @return such as {@code 2025-11-10T12:45:23.000Z}; null for null and for what has no such form
   */
  public static @Nullable String time(@Nullable Instant time) {
    return JsonFields.text(time);
  }

  /** The form of {@link EventCodec}, in UTF-8. */
  static byte[] writeExactly(ProgressEvent event) {
    return written(true, json -> new EventWriter(json).event(event));
  }

  /** Loads the writers; see {@link EventCodec#prepare()}. */
  static void prepare() {
    SafeJson.write(Map.of("text", "", "number", 0.5));
    written(
        true,
        json -> {
          new EventWriter(json);
          json.out().writeStartObject();
          json.text("text", "");
          json.time("time", Instant.EPOCH);
          json.seconds("seconds", Duration.ZERO);
          json.number("number", 0.5);
          json.out().writeEndObject();
        });
  }

  private static byte[] written(boolean exact, Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(FIRST_BYTES);
    try (JsonGenerator generator = JSON.createGenerator(bytes)) {
      body.write(new JsonFields(generator, exact));
    } catch (IOException e) {
      throw new UncheckedIOException("an array takes whatever is written to it", e);
    }
    return bytes.toByteArray();
  }

  /** What is written between the opening and the closing of a generator. */
  private interface Body {
    void write(JsonFields json) throws IOException;
  }
}
