package io.github.progresstracker.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.Writer;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns any object into JSON that every reader and every store takes, and never throws.
 *
 * <pre>{@code
 * String json = SafeJson.write(Map.of("at", Instant.now(), "ratio", Double.NaN));
 * }</pre>
 *
 * <p>What a host puts on record is the host's business: a library object whose {@code toString}
 * throws, a map that contains itself, a text with a NUL in it. A record that is refused for such a
 * reason is worth less than one with a flaw that shows, so everything has a form here:
 *
 * <ul>
 *   <li>null, texts, booleans, numbers, maps, collections, arrays, {@link Optional} and {@link
 *       JsonNode} are what one expects; byte arrays are Base64; enums, times, paths and other plain
 *       values are their text. Keys of maps are texts.
 *   <li>{@code NaN} and the infinities, which JSON does not have, are the texts {@code "NaN"},
 *       {@code "Infinity"} and {@code "-Infinity"}. Numbers of more than {@value #MAX_DIGITS}
 *       digits are texts, too: stores refuse them as numbers.
 *   <li>Streams, connections, iterators, threads and other things that are for use and not for
 *       looking into are told by class and text, as below.
 *   <li>Any other object is what Jackson makes of it. What Jackson cannot make into JSON becomes
 *       {@code {"@class": "com.example.Session", "@text": "…"}}, the text being its {@code
 *       toString()}, or what that threw.
 *   <li>A value that contains itself, or lies deeper than {@value #MAX_DEPTH} levels, is cut off
 *       with such a marker.
 *   <li>In texts and keys U+0000, which PostgreSQL refuses, becomes U+2400 (the picture of a NUL),
 *       and half of a surrogate pair becomes U+FFFD.
 * </ul>
 *
 * <p>Sizes are bounded, and the cut shows: a text has at most {@value #MAX_TEXT} characters, a
 * collection, array or map at most {@value #MAX_ELEMENTS} elements, the whole at most {@value
 * #MAX_NODES} values and about {@value #MAX_CHARACTERS} characters.
 *
 * <p>All methods may be called by any thread. A collection that another thread changes meanwhile is
 * cut off where the change was noticed.
 */
public final class SafeJson {

  /** Longest text kept whole, in {@code char}s. */
  public static final int MAX_TEXT = 10_000;

  /** Most elements kept of one collection, array or map. */
  public static final int MAX_ELEMENTS = 1_000;

  /** Most values kept in all, containers included. */
  public static final int MAX_NODES = 10_000;

  /** Most characters of texts and keys kept in all. */
  public static final int MAX_CHARACTERS = 1_000_000;

  /** Deepest level kept. */
  public static final int MAX_DEPTH = 32;

  /** Longest number kept as a number, in decimal digits before or after the point. */
  public static final int MAX_DIGITS = 300;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /**
   * Times are their text, as they are for {@link SafeJson} itself; all else is Jackson's choice.
   */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .addModule(
              new SimpleModule()
                  .addSerializer(TemporalAccessor.class, ToStringSerializer.instance)
                  .addSerializer(TemporalAmount.class, ToStringSerializer.instance))
          .build();

  // Per call, and so confined to one thread.
  private final Set<Object> path = Collections.newSetFromMap(new IdentityHashMap<>());
  private int nodesLeft = MAX_NODES;
  private int charactersLeft = MAX_CHARACTERS;

  private SafeJson() {}

  /**
   * Writes a value as JSON.
   *
   * @param value any object, or null
   * @return valid JSON without line breaks, free of U+0000 and of lone surrogates
   */
  public static String write(@Nullable Object value) {
    try {
      return MAPPER.writeValueAsString(toTree(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain nodes is always writable", e);
    }
  }

  /**
   * Makes a value into a tree that has only objects, arrays, texts, finite numbers, booleans and
   * nulls.
   *
   * @param value any object, or null
   * @return the tree, which shares nothing with {@code value}
   */
  public static JsonNode toTree(@Nullable Object value) {
    return new SafeJson().guarded(value, 0);
  }

  /**
   * Makes a text storable: U+0000 becomes U+2400, half of a surrogate pair becomes U+FFFD, and what
   * is longer than {@code limit} is cut and says so.
   *
   * @param text any text
   * @param limit longest text kept whole, in {@code char}s, {@code >= 0}
   * @return the text itself if it needs no change
   */
  public static String cleanText(String text, int limit) {
    if (text.length() <= limit) {
      return clean(text);
    }
    int end = limit > 0 && Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    return clean(text.substring(0, end)) + "… (" + (text.length() - end) + " more characters)";
  }

  // ---- values --------------------------------------------------------------------------------

  /** Whatever the host's code does when it is asked for its contents stays in here. */
  private JsonNode guarded(@Nullable Object value, int depth) {
    if (value == null) {
      return NullNode.getInstance();
    }
    if (nodesLeft-- <= 0) {
      return TextNode.valueOf("… (cut after " + MAX_NODES + " values)");
    }
    try {
      return node(value, depth);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      return marker(value, textOf(value));
    }
  }

  private JsonNode node(Object value, int depth) throws IOException {
    if (value instanceof JsonNode json) {
      return copy(json, depth);
    }
    if (value instanceof Boolean flag) {
      return BooleanNode.valueOf(flag);
    }
    if (value instanceof Number number) {
      return number(number, depth);
    }
    if (isPlain(value)) {
      return text(value instanceof Class<?> type ? type.getName() : value.toString());
    }
    if (value instanceof byte[] bytes) {
      return text(base64(bytes));
    }
    if (isHandle(value)) {
      return marker(value, textOf(value));
    }
    return value instanceof Optional<?> optional
        ? guarded(optional.orElse(null), depth)
        : container(value, depth);
  }

  /** Values whose text says all there is to say; to Jackson a path is a list without an end. */
  private static boolean isPlain(Object value) {
    return value instanceof CharSequence
        || value instanceof Character
        || value instanceof Enum<?>
        || value instanceof TemporalAccessor
        || value instanceof TemporalAmount
        || value instanceof Path
        || value instanceof Class<?>
        || value instanceof Throwable;
  }

  /** Things to be used and not looked into: asking them for their properties may do something. */
  private static boolean isHandle(Object value) {
    return value instanceof AutoCloseable
        || value instanceof Iterator<?>
        || value instanceof Thread
        || value instanceof ClassLoader;
  }

  private JsonNode number(Number number, int depth) throws IOException {
    if (number instanceof Integer || number instanceof Long) {
      return NODES.numberNode(number.longValue());
    }
    if (number instanceof Double || number instanceof Float) {
      // By way of the text, or 0.1f would become 0.10000000149011612.
      return Double.isFinite(number.doubleValue())
          ? NODES.numberNode(Double.parseDouble(number.toString()))
          : text(number.toString());
    }
    if (number instanceof BigInteger integer) {
      return integer.bitLength() > MAX_DIGITS * 10 / 3
          ? text("integer of " + integer.bitLength() + " bits")
          : NODES.numberNode(integer);
    }
    return number instanceof BigDecimal decimal ? decimal(decimal) : copy(byJackson(number), depth);
  }

  private JsonNode decimal(BigDecimal decimal) {
    boolean huge =
        decimal.precision() > MAX_DIGITS || Math.abs((long) decimal.scale()) > MAX_DIGITS;
    return huge ? text(decimal.toString()) : NODES.numberNode(decimal);
  }

  private static String base64(byte[] bytes) {
    int kept = Math.min(bytes.length, (MAX_TEXT - 100) / 4 * 3);
    String text = Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, kept));
    return kept == bytes.length ? text : text + " (" + (bytes.length - kept) + " more bytes)";
  }

  // ---- containers ----------------------------------------------------------------------------

  private JsonNode container(Object value, int depth) throws IOException {
    if (depth >= MAX_DEPTH) {
      return marker(value, "(deeper than " + MAX_DEPTH + " levels)");
    }
    if (!path.add(value)) {
      return marker(value, "(contains itself)");
    }
    try {
      if (value instanceof Map<?, ?> map) {
        return object(map, depth);
      }
      if (value instanceof Collection<?> collection) {
        return array(collection.iterator(), depth);
      }
      return value.getClass().isArray()
          ? array(elements(value), depth)
          : copy(byJackson(value), depth);
    } finally {
      path.remove(value);
    }
  }

  private JsonNode object(Map<?, ?> map, int depth) {
    ObjectNode object = NODES.objectNode();
    try {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (object.size() >= MAX_ELEMENTS || nodesLeft <= 0) {
          object.put("…", "(" + (map.size() - object.size()) + " more entries)");
          break;
        }
        object.set(spend(textOf(entry.getKey())).textValue(), guarded(entry.getValue(), depth + 1));
      }
    } catch (RuntimeException e) {
      object.put("…", "(cut off: " + textOf(e) + ")");
    }
    return object;
  }

  private JsonNode array(Iterator<?> elements, int depth) {
    ArrayNode array = NODES.arrayNode();
    try {
      while (elements.hasNext()) {
        if (array.size() >= MAX_ELEMENTS || nodesLeft <= 0) {
          array.add("… (more elements)");
          break;
        }
        array.add(guarded(elements.next(), depth + 1));
      }
    } catch (RuntimeException e) {
      array.add("… (cut off: " + textOf(e) + ")");
    }
    return array;
  }

  private static Iterator<@Nullable Object> elements(Object array) {
    int length = Array.getLength(array);
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < length;
      }

      @Override
      public @Nullable Object next() {
        if (next >= length) {
          throw new NoSuchElementException();
        }
        return Array.get(array, next++);
      }
    };
  }

  /** Trees come from hosts as well, and a tree may hold a NUL, a NaN or any object. */
  private JsonNode copy(JsonNode json, int depth) throws IOException {
    if (json instanceof ObjectNode object) {
      return depth >= MAX_DEPTH
          ? marker(json, "(deeper than " + MAX_DEPTH + " levels)")
          : object(fields(object), depth);
    }
    if (json instanceof ArrayNode array) {
      return depth >= MAX_DEPTH
          ? marker(json, "(deeper than " + MAX_DEPTH + " levels)")
          : array(array.elements(), depth);
    }
    if (json instanceof POJONode pojo) {
      return guarded(pojo.getPojo(), depth);
    }
    if (json instanceof BinaryNode binary) {
      return text(base64(binary.binaryValue()));
    }
    if (json.isNumber()) {
      return number(json.numberValue(), depth);
    }
    return json.isTextual() ? text(json.textValue()) : plain(json);
  }

  private static JsonNode plain(JsonNode json) {
    return json.isBoolean() ? BooleanNode.valueOf(json.booleanValue()) : NullNode.getInstance();
  }

  private static Map<String, JsonNode> fields(ObjectNode object) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    return fields;
  }

  /** By way of bounded text: an object may unfold into more than the memory there is. */
  private static JsonNode byJackson(Object value) throws IOException {
    BoundedWriter writer = new BoundedWriter(MAX_CHARACTERS);
    MAPPER.writeValue(writer, value);
    return MAPPER.readTree(writer.toString());
  }

  // ---- texts ---------------------------------------------------------------------------------

  private TextNode text(@Nullable String text) {
    return spend(text == null ? "null" : text);
  }

  private TextNode spend(String text) {
    String cleaned = cleanText(text, Math.min(MAX_TEXT, Math.max(charactersLeft, 0)));
    charactersLeft -= cleaned.length();
    return TextNode.valueOf(cleaned);
  }

  private ObjectNode marker(Object value, String text) {
    ObjectNode marker = NODES.objectNode();
    marker.put("@class", value.getClass().getName());
    marker.set("@text", spend(text));
    return marker;
  }

  /** An object's own text, or what happened when it was asked for it. */
  private static String textOf(@Nullable Object value) {
    try {
      return String.valueOf((Object) (value == null ? "null" : value.toString()));
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      return "(toString threw " + e.getClass().getName() + ")";
    }
  }

  private static String clean(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        return text.codePoints()
            .map(SafeJson::storable)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return text;
  }

  private static int storable(int codePoint) {
    if (codePoint == 0) {
      return 0x2400;
    }
    boolean lone = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return lone ? 0xFFFD : codePoint;
  }

  /** Gives up on an object before it fills the memory. */
  private static final class BoundedWriter extends Writer {
    private final StringBuilder text = new StringBuilder();
    private final int limit;

    BoundedWriter(int limit) {
      this.limit = limit;
    }

    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
      if (text.length() + length > limit) {
        throw new IOException("more than " + limit + " characters");
      }
      text.append(buffer, offset, length);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
