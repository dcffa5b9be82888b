package io.github.progresstracker.console;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.alert.Alert;
import java.util.ArrayList;
import java.util.List;

/**
 * A row for each tracker: sign, name, bar, percentage, counts, speed, end. The columns stand under
 * each other. On a narrow terminal the bar shrinks and things go one by one, the bar before the
 * text: what is left at last is a name and a percentage.
 */
final class RowView {

  private static final int PERCENT = 7;
  private static final int GAP = 2;
  private static final int SIGN = 2;
  private static final int INDENT = 2;
  private static final int NARROWEST_NAME = 6;

  /** Speeds change from 9.9/s to 10.1/s; the bar must not jump each time. */
  private static final int RATE = 9;

  private static final int STATUS_STEP = 4;

  /** On narrower terminals nobody asks when it will be done: there is no room for it. */
  private static final int FINISH_FROM = 90;

  private final Canvas canvas;
  private final Words words;
  private final List<String> rows;

  /** The counts of all rows, one after the other. */
  private final StringBuilder numbers = new StringBuilder(144);

  RowView(Canvas canvas, Words words, List<String> rows) {
    this.canvas = canvas;
    this.words = words;
    this.rows = rows;
  }

  /**
   * Adds rows for jobs and their parts, at most so many, and says how many there was no room for.
   */
  void add(List<ProgressSnapshot> jobs, int most) {
    int all = Entry.count(jobs);
    int alerts = Math.min(alerts(jobs), Math.max(0, most / 3));
    int room = Math.max(1, most - alerts);
    List<Entry> entries = Entry.tree(jobs, all > room ? Math.max(1, room - 1) : room);
    List<Row> cells = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      cells.add(row(entry));
    }
    Layout layout = Layout.of(cells, canvas.columns());
    int alertsLeft = alerts;
    for (Row row : cells) {
      draw(row, layout);
      alertsLeft -= alertsLeft == 0 ? 0 : addAlerts(row.entry(), alertsLeft);
    }
    if (all > entries.size()) {
      addMore(all - entries.size());
    }
  }

  private void addMore(int count) {
    rows.add(canvas.add(Paint.DIM, canvas.glyphs().more() + " and " + count + " more").end());
  }

  private static int alerts(List<ProgressSnapshot> trackers) {
    int alerts = 0;
    for (int i = 0; i < trackers.size(); i++) { // no iterator: it would be one for each tracker
      List<Alert> raised = trackers.get(i).alerts();
      for (int j = 0; j < raised.size(); j++) {
        alerts += raised.get(j).isDismissed() ? 0 : 1;
      }
      alerts += alerts(trackers.get(i).children());
    }
    return alerts;
  }

  private int addAlerts(Entry entry, int most) {
    int added = 0;
    for (Alert alert : entry.tracker().alerts()) {
      if (!alert.isDismissed() && added < most) {
        canvas.space(SIGN + INDENT * entry.depth());
        addAlert(canvas, alert);
        rows.add(canvas.end());
        added++;
      }
    }
    return added;
  }

  /** Sign, message and, if there is room, advice. */
  static void addAlert(Canvas canvas, Alert alert) {
    Health health =
        switch (alert.severity()) {
          case CRITICAL -> Health.CRITICAL;
          case WARNING -> Health.WARNING;
          case INFO -> Health.RUNNING;
        };
    canvas.paint(health.paint()).add(health.glyph(canvas.glyphs())).add(" ");
    canvas.foreign(alert.message(), canvas.left()).plain();
    if (canvas.left() > alert.advice().length() / 2) {
      canvas.add(". ").paint(Paint.DIM).foreign(alert.advice(), canvas.left()).plain();
    }
  }

  private Row row(Entry entry) {
    ProgressSnapshot tracker = entry.tracker();
    int name = INDENT * entry.depth() + canvas.widthOf(tracker.name());
    if (tracker.phase() != null) {
      name += canvas.glyphs().separator().length() + canvas.widthOf(tracker.phase());
    }
    int start = numbers.length();
    Words.appendCounts(numbers, tracker);
    return new Row(
        entry,
        name,
        start,
        numbers.length(),
        tracker.state() == TrackerState.RUNNING ? words.rate(tracker) : "",
        words.status(tracker),
        entry.depth() == 0 && canvas.columns() >= FINISH_FROM ? words.finish(tracker) : "");
  }

  private void draw(Row row, Layout layout) {
    Entry entry = row.entry();
    Paint paint = canvas.paintOf(entry.health(), entry.tracker().percent());
    canvas.add(paint, entry.health().glyph(canvas.glyphs())).add(" ");
    drawName(entry, layout.name());
    canvas.padTo(SIGN + layout.name());
    if (layout.bar() > 0) {
      Bar.draw(canvas.space(GAP), entry.tracker(), entry.health(), layout.bar());
    }
    if (canvas.left() > PERCENT) {
      drawPercent(row, layout);
    }
    if (layout.counts() > 0 && !row.stands()) {
      drawCounts(row, layout);
    }
    if (layout.status()) {
      drawTail(row, layout);
    }
    rows.add(canvas.end());
  }

  /** What has no percentage has a count in its place, if there is no other place for it. */
  private void drawPercent(Row row, Layout layout) {
    ProgressSnapshot tracker = row.entry().tracker();
    String count =
        tracker.percent() == null && layout.counts() == 0 ? Words.compactCounts(tracker) : "";
    canvas.space(GAP);
    if (count.isEmpty() || count.length() > PERCENT) {
      canvas.percent(tracker.percent(), PERCENT);
    } else {
      canvas.right(count, PERCENT);
    }
  }

  private void drawCounts(Row row, Layout layout) {
    canvas.space(GAP);
    if (layout.compact()) {
      canvas.right(Words.compactCounts(row.entry().tracker()), layout.counts());
    } else {
      canvas.right(numbers, row.countsStart(), row.countsEnd(), layout.counts());
    }
  }

  private void drawName(Entry entry, int cells) {
    ProgressSnapshot tracker = entry.tracker();
    int indent = Math.min(INDENT * entry.depth(), Math.max(0, cells - NARROWEST_NAME));
    canvas.limit(SIGN + cells).space(indent);
    if (entry.depth() == 0) {
      canvas.paint(Paint.BOLD);
    }
    canvas.foreign(tracker.name(), cells).plain();
    if (tracker.phase() != null) {
      canvas.paint(Paint.DIM).add(canvas.glyphs().separator());
      canvas.foreign(tracker.phase(), cells).plain();
    }
    canvas.limit(canvas.columns());
  }

  private void drawTail(Row row, Layout layout) {
    canvas.space(GAP);
    if (layout.rate() > 0 && !row.rate().isEmpty()) {
      canvas.right(row.rate(), layout.rate()).space(GAP);
    }
    if (row.stands()) {
      canvas.paint(row.entry().health().paint());
    }
    if (layout.rate() > 0 || (row.stands() && row.status().width() <= canvas.left())) {
      row.status().draw(canvas);
    } else {
      canvas.add(row.status().brief());
    }
    if (row.stands()) {
      canvas.plain();
    }
    if (layout.finish() && !row.finish().isEmpty()) {
      canvas.paint(Paint.DIM).add(", ").add(row.finish()).plain();
    }
  }

  /** The texts of a row before anybody knows what there is room for. */
  private record Row(
      Entry entry,
      int name,
      int countsStart,
      int countsEnd,
      String rate,
      Words.Status status,
      String finish) {

    /** What stands still says why, and for how long, in the place of counts and speed. */
    boolean stands() {
      return entry.health() == Health.WAITING || entry.health() == Health.STALLED;
    }

    int counts(boolean compact) {
      return compact ? Words.compactCounts(entry.tracker()).length() : countsEnd - countsStart;
    }

    /** Cells behind the percentage. */
    int tail(Detail detail, int counts, int speed) {
      int width = detail.rate() ? status.width() : status.brief().length();
      if (detail.finish() && !finish.isEmpty()) {
        width += 2 + finish.length();
      }
      if (detail.rate() && !rate.isEmpty()) {
        width += speed + GAP;
      }
      return stands() || counts == 0 ? width : width + GAP + counts;
    }
  }

  /** What there is room for; of 0 cells is what is left out. */
  private record Layout(
      int name, int bar, int counts, boolean compact, int rate, boolean status, boolean finish) {

    /** From everything to a name and a percentage; the first that fits is taken. */
    private static final Detail[] DETAILS = {
      new Detail(16, true, false, true, true),
      new Detail(12, true, false, true, false),
      new Detail(12, true, true, true, false),
      new Detail(8, true, true, false, false),
      new Detail(Bar.NARROWEST, false, false, false, false),
      new Detail(0, false, false, false, false),
    };

    static Layout of(List<Row> rows, int columns) {
      int longest = NARROWEST_NAME;
      for (Row row : rows) {
        longest = Math.max(longest, row.name());
      }
      int name = Math.min(longest, Math.max(NARROWEST_NAME, columns * 3 / 10));
      for (Detail detail : DETAILS) {
        int rest = columns - SIGN - name - GAP - PERCENT - detail.width(rows);
        int least = detail.bar() == 0 ? 0 : GAP + detail.bar();
        if (rest >= least) {
          int bar = detail.bar() == 0 ? 0 : Math.min(Bar.WIDEST, rest - GAP);
          return new Layout(
              name,
              bar,
              detail.countsWidth(rows),
              detail.compact(),
              detail.rateWidth(rows),
              true,
              detail.finish());
        }
      }
      int left = columns - SIGN - GAP - PERCENT;
      return new Layout(Math.max(0, Math.min(longest, left)), 0, 0, true, 0, false, false);
    }
  }

  private record Detail(int bar, boolean counts, boolean compact, boolean rate, boolean finish) {

    int width(List<Row> rows) {
      int counts = countsWidth(rows);
      int speed = rateWidth(rows);
      int tail = 0;
      for (Row row : rows) {
        tail = Math.max(tail, row.tail(this, counts, speed));
      }
      return GAP + (tail + STATUS_STEP - 1) / STATUS_STEP * STATUS_STEP;
    }

    int rateWidth(List<Row> rows) {
      int width = RATE;
      for (Row row : rows) {
        width = Math.max(width, row.rate().length());
      }
      return rate ? width : 0;
    }

    int countsWidth(List<Row> rows) {
      int width = 0;
      for (int i = 0; counts && i < rows.size(); i++) {
        width = Math.max(width, rows.get(i).counts(compact));
      }
      return width;
    }
  }
}
