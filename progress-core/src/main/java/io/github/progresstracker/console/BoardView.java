package io.github.progresstracker.console;

import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressSnapshot;
import java.util.List;

/** A box with a row for each of many jobs, or of the parts of one. */
final class BoardView {

  private static final int PERCENT = 7;
  private static final int SHORTEST_NAME = 10;

  private final Canvas canvas;
  private final Words words;
  private final List<String> rows;

  BoardView(Canvas canvas, Words words, List<String> rows) {
    this.canvas = canvas;
    this.words = words;
    this.rows = rows;
  }

  void add(List<ProgressSnapshot> jobs, int most) {
    boolean single = jobs.size() == 1 && !jobs.get(0).children().isEmpty();
    List<ProgressSnapshot> lines = Entry.byUrgency(single ? jobs.get(0).children() : jobs);
    Health worst = Health.of(lines.get(0));
    Box box = new Box(canvas, rows);
    String title = single ? jobs.get(0).name() : "Progress";
    box.top(worst, canvas.paintOf(worst, null), title, lines.size() + " active");
    int room = Math.max(1, most - 2 - (single ? 2 : 0));
    int shown = lines.size() > room ? Math.max(1, room - 1) : lines.size();
    String[] tails = tails(lines, shown);
    int name = nameWidth(lines.subList(0, shown), box.inner() / 3);
    int tail = Math.min(widest(tails), box.inner() / 2);
    for (int i = 0; i < shown; i++) {
      line(box, lines.get(i), name, tails[i], tail);
    }
    if (shown < lines.size()) {
      box.begin()
          .add(Paint.DIM, canvas.glyphs().more() + " and " + (lines.size() - shown) + " more");
      box.end();
    }
    if (single) {
      overall(box, jobs.get(0), name, tail);
    }
    box.bottom();
  }

  private int nameWidth(List<ProgressSnapshot> lines, int most) {
    int width = SHORTEST_NAME;
    for (ProgressSnapshot line : lines) {
      width = Math.max(width, canvas.widthOf(line.name()));
    }
    return Math.min(width, most);
  }

  private String[] tails(List<ProgressSnapshot> lines, int shown) {
    String[] tails = new String[shown];
    for (int i = 0; i < shown; i++) {
      tails[i] = tail(lines.get(i));
    }
    return tails;
  }

  private static int widest(String[] texts) {
    int width = 0;
    for (String text : texts) {
      width = Math.max(width, text.length());
    }
    return width;
  }

  private void overall(Box box, ProgressSnapshot job, int name, int tail) {
    box.begin().add(Paint.DIM, canvas.glyphs().horizontal().repeat(box.inner()));
    box.end();
    line(box, job, name, tail(job), tail);
  }

  private void line(Box box, ProgressSnapshot tracker, int name, String tail, int tailWidth) {
    Health health = Health.of(tracker);
    box.begin().add(canvas.paintOf(health, tracker.percent()), health.glyph(canvas.glyphs()));
    int nameEnd = canvas.column() + 1 + name;
    canvas.add(" ").foreign(tracker.name(), name).padTo(nameEnd).space(2);
    int behind = 2 + PERCENT + 2 + tailWidth;
    int bar = Math.min(Bar.WIDEST, canvas.left() - behind);
    if (bar >= Bar.NARROWEST) {
      Bar.draw(canvas, tracker, health, bar);
      canvas.space(2);
    }
    canvas.percent(tracker.percent(), PERCENT).space(2);
    if (health == Health.RUNNING) {
      canvas.add(tail);
    } else {
      canvas.paint(health.paint()).foreign(tail, canvas.left()).plain();
    }
    box.end();
  }

  /** Its place among its like, or how much of it is done; in trouble, the trouble. */
  private String tail(ProgressSnapshot tracker) {
    Health health = Health.of(tracker);
    if (health == Health.WAITING) {
      Words.Status status = words.status(tracker);
      boolean fits = 2 * status.width() < Math.min(canvas.columns(), Box.WIDEST);
      return fits ? ProgressFormat.singleLine(status.foreign(), 20) + status.own() : status.brief();
    }
    String counts =
        tracker.step() != null
            ? tracker.step().number() + "/" + tracker.step().count()
            : Words.compactCounts(tracker);
    return health == Health.RUNNING ? counts : counts + ", " + health.word();
  }
}
