package io.github.progresstracker.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON objects back into maps, for stores that keep JSON and have no need of Jackson.
 *
 * <pre>{@code
 * Map<String, Object> details = JsonMap.read("{\"repository\": \"catalog\", \"commits\": 250}");
 * }</pre>
 */
public final class JsonMap {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final TypeReference<Map<String, @Nullable Object>> OBJECT =
      new TypeReference<>() {};

  private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

  private JsonMap() {}

  /**
   * Reads an object.
   *
   * @param json one JSON object
   * @return its members in their order: texts, numbers, booleans, nulls, lists and maps of such;
   *     unmodifiable at the top
   * @throws IllegalArgumentException if it is anything else
   */
  public static Map<String, @Nullable Object> read(String json) {
    return read(json, OBJECT);
  }

  /**
   * Reads an object whose members are whole numbers.
   *
   * @param json one JSON object
   * @return its members in their order, unmodifiable
   * @throws IllegalArgumentException if it is anything else
   */
  public static Map<String, Long> readCounts(String json) {
    return read(json, COUNTS);
  }

  /**
   * Writes counts, however many.
   *
   * @param counts names that are storable, and their counts
   * @return one JSON object
   */
  public static String writeCounts(Map<String, Long> counts) {
    try {
      return MAPPER.writeValueAsString(counts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of counts is always writable", e);
    }
  }

  private static <V extends @Nullable Object> Map<String, V> read(
      String json, TypeReference<Map<String, V>> type) {
    try {
      return Collections.unmodifiableMap(MAPPER.readValue(json, type));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not such a JSON object: " + e.getOriginalMessage(), e);
    }
  }
}
