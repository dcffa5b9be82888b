package io.github.progresstracker.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * From where a job can go on. Kept by job and not by attempt, so that whoever comes next finds it.
 *
 * @param job the job
 * @param part which part of it; a job that has no parts has one of the name {@link #WHOLE}
 * @param token the fencing token of who wrote it last, or has claimed it since
 * @param state in the words of the host, such as a cursor; empty if nothing has been written
 * @param totals what was done when it was written
 * @param at when, by the store's clock
 * @param estimator what the estimator knew, or null
 * @see CheckpointStore
 */
public record Checkpoint(
    JobId job,
    String part,
    long token,
    String state,
    JobTotals totals,
    Instant at,
    @Nullable String estimator) {

  /** The part of a job that has no parts. */
  public static final String WHOLE = "main";
}
