package io.github.progresstracker.jdbc;

import io.github.progresstracker.ItemStatus;
import io.github.progresstracker.json.SafeJson;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where one piece of a job stands.
 *
 * @param id names it within the job, such as a file's name; 1 to 400 characters, storable
 * @param status where it stands
 * @param percent how far it is, 0 to 100, or null if unknown
 * @param stage a step of its work, or null
 * @param stagePercent how far that is, 0 to 100, or null
 * @param message why it failed, or null
 * @see PostgresSessions
 */
public record ItemState(
    String id,
    ItemStatus status,
    @Nullable Double percent,
    @Nullable String stage,
    @Nullable Double stagePercent,
    @Nullable String message) {

  /** With the id of its job it has to fit into an index entry. */
  private static final int LONGEST_ID = 400;

  private static final int LONGEST_TEXT = 500;

  /**
   * Checks the numbers and cleans the texts.
   *
   * @param id names it
   * @param status where it stands
   * @param percent how far it is
   * @param stage a step of its work
   * @param stagePercent how far that is
   * @param message why it failed
   * @throws IllegalArgumentException if the id is blank, too long or not storable, or a percentage
   *     not in 0 to 100
   */
  public ItemState {
    Objects.requireNonNull(status, "status");
    if (id.isBlank()
        || id.length() > LONGEST_ID
        || !SafeJson.cleanText(id, LONGEST_TEXT).equals(id)) {
      throw new IllegalArgumentException(
          "an item id has 1 to 400 characters, none of them NUL or half of a surrogate pair, was "
              + SafeJson.cleanText(id, 50));
    }
    requirePercent("percent", percent);
    requirePercent("stagePercent", stagePercent);
    stage = stage == null ? null : SafeJson.cleanText(stage, LONGEST_TEXT);
    message = message == null ? null : SafeJson.cleanText(message, LONGEST_TEXT);
  }

  /**
   * An item of which no more is known than where it stands.
   *
   * @param id names it
   * @param status where it stands
   * @return the item
   */
  public static ItemState of(String id, ItemStatus status) {
    return new ItemState(id, status, null, null, null, null);
  }

  private static void requirePercent(String what, @Nullable Double value) {
    if (value != null && !(value >= 0 && value <= 100)) {
      throw new IllegalArgumentException(what + " must be in 0..100, was " + value);
    }
  }
}
