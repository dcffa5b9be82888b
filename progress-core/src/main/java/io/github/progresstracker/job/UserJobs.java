package io.github.progresstracker.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of one user in a few numbers.
 *
 * @param userId the user, or null for jobs that are nobody's
 * @param jobs how many there are
 * @param running how many have a writer that is alive
 * @param lost how many have not ended and have none
 * @param done units done in all
 * @param failed pieces of work that went wrong in all
 * @param updatedAt when one of them was last heard of
 * @see JobReader
 */
public record UserJobs(
    @Nullable Long userId,
    long jobs,
    long running,
    long lost,
    long done,
    long failed,
    Instant updatedAt) {}
