package io.github.progresstracker.mtproto;

/**
 * What a source is and what it can do.
 *
 * @param name what it reads from, for people, such as {@code export result.json}
 * @param exactTotals whether {@link Channel#exactCount()} is present on its channels
 */
public record SourceInfo(String name, boolean exactTotals) {}
