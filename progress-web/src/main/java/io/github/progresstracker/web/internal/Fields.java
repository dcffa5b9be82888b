package io.github.progresstracker.web.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.web.ApiProblem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of an object, and gathers all that is wrong with them. Names are in camelCase
 * or in snake_case; a member may also lie in the object {@code progress}, where some reporters have
 * their counts.
 */
final class Fields {

  private static final int LONGEST_TEXT = 2_000;

  /** The largest whole number that every reader of JSON takes for what it is: 2^53 - 1. */
  private static final long MOST = 9_007_199_254_740_991L;

  /** Of the names that are asked for, which are a few dozen. */
  private static final Map<String, List<String>> SPELLINGS = new ConcurrentHashMap<>();

  private final ObjectNode object;
  private final JsonNode progress;
  private final String place;
  private final List<ApiProblem.Fault> faults;

  Fields(ObjectNode object) {
    this(object, object.path("progress"), "", new ArrayList<>());
  }

  private Fields(
      ObjectNode object, JsonNode progress, String place, List<ApiProblem.Fault> faults) {
    this.object = object;
    this.progress = progress;
    this.place = place;
    this.faults = faults;
  }

  /** A count, or the largest that is taken. */
  static long most(long count) {
    return Math.min(count, MOST);
  }

  /** The members of a member, what is wrong with which is told with the rest; null without it. */
  @Nullable Fields in(String name) {
    Found found = find(name);
    return found != null && object(name) instanceof ObjectNode inner
        ? new Fields(inner, MissingNode.getInstance(), place + found.pointer(), faults)
        : null;
  }

  /** A member and where it is. */
  private record Found(String pointer, JsonNode value) {}

  private @Nullable Found find(String name) {
    List<String> spellings = SPELLINGS.computeIfAbsent(name, Fields::spellings);
    return find(spellings, progress, "/progress/", find(spellings, object, "/", null));
  }

  private @Nullable Found find(
      List<String> spellings, JsonNode in, String prefix, @Nullable Found before) {
    Found found = before;
    for (String spelling : spellings) {
      JsonNode value = in.get(spelling);
      if (value == null || value.isNull()) {
        continue;
      }
      if (found != null) {
        fault(prefix + spelling, "is there twice, as " + found.pointer() + ", too");
      }
      found = new Found(prefix + spelling, value);
    }
    return found;
  }

  private static List<String> spellings(String name) {
    String snake = Json.snake(name);
    return snake.equals(name) ? List.of(name) : List.of(name, snake);
  }

  /** Tells of a fault at a place in this object. */
  void fault(String pointer, String detail) {
    faults.add(new ApiProblem.Fault(place + pointer, detail));
  }

  private void wrong(Found found, String wanted) {
    String was = found.value().isValueNode() ? found.value().asText() : "an object or array";
    fault(found.pointer(), "must be " + wanted + ", was " + was);
  }

  /** Tells what is wrong, if anything is. */
  void requireNoFault() {
    if (!faults.isEmpty()) {
      throw new ApiProblem(
          422,
          faults.get(0).pointer() + ": " + faults.get(0).detail(),
          faults.subList(0, Math.min(20, faults.size())),
          Map.of());
    }
  }

  // ---- values --------------------------------------------------------------------------------

  @Nullable String text(String name) {
    Found found = find(name);
    if (found == null) {
      return null;
    }
    if (!found.value().isTextual() || found.value().textValue().length() > LONGEST_TEXT) {
      wrong(found, "a text of at most " + LONGEST_TEXT + " characters");
      return null;
    }
    return found.value().textValue();
  }

  /** What a text, which has to be there, means; null if it means nothing. */
  <T> @Nullable T required(String name, Function<String, T> meaning) {
    String text = text(name);
    if (text == null) {
      if (find(name) == null) {
        fault("/" + name, "is missing");
      }
      return null;
    }
    return meant("/" + name, text, meaning);
  }

  /** What a text means, or null. */
  <T> @Nullable T optional(String name, Function<String, T> meaning) {
    String text = text(name);
    return text == null ? null : meant("/" + name, text, meaning);
  }

  private <T> @Nullable T meant(String pointer, String text, Function<String, T> meaning) {
    try {
      return meaning.apply(text);
    } catch (IllegalArgumentException e) {
      fault(pointer, String.valueOf(e.getMessage()));
      return null;
    }
  }

  @Nullable Long count(String name) {
    Found found = find(name);
    return found == null ? null : count(found);
  }

  private @Nullable Long count(Found found) {
    JsonNode value = found.value();
    boolean whole = value.isNumber() && value.canConvertToExactIntegral();
    if (!whole || !value.canConvertToLong() || value.longValue() < 0 || value.longValue() > MOST) {
      wrong(found, "a whole number from 0 to " + MOST);
      return null;
    }
    return value.longValue();
  }

  @Nullable Boolean flag(String name) {
    Found found = find(name);
    if (found == null) {
      return null;
    }
    if (!found.value().isBoolean()) {
      wrong(found, "true or false");
      return null;
    }
    return found.value().booleanValue();
  }

  @Nullable Double number(String name) {
    Found found = find(name);
    if (found == null) {
      return null;
    }
    double value = found.value().isNumber() ? found.value().doubleValue() : Double.NaN;
    if (!Double.isFinite(value) || value < 0) {
      wrong(found, "a number, >= 0");
      return null;
    }
    return value;
  }

  /** Anything, or null. */
  @Nullable JsonNode any(String name) {
    Found found = find(name);
    return found == null ? null : found.value();
  }

  @Nullable JsonNode object(String name) {
    Found found = find(name);
    if (found != null && !found.value().isObject()) {
      wrong(found, "an object");
      return null;
    }
    return found == null ? null : found.value();
  }

  /** Counts by names that fit a pattern. */
  Map<String, Long> counts(String name, int most, Pattern pattern) {
    Map<String, Long> counts = new LinkedHashMap<>();
    Found found = find(name);
    if (found == null || object(name) == null) {
      return counts;
    }
    if (found.value().size() > most) {
      fault(found.pointer(), "has at most " + most + " types, had " + found.value().size());
      return counts;
    }
    found
        .value()
        .properties()
        .forEach(
            member -> {
              String pointer = found.pointer() + "/" + escaped(member.getKey());
              if (!pattern.matcher(member.getKey()).matches()) {
                fault(pointer, "is no name of a type; it must fit " + pattern);
              }
              Long count = count(new Found(pointer, member.getValue()));
              counts.put(member.getKey(), count == null ? 0 : count);
            });
    return counts;
  }

  private static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  /** Texts by names. */
  Map<String, String> texts(String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    Found found = find(name);
    if (found == null || object(name) == null) {
      return texts;
    }
    found
        .value()
        .properties()
        .forEach(
            member -> {
              boolean plain = member.getValue().isTextual() || member.getValue().isNumber();
              if (plain) {
                texts.put(member.getKey(), member.getValue().asText());
              } else {
                fault(found.pointer() + "/" + escaped(member.getKey()), "must be a text");
              }
            });
    return texts;
  }

  /** A time that has come, give or take what clocks are wrong. */
  void pastTime(String name, Instant latest) {
    Found found = find(name);
    if (found == null) {
      return;
    }
    try {
      if (!OffsetDateTime.parse(found.value().asText()).toInstant().isAfter(latest)) {
        return;
      }
      wrong(found, "a time that is not in the future");
    } catch (DateTimeException e) {
      wrong(found, "a time as in RFC 3339, such as 2025-11-10T12:45:23Z");
    }
  }
}
