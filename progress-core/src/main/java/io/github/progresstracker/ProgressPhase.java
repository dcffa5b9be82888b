package io.github.progresstracker;

/**
 * A phase of a tracker, with a count of its own. The rules of {@link ProgressTracker} about threads
 * and cost hold here too.
 *
 * <pre>{@code
 * try (ProgressPhase phase = tracker.phase("scan", files.size())) {
 *   for (Path file : files) {
 *     Files.readString(file);
 *     phase.advance(1);
 *   }
 * }
 * }</pre>
 */
public interface ProgressPhase extends AutoCloseable {

  /**
   * The name given at the beginning.
   *
   * @return the name
   */
  String name();

  /**
   * Counts units of this phase as done.
   *
   * @param units how many, {@code >= 0}
   * @throws IllegalArgumentException if {@code units} is negative
   */
  void advance(long units);

  /**
   * Says how much of this phase is done in all, a resume offset included; lower values than before
   * change nothing.
   *
   * @param done units of work done, {@code >= 0}
   * @throws IllegalArgumentException if {@code done} is negative
   */
  void updateProgress(long done);

  /** Ends the phase. Idempotent. */
  @Override
  void close();
}
