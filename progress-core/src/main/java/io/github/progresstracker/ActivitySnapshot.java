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
 * @param itemsByType how many of each type there have been, those of the children included; in the
 *     order of their first appearance
 */
public record ActivitySnapshot(
    @Nullable OperationType operationType,
    @Nullable String currentDataType,
    @Nullable String stage,
    @Nullable String lastProcessedId,
    Map<String, Long> itemsByType) {

  /** Nothing has been said. */
  public static final ActivitySnapshot NONE =
      new ActivitySnapshot(null, null, null, null, Map.of());
}
