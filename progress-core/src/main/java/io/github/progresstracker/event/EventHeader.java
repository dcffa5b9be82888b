package io.github.progresstracker.event;

import java.time.Instant;
import java.util.UUID;

/**
 * What every event carries.
 *
 * @param eventId unique for ever (UUID version 7); a store that keeps it once has the event once
 * @param at when it happened, by the wall clock
 * @param sequence order of events of one registry, {@code >= 1}, growing without ties
 * @param jobId identifies the job, that is the tracker at the root
 * @param trackerId identifies the tracker the event is about; the job's own id for the root
 * @see ProgressEvent
 */
public record EventHeader(
    UUID eventId, Instant at, long sequence, String jobId, String trackerId) {}
