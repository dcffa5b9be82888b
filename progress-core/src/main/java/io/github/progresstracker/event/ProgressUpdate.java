package io.github.progresstracker.event;

import io.github.progresstracker.ProgressSnapshot;

/**
 * The present state of a whole job. Newer ones replace older ones of the same job that have not
 * been delivered yet; the last one of a job always is delivered.
 *
 * @param header identity, time and order
 * @param job the whole tree
 * @see ProgressEvent
 */
public record ProgressUpdate(EventHeader header, ProgressSnapshot job) implements ProgressEvent {
  @Override
  public ProgressSnapshot tracker() {
    return job;
  }
}
