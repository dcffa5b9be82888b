package io.github.progresstracker.internal.spool;

import java.time.Duration;

/**
 * When appended records are forced to the disk. A killed process loses nothing under any policy;
 * the policy decides what a power cut or a crash of the operating system may take.
 *
 * @param longestNanos how long an appended record may stay unforced, in nanoseconds; 0 means that
 *     an append returns when its records are on the disk
 */
public record SyncPolicy(long longestNanos) {

  private static final long NEVER = Long.MAX_VALUE;

  /**
   * Checks the policy.
   *
   * @throws IllegalArgumentException if {@code longestNanos} is negative
   */
  public SyncPolicy {
    if (longestNanos < 0) {
      throw new IllegalArgumentException("longestNanos must be >= 0, was " + longestNanos);
    }
  }

  /**
   * An append returns when its records are on the disk.
   *
   * @return that policy
   */
  public static SyncPolicy everyBatch() {
    return new SyncPolicy(0);
  }

  /**
   * An append forces the disk if the last time was that long ago. No thread looks at the clock in
   * between: an owner that pauses calls {@link Spool#sync()}.
   *
   * @param interval time between two forces, more than zero
   * @return that policy
   * @throws IllegalArgumentException if the interval is zero or negative
   */
  public static SyncPolicy every(Duration interval) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("interval must be > 0, was " + interval);
    }
    boolean centuries = interval.compareTo(Duration.ofNanos(NEVER)) >= 0;
    return new SyncPolicy(centuries ? NEVER : interval.toNanos());
  }

  /**
   * The operating system writes when it likes; only a full segment, {@link Spool#sync()} and {@link
   * Spool#close()} force.
   *
   * @return that policy
   */
  public static SyncPolicy leftToSystem() {
    return new SyncPolicy(NEVER);
  }

  boolean isDue(long nanosSinceLast) {
    return longestNanos != NEVER && nanosSinceLast >= longestNanos;
  }
}
