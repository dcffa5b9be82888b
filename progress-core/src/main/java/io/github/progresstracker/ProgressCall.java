package io.github.progresstracker;

import org.jspecify.annotations.Nullable;

/**
 * Work that tells a tracker how far it is, and has a result.
 *
 * <pre>{@code
 * ProgressCall<Long, IOException> body = job -> {
 *   long bytes = 0;
 *   for (Path file : job.wrap(files)) {
 *     bytes += Files.size(file);
 *   }
 *   return bytes;
 * };
 * long bytes = registry.call("measure", body);
 * }</pre>
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
