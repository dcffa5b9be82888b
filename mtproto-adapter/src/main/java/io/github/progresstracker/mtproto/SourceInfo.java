package io.github.progresstracker.mtproto;

/**
 * What a source is and what it can do.
 *
 * <pre>{@code
 * SourceInfo info = source.info();
 * log.info("{}{}", info.name(), info.wholeHistory() ? "" : ", maybe of a date range only");
 * }</pre>
 *
 * @param name what it reads from, for people, such as {@code export result.json}
 * @param wholeHistory whether the end of what it offers is the beginning of the channel; false for
 *     files, which may be exports of a date range
 */
public record SourceInfo(String name, boolean wholeHistory) {}
