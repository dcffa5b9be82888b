package io.github.progresstracker.console;

import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.alert.Alert;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One job in a box: as a card with bars, or as a table of everything that is known. */
final class CardView {

  private static final int LABEL = 10;
  private static final int PERCENT = 7;
  private static final int MOST_ALERTS = 2;

  private final Canvas canvas;
  private final Words words;
  private final Box box;
  private final ProgressSnapshot job;

  CardView(Canvas canvas, Words words, List<String> rows, ProgressSnapshot job) {
    this.canvas = canvas;
    this.words = words;
    this.box = new Box(canvas, rows);
    this.job = job;
  }

  // ---- the card ------------------------------------------------------------------------------

  void card() {
    top();
    meter("Overall", job, "");
    numbers(job);
    for (ProgressSnapshot part = active(job); part != null; part = active(part)) {
      name(part);
      meter("", part, counts(part));
    }
    row("Speed", canvas -> canvas.add(words.longRate(job)));
    row("ETA", this::status);
    phase();
    alerts();
    box.bottom();
  }

  private void top() {
    Health health = Health.of(job);
    box.top(health, canvas.paintOf(health, job.percent()), job.name(), health.word());
  }

  private void meter(String label, ProgressSnapshot tracker, String counts) {
    label(label);
    int behind = 2 + PERCENT + (counts.isEmpty() ? 0 : 2 + counts.length());
    int bar = Math.min(Bar.WIDEST, canvas.left() - behind);
    if (bar >= Bar.NARROWEST) {
      Bar.draw(canvas, tracker, Health.of(tracker), bar);
      canvas.space(2);
    }
    canvas.right(words.percent(tracker), PERCENT).space(counts.isEmpty() ? 0 : 2).add(counts);
    box.end();
  }

  /** In full if that leaves room for a bar. */
  private String counts(ProgressSnapshot tracker) {
    String counts = Words.counts(tracker);
    int room = box.inner() - LABEL - PERCENT - 2 * Bar.NARROWEST;
    return counts.length() > room ? Words.compactCounts(tracker) : counts;
  }

  private void numbers(ProgressSnapshot tracker) {
    String counts = Words.longCounts(tracker);
    String outcomes = Words.outcomes(tracker);
    Paint paint = tracker.outcomes().failed() > 0 ? Paint.RED : Paint.DIM;
    boolean together = LABEL + counts.length() + outcomes.length() + 2 < box.inner();
    label("");
    canvas.foreign(counts, canvas.left());
    if (!outcomes.isEmpty() && together) {
      canvas.add(", ");
    } else if (!outcomes.isEmpty()) {
      box.end();
      label("");
    }
    canvas.add(paint, outcomes);
    box.end();
  }

  private void name(ProgressSnapshot part) {
    row(
        "Now",
        line -> {
          line.foreign(part.name(), line.left());
          if (part.step() != null) {
            line.add(Paint.DIM, " (" + step(part) + ")");
          }
        });
  }

  private static String step(ProgressSnapshot part) {
    return part.step() == null
        ? ""
        : ProgressFormat.grouped(part.step().number())
            + " of "
            + ProgressFormat.grouped(part.step().count());
  }

  private void status(Canvas line) {
    Words.Status status = words.status(job);
    Health health = Health.of(job);
    if (health == Health.WAITING || health == Health.STALLED) {
      line.paint(health.paint());
    }
    if (status.lead().equals("ETA ")) {
      line.add(status.rest()).plain();
    } else {
      status.draw(line);
      line.plain();
    }
    String finish = words.finish(job);
    line.add(finish.isEmpty() ? "" : ", " + finish);
  }

  private void phase() {
    ProgressSnapshot at = phased(job);
    if (at != null && at.phase() != null) {
      String phase = at.phase();
      String percent = words.phasePercent(at);
      row(
          "Phase",
          line -> line.foreign(phase, line.left()).add(percent.isEmpty() ? "" : ", " + percent));
    }
  }

  /** The deepest tracker at work that is in a phase. */
  private static @Nullable ProgressSnapshot phased(ProgressSnapshot job) {
    ProgressSnapshot found = job.phase() == null ? null : job;
    for (ProgressSnapshot part = active(job); part != null; part = active(part)) {
      found = part.phase() == null ? found : part;
    }
    return found;
  }

  /**
   * The part that the tracker says it is at, or else the one that was started last of those at
   * work, or else of those that have not ended.
   */
  static @Nullable ProgressSnapshot active(ProgressSnapshot tracker) {
    ActivitySnapshot.Part part = tracker.activity().part();
    ProgressSnapshot found = null;
    for (ProgressSnapshot child : tracker.children()) {
      if (part != null && child.name().equals(part.name()) && !child.state().isFinal()) {
        return child;
      }
      boolean better = found == null || found.state() != TrackerState.RUNNING;
      if (child.state() == TrackerState.RUNNING || (!child.state().isFinal() && better)) {
        found = child;
      }
    }
    return found;
  }

  private void alerts() {
    int shown = 0;
    for (Alert alert : job.alerts()) {
      if (!alert.isDismissed() && shown++ < MOST_ALERTS) {
        box.begin();
        RowView.addAlert(canvas, alert);
        box.end();
      }
    }
  }

  // ---- the table -----------------------------------------------------------------------------

  void table() {
    top();
    value("Overall", Words.longCounts(job) + percent(job));
    for (ProgressSnapshot part = active(job); part != null; part = active(part)) {
      ProgressSnapshot shown = part;
      row("Part", line -> line.foreign(shown.name(), line.left()));
      if (part.step() != null) {
        value("Step", step(part));
      }
      value("Done", Words.longCounts(part) + percent(part));
    }
    phase();
    value("Speed", words.longRate(job));
    value("Average", words.own(ProgressFormat.rate(job.rates().average(), job.unit())));
    row("ETA", this::status);
    value("Confidence", confidence());
    value("Started", ProgressFormat.duration(job.elapsed()) + " ago");
    value("Outcomes", Words.outcomes(job));
    value("Usage", usage());
    alerts();
    box.bottom();
  }

  private String percent(ProgressSnapshot tracker) {
    return tracker.percent() == null ? "" : " (" + words.percent(tracker) + ")";
  }

  private String confidence() {
    return job.eta().remaining() == null ? "" : (int) (100 * job.eta().confidence()) + " %";
  }

  private String usage() {
    StringBuilder usage = new StringBuilder();
    if (job.usage().apiCalls() > 0) {
      usage.append(ProgressFormat.grouped(job.usage().apiCalls())).append(" API calls");
    }
    if (job.usage().tokens() > 0) {
      usage.append(usage.isEmpty() ? "" : ", ");
      usage.append(ProgressFormat.compact(job.usage().tokens())).append(" tokens");
    }
    if (job.usage().cost().signum() > 0) {
      usage.append(usage.isEmpty() ? "" : ", ").append("cost ");
      usage.append(job.usage().cost().stripTrailingZeros().toPlainString());
    }
    return usage.toString();
  }

  private void value(String label, String value) {
    if (!value.isEmpty()) {
      row(label, line -> line.foreign(value, line.left()));
    }
  }

  // ---- rows ----------------------------------------------------------------------------------

  private void row(String label, Consumer<Canvas> content) {
    label(label);
    content.accept(canvas);
    box.end();
  }

  private void label(String label) {
    box.begin().add(Paint.DIM, label).space(Math.max(1, LABEL + 1 - label.length()));
  }
}
