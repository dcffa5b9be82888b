package io.github.progresstracker.web.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.WriterId;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Races of requests that bring reports at once. One that is not woken hangs, which the harness
 * reports.
 */
public final class ReportBatchRaces {

  private ReportBatchRaces() {}

  /**
   * Two connections, of which each may find the other at the store, coming back or waiting, once
   * with a request of its own behind it. With a third, a machine of two processors runs nothing.
   */
  @JCStressTest
  @Outcome(id = "4, 1", expect = ACCEPTABLE, desc = "each report is stored once, one call at a time")
  @Outcome(expect = FORBIDDEN, desc = "a report is lost or stored twice, or two call at once")
  @State
  public static class TwoConnections {
    private static final List<JobReport> REPORTS =
        List.of(JobReport.of(JobId.of("job"), WriterId.of("writer")).at(1, 1).build());

    private final AtomicInteger stored = new AtomicInteger();
    private final AtomicInteger calling = new AtomicInteger();
    private volatile int mostCalling;
    private final ReportBatch batch =
        new ReportBatch(
            reports -> {
              mostCalling = Math.max(mostCalling, calling.incrementAndGet());
              stored.addAndGet(reports.size());
              calling.decrementAndGet();
              return List.of();
            });

    private void report() {
      try {
        batch.await(batch.add(REPORTS));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    /** One. */
    @Actor
    public void first() {
      report();
      report();
    }

    /** Another. */
    @Actor
    public void second() {
      report();
      report();
    }

    /** When both are through. */
    @Arbiter
    public void after(II_Result result) {
      result.r1 = stored.get();
      result.r2 = mostCalling;
    }
  }
}
