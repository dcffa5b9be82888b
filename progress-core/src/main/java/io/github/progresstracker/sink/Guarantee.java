package io.github.progresstracker.sink;

/**
 * What becomes of events that a sink could not take.
 *
 * @see ProgressSink
 */
public enum Guarantee {
  /** For eyes: a delivery that fails is counted and forgotten. */
  TRANSIENT,
  /**
   * For the record: a delivery that fails is tried again, in order, until it succeeds; a batch may
   * arrive more than once, and the event id tells.
   */
  DURABLE
}
