package io.github.progresstracker.console;

/**
 * What colours mean. Whatever is said by colour is also said by a sign or a word.
 *
 * @see ConsoleSink
 */
public enum ColorScheme {
  /**
   * How the work is: cyan while it runs, green when it is complete, yellow when it waits, stalls or
   * has an alert, red when it fails.
   */
  HEALTH,
  /**
   * How far it is: red below 25 percent, yellow below 75, green from there on. A healthy job that
   * has just begun is red, too, which is why this is not the default. What fails is red anyway.
   */
  TIERS,
  /** No colours. */
  NONE
}
