package io.github.progresstracker.mtproto.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.progresstracker.mtproto.Reaction;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Typed access to the fields of one exported message. Absent and null are the same, as both export
 * formats have it; a value of the wrong type or out of range makes the message unreadable, with a
 * reason that names the field and the value.
 */
public final class Fields {

  /** Telegram's message ids are positive 32-bit numbers. */
  public static final long MAX_MESSAGE_ID = Integer.MAX_VALUE;

  /** Telegram's dates are seconds since 1970 in 32 bits. */
  private static final long MAX_EPOCH_SECOND = 0xFFFF_FFFFL;

  private static final int SHOWN_VALUE = 40;

  private Fields() {}

  /** The field, or null when it is absent or null. */
  public static @Nullable JsonNode value(JsonNode object, String key) {
    JsonNode value = object.get(key);
    return value == null || value.isNull() ? null : value;
  }

  /** The message's id if it is one. */
  public static OptionalLong messageId(JsonNode message) {
    JsonNode id = value(message, "id");
    if (id == null || !id.isIntegralNumber() || !id.canConvertToLong()) {
      return OptionalLong.empty();
    }
    long number = id.longValue();
    return number >= 1 && number <= MAX_MESSAGE_ID ? OptionalLong.of(number) : OptionalLong.empty();
  }

  /** Why {@link #messageId} found none. */
  public static String whyNoId(JsonNode message) {
    if (!message.isObject()) {
      return "is " + describe(message) + " where a message was expected";
    }
    JsonNode id = value(message, "id");
    if (id == null) {
      return "has no id";
    }
    if (id.isIntegralNumber() && id.canConvertToLong() && id.longValue() < 0) {
      return "id must be positive, was "
          + id
          + " (Telegram Desktop numbers the messages of the basic group"
          + " that became this supergroup below zero)";
    }
    return "id must be a whole number between 1 and " + MAX_MESSAGE_ID + ", was " + show(id);
  }

  public static @Nullable String textOrNull(JsonNode object, String key)
      throws UnreadableMessageException {
    JsonNode value = value(object, key);
    if (value != null && !value.isTextual()) {
      throw wrong(key, "text", value);
    }
    return value == null ? null : value.textValue();
  }

  public static @Nullable Long longOrNull(JsonNode object, String key)
      throws UnreadableMessageException {
    JsonNode value = value(object, key);
    if (value != null && !(value.isIntegralNumber() && value.canConvertToLong())) {
      throw wrong(key, "a whole number", value);
    }
    return value == null ? null : value.longValue();
  }

  /** A count of something: a whole number that fits an int, not negative. */
  public static int count(JsonNode object, String key) throws UnreadableMessageException {
    JsonNode value = value(object, key);
    if (value == null) {
      throw new UnreadableMessageException(key + " is missing");
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
      throw wrong(key, "a whole number from 0 to " + Integer.MAX_VALUE, value);
    }
    return value.intValue();
  }

  public static @Nullable JsonNode objectOrNull(JsonNode object, String key)
      throws UnreadableMessageException {
    JsonNode value = value(object, key);
    if (value != null && !value.isObject()) {
      throw wrong(key, "an object", value);
    }
    return value;
  }

  /** The items of an array, none when it is absent. */
  public static Iterable<JsonNode> items(JsonNode object, String key)
      throws UnreadableMessageException {
    JsonNode value = value(object, key);
    if (value != null && !value.isArray()) {
      throw wrong(key, "a list", value);
    }
    return value == null ? List.of() : value;
  }

  /**
   * A point in time: seconds since 1970 as number or text, or ISO 8601. Without a zone it is taken
   * as UTC, the only choice that gives the same answer on every machine.
   */
  public static @Nullable Instant instantOrNull(JsonNode object, String key)
      throws UnreadableMessageException {
    JsonNode value = value(object, key);
    if (value == null) {
      return null;
    }
    Instant instant = instant(key, value);
    if (instant.getEpochSecond() < 1 || instant.getEpochSecond() > MAX_EPOCH_SECOND) {
      throw wrong(key, "a date from 1970 to 2106", value);
    }
    return instant;
  }

  /** An edit date; old exports write 1970 for "never". */
  public static @Nullable Instant editedOrNull(JsonNode object, String key)
      throws UnreadableMessageException {
    JsonNode value = value(object, key);
    if (value == null || Math.abs(instant(key, value).getEpochSecond()) <= 86_400) {
      return null;
    }
    return instantOrNull(object, key);
  }

  private static Instant instant(String key, JsonNode value) throws UnreadableMessageException {
    try {
      if (value.isIntegralNumber() && value.canConvertToLong()) {
        return Instant.ofEpochSecond(value.longValue());
      }
      if (value.isTextual()) {
        return parse(value.textValue());
      }
    } catch (DateTimeException | NumberFormatException e) {
      throw wrong(key, "a date", value);
    }
    throw wrong(key, "a date", value);
  }

  private static Instant parse(String text) {
    if (text.length() < 5 || text.charAt(4) != '-') {
      return Instant.ofEpochSecond(Long.parseLong(text));
    }
    // Python's str() of a date has a space where ISO 8601 has a T.
    String iso = text.replace(' ', 'T');
    boolean zone = iso.endsWith("Z") || iso.indexOf('+') > 0 || iso.lastIndexOf('-') > 10;
    return zone
        ? OffsetDateTime.parse(iso).toInstant()
        : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
  }

  public static void addReaction(Map<Reaction, Integer> reactions, Reaction reaction, int count) {
    reactions.merge(
        reaction, count, (a, b) -> (int) Math.min(Integer.MAX_VALUE, (long) a + (long) b));
  }

  public static UnreadableMessageException wrong(String key, String expected, JsonNode was) {
    return new UnreadableMessageException(key + " must be " + expected + ", was " + show(was));
  }

  /** What a JSON value is, in words. */
  public static String describe(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "a list";
      case STRING -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      default -> "null";
    };
  }

  private static String show(JsonNode value) {
    return value.isContainerNode() ? describe(value) : Texts.excerpt(value.toString(), SHOWN_VALUE);
  }
}
