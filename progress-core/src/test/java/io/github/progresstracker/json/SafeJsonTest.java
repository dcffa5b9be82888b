package io.github.progresstracker.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Any object has a JSON form")
class SafeJsonTest {

  private static final ObjectMapper READER = new ObjectMapper();

  @Test
  @DisplayName("ordinary values are what one expects")
  void ordinaryValues() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("text", "naïve 漢字 😀");
    value.put("int", 42);
    value.put("long", Long.MIN_VALUE);
    value.put("double", 64.8);
    value.put("float", 0.1f);
    value.put("short", (short) 7);
    value.put("byte", (byte) -1);
    value.put("decimal", new BigDecimal("12.340"));
    value.put("flag", true);
    value.put("nothing", null);
    value.put("list", Arrays.asList(1, null, "x"));
    value.put("array", new int[] {1, 2});
    value.put("maybe", Optional.of("here"));
    value.put("absent", Optional.empty());

    assertThat(SafeJson.write(value))
        .isEqualTo(
            "{\"text\":\"naïve 漢字 😀\",\"int\":42,\"long\":-9223372036854775808,\"double\":64.8,"
                + "\"float\":0.1,\"short\":7,\"byte\":-1,\"decimal\":12.340,\"flag\":true,"
                + "\"nothing\":null,\"list\":[1,null,\"x\"],\"array\":[1,2],\"maybe\":\"here\","
                + "\"absent\":null}");
  }

  @Test
  @DisplayName("values with an obvious text are that text")
  void plainValues() {
    assertThat(SafeJson.write(Instant.parse("2025-11-10T12:45:23Z")))
        .isEqualTo("\"2025-11-10T12:45:23Z\"");
    assertThat(SafeJson.write(Duration.ofSeconds(90))).isEqualTo("\"PT1M30S\"");
    assertThat(SafeJson.write(TimeUnit.DAYS)).isEqualTo("\"DAYS\"");
    assertThat(SafeJson.write(Path.of("a", "b"))).isEqualTo("\"a/b\"");
    assertThat(SafeJson.write(URI.create("https://example.org/x")))
        .isEqualTo("\"https://example.org/x\"");
    assertThat(SafeJson.write(new UUID(1, 2)))
        .isEqualTo("\"00000000-0000-0001-0000-000000000002\"");
    assertThat(SafeJson.write(CharBuffer.wrap("built"))).isEqualTo("\"built\"");
    assertThat(SafeJson.write('c')).isEqualTo("\"c\"");
    assertThat(SafeJson.write(new IllegalStateException("why")))
        .isEqualTo("\"java.lang.IllegalStateException: why\"");
    assertThat(SafeJson.write(new byte[] {1, 2, 3})).isEqualTo("\"AQID\"");
    assertThat(SafeJson.toTree(new GregorianCalendar(2025, 10, 10)).asText())
        .startsWith("2025-11-");
  }

  @Test
  @DisplayName("counters are their count")
  void counters() {
    LongAdder adder = new LongAdder();
    adder.add(5);

    assertThat(SafeJson.write(List.of(new AtomicLong(3), adder))).isEqualTo("[3,5]");
  }

  @Test
  @DisplayName("NaN and the infinities, which JSON does not have, are texts")
  void numbersThatAreNone() {
    assertThat(
            SafeJson.write(
                List.of(
                    Double.NaN,
                    Double.POSITIVE_INFINITY,
                    Float.NEGATIVE_INFINITY,
                    new double[] {0, Double.NaN})))
        .isEqualTo("[\"NaN\",\"Infinity\",\"-Infinity\",[0.0,\"NaN\"]]");
  }

  @Test
  @DisplayName("numbers that a store would refuse or choke on are texts")
  void hugeNumbers() {
    assertThat(SafeJson.write(new BigDecimal("1E+1000000000"))).isEqualTo("\"1E+1000000000\"");
    assertThat(SafeJson.write(BigInteger.ONE.shiftLeft(1_000_000)))
        .isEqualTo("\"integer of 1000001 bits\"");
    assertThat(SafeJson.toTree(Double.MAX_VALUE).doubleValue()).isEqualTo(Double.MAX_VALUE);
    assertThat(SafeJson.toTree(BigInteger.TEN.pow(200)).bigIntegerValue())
        .isEqualTo(BigInteger.TEN.pow(200));
  }

  @Test
  @DisplayName("a map that contains itself is cut where the circle closes")
  void cycle() {
    Map<String, Object> outer = new LinkedHashMap<>();
    List<Object> inner = new ArrayList<>();
    outer.put("inner", inner);
    inner.add(outer);

    JsonNode tree = SafeJson.toTree(outer);

    assertThat(tree.at("/inner/0/@class").asText()).isEqualTo("java.util.LinkedHashMap");
    assertThat(tree.at("/inner/0/@text").asText()).isEqualTo("(contains itself)");
  }

  @Test
  @DisplayName("the same value twice side by side is no circle")
  void sharedValue() {
    List<Integer> shared = List.of(1);

    assertThat(SafeJson.write(List.of(shared, shared))).isEqualTo("[[1],[1]]");
  }

  @Test
  @DisplayName("a bean is what Jackson makes of it; one it cannot make becomes its marked text")
  void beans() {
    assertThat(SafeJson.write(new Reaction("👍", 3))).isEqualTo("{\"emoji\":\"👍\",\"count\":3}");
    assertThat(SafeJson.write(new Opaque()))
        .isEqualTo("{\"@class\":\"" + Opaque.class.getName() + "\",\"@text\":\"opaque thing\"}");
    assertThat(SafeJson.toTree(new Broken()).get("@text").asText()).isEqualTo("broken");
  }

  @Test
  @DisplayName("an object whose toString throws says so")
  void toStringThrows() {
    assertThat(SafeJson.toTree(new Hostile()).get("@text").asText())
        .isEqualTo("(toString threw java.lang.UnsupportedOperationException)");
    assertThat(SafeJson.toTree(Map.of(new Hostile(), 1)).fieldNames().next())
        .startsWith("(toString threw");
  }

  @Test
  @DisplayName("things for use are not looked into")
  void handles() {
    ByteArrayInputStream stream = new ByteArrayInputStream(new byte[] {1, 2, 3});

    JsonNode tree = SafeJson.toTree(Map.of("stream", stream, "iterator", List.of(1).iterator()));

    assertThat(tree.at("/stream/@class").asText()).isEqualTo("java.io.ByteArrayInputStream");
    assertThat(tree.at("/iterator/@text").isTextual()).isTrue();
    assertThat(stream.available()).isEqualTo(3);
  }

  @Test
  @DisplayName("NUL and half surrogate pairs are replaced so that one sees it, in keys too")
  void unstorableCharacters() {
    assertThat(SafeJson.toTree("a\u0000b").asText()).isEqualTo("a\u2400b");
    assertThat(SafeJson.toTree("x\ud83dy").asText()).isEqualTo("x\ufffdy");
    assertThat(SafeJson.toTree("😀").asText()).isEqualTo("😀");
    assertThat(SafeJson.write(Map.of("k\u0000", "v\udc00"))).isEqualTo("{\"k\u2400\":\"v\ufffd\"}");
  }

  @Test
  @DisplayName("a tree given by the host is cleaned as well")
  void hostileTree() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("nul", "\u0000").put("nan", Double.NaN).put("bytes", new byte[] {1}).put("big", 1L);
    tree.putPOJO("pojo", new Hostile()).putArray("list").add(true).addNull();

    assertThat(SafeJson.write(tree))
        .isEqualTo(
            "{\"nul\":\"\u2400\",\"nan\":\"NaN\",\"bytes\":\"AQ==\",\"big\":1,\"pojo\":{\"@class\":\""
                + Hostile.class.getName()
                + "\",\"@text\":\"(toString threw java.lang.UnsupportedOperationException)\"},"
                + "\"list\":[true,null]}");
  }

  @Test
  @DisplayName("a long text is cut, never inside a character, and says how much is gone")
  void longText() {
    String text = "x".repeat(SafeJson.MAX_TEXT - 1) + "😀" + "y".repeat(20);

    String kept = SafeJson.toTree(text).asText();

    assertThat(kept).startsWith("xxx").endsWith("x… (22 more characters)");
    assertThat(SafeJson.toTree("z".repeat(SafeJson.MAX_TEXT)).asText()).hasSize(SafeJson.MAX_TEXT);
    assertThat(SafeJson.cleanText("abc", 0)).isEqualTo("… (3 more characters)");
  }

  @Test
  @DisplayName("long lists, wide maps and long byte arrays are cut and say so")
  void largeContainers() {
    JsonNode list = SafeJson.toTree(Collections.nCopies(5_000, 1));
    assertThat(list).hasSize(SafeJson.MAX_ELEMENTS + 1);
    assertThat(list.get(SafeJson.MAX_ELEMENTS).asText()).isEqualTo("… (more elements)");

    Map<String, Object> wide = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      wide.put("k" + i, i);
    }
    assertThat(SafeJson.toTree(wide).get("…").asText()).isEqualTo("(4000 more entries)");
    assertThat(SafeJson.toTree(new byte[100_000]).asText()).endsWith(" (92575 more bytes)");
  }

  @Test
  @DisplayName("a value that unfolds without bound stays bounded")
  void unfoldingValue() {
    List<Object> doubled = List.of("x".repeat(1_000));
    for (int level = 0; level < 25; level++) {
      doubled = List.of(doubled, doubled);
    }

    assertThat(SafeJson.write(doubled).length()).isLessThan(2 * SafeJson.MAX_CHARACTERS);
    assertThat(SafeJson.toTree(new Unfolding(40)).has("@text")).isTrue();
  }

  @Test
  @DisplayName("deep nesting is cut, also far beyond what a stack can hold")
  void deepNesting() {
    List<Object> deep = new ArrayList<>();
    for (int level = 0; level < 200_000; level++) {
      List<Object> outer = new ArrayList<>();
      outer.add(deep);
      deep = outer;
    }

    assertThat(SafeJson.write(deep)).contains("(deeper than 32 levels)");
  }

  @Test
  @DisplayName("a collection that breaks while it is read keeps what was read")
  void breakingCollection() {
    List<Integer> list = new ArrayList<>(List.of(1, 2, 3));
    List<Object> hostile = new ArrayList<>();
    hostile.add("first");
    hostile.add(
        new Object() {
          @Override
          public String toString() {
            hostile.add("changed meanwhile");
            return "changer";
          }
        });
    hostile.add(list);

    JsonNode tree = SafeJson.toTree(hostile);

    assertThat(tree.get(0).asText()).isEqualTo("first");
    assertThat(tree.get(2).asText()).contains("ConcurrentModificationException");
  }

  @Test
  @DisplayName("whatever random nonsense goes in, valid and clean JSON comes out")
  void randomValues() {
    SplittableRandom random = new SplittableRandom(20_251_110);
    for (int round = 0; round < 500; round++) {
      Object value = nonsense(random, 0);
      String json = SafeJson.write(value);

      assertThatCode(() -> READER.readTree(json)).as(json).doesNotThrowAnyException();
      assertThat(json).doesNotContain("\\u0000").doesNotContain(":NaN");
      assertThat(json.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF)).isTrue();
    }
  }

  private static Object nonsense(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth > 5 ? 6 : 8)) {
      case 0 -> Double.longBitsToDouble(random.nextLong());
      case 1 -> random.nextLong();
      case 2 -> anyText(random);
      case 3 -> new Hostile();
      case 4 -> new Reaction(anyText(random), random.nextInt());
      case 5 -> new Object[] {null, Float.NaN, anyText(random).toCharArray()};
      case 6 -> List.of(nonsense(random, depth + 1), nonsense(random, depth + 1));
      default -> Map.of(anyText(random), nonsense(random, depth + 1), new Hostile(), 1);
    };
  }

  private static String anyText(SplittableRandom random) {
    char[] chars = new char[random.nextInt(20)];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = (char) (random.nextInt(4) == 0 ? random.nextInt(0x20) : random.nextInt(0x10000));
    }
    return new String(chars);
  }

  /** An ordinary record. */
  public record Reaction(String emoji, int count) {}

  /** Nothing in it for Jackson. */
  static final class Opaque {
    @Override
    public String toString() {
      return "opaque thing";
    }
  }

  /** A bean whose getter throws. */
  public static final class Broken {
    /** Always throws. */
    public String getName() {
      return Objects.requireNonNull(System.getProperty("no such property"), "no name");
    }

    @Override
    public String toString() {
      return "broken";
    }
  }

  /** Does not even have a text. */
  static final class Hostile {
    @Override
    public String toString() {
      throw new UnsupportedOperationException("no text");
    }
  }

  /** A bean of 2^depth beans. */
  public record Unfolding(int depth) {
    /** The first half. */
    public Object getLeft() {
      return depth == 0 ? "leaf" : new Unfolding(depth - 1);
    }

    /** The second half. */
    public Object getRight() {
      return getLeft();
    }
  }
}
