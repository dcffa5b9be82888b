package io.github.progresstracker.console;

import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Lines that stay in the terminal, above what moves: the receipt of a job that has ended, and what
 * the feed tells. They may be longer than a row.
 */
final class Lasting {

  /** Room for a receipt with everything in it; a terminal wraps it. */
  private static final TerminalSize ROOM = new TerminalSize(400, 1);

  private final Canvas canvas;
  private final Words words;

  Lasting(FrameStyle style) {
    this.canvas = new Canvas(style.size(ROOM));
    this.words = new Words(style);
  }

  // ---- receipts ------------------------------------------------------------------------------

  String receipt(ProgressSnapshot job) {
    begin(Health.of(job), job);
    canvas
        .add(": ")
        .add(Health.of(job).word())
        .add(job.state() == TrackerState.FAILED ? " at " : ", ");
    soFar(job);
    canvas.add(" in ").add(ProgressFormat.duration(job.elapsed()));
    if (job.rates().average() > 0) {
      canvas.add(", ").add(words.rate(job));
    }
    String outcomes = Words.outcomes(job);
    canvas.add(outcomes.isEmpty() ? "" : ", ");
    canvas.add(job.outcomes().failed() > 0 ? Paint.RED : Paint.DIM, outcomes);
    accuracy(job.etaAccuracy());
    if (job.message() != null) {
      canvas.add(": ").foreign(job.message(), canvas.left());
    }
    return canvas.end();
  }

  /** What is said of a job that is still going on when the console has to leave. */
  String lastState(ProgressSnapshot job) {
    begin(Health.ABANDONED, job);
    canvas.add(": left ").add(Health.of(job).word()).add(" at ");
    soFar(job);
    canvas.add(" after ").add(ProgressFormat.duration(job.elapsed()));
    return canvas.end();
  }

  private void begin(Health health, ProgressSnapshot job) {
    canvas.add(health.paint(), health.glyph(canvas.glyphs())).add(" ");
    canvas.paint(Paint.BOLD).foreign(job.name(), 80).plain();
  }

  private void soFar(ProgressSnapshot job) {
    boolean whole = job.total() instanceof Total.Exact total && total.value() == job.done();
    if (job.state() != TrackerState.COMPLETED && job.percent() != null) {
      canvas.add(words.percent(job)).add(", ");
    }
    String unit = job.unit();
    String counts = whole ? ProgressFormat.count(job.done(), unit) : Words.longCounts(job);
    canvas.foreign(counts, canvas.left());
  }

  private void accuracy(@Nullable EtaAccuracy accuracy) {
    if (accuracy != null) {
      canvas.add(Paint.DIM, ", ETA off by " + Math.round(100 * accuracy.error()) + " %");
    }
  }

  // ---- the feed ------------------------------------------------------------------------------

  /** What an event says to somebody who looks on; null if nothing. */
  @Nullable String feed(ProgressEvent event) {
    if (event instanceof ProgressUpdate update) {
      return speed(update.job());
    }
    if (event instanceof Transition.AlertTransition change) {
      return alert(change);
    }
    return event instanceof Transition transition ? transition(transition) : null;
  }

  private @Nullable String transition(Transition event) {
    ProgressSnapshot tracker = event.tracker();
    if (event instanceof Transition.Started) {
      String whole = tracker.total().isKnown() ? ", " + Words.longCounts(tracker) : "";
      return line(event, Health.RUNNING, "started" + whole);
    }
    if (event instanceof Transition.Finished && event.lineage().size() > 1) {
      String done = Words.longCounts(tracker) + " in " + Words.elapsed(tracker);
      return line(event, Health.of(tracker), Health.of(tracker).word() + ", " + done);
    }
    if (event instanceof Transition.PhaseStarted phase) {
      return line(event, Health.RUNNING, "phase " + phase.phase());
    }
    if (event instanceof Transition.Marked marked) {
      return line(event, Health.RUNNING, mark(marked));
    }
    if (event instanceof Transition.WaitStarted) {
      Words.Status status = words.status(tracker);
      return line(event, Health.WAITING, "waiting: " + status.foreign() + status.own());
    }
    if (event instanceof Transition.WaitEnded wait) {
      String waited = ProgressFormat.durationShort(wait.waited());
      return line(event, Health.RUNNING, wait.reason() + " is over after " + waited);
    }
    if (event instanceof Transition.Paused) {
      return line(event, Health.PAUSED, "paused");
    }
    return event instanceof Transition.Resumed ? line(event, Health.RUNNING, "resumed") : null;
  }

  private String mark(Transition.Marked marked) {
    ProgressSnapshot tracker = marked.tracker();
    for (PhaseSnapshot phase : tracker.phases()) {
      if (phase.name().equals(marked.phase())) {
        Double percent = phase.percent();
        String far = percent == null ? "" : " (" + words.own(ProgressFormat.percent(percent)) + ")";
        return phase.name() + " " + count(marked.value(), phase.total(), tracker) + far;
      }
    }
    String far = tracker.percent() == null ? "" : " (" + words.percent(tracker) + ")";
    return count(marked.value(), tracker.total(), tracker) + far;
  }

  private static String count(long value, Total total, ProgressSnapshot tracker) {
    String done = ProgressFormat.grouped(value, tracker.unit());
    return total.isKnown()
        ? done + "/" + ProgressFormat.grouped(total.valueOr(0), tracker.unit())
        : ProgressFormat.withUnit(done, tracker.unit());
  }

  private @Nullable String speed(ProgressSnapshot job) {
    if (job.rates().current() <= 0 || job.state() != TrackerState.RUNNING) {
      return null;
    }
    begin(job.at(), Health.of(job));
    canvas.foreign(job.name(), 80).add(": ").foreign(words.longRate(job), 80);
    canvas.add(", ").add(words.status(job).own());
    String finish = words.finish(job);
    return canvas.add(finish.isEmpty() ? "" : ", " + finish).end();
  }

  private String alert(Transition.AlertTransition change) {
    if (change instanceof Transition.AlertRaised raised) {
      begin(change.header().at(), Health.RUNNING);
      RowView.addAlert(canvas, raised.alert());
      return canvas.end();
    }
    String what = change instanceof Transition.AlertCleared ? " is over" : " was dismissed";
    return line(change, Health.RUNNING, "alert " + change.alert().rule() + what);
  }

  private String line(Transition event, Health health, String what) {
    begin(event.header().at(), health);
    canvas.foreign(event.tracker().name(), 80).add(": ").foreign(what, canvas.left());
    return canvas.end();
  }

  private void begin(Instant at, Health health) {
    canvas.add(Paint.DIM, "[" + words.clock(at) + "]").add(" ");
    canvas.add(health.paint(), health.glyph(canvas.glyphs())).add(" ");
  }
}
