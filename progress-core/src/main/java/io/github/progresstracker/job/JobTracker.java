package io.github.progresstracker.job;

import io.github.progresstracker.ProgressTracker;
import java.util.Optional;

/**
 * A tracker whose job is kept in a {@link JobStore}, where other processes see it, add to it, and
 * ask it to pause or to stop.
 *
 * <p>What it counts is reported as one writer's part of the job; {@link #snapshot()} shows this
 * part, {@link JobStore#find} the whole.
 *
 * <p>{@link #throwIfStopRequested()}, on this tracker and on every part of it, is the safe point at
 * which wishes from outside are obeyed: it waits while somebody wants the job to pause, the time
 * counting as paused, and throws if somebody wants it to stop. {@link
 * io.github.progresstracker.ProgressRegistry#stop} and requests of the store come to the same.
 */
public interface JobTracker extends ProgressTracker {

  /**
   * The job.
   *
   * @return its id for all processes
   */
  JobId jobId();

  /**
   * Who works on it here.
   *
   * @return the writer whose part of the job this is
   */
  WriterId writerId();

  /**
   * Which life of the writer this is.
   *
   * @return higher than that of any before; the fencing token of a job that was resumed
   */
  long epoch();

  /**
   * From where it goes on.
   *
   * @return the checkpoint at which it was resumed; empty if it was not, or if there was none
   */
  Optional<Checkpoint> resumedFrom();

  /**
   * Writes a checkpoint together with the work, and counts the work: the checkpoint knows best what
   * is done, so should the transaction roll back the count is right again with the next one.
   *
   * <pre>{@code
   * jdbi.useTransaction(h -> {
   *   store(h, page);
   *   job.checkpoint(checkpoints.in(h.getConnection()), page.lastId(), page.size());
   * });
   * }</pre>
   *
   * @param target the host's transaction, or a store
   * @param state from where to go on, in the words of the host
   * @param units what has been done since the last checkpoint, {@code >= 0}; do not count it again
   * @throws IllegalStateException if the job was not {@linkplain
   *     io.github.progresstracker.ProgressRegistry#resume(JobId) resumed}
   * @throws IllegalArgumentException if the state cannot be kept or {@code units} is negative
   * @throws LeaseLostException if somebody else has taken the job over; let the transaction roll
   *     back and end
   * @throws Exception if it cannot be written
   */
  void checkpoint(CheckpointTarget target, String state, long units) throws Exception;

  /**
   * Keeps a checkpoint to be written within the next seconds, the newest if there are several, and
   * counts the work. After a crash the job goes on at the last one that was written: what was done
   * since is done again. Never waits, and throws nothing of the store's.
   *
   * @param state from where to go on, in the words of the host
   * @param units what has been done since the last checkpoint, {@code >= 0}; do not count it again
   * @throws IllegalStateException if the job was not resumed
   * @throws IllegalArgumentException if the state cannot be kept or {@code units} is negative
   */
  void checkpoint(String state, long units);
}
