package io.github.progresstracker.console;

/**
 * Whether progress on standard error moves.
 *
 * @see ConsoleSink
 */
public enum ConsoleMode {
  /**
   * What the surroundings say; if they say nothing, {@link #LIVE} on a terminal and {@link #LINES}
   * elsewhere.
   */
  AUTO,
  /** Rows that move, whether it looks like a terminal or not. */
  LIVE,
  /** A line now and then, as for a log. */
  LINES,
  /** Nothing. */
  OFF
}
