package io.github.progresstracker.console;

import java.time.ZoneId;
import java.util.Objects;

/**
 * How a {@link ProgressFrame} is to look.
 *
 * @param view which of the views; {@link ConsoleView#LINES} and {@link ConsoleView#OFF} have no
 *     frames
 * @param size what there is room for: no row is wider, and a frame takes about half of the rows
 * @param colors what colours mean
 * @param unicode whether the terminal shows more than ASCII
 * @param zone in which clock times are told
 * @see ProgressFrame
 */
public record FrameStyle(
    ConsoleView view, TerminalSize size, ColorScheme colors, boolean unicode, ZoneId zone) {

  /**
   * Checks that nothing is missing.
   *
   * @param view which of the views
   * @param size what there is room for
   * @param colors what colours mean
   * @param unicode whether the terminal shows more than ASCII
   * @param zone in which clock times are told
   */
  public FrameStyle {
    Objects.requireNonNull(view, "view");
    Objects.requireNonNull(size, "size");
    Objects.requireNonNull(colors, "colors");
    Objects.requireNonNull(zone, "zone");
  }

  /**
   * Without colours and with Unicode, in the zone of this machine.
   *
   * @param view which of the views
   * @param size what there is room for
   * @return the style
   */
  public static FrameStyle plain(ConsoleView view, TerminalSize size) {
    return new FrameStyle(view, size, ColorScheme.NONE, true, ZoneId.systemDefault());
  }

  /**
   * The same for another terminal.
   *
   * @param newSize what there is room for
   * @return the style
   */
  public FrameStyle size(TerminalSize newSize) {
    return new FrameStyle(view, newSize, colors, unicode, zone);
  }

  /**
   * The same in another view.
   *
   * @param newView which of the views
   * @return the style
   */
  public FrameStyle view(ConsoleView newView) {
    return new FrameStyle(newView, size, colors, unicode, zone);
  }

  /** Rows that a frame may take: half of them, for the other half is the host's. */
  int mostRows() {
    return Math.max(1, size.rows() / 2);
  }
}
