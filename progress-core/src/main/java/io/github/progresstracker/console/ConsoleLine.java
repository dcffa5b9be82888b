package io.github.progresstracker.console;

import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.WaitSnapshot;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An event as one line: a pure function, the same event always makes the same text. {@link
 * ConsoleSink} documents the keys.
 */
final class ConsoleLine {

  private ConsoleLine() {}

  static String of(ProgressEvent event) {
    List<ProgressSnapshot> below = belowJob(event);
    Logfmt line = new Logfmt();
    line.add("ts", time(event.header().at()));
    line.add("event", (isAboutChild(event) ? "child_" : "") + nameOf(event));
    line.add("job", event.job().name());
    addJob(line, event.job(), event);
    addSpecifics(line, event);
    addChild(line, below, event);
    return line.add("id", event.header().jobId()).toString();
  }

  private static boolean isAboutChild(ProgressEvent event) {
    return event instanceof Transition transition && transition.lineage().size() > 1;
  }

  private static String nameOf(ProgressEvent event) {
    if (event instanceof ProgressUpdate) {
      return "progress";
    }
    String name = event.getClass().getSimpleName();
    StringBuilder snakeCase = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      snakeCase
          .append(Character.isUpperCase(c) && i > 0 ? "_" : "")
          .append(Character.toLowerCase(c));
    }
    return snakeCase.toString();
  }

  // ---- the job -------------------------------------------------------------------------------

  private static void addJob(Logfmt line, ProgressSnapshot job, ProgressEvent event) {
    line.add("state", job.state());
    addCounts(line, "", job);
    line.add("unit", job.unit());
    addCounted(line, "failed", job.outcomes().failed());
    addCounted(line, "skipped", job.outcomes().skipped());
    addCounted(line, "retried", job.outcomes().retried());
    line.add("rate", rate(job));
    if (!job.state().isFinal()) {
      addEta(line, job);
      addPhase(line, job);
      addCounted(line, "items_processing", job.items().processing());
    }
    line.add("elapsed", shortest(job.elapsed()));
    if (event instanceof ProgressUpdate) {
      addWait(line, "", job.waiting());
    }
    line.add("message", job.message());
  }

  private static void addCounted(Logfmt line, String key, long count) {
    line.add(key, count == 0 ? null : count);
  }

  /** Of a job that has ended the average tells; the speed of its last seconds does not. */
  private static @Nullable String rate(ProgressSnapshot job) {
    double rate = job.state().isFinal() ? job.rates().average() : job.rates().current();
    return rate > 0 ? ungrouped(ProgressFormat.shortRate(rate, job.unit())).replace(" ", "") : null;
  }

  private static void addCounts(Logfmt line, String prefix, ProgressSnapshot tracker) {
    line.add(prefix + "done", tracker.done());
    if (tracker.total().isKnown()) {
      line.add(prefix + key(tracker.total()), tracker.total().valueOr(0));
    }
    Double percent = tracker.percent();
    if (percent != null && !percent.isNaN()) {
      line.add(prefix + "percent", percentage(percent));
    }
  }

  private static String key(Total total) {
    if (total instanceof Total.Estimate) {
      return "total_about";
    }
    return total instanceof Total.Exact ? "total" : "total_at_least";
  }

  private static void addEta(Logfmt line, ProgressSnapshot job) {
    Eta eta = job.eta();
    if (eta.remaining() != null) {
      line.add("eta", range(eta.low(), eta.high()));
      line.add("eta_at", time(job.at().plus(eta.remaining())));
    }
    line.add("eta_basis", eta.basis() == EtaBasis.MEASURED ? null : eta.basis());
  }

  private static void addPhase(Logfmt line, ProgressSnapshot job) {
    line.add("phase", job.phase());
    Double percent = job.currentPhase().map(PhaseSnapshot::percent).orElse(null);
    line.add("phase_percent", percent == null ? null : percentage(percent));
  }

  private static void addWait(Logfmt line, String prefix, @Nullable WaitSnapshot wait) {
    if (wait != null) {
      line.add(prefix + "reason", wait.reason());
      line.add(prefix + "until", wait.until() == null ? null : time(wait.until()));
    }
  }

  private static void addSpecifics(Logfmt line, ProgressEvent event) {
    if (event instanceof Transition.WaitStarted wait) {
      line.add("reason", wait.reason());
      line.add("until", wait.until() == null ? null : time(wait.until()));
    } else if (event instanceof Transition.WaitEnded wait) {
      line.add("reason", wait.reason()).add("waited", shortest(wait.waited()));
    } else if (event instanceof Transition.Resumed resumed) {
      line.add("paused", shortest(resumed.paused()));
    } else if (event instanceof Transition.StopRequested stop) {
      line.add("reason", stop.reason());
    } else if (event instanceof Transition.AlertTransition change) {
      addAlert(line, change);
    }
  }

  private static void addAlert(Logfmt line, Transition.AlertTransition change) {
    Alert alert = change.alert();
    line.add("rule", alert.rule()).add("severity", alert.severity());
    if (change instanceof Transition.AlertRaised) {
      line.add("problem", alert.message()).add("advice", alert.advice());
    } else if (change instanceof Transition.AlertCleared cleared) {
      line.add("lasted", shortest(cleared.lasted()));
    }
  }

  // ---- the part of the job that is at work, or that the event is about -----------------------

  private static void addChild(Logfmt line, List<ProgressSnapshot> below, ProgressEvent event) {
    if (below.isEmpty()) {
      return;
    }
    ProgressSnapshot child = below.get(below.size() - 1);
    line.add("child", path(below));
    if (child.step() != null) {
      line.add("child_step", child.step().number() + "/" + child.step().count());
    }
    line.add("child_state", child.state());
    addCounts(line, "child_", child);
    line.add("child_phase", child.phase());
    if (child.state().isFinal()) {
      line.add("child_elapsed", shortest(child.elapsed()));
    } else if (event instanceof ProgressUpdate) {
      addWait(line, "child_", child.waiting());
    }
    line.add("child_message", child.message());
    long live = event.job().children().stream().filter(part -> !part.state().isFinal()).count();
    line.add("children", live > 1 ? live : null);
  }

  private static String path(List<ProgressSnapshot> below) {
    return below.stream().map(ProgressSnapshot::name).collect(Collectors.joining(" > "));
  }

  private static List<ProgressSnapshot> belowJob(ProgressEvent event) {
    if (event instanceof Transition transition) {
      return transition.lineage().subList(1, transition.lineage().size());
    }
    List<ProgressSnapshot> path = new ArrayList<>();
    ProgressSnapshot active = activeChild(event.job());
    while (active != null) {
      path.add(active);
      active = activeChild(active);
    }
    return path;
  }

  /** The child that was started last of those at work, or else of those that have not ended. */
  private static @Nullable ProgressSnapshot activeChild(ProgressSnapshot tracker) {
    ProgressSnapshot found = null;
    for (ProgressSnapshot child : tracker.children()) {
      boolean better = found == null || found.state() != TrackerState.RUNNING;
      if (child.state() == TrackerState.RUNNING || (!child.state().isFinal() && better)) {
        found = child;
      }
    }
    return found;
  }

  // ---- values --------------------------------------------------------------------------------

  private static String time(Instant instant) {
    return DateTimeFormatter.ISO_INSTANT.format(instant.truncatedTo(ChronoUnit.SECONDS));
  }

  private static String shortest(Duration duration) {
    return ungrouped(ProgressFormat.durationShort(duration)).replace(" ", "");
  }

  private static String range(@Nullable Duration low, @Nullable Duration high) {
    return ungrouped(ProgressFormat.ascii(ProgressFormat.durationRange(low, high)))
        .replace("about ", "")
        .replace("less than ", "<")
        .replace("min", "m")
        .replace(" ", "");
  }

  private static String percentage(Double percent) {
    return ProgressFormat.percent(percent).replace(" %", "");
  }

  private static String ungrouped(String text) {
    return text.replace(",", "");
  }
}
