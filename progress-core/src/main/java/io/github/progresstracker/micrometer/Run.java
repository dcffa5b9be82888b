package io.github.progresstracker.micrometer;

import io.github.progresstracker.Outcomes;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.event.ProgressEvent;

/**
 * A run that has not ended. Changed by the thread of the sink; what is volatile is read by those
 * who scrape.
 */
final class Run {

  private final JobMeters meters;
  private final RunTiming timing;
  private final EtaLooks looks = new EtaLooks();
  private Outcomes counted = Outcomes.NONE;
  private volatile ProgressSnapshot job;
  private volatile long heardAt;

  /** A run that is heard of for the first time. */
  Run(JobMeters meters, RunTiming timing, ProgressSnapshot first, long now) {
    this.meters = meters;
    this.timing = timing;
    this.job = first;
    this.heardAt = now;
  }

  /** As it was last heard of. */
  ProgressSnapshot job() {
    return job;
  }

  /** When that was, by the monotonic clock of the meter registry. */
  long heardAt() {
    return heardAt;
  }

  void begin() {
    meters.add(this);
  }

  void take(ProgressEvent event, long now) {
    job = event.job();
    heardAt = now;
    looks.take(job);
    count(job.outcomes());
    timing.take(event);
  }

  /** A count may go back, as when what was done turns out to have failed; a counter may not. */
  private void count(Outcomes now) {
    Outcomes most =
        new Outcomes(
            Math.max(counted.succeeded(), now.succeeded()),
            Math.max(counted.failed(), now.failed()),
            Math.max(counted.skipped(), now.skipped()),
            0);
    meters.count(counted, most);
    counted = most;
  }

  void end(String outcome) {
    meters.remove(this);
    timing.end(job, outcome);
    if (job.state() == TrackerState.COMPLETED) {
      meters.judge(looks, job.eta().method());
    }
  }
}
