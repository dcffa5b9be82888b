package io.github.progresstracker;

import org.jspecify.annotations.Nullable;

/**
 * Elements that are a job: going through them once is the whole of it. It began when the elements
 * were {@linkplain ProgressRegistry#wrap(String, Iterable) wrapped} and completes when an iterator,
 * or all parts of a spliterator, has come to its end.
 *
 * <p>A loop that is left early cannot be seen from here. Where that can happen, by an exception or
 * a {@code break}, close it:
 *
 * <pre>{@code
 * try (ProgressIterable<Path> job = registry.wrap("clean up", files)) {
 *   for (Path file : job) {
 *     Files.delete(file);
 *   }
 * }
 * }</pre>
 *
 * @param <T> what the elements are
 */
public interface ProgressIterable<T extends @Nullable Object> extends Iterable<T>, AutoCloseable {

  /**
   * The job, for what the loop has to tell besides, such as {@link ProgressTracker#countFailed}.
   * The elements are counted already.
   *
   * @return the job's tracker
   */
  ProgressTracker tracker();

  /**
   * Ends the job as {@link TrackerState#ABANDONED} unless it has ended already. Iteration goes on.
   * Idempotent.
   */
  @Override
  void close();
}
