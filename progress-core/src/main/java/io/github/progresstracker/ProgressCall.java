package io.github.progresstracker;

import org.jspecify.annotations.Nullable;

/**
 * Work that tells a tracker how far it is, and has a result.
 *
 * @param <R> what the result is
 * @param <X> the checked exception it throws, if any
 */
@FunctionalInterface
public interface ProgressCall<R extends @Nullable Object, X extends Exception> {

  /**
   * Does the work.
   *
   * @param tracker to count on; it is ended by the caller, and need not be ended here
   * @return the result
   * @throws X if the work fails
   */
  R call(ProgressTracker tracker) throws X;
}
