package io.github.progresstracker.job;

import io.github.progresstracker.json.SafeJson;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job is, which hardly changes. Texts that no store could keep are cleaned.
 *
 * @param name for people
 * @param key names the job across its runs, or null
 * @param labels what it is found by; {@code user_id} and {@code channel_id} have columns of their
 *     own if they are whole numbers
 * @param unit what is counted, such as {@code messages}; null if nobody said, which a blank one is
 *     taken for
 * @see JobReport
 */
public record JobInfo(
    String name, @Nullable String key, Map<String, String> labels, @Nullable String unit) {

  private static final int MOST_LABELS = 100;
  private static final int LONGEST_LABEL = 2_000;

  /**
   * Cleans the texts and copies the map.
   *
   * @param name for people
   * @param key names the job across its runs, or null
   * @param labels what it is found by
   * @param unit what is counted, or null
   * @throws IllegalArgumentException if there are more than 100 labels
   */
  public JobInfo {
    if (labels.size() > MOST_LABELS) {
      throw new IllegalArgumentException(
          "a job has at most " + MOST_LABELS + " labels, had " + labels.size());
    }
    name = SafeJson.cleanText(name, Ids.LONGEST);
    key = key == null ? null : SafeJson.cleanText(key, Ids.LONGEST);
    unit = unit == null || unit.isBlank() ? null : SafeJson.cleanText(unit, Ids.LONGEST);
    Map<String, String> cleaned = new LinkedHashMap<>();
    labels.forEach(
        (label, value) ->
            cleaned.put(
                SafeJson.cleanText(label, Ids.LONGEST), SafeJson.cleanText(value, LONGEST_LABEL)));
    labels = Collections.unmodifiableMap(cleaned);
  }

  /**
   * A job of which nobody says what it counts.
   *
   * @param name for people
   * @param key names the job across its runs, or null
   * @param labels what it is found by
   * @throws IllegalArgumentException if there are more than 100 labels
   */
  public JobInfo(String name, @Nullable String key, Map<String, String> labels) {
    this(name, key, labels, null);
  }

  /**
   * A job that has a name.
   *
   * @param name for people
   * @return the job, without key, labels and unit
   */
  public static JobInfo named(String name) {
    return new JobInfo(name, null, Map.of());
  }

  /**
   * Whose job it is.
   *
   * @return the label {@code user_id}, or null if it is not there or no whole number
   */
  public @Nullable Long userId() {
    return number("user_id");
  }

  /**
   * The channel it is about.
   *
   * @return the label {@code channel_id}, or null if it is not there or no whole number
   */
  public @Nullable Long channelId() {
    return number("channel_id");
  }

  private @Nullable Long number(String label) {
    try {
      String text = labels.get(label);
      return text == null ? null : Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
