package io.github.progresstracker.sink;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How delivery to one sink is going. Counts are of events since the registry was built.
 *
 * <pre>{@code
 * for (SinkHealth health : registry.sinkHealth()) {
 *   if (health.dropped() > 0) {
 *     log.warn("{} has lost {} events: {}", health.sink(), health.dropped(), health.lastError());
 *   }
 * }
 * }</pre>
 *
 * @param sink the sink's name
 * @param accepted handed to the sink's pipe
 * @param coalesced updates replaced by a newer one of the same job before delivery
 * @param delivered taken by the sink
 * @param failedAttempts batches on which the sink threw
 * @param dropped lost: of a transient sink that threw, or because the pipe was full; 0 is what a
 *     durable sink should show
 * @param pending in the pipe now, on disk included
 * @param spooled those among them that are on disk, and stay there if the process ends
 * @param oldestPending age of the oldest event in the pipe, zero if there is none
 * @param lastError what the sink threw last, or null if the last delivery succeeded
 * @param spoolError why its events wait in memory only although the registry has a spool, which is
 *     tried again, or null if the spool works or there is none
 */
public record SinkHealth(
    String sink,
    long accepted,
    long coalesced,
    long delivered,
    long failedAttempts,
    long dropped,
    long pending,
    long spooled,
    Duration oldestPending,
    @Nullable String lastError,
    @Nullable String spoolError) {}
