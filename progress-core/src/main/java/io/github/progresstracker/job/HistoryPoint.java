package io.github.progresstracker.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A point of a graph: what happened in one span of time.
 *
 * @param at the beginning of the span, UTC
 * @param done units done by its end, all writers together
 * @param worked units done in it
 * @param failed pieces of work that went wrong in it
 * @param rate units per second of it; of a span that is not over, of what has passed of it
 * @param etaSeconds what was expected then, or null if unknown
 * @see JobReader
 */
public record HistoryPoint(
    Instant at, long done, long worked, long failed, double rate, @Nullable Double etaSeconds) {}
