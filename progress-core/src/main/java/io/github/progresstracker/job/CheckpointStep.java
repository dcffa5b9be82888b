package io.github.progresstracker.job;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The next step of a checkpoint: what has been done since the one before, and from where to go on
 * now.
 *
 * @param job the job
 * @param part which part of it
 * @param token the fencing token of who writes it; 0 where there is no lease
 * @param state in the words of the host, such as a cursor; kept to the letter, at most {@value
 *     #LONGEST_STATE} characters
 * @param more what has been done since the last checkpoint
 * @param estimator what the estimator knows of the run, in words of this library, at most {@value
 *     #LONGEST_ESTIMATOR} characters; null to leave what was written before
 * @see CheckpointStore
 */
public record CheckpointStep(
    JobId job, String part, long token, String state, JobTotals more, @Nullable String estimator) {

  /** Longest state. */
  public static final int LONGEST_STATE = 1_000_000;

  /** Longest words about the estimator. */
  public static final int LONGEST_ESTIMATOR = 10_000;

  /**
   * Checks what a store could not keep.
   *
   * @param job the job
   * @param part which part of it
   * @param token the fencing token
   * @param state in the words of the host
   * @param more what has been done since
   * @param estimator what the estimator knows, or null
   * @throws IllegalArgumentException if the token is negative, the part blank, a text too long or
   *     not storable
   */
  public CheckpointStep {
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(more, "more");
    Ids.checked("part", part);
    JobTotals.requireCount("token", token);
    if (state.length() > LONGEST_STATE) {
      throw new IllegalArgumentException(
          "the state of a checkpoint has at most "
              + LONGEST_STATE
              + " characters, had "
              + state.length()
              + "; keep what is large elsewhere, and its name here");
    }
    Ids.requireStorable("the state of a checkpoint", state);
    if (estimator != null && estimator.length() > LONGEST_ESTIMATOR) {
      throw new IllegalArgumentException(
          "the state of an estimator has at most "
              + LONGEST_ESTIMATOR
              + " characters, had "
              + estimator.length());
    }
    if (estimator != null) {
      Ids.requireStorable("the state of an estimator", estimator);
    }
  }

  /**
   * A step that says nothing of the estimator.
   *
   * @param job the job
   * @param part which part of it
   * @param token the fencing token
   * @param state in the words of the host
   * @param more what has been done since
   * @throws IllegalArgumentException if the token is negative, the part blank, a text too long or
   *     not storable
   */
  public CheckpointStep(JobId job, String part, long token, String state, JobTotals more) {
    this(job, part, token, state, more, null);
  }
}
