package io.github.progresstracker.job;

import java.util.Locale;

/**
 * What somebody outside wants a job to do.
 *
 * @see JobStore
 */
public enum JobControl {
  /** Hold on at the next safe point. */
  PAUSE,
  /** Go on. */
  RESUME,
  /** End at the next safe point. */
  STOP;

  /**
   * The word for it in JSON and in a database.
   *
   * @return such as {@code pause}
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The request of that word.
   *
   * @param word such as {@code pause}
   * @return the request
   * @throws IllegalArgumentException if there is none
   */
  public static JobControl of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
