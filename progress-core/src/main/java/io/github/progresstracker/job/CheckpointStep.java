package io.github.progresstracker.job;

import java.util.Objects;

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
 */
public record CheckpointStep(JobId job, String part, long token, String state, JobTotals more) {

  /** Longest state. */
  public static final int LONGEST_STATE = 1_000_000;

  /**
   * Checks what a store could not keep.
   *
   * @param job the job
   * @param part which part of it
   * @param token the fencing token
   * @param state in the words of the host
   * @param more what has been done since
   * @throws IllegalArgumentException if the token is negative, the part blank, the state too long,
   *     or a text not storable
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
  }
}
