package io.github.progresstracker.job;

import java.util.Locale;

/**
 * Where a job, or one writer's part of it, stands in its life.
 *
 * @see JobState
 */
public enum JobStatus {
  /** Begun, and nothing has been reported since. */
  STARTED,
  /** Being worked on. */
  PROCESSING,
  /** Held up until somebody says otherwise. */
  PAUSED,
  /** Done. */
  COMPLETED,
  /** Given up. */
  FAILED;

  /**
   * The word for it in JSON and in a database.
   *
   * @return such as {@code processing}
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The status of that word.
   *
   * @param word such as {@code processing}
   * @return the status
   * @throws IllegalArgumentException if there is none
   */
  public static JobStatus of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /**
   * Whether the work is over.
   *
   * @return true for completed and failed
   */
  public boolean isFinal() {
    return this == COMPLETED || this == FAILED;
  }
}
