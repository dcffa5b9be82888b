package io.github.progresstracker.console;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Rows at the bottom of a terminal that stay where they are while everything else scrolls above
 * them. The terminal itself does the work: a scrolling region (DECSTBM) ends above the rows, so
 * whatever anybody prints, without knowing of us, scrolls there. This class makes the bytes and
 * writes none.
 *
 * <p>All bytes for one frame are one array, to be written at once, with the cursor saved before and
 * restored after: to others the cursor seems never to have moved. Between the rows and the rest is
 * an empty row; the last line of a log does not touch the bar, and after a resize, which makes the
 * terminal forget its region, it gives us a moment's time.
 *
 * <p>What is printed for good goes where the others print, in a line of its own wherever the cursor
 * is: as many blanks as there are columns less one move it to the next line unless it is at the
 * beginning of one.
 */
final class ScrollRegion {

  private static final String ESC = "\u001b";
  private static final String SAVE = ESC + "7";
  private static final String RESTORE = ESC + "8";
  private static final String INDEX = ESC + "D";
  private static final String ERASE_LINE = ESC + "[K";
  private static final String ERASE_BELOW = ESC + "[J";
  private static final String WHOLE_SCREEN = ESC + "[r";
  private static final String BEGIN = ESC + "[?2026h"; // terminals that know it show all at once
  private static final String END = ESC + "[?2026l";
  private static final String NO_WRAP = ESC + "[?7l";
  private static final String WRAP = ESC + "[?7h";
  private static final String PLAIN = ESC + "[m";
  private static final byte[] NOTHING = {};

  /** Rows a host must have left for its own. */
  private static final int LEAST_LEFT = 2;

  private final StringBuilder out = new StringBuilder(1024);
  private TerminalSize size = TerminalSize.USUAL;
  private List<String> shown = List.of();

  /** Rows reserved, the empty one included; 0 while there is no region. */
  private int reserved;

  /**
   * Shows rows, and prints lines for good.
   *
   * @param lines to be printed above the rows
   * @param rows to be shown; none gives the screen back
   * @param now the size of the terminal
   * @return what to write; nothing if nothing has changed
   */
  byte[] show(List<String> lines, List<String> rows, TerminalSize now) {
    List<String> fitting = rows.size() > most(now) ? rows.subList(0, most(now)) : rows;
    if (reserved > 0 && !now.equals(size)) {
      giveBack();
    }
    boolean repaints = reserved == 0 || !fitting.equals(shown);
    size = now;
    if (fitting.isEmpty() && reserved > 0) {
      giveBack();
    } else if (!fitting.isEmpty()) {
      reserve(fitting.size() + 1);
    }
    print(lines);
    if (!fitting.isEmpty() && (repaints || out.length() > 0)) {
      paint(fitting);
    }
    shown = List.copyOf(fitting);
    return take();
  }

  private static int most(TerminalSize size) {
    return Math.max(0, size.rows() - 1 - LEAST_LEFT);
  }

  /**
   * To be written at once when the terminal has changed its size and nobody knows yet to what: what
   * is left of the rows, all below the cursor, goes before somebody prints into it.
   *
   * @return what to write; nothing if there is no region
   */
  byte[] resized() {
    if (reserved == 0) {
      return NOTHING;
    }
    giveBack();
    return take();
  }

  /**
   * Gives the screen back and prints the last lines.
   *
   * @return what to write
   */
  byte[] leave(List<String> lines) {
    if (reserved > 0) {
      giveBack();
    }
    print(lines);
    return take();
  }

  /** The region grows to the whole screen, and what is below the cursor, only ours, goes. */
  private void giveBack() {
    out.append(SAVE).append(WHOLE_SCREEN).append(RESTORE).append(ERASE_BELOW);
    reserved = 0;
  }

  /** Ends the region above as many rows; what is there moves up. */
  private void reserve(int rows) {
    int more = rows - reserved;
    if (more > 0) {
      out.append(INDEX.repeat(more)).append(ESC).append('[').append(more).append('A');
    }
    if (more < 0) {
      out.append(SAVE);
      for (int row = size.rows() - reserved + 1; row <= size.rows() - rows; row++) {
        moveTo(row).append(PLAIN).append(ERASE_LINE);
      }
      out.append(RESTORE);
    }
    if (more != 0) {
      reserved = rows;
      out.append(SAVE);
      region().append(RESTORE);
    }
  }

  private StringBuilder region() {
    return out.append(ESC).append("[1;").append(size.rows() - reserved).append('r');
  }

  private StringBuilder moveTo(int row) {
    return out.append(ESC).append('[').append(row).append(";1H");
  }

  private void print(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (i == 0) {
        out.append(PLAIN).append(" ".repeat(size.columns() - 1)).append('\r').append(ERASE_LINE);
      }
      out.append(lines.get(i)).append("\r\n");
    }
  }

  /** The region is set anew each time, for others may have reset the terminal. */
  private void paint(List<String> rows) {
    out.insert(0, BEGIN).append(SAVE);
    region().append(NO_WRAP);
    moveTo(size.rows() - reserved + 1).append(PLAIN).append(ERASE_LINE);
    int row = size.rows() - rows.size();
    for (String text : rows) {
      moveTo(++row).append(ERASE_LINE).append(text); // after it, the last cell would go, too
    }
    out.append(WRAP).append(RESTORE).append(END);
  }

  private byte[] take() {
    if (out.length() == 0) {
      return NOTHING;
    }
    byte[] bytes = out.toString().getBytes(StandardCharsets.UTF_8);
    out.setLength(0);
    return bytes;
  }
}
