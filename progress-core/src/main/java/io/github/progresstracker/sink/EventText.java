package io.github.progresstracker.sink;

import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An event in one English sentence for a log, led by where it happened: {@code collect > Session
 * 134: completed, 5,000 messages in 1 minute 50 seconds}. ASCII but for foreign text, which is made
 * safe.
 */
final class EventText {

  private EventText() {}

  static String of(ProgressEvent event) {
    return path(event) + ": " + what(event);
  }

  private static String path(ProgressEvent event) {
    List<ProgressSnapshot> lineage =
        event instanceof Transition transition ? transition.lineage() : List.of(event.job());
    return lineage.stream().map(level -> safe(level.name())).collect(Collectors.joining(" > "));
  }

  private static String what(ProgressEvent event) {
    ProgressSnapshot tracker = event.tracker();
    if (event instanceof ProgressUpdate) {
      return progress(tracker);
    }
    if (event instanceof Transition.Started) {
      return "started, " + toDo(tracker);
    }
    if (event instanceof Transition.Finished) {
      return end(tracker);
    }
    if (event instanceof Transition.WaitStarted wait) {
      return "waiting (" + safe(wait.reason()) + ") " + until(wait.until());
    }
    if (event instanceof Transition.WaitEnded wait) {
      return "works again after waiting "
          + ProgressFormat.duration(wait.waited())
          + " ("
          + safe(wait.reason())
          + ")";
    }
    if (event instanceof Transition.Paused) {
      return "paused at " + count(tracker);
    }
    if (event instanceof Transition.Resumed resumed) {
      return "resumed after a pause of " + ProgressFormat.duration(resumed.paused());
    }
    return detail(event, tracker);
  }

  private static String detail(ProgressEvent event, ProgressSnapshot tracker) {
    if (event instanceof Transition.Marked marked) {
      String place = marked.phase() == null ? "" : " in phase " + safe(marked.phase());
      return "reached " + units(marked.value(), tracker) + place;
    }
    if (event instanceof Transition.PhaseStarted phase) {
      return "phase " + safe(phase.phase()) + " began";
    }
    if (event instanceof Transition.PhaseFinished phase) {
      return "phase " + safe(phase.phase()) + " ended";
    }
    if (event instanceof Transition.TotalChanged change) {
      return "total was "
          + total(change.before(), tracker)
          + ", is "
          + total(tracker.total(), tracker);
    }
    if (event instanceof Transition.StopRequested stop) {
      return "asked to stop (" + safe(stop.reason()) + ")";
    }
    if (event instanceof Transition.AlertRaised raised) {
      return safe(raised.alert().message()) + ". " + safe(raised.alert().advice());
    }
    if (event instanceof Transition.AlertCleared cleared) {
      return alert(cleared.alert()) + " is over after " + ProgressFormat.duration(cleared.lasted());
    }
    if (event instanceof Transition.AlertDismissed dismissed) {
      return alert(dismissed.alert()) + " was dismissed";
    }
    return event instanceof Transition.Note note ? "note " + safe(note.action()) : "changed";
  }

  private static String progress(ProgressSnapshot job) {
    StringBuilder text = new StringBuilder(count(job)).append(phase(job));
    text.append(", ").append(ProgressFormat.shortRate(job.rates().current(), job.unit()));
    if (job.eta().remaining() != null) {
      text.append(", ETA ").append(range(job));
    }
    if (job.state() != TrackerState.RUNNING) {
      text.append(", ").append(job.state());
    }
    return text.append(failures(job)).toString();
  }

  private static String phase(ProgressSnapshot job) {
    if (job.phase() == null) {
      return "";
    }
    Double percent = job.currentPhase().map(PhaseSnapshot::percent).orElse(null);
    String far = percent == null ? "" : " at " + ProgressFormat.percent(percent);
    return ", phase " + safe(job.phase()) + far;
  }

  private static String range(ProgressSnapshot job) {
    return ProgressFormat.ascii(ProgressFormat.durationRange(job.eta().low(), job.eta().high()));
  }

  private static String end(ProgressSnapshot tracker) {
    String soFar =
        units(tracker.done(), tracker)
            + " in "
            + ProgressFormat.duration(tracker.elapsed())
            + failures(tracker)
            + skipped(tracker);
    if (tracker.state() == TrackerState.COMPLETED) {
      return "completed, " + soFar + accuracy(tracker.etaAccuracy());
    }
    String how = tracker.state() == TrackerState.FAILED ? "failed after " : "abandoned after ";
    return how + soFar + (tracker.message() == null ? "" : ": " + safe(tracker.message()));
  }

  private static String accuracy(@Nullable EtaAccuracy accuracy) {
    return accuracy == null
        ? ""
        : "; its ETA was off by "
            + wholePercent(accuracy.error())
            + " of the run on average, the truth lay within the range "
            + wholePercent(accuracy.coverage())
            + " of the time";
  }

  private static String wholePercent(double share) {
    return Math.round(100 * share) + " %";
  }

  private static String toDo(ProgressSnapshot tracker) {
    String before =
        tracker.offset() == 0 ? "" : ", " + number(tracker.offset(), tracker) + " done before";
    return tracker.total().isKnown()
        ? withUnit(total(tracker.total(), tracker), tracker) + " to do" + before
        : "nobody knows how many " + safe(tracker.unit()) + before;
  }

  private static String count(ProgressSnapshot tracker) {
    String of = tracker.total().isKnown() ? "/" + total(tracker.total(), tracker) : "";
    String percent =
        tracker.percent() == null ? "" : " (" + ProgressFormat.percent(tracker.percent()) + ")";
    return withUnit(number(tracker.done(), tracker) + of, tracker) + percent;
  }

  private static String total(Total total, ProgressSnapshot tracker) {
    if (!total.isKnown()) {
      return "unknown";
    }
    return (total instanceof Total.Estimate ? "~" : "")
        + number(total.valueOr(0), tracker)
        + (total instanceof Total.AtLeast ? "+" : "");
  }

  private static String alert(Alert alert) {
    return "alert " + safe(alert.rule());
  }

  private static String units(long count, ProgressSnapshot tracker) {
    return ProgressFormat.count(count, safe(tracker.unit()));
  }

  private static String number(long count, ProgressSnapshot tracker) {
    return ProgressFormat.grouped(count, tracker.unit());
  }

  private static String withUnit(String numbers, ProgressSnapshot tracker) {
    return ProgressFormat.withUnit(numbers, safe(tracker.unit()));
  }

  private static String failures(ProgressSnapshot tracker) {
    return tracker.outcomes().failed() == 0
        ? ""
        : ", " + ProgressFormat.grouped(tracker.outcomes().failed()) + " failed";
  }

  private static String skipped(ProgressSnapshot tracker) {
    return tracker.outcomes().skipped() == 0
        ? ""
        : ", " + ProgressFormat.grouped(tracker.outcomes().skipped()) + " skipped";
  }

  private static String until(@Nullable Instant until) {
    return until == null
        ? "for nobody knows how long"
        : "until " + DateTimeFormatter.ISO_INSTANT.format(until.truncatedTo(ChronoUnit.SECONDS));
  }

  private static String safe(String foreign) {
    return ProgressFormat.singleLine(foreign, LoggerSink.LONGEST_TEXT);
  }
}
