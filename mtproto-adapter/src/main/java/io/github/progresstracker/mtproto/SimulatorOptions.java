package io.github.progresstracker.mtproto;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@link SimulatedTelegram} simulates. The same channels, messages, density and seed always
 * mean the same histories; the other options only change how they are served.
 *
 * @param channels how many channels there are, 1 to 1,000
 * @param messages how many messages exist in each, 0 to 10,000,000
 * @param density the share of ids whose message still exists, 0.01 to 1
 * @param seed decides everything that is left to chance
 * @param floodEvery how many messages the account may read before it is told to wait, 0 for never
 * @param floodSeconds how long it must wait then, 1 to 1,209,600 (14 days)
 * @param pageMillis how long a page takes, 0 to 3,600,000
 * @param ragged whether pages have sizes like those of TDLib (1, then 50 or 99) instead of being
 *     full
 * @see SimulatedTelegram
 */
public record SimulatorOptions(
    int channels,
    int messages,
    double density,
    long seed,
    int floodEvery,
    int floodSeconds,
    int pageMillis,
    boolean ragged) {

  private static final int MAX_CHANNELS = 1_000;
  private static final int MAX_MESSAGES = 10_000_000;
  private static final double MIN_DENSITY = 0.01;
  private static final int MAX_FLOOD_SECONDS = 14 * 24 * 60 * 60;
  private static final int MAX_PAGE_MILLIS = 60 * 60 * 1_000;

  /** One bit per id is kept, so this is 125 MB. */
  private static final long MAX_IDS = 1_000_000_000;

  private static final String KNOWN =
      "channels, messages, density, seed, flood-every, flood-seconds, page-millis, ragged";

  private static final SimulatorOptions DEFAULTS =
      new SimulatorOptions(3, 20_000, 0.94, 1, 0, 3, 0, false);

  /**
   * Checks every range.
   *
   * @param channels 1 to 1,000
   * @param messages 0 to 10,000,000
   * @param density 0.01 to 1
   * @param seed any number
   * @param floodEvery 0 for never
   * @param floodSeconds 1 to 1,209,600
   * @param pageMillis 0 to 3,600,000
   * @param ragged whether pages are not full
   * @throws IllegalArgumentException when a value is out of range; the message names key, value and
   *     range
   */
  public SimulatorOptions {
    checkRange("channels", channels, 1, MAX_CHANNELS);
    checkRange("messages", messages, 0, MAX_MESSAGES);
    if (!(density >= MIN_DENSITY && density <= 1)) {
      throw badDensity(Double.toString(density));
    }
    checkRange("flood-every", floodEvery, 0, Integer.MAX_VALUE);
    checkRange("flood-seconds", floodSeconds, 1, MAX_FLOOD_SECONDS);
    checkRange("page-millis", pageMillis, 0, MAX_PAGE_MILLIS);
    if (channels * (messages / density) > MAX_IDS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "channels × messages / density must be at most %,d, was %,.0f; lower one of them",
              MAX_IDS,
              channels * (messages / density)));
    }
  }

  /**
   * What is simulated when nothing is said: 3 channels of 20,000 messages, density 0.94, seed 1, no
   * floods (3 s if switched on), full pages at once.
   *
   * @return the defaults
   */
  public static SimulatorOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Reads options from a line such as {@code
   * channels=3,messages=20000,flood-every=5000,flood-seconds=3}. Keys that are not given have their
   * {@linkplain #defaults() default}; spaces around keys and values do not matter.
   *
   * @param text the line, empty for the defaults
   * @return the options
   * @throws IllegalArgumentException when a key is unknown or repeated, or a value is no number or
   *     out of range; the message is one line for people
   */
  public static SimulatorOptions parse(String text) {
    Map<String, String> given = split(text);
    SimulatorOptions options =
        new SimulatorOptions(
            whole(given, "channels", 1, MAX_CHANNELS, DEFAULTS.channels),
            whole(given, "messages", 0, MAX_MESSAGES, DEFAULTS.messages),
            density(given.remove("density")),
            seed(given.remove("seed")),
            whole(given, "flood-every", 0, Integer.MAX_VALUE, DEFAULTS.floodEvery),
            whole(given, "flood-seconds", 1, MAX_FLOOD_SECONDS, DEFAULTS.floodSeconds),
            whole(given, "page-millis", 0, MAX_PAGE_MILLIS, DEFAULTS.pageMillis),
            ragged(given.remove("ragged")));
    return options;
  }

  private static Map<String, String> split(String text) {
    Map<String, String> given = new LinkedHashMap<>();
    if (text.isBlank()) {
      return given;
    }
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "\"" + part.trim() + "\" is not key=value (known keys: " + KNOWN + ")");
      }
      String key = part.substring(0, equals).trim();
      checkKnown(key);
      if (given.put(key, part.substring(equals + 1).trim()) != null) {
        throw new IllegalArgumentException(key + " is given twice; keep one of them");
      }
    }
    return given;
  }

  private static void checkKnown(String key) {
    if (!Set.of(KNOWN.split(", ", -1)).contains(key)) {
      throw new IllegalArgumentException(
          "unknown simulator key \"" + key + "\" (known keys: " + KNOWN + ")");
    }
  }

  private static int whole(Map<String, String> given, String key, int min, int max, int other) {
    String value = given.remove(key);
    if (value == null) {
      return other;
    }
    try {
      int number = Integer.parseInt(value);
      checkRange(key, number, min, max);
      return number;
    } catch (NumberFormatException e) {
      throw badWhole(key, "\"" + value + "\"", min, max);
    }
  }

  private static double density(@Nullable String value) {
    if (value == null) {
      return DEFAULTS.density;
    }
    try {
      // BigDecimal, because Double.parseDouble also takes NaN, Infinity, 0x1p-1 and 0.5f.
      return new BigDecimal(value).doubleValue();
    } catch (NumberFormatException e) {
      throw badDensity("\"" + value + "\"");
    }
  }

  private static long seed(@Nullable String value) {
    try {
      return value == null ? DEFAULTS.seed : Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("seed must be a whole number, was \"" + value + "\"");
    }
  }

  private static boolean ragged(@Nullable String value) {
    return switch (value == null ? "false" : value) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException("ragged must be true or false, was \"" + value + "\"");
    };
  }

  private static void checkRange(String key, int value, int min, int max) {
    if (value < min || value > max) {
      throw badWhole(key, Integer.toString(value), min, max);
    }
  }

  private static IllegalArgumentException badWhole(String key, String value, int min, int max) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT, "%s must be a whole number from %d to %d, was %s", key, min, max, value));
  }

  private static IllegalArgumentException badDensity(String value) {
    return new IllegalArgumentException(
        "density must be a number from " + MIN_DENSITY + " to 1, was " + value);
  }
}
