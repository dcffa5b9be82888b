package io.github.progresstracker.console;

import java.util.List;

/** A frame of lines with a title, filled row by row. */
final class Box {

  /** A narrower one has no room for what is in it. */
  static final int NARROWEST = 36;

  static final int WIDEST = 84;

  private final Canvas canvas;
  private final List<String> rows;
  private final int width;

  Box(Canvas canvas, List<String> rows) {
    this.canvas = canvas;
    this.rows = rows;
    this.width = Math.min(WIDEST, canvas.columns());
  }

  /** Cells between the sides. */
  int inner() {
    return width - 4;
  }

  /** The upper edge with a sign and a name on the left and a word on the right. */
  void top(Health health, Paint paint, String title, String word) {
    Glyphs glyphs = canvas.glyphs();
    edge(glyphs.corners().charAt(0)).add(glyphs.horizontal()).add(" ");
    canvas.paint(paint).add(health.glyph(glyphs)).plain().add(" ");
    canvas.paint(Paint.BOLD).foreign(title, width - canvas.column() - word.length() - 6).plain();
    canvas.add(" ").paint(Paint.DIM);
    canvas.repeat(glyphs.horizontal(), width - canvas.column() - word.length() - 4).plain();
    canvas.add(" ").paint(paint).add(word).plain().add(" ");
    canvas.add(Paint.DIM, glyphs.horizontal());
    endRow(glyphs.corners().charAt(1));
  }

  /** Begins a row; the caller adds to the canvas what fits and ends it. */
  Canvas begin() {
    return canvas.add(Paint.DIM, canvas.glyphs().vertical()).add(" ").limit(width - 2);
  }

  void end() {
    canvas.padTo(width - 2).limit(canvas.columns()).add(" ");
    canvas.add(Paint.DIM, canvas.glyphs().vertical());
    rows.add(canvas.end());
  }

  void bottom() {
    Glyphs glyphs = canvas.glyphs();
    edge(glyphs.corners().charAt(2)).repeat(glyphs.horizontal(), width - 2);
    endRow(glyphs.corners().charAt(3));
  }

  private Canvas edge(char corner) {
    return canvas.paint(Paint.DIM).add(corner);
  }

  private void endRow(char corner) {
    canvas.paint(Paint.DIM).add(corner).plain();
    rows.add(canvas.end());
  }
}
