package io.github.progresstracker.internal.jobs;

import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.WaitSnapshot;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.Merge;
import io.github.progresstracker.job.ReportedStatus;
import io.github.progresstracker.job.RunFigures;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.json.ProgressJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes reports of events. */
public final class Reports {

  /** Long enough for a pause of the JVM or of the network, short enough to be missed soon. */
  static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

  private Reports() {}

  /**
   * The reports of events. Of those that say only where a job stands the last one will do.
   *
   * @param events in order
   * @param lines which job an event is about, or null if that is not kept
   * @return reports in the order of their events
   */
  public static List<JobReport> of(
      List<ProgressEvent> events, Function<ProgressEvent, @Nullable Line> lines) {
    List<JobReport> reports = new ArrayList<>(events.size());
    Map<String, Integer> plain = new LinkedHashMap<>();
    for (ProgressEvent event : events) {
      Line line = lines.apply(event);
      JobReport report = line == null ? null : of(line, event);
      if (report == null) {
        continue;
      }
      String id = event.header().jobId();
      Integer place = plain.get(id);
      if (!isPlain(report)) {
        plain.remove(id);
        reports.add(report);
      } else if (place == null) {
        plain.put(id, reports.size());
        reports.add(report);
      } else {
        reports.set(place, report);
      }
    }
    return reports;
  }

  /** The report of an event, or null if there will be a better one. */
  private static @Nullable JobReport of(Line line, ProgressEvent event) {
    ProgressSnapshot job = event.job();
    boolean ofJob = event.header().trackerId().equals(event.header().jobId());
    if (ofJob && event instanceof Transition.Finished) {
      return end(line, event, job);
    }
    if (job.state().isFinal()) {
      return null; // Its end follows.
    }
    JobReport.Builder report = report(line, event, job);
    if (ofJob && event instanceof Transition.Started) {
      return report.status(ReportedStatus.STARTED).info(line.info()).onRecord(true).build();
    }
    if (ofJob && (event instanceof Transition.Paused || event instanceof Transition.Resumed)) {
      return report.onRecord(true).build();
    }
    return event instanceof Transition.Note note ? noted(report, note) : report.build();
  }

  /**
   * Whether a report is nothing but where the job stands, so that a later one replaces it.
   *
   * @param report any
   * @return false if it has to be delivered
   */
  public static boolean isPlain(JobReport report) {
    return !report.onRecord() && report.info() == null;
  }

  private static JobReport.Builder report(Line line, ProgressEvent event, ProgressSnapshot job) {
    boolean paused = job.state() == TrackerState.PAUSED;
    return JobReport.of(line.job(), line.writer())
        .at(line.epoch(), event.header().sequence())
        .status(paused ? ReportedStatus.PAUSED : ReportedStatus.PROCESSING)
        .totals(
            new JobTotals(
                Math.max(0, job.done() - line.offset()),
                job.outcomes().failed(),
                job.activity().itemsByType()))
        .base(line.base())
        .facts(facts(job))
        .onRecord(false)
        .keepAlive(KEEP_ALIVE);
  }

  private static JobReport end(Line line, ProgressEvent event, ProgressSnapshot job) {
    JobReport.Builder report = report(line, event, job).run(RunFigures.of(job)).info(line.info());
    if (job.state() == TrackerState.COMPLETED) {
      return report.status(ReportedStatus.COMPLETED).build();
    }
    String why =
        job.state() == TrackerState.ABANDONED ? "closed without being completed" : "failed";
    return report
        .status(ReportedStatus.FAILED)
        .error(job.message() == null ? why : job.message())
        .build();
  }

  /** A note that is called like a status has its effect, too. */
  private static JobReport noted(JobReport.Builder report, Transition.Note note) {
    Map<String, @Nullable Object> details = new LinkedHashMap<>(note.details());
    ReportedStatus special = special(note.action());
    if (special == null) {
      details.put("action", note.action());
    } else {
      report.status(special);
    }
    return report.details(details).onRecord(true).build();
  }

  /**
   * What a note is in a timeline, with the time at which it was made.
   *
   * @param writer whose note it is
   */
  static TimelineEntry late(JobId job, WriterId writer, Transition.Note note) {
    ProgressSnapshot then = note.job();
    JobReport report =
        noted(JobReport.of(job, writer).totals(JobTotals.of(then.done())).facts(facts(then)), note);
    Instant at = note.header().at();
    Merge.Result result = Objects.requireNonNull(Merge.apply(null, report, at), "a first report");
    TimelineEntry entry = result.entries().get(0);
    Map<String, @Nullable Object> details = new LinkedHashMap<>(entry.details());
    details.put("at", ProgressJson.time(at));
    return new TimelineEntry(0, job, writer, at, entry.event(), details);
  }

  private static @Nullable ReportedStatus special(String action) {
    return Arrays.stream(ReportedStatus.values())
        .filter(status -> status.event() != null)
        .filter(status -> action.equals(status.word()) || action.equals(alias(status)))
        .findFirst()
        .orElse(null);
  }

  private static String alias(ReportedStatus status) {
    return status == ReportedStatus.NEW_AREAS_DISCOVERED ? "areas_discovered" : status.word();
  }

  private static JobFacts facts(ProgressSnapshot job) {
    ActivitySnapshot activity = job.activity();
    Eta eta = job.eta();
    JobFacts.Builder facts =
        JobFacts.builder()
            .ownTotal(job.total().isKnown() ? job.total().valueOr(0) : null)
            .operationType(
                activity.operationType() == null
                    ? null
                    : activity.operationType().name().toLowerCase(Locale.ROOT))
            .currentDataType(activity.currentDataType())
            .stage(activity.stage() == null ? job.phase() : activity.stage())
            .lastProcessedId(activity.lastProcessedId())
            .rate(job.rates().current() > 0 ? job.rates().current() : null)
            .eta(seconds(eta.remaining()), seconds(eta.low()), seconds(eta.high()));
    addPart(facts, job);
    addWait(facts, job);
    return facts.build();
  }

  /** What the job said, or else the first of the live parts that says which of how many it is. */
  private static void addPart(JobFacts.Builder facts, ProgressSnapshot job) {
    ActivitySnapshot.Part part = job.activity().part();
    if (part != null) {
      facts.part(part.name() == null ? "" : part.name(), part.done(), part.total());
      return;
    }
    for (ProgressSnapshot child : job.children()) {
      if (child.step() != null) {
        facts.part(child.name(), child.step().number() - 1, child.step().count());
        return;
      }
    }
  }

  private static void addWait(JobFacts.Builder facts, ProgressSnapshot job) {
    WaitSnapshot wait = job.waiting();
    if (wait != null) {
      facts.waiting(
          wait.reason(), wait.until() == null ? null : Duration.between(job.at(), wait.until()));
    }
  }

  private static @Nullable Double seconds(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis() / 1e3;
  }
}
