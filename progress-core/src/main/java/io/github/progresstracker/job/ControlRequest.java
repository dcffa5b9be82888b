package io.github.progresstracker.job;

import java.time.Instant;

/**
 * What somebody wants a job to do; the last request of a job stands.
 *
 * @param job the job
 * @param control what it shall do
 * @param reason in the words of whoever wants it
 * @param number grows with each request for the job, {@code >= 1}
 * @param at when it was asked, by the store's clock
 * @see JobStore
 */
public record ControlRequest(
    JobId job, JobControl control, String reason, long number, Instant at) {}
