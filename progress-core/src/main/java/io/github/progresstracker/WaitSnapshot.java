package io.github.progresstracker;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An announced wait that is going on.
 *
 * @param reason why, in the words of whoever announced it, such as {@code FLOOD_WAIT}
 * @param since when it began
 * @param until when it is expected to end, or null if nobody knows
 * @see ProgressSnapshot
 */
public record WaitSnapshot(String reason, Instant since, @Nullable Instant until) {}
