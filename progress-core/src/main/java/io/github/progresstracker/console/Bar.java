package io.github.progresstracker.console;

import io.github.progresstracker.ProgressSnapshot;

/** A bar; of a tracker whose total nobody knows, a piece of bar that moves while work is done. */
final class Bar {

  /** A narrower one tells nothing. */
  static final int NARROWEST = 5;

  /** A wider one tells no more. */
  static final int WIDEST = 50;

  private static final long STEP_MILLIS = 250;

  private Bar() {}

  static void draw(Canvas canvas, ProgressSnapshot tracker, Health health, int cells) {
    Glyphs glyphs = canvas.glyphs();
    int inner = cells - glyphs.barStart().length() - glyphs.barEnd().length();
    Double percent = tracker.percent();
    Paint paint = canvas.paintOf(health, percent);
    canvas.add(glyphs.barStart());
    if (percent == null || percent.isNaN()) {
      wandering(canvas, tracker, paint, inner);
    } else {
      filled(canvas, percent, paint, inner);
    }
    canvas.add(glyphs.barEnd());
  }

  /** Cut, never rounded up: it is full only at 100 percent. */
  private static void filled(Canvas canvas, double percent, Paint paint, int cells) {
    Glyphs glyphs = canvas.glyphs();
    int halves = (int) (Math.min(100, Math.max(0, percent)) / 100 * 2 * cells);
    int full = halves / 2;
    boolean half = halves % 2 == 1 && !glyphs.half().isEmpty();
    canvas.paint(paint).repeat(glyphs.full(), full).add(half ? glyphs.half() : "").plain();
    rest(canvas, cells - full - (half ? 1 : 0));
  }

  private static void wandering(Canvas canvas, ProgressSnapshot tracker, Paint paint, int cells) {
    int piece = Math.max(1, cells / 4);
    int way = Math.max(1, cells - piece);
    long step = tracker.active().toMillis() / STEP_MILLIS % (2L * way);
    int before = (int) (step < way ? step : 2L * way - step);
    boolean works = tracker.done() > tracker.offset() && !tracker.state().isFinal();
    rest(canvas, works ? before : cells);
    if (works) {
      canvas.paint(paint).repeat(canvas.glyphs().full(), piece).plain();
      rest(canvas, cells - piece - before);
    }
  }

  private static void rest(Canvas canvas, int cells) {
    canvas.paint(Paint.DIM).repeat(canvas.glyphs().rest(), cells).plain();
  }
}
