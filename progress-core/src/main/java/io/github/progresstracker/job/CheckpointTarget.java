package io.github.progresstracker.job;

/**
 * Where a checkpoint is written: a {@linkplain CheckpointStore store}, or the host's own
 * transaction, so that work and checkpoint are there together or not at all.
 *
 * @see CheckpointStore
 */
@FunctionalInterface
public interface CheckpointTarget {

  /**
   * Writes a step.
   *
   * @param step what has been done since the last one, and from where to go on
   * @return what has been done in all, this step included
   * @throws LeaseLostException if somebody with a higher token has claimed the checkpoint; in a
   *     transaction of the host's, let it roll back
   * @throws Exception if it cannot be written
   */
  JobTotals add(CheckpointStep step) throws Exception;
}
