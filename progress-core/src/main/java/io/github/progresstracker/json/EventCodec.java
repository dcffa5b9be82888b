package io.github.progresstracker.json;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.progresstracker.event.ProgressEvent;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events as bytes and back, for keeping them until they can be delivered.
 *
 * <pre>{@code
 * ProgressEvent copy(ProgressEvent event) {
 *   byte[] bytes = EventCodec.encode(event);
 *   return EventCodec.decode(bytes);
 * }
 * }</pre>
 *
 * <p>The bytes are the JSON of {@link ProgressJson}, but with times and durations to the nanosecond
 * and numbers to the last digit: what is read equals what was written. Except that texts are cut
 * and cleaned as {@link SafeJson} says, details of a note are then of the types that JSON has, and
 * histories of throughput are not kept, because events do not have them in JSON.
 *
 * <p>All methods may be called by any thread.
 */
public final class EventCodec {

  private static final ObjectMapper MAPPER = mapper();

  private EventCodec() {}

  /** Trees of trackers nest deeply, and what is read here was written here. */
  private static ObjectMapper mapper() {
    ObjectMapper mapper =
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .build());
    return mapper;
  }

  /**
   * Loads what reading and writing needs. A class that is loaded while there is no memory cannot be
   * used ever after, so who must be able to keep events then calls this before.
   */
  public static void prepare() {
    ProgressJson.prepare();
    plain(MAPPER.createObjectNode());
  }

  /**
   * Writes an event.
   *
   * @param event of any kind
   * @return its bytes
   */
  public static byte[] encode(ProgressEvent event) {
    return ProgressJson.writeExactly(event);
  }

  /**
   * Reads an event.
   *
   * @param bytes what {@link #encode} made
   * @return the event
   * @throws IllegalArgumentException if they are anything else, saying what is wrong
   */
  public static ProgressEvent decode(byte[] bytes) {
    try {
      return EventReader.event(MAPPER.readTree(bytes));
    } catch (IOException e) {
      throw new IllegalArgumentException("not the JSON of an event: " + e.getMessage(), e);
    }
  }

  /** The values of an object as plain Java values. */
  @SuppressWarnings("unchecked")
  static Map<String, @Nullable Object> plain(JsonNode object) {
    return MAPPER.convertValue(object, LinkedHashMap.class);
  }
}
