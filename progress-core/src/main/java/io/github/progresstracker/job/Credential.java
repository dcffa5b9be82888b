package io.github.progresstracker.job;

import java.util.Locale;

/**
 * What a writer has said of its access to what it works on.
 *
 * @see JobState
 */
public enum Credential {
  /** Access was lost; the work is paused. */
  EXPIRED,
  /** Somebody is renewing it; the work is paused still. */
  RENEWING,
  /** It works again. */
  VALID;

  /**
   * The word for it in JSON and in a database.
   *
   * @return such as {@code expired}
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The state of that word.
   *
   * @param word such as {@code expired}
   * @return the state
   * @throws IllegalArgumentException if there is none
   */
  public static Credential of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
