package io.github.progresstracker.console;

import io.github.progresstracker.ProgressSnapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * Snapshots as rows of a terminal: a pure function, the same input always makes the same rows. It
 * is what {@link ConsoleSink} shows, for hosts that have a screen of their own to put it on.
 *
 * <pre>{@code
 * FrameStyle style = FrameStyle.plain(ConsoleView.TABLE, new TerminalSize(100, 30));
 * for (String row : ProgressFrame.of(registry.active(), style)) {
 *   System.out.println(row);
 * }
 * }</pre>
 *
 * <p>No row is wider than the terminal. Names and other texts of the host are made harmless: no
 * control character in them gets through. The only escape sequences in a row are colours, and,
 * behind a text of which terminals do not agree how wide it is, one that erases the rest of the row
 * and one that sets the column.
 */
public final class ProgressFrame {

  private ProgressFrame() {}

  /**
   * Draws jobs that are going on.
   *
   * @param jobs their snapshots; those in trouble are shown first, else in this order
   * @param style how it is to look
   * @return the rows from top to bottom; none if there is no job, and none for {@link
   *     ConsoleView#LINES} and {@link ConsoleView#OFF}
   */
  public static List<String> of(List<ProgressSnapshot> jobs, FrameStyle style) {
    if (jobs.isEmpty()) {
      return List.of();
    }
    List<String> rows = new ArrayList<>();
    Canvas canvas = new Canvas(style);
    Words words = new Words(style);
    switch (boxless(style)) {
      case AUTO -> new RowView(canvas, words, rows).add(jobs, style.mostRows());
      case COMPACT, FEED -> new CompactView(canvas, words, rows).add(jobs, style.mostRows());
      case BOARD -> new BoardView(canvas, words, rows).add(jobs, style.mostRows());
      case CARD, TABLE -> addBox(canvas, words, rows, jobs, style);
      case LINES, OFF -> {}
    }
    return rows;
  }

  /** A box that is too narrow for what is in it is none. */
  private static ConsoleView boxless(FrameStyle style) {
    return switch (style.view()) {
      case CARD, TABLE, BOARD ->
          style.size().columns() < Box.NARROWEST ? ConsoleView.AUTO : style.view();
      default -> style.view();
    };
  }

  /** The most urgent job in a box, the others below; without room for the box, all in rows. */
  private static void addBox(
      Canvas canvas,
      Words words,
      List<String> rows,
      List<ProgressSnapshot> jobs,
      FrameStyle style) {
    List<ProgressSnapshot> sorted = Entry.byUrgency(jobs);
    CardView card = new CardView(canvas, words, rows, sorted.get(0));
    if (style.view() == ConsoleView.CARD) {
      card.card();
    } else {
      card.table();
    }
    int room = style.size().rows() * 3 / 4;
    if (rows.size() > room) {
      rows.clear();
      new RowView(canvas, words, rows).add(jobs, style.mostRows());
    } else if (sorted.size() > 1 && rows.size() < room) {
      List<ProgressSnapshot> others = sorted.subList(1, sorted.size());
      new CompactView(canvas, words, rows).add(others, room - rows.size());
    }
  }
}
