package io.github.progresstracker;

/**
 * Work that tells a tracker how far it is.
 *
 * <pre>{@code
 * ProgressBody<IOException> body = job -> {
 *   for (Path file : job.wrap(files)) {
 *     Files.delete(file);
 *   }
 * };
 * registry.run(TrackerSpec.named("clean up").total(files.size()), body);
 * }</pre>
 *
 * @param <X> the checked exception it throws, if any
 */
@FunctionalInterface
public interface ProgressBody<X extends Exception> {

  /**
   * Does the work.
   *
   * @param tracker to count on; it is ended by the caller, and need not be ended here
   * @throws X if the work fails
   */
  void run(ProgressTracker tracker) throws X;
}
