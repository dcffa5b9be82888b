package io.github.progresstracker.job;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a job and is never changed again.
 *
 * @param id grows from entry to entry of a job; 0 before it is stored
 * @param job the job
 * @param writer whose report it came from
 * @param at when it was stored, by the store's clock
 * @param event such as {@code stage_change}
 * @param details what there is to say, as it stood then for the writer
 * @see JobStore
 */
public record TimelineEntry(
    long id,
    JobId job,
    WriterId writer,
    Instant at,
    String event,
    Map<String, @Nullable Object> details) {}
