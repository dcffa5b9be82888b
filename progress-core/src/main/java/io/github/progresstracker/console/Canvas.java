package io.github.progresstracker.console;

import io.github.progresstracker.ProgressFormat;
import org.jspecify.annotations.Nullable;

/**
 * A row in the making: text, and how many cells it takes. One canvas makes all rows of a frame, so
 * a frame costs little more than its texts.
 */
final class Canvas {

  private static final String PLAIN = "\u001b[m";

  /** What the colours of a row take, or some of it. */
  private static final int COLORS = 40;

  /** Longer names are cut before they are measured. */
  private static final int LONGEST_NAME = 500;

  private static final String SPACES = " ".repeat(64);

  private final StringBuilder text;

  /** A number in the making. */
  private final StringBuilder number = new StringBuilder(8);

  private final Glyphs glyphs;
  private final ColorScheme colors;
  private final int columns;
  private int limit;
  private int column;

  Canvas(FrameStyle style) {
    this.glyphs = Glyphs.of(style.unicode());
    this.colors = style.colors();
    this.columns = style.size().columns();
    this.limit = columns;
    this.text = buffer(glyphs, columns + COLORS);
  }

  /** One that has met a glyph before; otherwise it copies itself when the first one comes. */
  private static StringBuilder buffer(Glyphs glyphs, int characters) {
    StringBuilder buffer = new StringBuilder(1).append(glyphs.full());
    buffer.setLength(0);
    buffer.ensureCapacity(characters);
    return buffer;
  }

  Glyphs glyphs() {
    return glyphs;
  }

  int columns() {
    return columns;
  }

  int column() {
    return column;
  }

  int left() {
    return limit - column;
  }

  /** Nothing is added beyond this column until the row ends or another limit is set. */
  Canvas limit(int newLimit) {
    limit = Math.min(columns, newLimit);
    return this;
  }

  /** Adds text of our own: each character takes a cell. What does not fit is cut. */
  Canvas add(String own) {
    int fitting = Math.min(own.length(), Math.max(0, left()));
    text.append(own, 0, fitting);
    column += fitting;
    return this;
  }

  Canvas add(char own) {
    if (left() > 0) {
      text.append(own);
      column++;
    }
    return this;
  }

  Canvas add(Paint paint, String own) {
    paint(paint).add(own);
    return plain();
  }

  Canvas repeat(String own, int times) {
    for (int i = 0; i < times; i++) {
      add(own);
    }
    return this;
  }

  Canvas space(int cells) {
    int fitting = Math.max(0, Math.min(cells, left()));
    for (int added = 0; added < fitting; added += SPACES.length()) {
      text.append(SPACES, 0, Math.min(SPACES.length(), fitting - added));
    }
    column += fitting;
    return this;
  }

  Canvas padTo(int newColumn) {
    return space(newColumn - column);
  }

  /** Adds a part of a text of our own at the right end of a column. */
  Canvas right(StringBuilder own, int start, int end, int cells) {
    space(cells - (end - start));
    int fitting = Math.min(end - start, Math.max(0, left()));
    text.append(own, start, start + fitting);
    column += fitting;
    return this;
  }

  /** Adds a percentage at the right end of a column. */
  Canvas percent(@Nullable Double percent, int cells) {
    if (percent == null || percent.isNaN()) {
      return right(glyphs.unknown(), cells);
    }
    number.setLength(0);
    ProgressFormat.appendPercent(number, percent);
    return right(number, 0, number.length(), cells);
  }

  /** Adds text of our own at the right end of a column. */
  Canvas right(String own, int cells) {
    return space(cells - own.length()).add(own);
  }

  /**
   * Adds foreign text, made harmless and cut to the cells there are. What comes after it is put
   * where it belongs even if the terminal takes the text to be wider or narrower than we do.
   */
  Canvas foreign(String foreign, int most) {
    int cells = Math.min(most, left());
    String safe = safe(foreign);
    int start = text.length();
    int width = DisplayWidth.of(safe);
    if (width <= cells) {
      text.append(safe);
      column += width;
    } else if (cells > 0) {
      int end = DisplayWidth.fittingEnd(safe, cells - glyphs.ellipsis().length());
      text.append(safe, 0, end).append(glyphs.ellipsis());
      column += DisplayWidth.of(text.substring(start));
    }
    settle(start);
    return this;
  }

  /** Cells that foreign text would take if there was room. */
  int widthOf(String foreign) {
    return DisplayWidth.of(safe(foreign));
  }

  private String safe(String foreign) {
    if (isPlain(foreign)) {
      return foreign;
    }
    String safe = ProgressFormat.singleLine(foreign, LONGEST_NAME);
    return glyphs.isUnicode() ? safe : asciiOf(safe);
  }

  /** Printable ASCII is nearly all there is, and needs no copy. */
  private static boolean isPlain(String foreign) {
    if (foreign.length() > LONGEST_NAME) {
      return false;
    }
    for (int at = 0; at < foreign.length(); at++) {
      char c = foreign.charAt(at);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  private static String asciiOf(String text) {
    StringBuilder ascii = new StringBuilder(text.length());
    text.codePoints().forEach(c -> ascii.append(c < 128 ? (char) c : c == '–' ? '-' : '?'));
    return ascii.toString();
  }

  private void settle(int start) {
    String added = isPlain(text, start) ? "" : text.substring(start);
    if (DisplayWidth.isRightToLeft(added)) {
      text.append('\u200e'); // or a terminal that reorders takes the bar and the numbers along
    }
    if (!DisplayWidth.isAgreed(added)) {
      text.append("\u001b[K\u001b[").append(column + 1).append('G');
    }
  }

  private static boolean isPlain(StringBuilder text, int start) {
    for (int at = start; at < text.length(); at++) {
      if (text.charAt(at) > '~') {
        return false;
      }
    }
    return true;
  }

  Canvas paint(Paint paint) {
    text.append(colors == ColorScheme.NONE ? "" : paint.sequence());
    return this;
  }

  Canvas plain() {
    text.append(colors == ColorScheme.NONE ? "" : PLAIN);
    return this;
  }

  /** The colour of a tracker that is so far and so well. */
  Paint paintOf(Health health, @Nullable Double percent) {
    boolean trouble = health == Health.FAILED || health == Health.CRITICAL;
    if (colors != ColorScheme.TIERS || trouble || percent == null) {
      return health.paint();
    }
    return percent < 25 ? Paint.RED : percent < 75 ? Paint.YELLOW : Paint.GREEN;
  }

  /** The row as it is; the canvas is empty again. */
  String end() {
    String row = text.toString();
    text.setLength(0);
    column = 0;
    limit = columns;
    return row;
  }
}
