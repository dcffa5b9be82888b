package io.github.progresstracker.alert;

/**
 * How bad it is.
 *
 * @see Alert
 */
public enum AlertSeverity {
  /** Good to know. */
  INFO,
  /** Worth a look: the work goes on, and not as it should. */
  WARNING,
  /** Somebody should act now. */
  CRITICAL
}
