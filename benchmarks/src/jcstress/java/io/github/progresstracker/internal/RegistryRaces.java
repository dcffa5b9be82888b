package io.github.progresstracker.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.TrackingMode;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LJ_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/**
 * Races of the host with the sampler and with the end of the registry. A sample is what one of the
 * actors takes; a registry without sinks has no threads.
 */
public final class RegistryRaces {

  private RegistryRaces() {}

  private static ProgressRegistry registry() {
    return ProgressRegistry.builder()
        .config(TrackingConfig.of(TrackingMode.MINIMAL))
        .manualSampling()
        .build();
  }

  /** A job, a part and a part of that are counted on while they are sampled: they agree. */
  @JCStressTest
  @Outcome(
      id = "true, 3",
      expect = ACCEPTABLE,
      desc = "Three levels agree; every unit counts once.")
  @Outcome(expect = FORBIDDEN, desc = "The levels differ, or a unit was lost or repeated.")
  @State
  public static class ThreeLevelsAndSample {
    private final ProgressRegistry registry = registry();
    private final ProgressTracker job = registry.start("job", 10);
    private final ProgressTracker leaf = job.child("part", 10).child("leaf", 10);

    /** Makes the levels known. */
    public ThreeLevelsAndSample() {
      registry.sampleNow();
    }

    /** Counts. */
    @Actor
    public void host() {
      leaf.advance();
      leaf.advance();
      leaf.advance();
    }

    /**
     * Samples.
     *
     * @param result whether the levels agree
     */
    @Actor
    public void sampler(ZJ_Result result) {
      registry.sampleNow();
      ProgressSnapshot top = job.snapshot();
      ProgressSnapshot middle = top.children().get(0);
      ProgressSnapshot bottom = middle.children().get(0);
      result.r1 = top.done() == middle.done() && middle.done() == bottom.done();
    }

    /**
     * Samples when all is done.
     *
     * @param result the count of the job
     */
    @Arbiter
    public void end(ZJ_Result result) {
      registry.sampleNow();
      result.r2 = job.snapshot().done();
    }
  }

  /** A job is completed while another thread counts: what counts, counts at every level. */
  @JCStressTest
  @Outcome(id = "COMPLETED, 0", expect = ACCEPTABLE, desc = "The end came first.")
  @Outcome(id = "COMPLETED, 1", expect = ACCEPTABLE, desc = "The unit came first.")
  @Outcome(expect = FORBIDDEN, desc = "The end was lost, or the last snapshot changed.")
  @State
  public static class CompleteAndAdvance {
    private final ProgressRegistry registry = registry();
    private final ProgressTracker job = registry.start("job", 10);

    /** Counts. */
    @Actor
    public void worker() {
      job.advance();
    }

    /** Ends. */
    @Actor
    public void owner() {
      job.complete();
      registry.sampleNow();
    }

    /**
     * Looks at what was told last, and whether it stays.
     *
     * @param result state and count
     */
    @Arbiter
    public void end(LJ_Result result) {
      ProgressSnapshot last = job.snapshot();
      registry.sampleNow();
      boolean stays = job.snapshot().done() == last.done();
      result.r1 = stays ? last.state() : "changed after the end";
      result.r2 = last.done();
    }
  }

  /** A job ends by two threads at once: one of them says how, and it is told so. */
  @JCStressTest
  @Outcome(id = "COMPLETED", expect = ACCEPTABLE, desc = "It was complete first.")
  @Outcome(id = "FAILED", expect = ACCEPTABLE, desc = "It failed first.")
  @Outcome(expect = FORBIDDEN, desc = "No end was told, or a half of each.")
  @State
  public static class CompleteAndFail {
    private final ProgressRegistry registry = registry();
    private final ProgressTracker job = registry.start("job", 10);

    /** Ends well. */
    @Actor
    public void one() {
      job.complete();
    }

    /** Ends badly. */
    @Actor
    public void other() {
      job.fail("why");
    }

    /**
     * Samples when all is done.
     *
     * @param result how it ended
     */
    @Arbiter
    public void end(L_Result result) {
      registry.sampleNow();
      ProgressSnapshot last = job.snapshot();
      boolean whole = (last.state() == TrackerState.FAILED) == "why".equals(last.message());
      result.r1 = whole ? last.state() : "torn";
    }
  }

  /** The registry is closed while a job ends: its end is in the last sample, whoever was first. */
  @JCStressTest
  @Outcome(id = "COMPLETED, 1", expect = ACCEPTABLE, desc = "The job ended by itself.")
  @Outcome(id = "ABANDONED, 1", expect = ACCEPTABLE, desc = "The registry ended it.")
  @Outcome(expect = FORBIDDEN, desc = "The end was not told, or not with the last count.")
  @State
  public static class CloseAndComplete {
    private final ProgressRegistry registry = registry();
    private final ProgressTracker job = registry.start("job", 10);

    /** Counts before anything else. */
    public CloseAndComplete() {
      job.advance();
    }

    /** Ends. */
    @Actor
    public void host() {
      job.complete();
    }

    /** Closes. */
    @Actor
    public void closer() {
      registry.close(Duration.ofSeconds(10));
    }

    /**
     * Looks at what was told; nobody samples any more.
     *
     * @param result state and count
     */
    @Arbiter
    public void end(LJ_Result result) {
      result.r1 = job.snapshot().state();
      result.r2 = job.snapshot().done();
    }
  }

  /** The registry is closed while a job starts: it is refused, or ends like the others. */
  @JCStressTest
  @Outcome(id = "refused", expect = ACCEPTABLE, desc = "The registry was closed first.")
  @Outcome(id = "ended", expect = ACCEPTABLE, desc = "The job began and was ended.")
  @Outcome(expect = FORBIDDEN, desc = "A job lives on in a registry that is closed.")
  @State
  public static class CloseAndStart {
    private final ProgressRegistry registry = registry();

    /**
     * Starts.
     *
     * @param result whether it could
     */
    @Actor
    public void host(L_Result result) {
      try {
        registry.start(TrackerSpec.named("late").id("late"));
        result.r1 = "began";
      } catch (IllegalStateException e) {
        result.r1 = "refused";
      }
    }

    /** Closes. */
    @Actor
    public void closer() {
      registry.close(Duration.ofSeconds(10));
    }

    /**
     * Looks for it.
     *
     * @param result what became of it
     */
    @Arbiter
    public void end(L_Result result) {
      if (result.r1.equals("began") && registry.find("late").isEmpty()) {
        result.r1 = "ended";
      }
    }
  }
}
