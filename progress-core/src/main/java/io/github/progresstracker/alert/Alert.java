package io.github.progresstracker.alert;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with a tracker, from the time it was noticed until it is over.
 *
 * <pre>{@code
 * for (Alert alert : registry.alerts()) {
 *   if (alert.severity() == AlertSeverity.CRITICAL) {
 *     System.out.println(alert.message() + ". " + alert.advice());
 *     registry.dismissAlert(alert.id());
 *   }
 * }
 * }</pre>
 *
 * @param id unique for ever
 * @param rule name of the rule that noticed it, such as {@code stalled}
 * @param trackerId the tracker concerned
 * @param severity how bad it is
 * @param category what it is about
 * @param message what is wrong, with the numbers, for people
 * @param advice what to do about it, for people
 * @param raisedAt when it was raised
 * @param dismissedAt when somebody said that they know, or null; it then stays until it is over and
 *     is not shown
 */
public record Alert(
    String id,
    String rule,
    String trackerId,
    AlertSeverity severity,
    AlertCategory category,
    String message,
    String advice,
    Instant raisedAt,
    @Nullable Instant dismissedAt) {

  /**
   * Whether somebody said that they know.
   *
   * @return true from the dismissal on
   */
  public boolean isDismissed() {
    return dismissedAt != null;
  }
}
