package io.github.progresstracker.console;

import io.github.progresstracker.ProgressSnapshot;
import java.util.List;

/** One row for each job: name, bar, percentage, counts, the part at work, speed and end. */
final class CompactView {

  private static final int NAME = 20;
  private static final int BAR = 16;
  private static final int SIGN = 2;
  private static final int PERCENT = 7;
  private static final int BESIDE_NAME = SIGN + 1 + PERCENT;

  private final Canvas canvas;
  private final Words words;
  private final List<String> rows;

  CompactView(Canvas canvas, Words words, List<String> rows) {
    this.canvas = canvas;
    this.words = words;
    this.rows = rows;
  }

  void add(List<ProgressSnapshot> jobs, int most) {
    List<ProgressSnapshot> lines = Entry.byUrgency(jobs);
    int shown = lines.size() > most ? most - 1 : lines.size();
    int name = 1;
    for (ProgressSnapshot job : lines.subList(0, shown)) {
      name = Math.max(name, canvas.widthOf(job.name()));
    }
    for (ProgressSnapshot job : lines.subList(0, shown)) {
      line(job, Math.min(name, Math.min(NAME, Math.max(1, canvas.columns() - BESIDE_NAME))));
    }
    if (shown < lines.size()) {
      String more = canvas.glyphs().more() + " and " + (lines.size() - shown) + " more";
      rows.add(canvas.add(Paint.DIM, more).end());
    }
  }

  private void line(ProgressSnapshot job, int name) {
    Health health = Health.of(job);
    canvas.add(canvas.paintOf(health, job.percent()), health.glyph(canvas.glyphs())).add(" ");
    canvas.paint(Paint.BOLD).foreign(job.name(), name).plain().padTo(SIGN + name + 1);
    if (canvas.left() >= 3 * BAR) {
      Bar.draw(canvas, job, health, BAR);
      canvas.add(" ");
    }
    canvas.right(job.percent() == null ? Words.compactCounts(job) : words.percent(job), PERCENT);
    Words.Status status = words.status(job);
    String separator = canvas.glyphs().separator();
    int end = separator.length() + status.width();
    boolean brief = end > canvas.left() - (job.percent() == null ? 0 : BAR);
    end = brief ? separator.length() + status.brief().length() : end;
    numbers(job, health, end);
    if (canvas.left() >= end) {
      end(health, status, brief);
    }
    rows.add(canvas.end());
  }

  /** What there is room for besides the end. */
  private void numbers(ProgressSnapshot job, Health health, int end) {
    if (job.percent() != null) {
      part(" (" + Words.compactCounts(job) + ")", end, false);
    }
    ProgressSnapshot part = CardView.active(job);
    if (part != null && part.step() != null) {
      part(part.step().number() + "/" + part.step().count(), end, true);
    }
    if (part != null) {
      part(Words.compactCounts(part), end, true);
    }
    part(health == Health.WAITING ? "" : words.rate(job), end, true);
  }

  private void end(Health health, Words.Status status, boolean brief) {
    canvas.add(Paint.DIM, canvas.glyphs().separator());
    boolean stands = health == Health.WAITING || health == Health.STALLED;
    if (stands) {
      canvas.paint(health.paint());
    }
    if (brief) {
      canvas.add(status.brief());
    } else {
      status.draw(canvas);
    }
    if (stands) {
      canvas.plain();
    }
  }

  /** Adds a piece if the whole of it fits and leaves enough behind it. */
  private void part(String text, int behind, boolean separated) {
    String separator = separated ? canvas.glyphs().separator() : "";
    if (!text.isEmpty() && canvas.left() >= separator.length() + text.length() + behind) {
      canvas.add(Paint.DIM, separator).add(text);
    }
  }
}
