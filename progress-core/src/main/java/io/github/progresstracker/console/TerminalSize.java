package io.github.progresstracker.console;

/**
 * How much fits on a terminal.
 *
 * @param columns cells in a row, {@code >= 1}
 * @param rows rows, {@code >= 1}
 * @see ProgressFrame
 */
public record TerminalSize(int columns, int rows) {

  /** What a terminal has that does not say. */
  public static final TerminalSize USUAL = new TerminalSize(80, 24);

  /**
   * Checks the values.
   *
   * @param columns cells in a row
   * @param rows rows
   * @throws IllegalArgumentException if one of them is not positive
   */
  public TerminalSize {
    if (columns < 1 || rows < 1) {
      throw new IllegalArgumentException(
          "a terminal has at least one column and row, was " + columns + " x " + rows);
    }
  }
}
