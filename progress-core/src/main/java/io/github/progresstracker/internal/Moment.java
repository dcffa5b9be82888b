package io.github.progresstracker.internal;

import java.time.Instant;

/**
 * One reading of both clocks.
 *
 * @param nanos monotonic
 * @param at wall
 */
record Moment(long nanos, Instant at) {

  /** The wall-clock time of something that happened earlier, by the monotonic clock. */
  Moment earlier(long then) {
    return new Moment(then, at.minusNanos(Math.max(0, nanos - then)));
  }
}
