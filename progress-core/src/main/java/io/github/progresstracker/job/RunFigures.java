package io.github.progresstracker.job;

import io.github.progresstracker.Outcomes;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.UsageSnapshot;
import io.github.progresstracker.eta.EtaAccuracy;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a run was like, told with its last report, for analysis over runs.
 *
 * <pre>{@code
 * JobReport last = JobReport.of(JobId.of("crawl-42"), WriterId.of("crawler-1"))
 *     .at(1, 2)
 *     .status(ReportedStatus.COMPLETED)
 *     .totals(JobTotals.of(1_000))
 *     .run(RunFigures.of(tracker.snapshot()))
 *     .build();
 * }</pre>
 *
 * @param active time that was neither wait nor pause
 * @param outcomes what became of the work
 * @param tokens used of a metered service
 * @param cost in the host's currency
 * @param apiCallsSucceeded calls that were answered as hoped
 * @param apiCallsFailed all other calls
 * @param etaAccuracy how good its estimates were, or null if nobody judged
 */
public record RunFigures(
    Duration active,
    Outcomes outcomes,
    long tokens,
    BigDecimal cost,
    long apiCallsSucceeded,
    long apiCallsFailed,
    @Nullable EtaAccuracy etaAccuracy) {

  /**
   * What the last snapshot of a job says.
   *
   * @param job a job that has ended
   * @return its figures
   */
  public static RunFigures of(ProgressSnapshot job) {
    UsageSnapshot usage = job.usage();
    return new RunFigures(
        job.active(),
        job.outcomes(),
        usage.tokens(),
        usage.cost(),
        usage.apiCallsSucceeded(),
        usage.apiCallsFailed(),
        job.etaAccuracy());
  }
}
