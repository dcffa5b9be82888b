package io.github.progresstracker.mtproto;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a forwarded message came from. Everything may be hidden by its author; what is left is the
 * fact that the message was forwarded.
 *
 * @param fromName the name of the origin, if shown
 * @param fromId the id of the origin with its sort in front ({@code channel123}, {@code user123},
 *     {@code chat123}), if shown; server ids
 * @param date when the original was posted, if known
 * @see Message
 */
public record Forward(@Nullable String fromName, @Nullable String fromId, @Nullable Instant date) {}
