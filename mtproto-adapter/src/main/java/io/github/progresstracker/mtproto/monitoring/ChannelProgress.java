package io.github.progresstracker.mtproto.monitoring;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a channel had come when it was last heard of.
 *
 * @param channelId the channel, as a positive number
 * @param channelName its title
 * @param phase such as {@code fetching}, {@code processing} or {@code complete}
 * @param messagesCurrent messages stored in all
 * @param messagesTotal messages expected in all, or null if unknown
 * @param progressPercent 0 to 100, cut to a tenth; null if the total is unknown
 * @param sessionCurrent which session, from 1
 * @param sessionTotal of how many, or null if unknown
 * @param speedMessagesPerSecond messages per second of active time, or null if not measured yet
 * @param etaSeconds seconds to the end, or null if unknown
 * @param startedAt when the run began, UTC, or null if that is not in the log any more
 * @param lastUpdate when this was noted, UTC
 * @see CollectionMonitor
 */
public record ChannelProgress(
    long channelId,
    String channelName,
    String phase,
    long messagesCurrent,
    @Nullable Long messagesTotal,
    @Nullable Double progressPercent,
    long sessionCurrent,
    @Nullable Long sessionTotal,
    @Nullable Double speedMessagesPerSecond,
    @Nullable Long etaSeconds,
    @Nullable Instant startedAt,
    Instant lastUpdate) {}
