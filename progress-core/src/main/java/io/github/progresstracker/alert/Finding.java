package io.github.progresstracker.alert;

import java.util.Objects;

/**
 * What a rule sees at one look.
 *
 * @param severity how bad it is; an alert takes a higher one over and keeps it until it is cleared
 * @param category what it is about
 * @param message what is wrong, with the numbers, for people; without a full stop at the end
 * @param advice what to do about it, for people; without a full stop at the end
 * @see AlertRule
 */
public record Finding(
    AlertSeverity severity, AlertCategory category, String message, String advice) {

  /**
   * Checks that nothing is missing.
   *
   * @param severity how bad it is
   * @param category what it is about
   * @param message what is wrong
   * @param advice what to do about it
   */
  public Finding {
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(category, "category");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(advice, "advice");
  }

  /**
   * Something that is good to know.
   *
   * @param category what it is about
   * @param message what is so
   * @param advice what to do about it
   * @return the finding
   */
  public static Finding info(AlertCategory category, String message, String advice) {
    return new Finding(AlertSeverity.INFO, category, message, advice);
  }

  /**
   * Something that is worth a look.
   *
   * @param category what it is about
   * @param message what is wrong
   * @param advice what to do about it
   * @return the finding
   */
  public static Finding warning(AlertCategory category, String message, String advice) {
    return new Finding(AlertSeverity.WARNING, category, message, advice);
  }

  /**
   * Something that somebody should act on now.
   *
   * @param category what it is about
   * @param message what is wrong
   * @param advice what to do about it
   * @return the finding
   */
  public static Finding critical(AlertCategory category, String message, String advice) {
    return new Finding(AlertSeverity.CRITICAL, category, message, advice);
  }
}
