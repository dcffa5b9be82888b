package io.github.progresstracker.examples;

import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.job.ControlRequest;
import io.github.progresstracker.job.HistoryPoint;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStatus;
import io.github.progresstracker.job.RunAnalytics;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.WriterState;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Kept jobs as lines of text. Nothing that others have written into a database steers a terminal.
 */
final class JobsReport {

  private static final int LONGEST_ID = 40;
  private static final int LONGEST_DETAILS = 100;

  private final PrintWriter out;

  JobsReport(PrintWriter out) {
    this.out = out;
  }

  /**
   * A line for each job.
   *
   * @param pauses of those that are paused
   */
  void list(List<JobState> jobs, Map<JobId, Pause> pauses) {
    if (jobs.isEmpty()) {
      out.println("no job is kept in this database yet");
      return;
    }
    row("JOB", "STATUS", "WORKER", "DONE OF TOTAL", "%", "RATE", "LEFT", "LAST HEARD OF");
    for (JobState job : jobs) {
      Pause pause = pauses.get(job.job());
      row(
          ProgressFormat.singleLine(job.job().value(), LONGEST_ID - 3),
          word(job.status()),
          worker(job),
          doneOfTotal(job),
          ProgressFormat.percent(job.percent()),
          pause == null ? rate(job.rate()) : ProgressFormat.UNKNOWN,
          pause == null ? left(job) : ProgressFormat.UNKNOWN,
          ago(job.updatedAt(), job.asOf()) + (pause == null ? "" : ", " + paused(pause)));
    }
  }

  private void row(Object... columns) {
    out.print(
        ProgressFormat.ascii(
            String.format(Locale.ROOT, "%-40s %-10s %-8s %19s %8s %14s %8s  %s%n", columns)));
  }

  /**
   * What is known of a job, and of each of its writers.
   *
   * @param pause null unless it is paused
   */
  void job(JobState job, @Nullable Pause pause) {
    line(
        "%s: %s (%s), %s done, %s, %s",
        text(job.job().value()),
        word(job.status()),
        worker(job),
        doneOfTotal(job),
        ProgressFormat.percent(job.percent()),
        pace(job, pause));
    line("begun %s, last heard of %s", time(job.startedAt()), ago(job.updatedAt(), job.asOf()));
    ControlRequest wish = job.control();
    if (wish != null) {
      line("asked to %s at %s: %s", wish.control().word(), time(wish.at()), text(wish.reason()));
    }
    job.writers().forEach(this::writer);
  }

  private static String pace(JobState job, @Nullable Pause pause) {
    if (job.status().isFinal()) {
      return rate(job.averageRate()) + " on average";
    }
    return pause == null
        ? rate(job.rate()) + ", " + left(job) + " left"
        : paused(pause) + ", " + left(job) + " left from when it goes on";
  }

  private void writer(WriterState writer) {
    JobFacts facts = writer.facts();
    line(
        "writer %s, life %d: %s, %s done, %s failed%s%s%s",
        text(writer.writer().value()),
        writer.epoch(),
        word(writer.status()),
        ProgressFormat.grouped(writer.totals().done()),
        ProgressFormat.grouped(writer.totals().failed()),
        said(", at ", facts.stage()),
        said(", waits: ", facts.waitReason()),
        said(", error: ", writer.error()));
  }

  /** The last hour. */
  void course(List<HistoryPoint> points) {
    for (HistoryPoint point : points) {
      line(
          "%s  %s done, of these %s in the five minutes from then on, %s",
          time(point.at()),
          ProgressFormat.grouped(point.done()),
          ProgressFormat.grouped(point.worked()),
          rate(point.rate()));
    }
  }

  void timeline(List<TimelineEntry> newest) {
    for (TimelineEntry entry : newest) {
      String details = entry.details().isEmpty() ? "" : " " + entry.details();
      line(
          "%s  %s  %s%s",
          time(entry.at()), text(entry.writer().value()), entry.event(), text(details));
    }
  }

  /** The last runs of the same work. */
  void runs(RunAnalytics runs) {
    line(
        "runs in 30 days: %d, completed: %d, %s, ETA off by %s of the time on average",
        runs.runs(),
        runs.completed(),
        rate(runs.throughput()),
        ProgressFormat.percent(runs.etaError() == null ? null : 100 * runs.etaError()));
  }

  // ---- words ---------------------------------------------------------------------------------

  private void line(String format, Object... parts) {
    out.println(ProgressFormat.ascii(String.format(Locale.ROOT, format, parts)));
  }

  static String word(JobStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private static String worker(JobState job) {
    return job.workerState(JobState.STALLED_AFTER).name();
  }

  private static String doneOfTotal(JobState job) {
    Long total = job.totalItems();
    String done = ProgressFormat.grouped(job.totals().done());
    return total == null ? done : done + " of " + ProgressFormat.grouped(total);
  }

  private static String rate(@Nullable Double perSecond) {
    return perSecond == null ? ProgressFormat.UNKNOWN : ProgressFormat.rate(perSecond);
  }

  private static String paused(Pause pause) {
    return pause.since() == null ? "paused" : "paused since " + time(pause.since());
  }

  private static String left(JobState job) {
    Double seconds = job.etaSeconds();
    return ProgressFormat.durationShort(
        seconds == null ? null : Duration.ofMillis((long) (seconds * 1_000)));
  }

  /** Both by the clock of the database. */
  private static String ago(Instant at, Instant now) {
    return ProgressFormat.durationShort(Duration.between(at, now)) + " ago";
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String said(String before, @Nullable String said) {
    return said == null ? "" : before + text(said);
  }

  private static String text(String foreign) {
    return ProgressFormat.singleLine(foreign, LONGEST_DETAILS);
  }
}
