package io.github.progresstracker.job;

import io.github.progresstracker.ProgressTracker;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tracker whose job is kept in a {@link JobStore}, where other processes see it, add to it, and
 * ask it to pause or to stop.
 *
 * <pre>{@code
 * try (JobTracker job = registry.resume(JobId.of("import:catalog-7"))) {
 *   int next = job.resumedFrom().map(last -> Integer.parseInt(last.state())).orElse(0);
 *   while (next < files.size()) {
 *     job.throwIfStopRequested();
 *     Files.readString(files.get(next));
 *     next++;
 *     job.checkpoint(Integer.toString(next), 1);          // counts the unit as well
 *   }
 *   job.complete();
 * }
 * }</pre>
 *
 * <p>What it counts is reported as one writer's share of the job; {@link #snapshot()} shows this
 * share, {@link JobStore#find} the whole.
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
   * connection.setAutoCommit(false);
   * try (Statement insert = connection.createStatement()) {
   *   int rows = insert.executeUpdate("INSERT INTO archive SELECT * FROM inbox WHERE page = 12");
   *   job.checkpoint(postgres.checkpoints().in(connection), "page 12", rows);
   * }
   * connection.commit();
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

  /**
   * Says how far a part of the job has come in all, whoever has worked on it. Where parts go from
   * one writer to another, no writer can know the sum of the job; so from the first call on it is
   * the sum over the parts, as the last holder of each has said. What this tracker itself counts is
   * for those who look at it here.
   *
   * <p>Kept to be written within the next seconds, the newest of each part. A count that a crash
   * has taken is made good by the next one, so say how far a part is as soon as you hold it. Never
   * waits, and throws nothing of the store's.
   *
   * @param part its name within the job
   * @param token the fencing token of the lease on the part, {@code >= 0}: with a lower one than
   *     another holder's nothing is changed
   * @param done units done of the part in all, {@code >= 0}
   * @param total units it has in all, or null if unknown
   * @throws IllegalArgumentException if the name cannot be kept or a number is negative
   * @see PartCount
   */
  void countPart(String part, long token, long done, @Nullable Long total);
}
