package io.github.progresstracker.console;

/**
 * What progress looks like. All but {@link #LINES} and {@link #OFF} need a terminal, and are lines
 * where there is none.
 *
 * @see ConsoleSink
 */
public enum ConsoleView {
  /** A row for each job and each of its parts, indented by what belongs to what. */
  AUTO,
  /**
   * The job at work in a box, with its current part, speed, end and phase; others in a row each.
   */
  CARD,
  /** One row for each job, with the numbers of its current part. */
  COMPACT,
  /** Everything that is known of the job at work, in a table. */
  TABLE,
  /** What happens, as lines that stay, and a row for each job below them. */
  FEED,
  /** A box with a row for each job, or for each part if there is only one job. */
  BOARD,
  /** A line of {@code key=value} pairs now and then, as for a log. */
  LINES,
  /** Nothing. */
  OFF
}
