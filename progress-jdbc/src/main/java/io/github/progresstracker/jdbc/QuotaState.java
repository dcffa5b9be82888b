package io.github.progresstracker.jdbc;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a service has been asked for in the window that is going on.
 *
 * @param service names it
 * @param used calls in this window
 * @param failed of them those that failed
 * @param quota most calls of a window, or null if nobody said
 * @param windowStart when it began
 * @param windowEnd when the count begins anew
 * @see PostgresSessions
 */
public record QuotaState(
    String service,
    long used,
    long failed,
    @Nullable Long quota,
    Instant windowStart,
    Instant windowEnd) {

  /**
   * What is left.
   *
   * @return calls, {@code >= 0}; null if the quota is unknown
   */
  public @Nullable Long left() {
    return quota == null ? null : Math.max(0, quota - used);
  }
}
