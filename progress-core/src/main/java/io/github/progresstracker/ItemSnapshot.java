package io.github.progresstracker;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One item of a tracker at an instant.
 *
 * @param id as given by the host, such as a file name
 * @param status where it stands
 * @param percent 0 to 100, never going back; 100 only when completed
 * @param stage what is being done to it, such as {@code embedding}, or null
 * @param stagePercent how far the stage is, 0 to 100, or null if nobody said
 * @param startedAt when work on it began; null if it never did
 * @param message why it failed, or null
 * @see ItemsSnapshot
 */
public record ItemSnapshot(
    String id,
    ItemStatus status,
    double percent,
    @Nullable String stage,
    @Nullable Double stagePercent,
    @Nullable Instant startedAt,
    @Nullable String message) {}
