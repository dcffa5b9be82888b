package io.github.progresstracker.internal;

import org.jspecify.annotations.Nullable;

/**
 * What holds for a tracker because of itself or anything above it.
 *
 * @param paused whether it is
 * @param stopRequested whether somebody wants it to stop
 * @param longestWait the announced wait that will last longest, or null
 */
record Situation(boolean paused, boolean stopRequested, @Nullable Wait longestWait) {

  static final Situation FREE = new Situation(false, false, null);

  boolean isHeldUp() {
    return paused || longestWait != null;
  }
}
