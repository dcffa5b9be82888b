package io.github.progresstracker.job;

import io.github.progresstracker.ProgressClock;
import java.util.Optional;

/**
 * Keeps checkpoints. All methods may be called by any thread.
 *
 * <pre>{@code
 * CheckpointStore checkpoints = CheckpointStore.inMemory(ProgressClock.system());
 * JobId job = JobId.of("import:catalog-7");
 * long token = 1;                                         // of the lease on the job
 * Checkpoint last = checkpoints.claim(job, Checkpoint.WHOLE, token);
 * CheckpointTarget target = checkpoints;
 * try {
 *   target.add(new CheckpointStep(job, Checkpoint.WHOLE, token, "page 12", JobTotals.of(250)));
 * } catch (LeaseLostException e) {
 *   log.warn("somebody else has taken over after {}", last.state());
 * }
 * }</pre>
 */
public interface CheckpointStore extends CheckpointTarget {

  /**
   * Reads a checkpoint and makes it this one's: from now on nobody with a lower token can write it.
   *
   * @param job the job
   * @param part which part of it
   * @param token the fencing token of who wants to go on
   * @return from where to go on; with an empty state and no counts if nothing has been written
   * @throws LeaseLostException if somebody with a higher token has claimed it
   * @throws Exception if the store cannot be reached
   */
  Checkpoint claim(JobId job, String part, long token) throws Exception;

  /**
   * Looks at a checkpoint.
   *
   * @param job the job
   * @param part which part of it
   * @return the checkpoint; empty if it was neither claimed nor written
   * @throws Exception if the store cannot be reached
   */
  Optional<Checkpoint> find(JobId job, String part) throws Exception;

  /**
   * Keeps checkpoints until the process ends.
   *
   * @param clock the store's time
   * @return a new store
   */
  static CheckpointStore inMemory(ProgressClock clock) {
    return new InMemoryCheckpoints(clock);
  }
}
