package io.github.progresstracker.mtproto;

import java.time.Duration;

/**
 * A wait that a client makes by itself inside a request, before it answers.
 *
 * <pre>{@code
 * try (HistorySource.Subscription listening =
 *     source.onHiddenWait(wait -> log.info("{} for {}", wait.reason(), wait.expected()))) {
 *   …
 * }
 * }</pre>
 *
 * @param reason in the words of {@code SCREAMING_SNAKE_CASE}, such as {@code FLOOD_WAIT}
 * @param expected how long the client wants to wait, not negative
 */
public record HiddenWait(String reason, Duration expected) {}
