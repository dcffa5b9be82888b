package io.github.progresstracker.mtproto.monitoring;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A point of a channel's graph: what was last noted in a span of time.
 *
 * @param timestamp when it was noted, UTC
 * @param messages messages stored by then
 * @param speed messages per second of active time, or null if not measured yet
 * @see CollectionMonitor
 */
public record ChannelPoint(Instant timestamp, long messages, @Nullable Double speed) {}
