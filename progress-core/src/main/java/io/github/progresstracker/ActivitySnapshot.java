package io.github.progresstracker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tracker is at, in the words of its host.
 *
 * @param operationType the kind of work, or null if nobody said
 * @param currentDataType what is being handled, such as {@code commits}, or null
 * @param stage a step of the work, such as {@code resolving users}, or null
 * @param lastProcessedId the last thing done, such as a message id, or null
 * @param part which of its parts it is at, or null if nobody said
 * @param itemsByType how many of each type there have been, those of the children included; in the
 *     order of their first appearance
 * @see Activity
 */
public record ActivitySnapshot(
    @Nullable OperationType operationType,
    @Nullable String currentDataType,
    @Nullable String stage,
    @Nullable String lastProcessedId,
    @Nullable Part part,
    Map<String, Long> itemsByType) {

  /** Nothing has been said. */
  public static final ActivitySnapshot NONE =
      new ActivitySnapshot(null, null, null, null, null, Map.of());

  /**
   * Where a tracker is among its parts.
   *
   * @param name the part at work, or null if there is none at the moment
   * @param done parts that are done
   * @param total parts there are
   */
  public record Part(@Nullable String name, long done, long total) {

    /**
     * Checks the counts.
     *
     * @param name the part at work, or null
     * @param done parts that are done
     * @param total parts there are
     * @throws IllegalArgumentException if {@code done} is not in 0 to {@code total}
     */
    public Part {
      if (done < 0 || done > total) {
        throw new IllegalArgumentException("parts done must be in 0.." + total + ", was " + done);
      }
    }
  }
}
