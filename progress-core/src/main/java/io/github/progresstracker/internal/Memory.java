package io.github.progresstracker.internal;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Goes on when there is memory again. A sink that takes all of it takes it from every thread; what
 * must not be lost then is tried again a moment later, for about a second.
 */
final class Memory {

  private static final int MOST_TRIES = 200;
  private static final long A_MOMENT_NANOS = 5_000_000;

  private Memory() {}

  /** Does something that goes on where it was when it is called again. */
  static <T> T patiently(Supplier<T> action) {
    for (int tries = 1; ; tries++) {
      try {
        return action.get();
      } catch (OutOfMemoryError e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
        LockSupport.parkNanos(A_MOMENT_NANOS);
      }
    }
  }
}
