package io.github.progresstracker.web.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.internal.jobs.Reports;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.ReportedStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the server knows already. For one thread. */
public final class ReportCache {

  /** After this much time a job is reported though nothing has changed, or it is taken for lost. */
  public static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

  private final ProgressClock clock;
  private final Map<JobId, Known> known = new HashMap<>();

  /** Nothing is known. */
  public ReportCache(ProgressClock clock) {
    this.clock = clock;
  }

  /** What was last said of a job that goes on. */
  private record Known(
      ReportedStatus status, JobTotals totals, List<?> facts, long epoch, long nanos) {

    private boolean says(JobReport report) {
      return status == report.status()
          && totals.equals(report.totals())
          && words(report.facts()).equals(facts)
          && epoch == report.epoch();
    }
  }

  /** What is said besides, but for rate and estimate, which change while nothing happens. */
  private static List<?> words(JobFacts facts) {
    return Arrays.asList(
        facts.totalItems(),
        facts.ownTotal(),
        facts.operationType(),
        facts.currentDataType(),
        facts.stage(),
        facts.lastProcessedId(),
        facts.part(),
        facts.partsDone(),
        facts.partsTotal(),
        facts.waitReason());
  }

  /** Whether a report says what was not said before, or it is time to say it again. */
  public boolean isNews(JobReport report) {
    Known before = known.get(report.job());
    return before == null
        || !Reports.isPlain(report)
        || !before.says(report)
        || clock.nanoTime() - before.nanos() >= LONGEST_SILENCE.toNanos();
  }

  /** A report has arrived. */
  public void sent(JobReport report) {
    if (report.status() == ReportedStatus.COMPLETED || report.status() == ReportedStatus.FAILED) {
      known.remove(report.job());
    } else {
      known.put(
          report.job(),
          new Known(
              report.status(),
              report.totals(),
              words(report.facts()),
              report.epoch(),
              clock.nanoTime()));
    }
  }
}
