package io.github.progresstracker.benchmarks.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.TrackingMode;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/** Races of a host's threads with the sampler, on trackers. */
public final class TrackerRaces {

  private TrackerRaces() {}

  /** Two batches of a session of a job go on while a snapshot is taken. */
  @JCStressTest
  @Outcome(id = "true, 4", expect = ACCEPTABLE, desc = "The levels agree in every snapshot.")
  @Outcome(expect = FORBIDDEN, desc = "A level showed more or less than the one below it.")
  @State
  public static class ThreeLevels {
    private final ProgressRegistry registry = ProgressRegistry.builder().manualSampling().build();
    private final ProgressTracker job = registry.start("job", 4);
    private final ProgressTracker session = job.child("session", 4);
    private final ProgressTracker first = session.child("first batch", 2);
    private final ProgressTracker second = session.child("second batch", 2);

    /** Counts in both batches. */
    @Actor
    public void host() {
      first.advance();
      second.advance();
      second.advance();
      first.advance();
    }

    /**
     * Takes snapshots.
     *
     * @param result whether the levels agree
     */
    @Actor
    public void sampler(ZJ_Result result) {
      registry.sampleNow();
      boolean agree = agree(job.snapshot());
      registry.sampleNow();
      result.r1 = agree && agree(job.snapshot());
    }

    /**
     * Takes the last snapshot.
     *
     * @param result what it says of the job
     */
    @Arbiter
    public void end(ZJ_Result result) {
      registry.sampleNow();
      ProgressSnapshot last = job.snapshot();
      result.r1 &= agree(last);
      result.r2 = last.done();
    }

    private static boolean agree(ProgressSnapshot parent) {
      long below = parent.children().stream().mapToLong(ProgressSnapshot::done).sum();
      return parent.children().isEmpty()
          || (parent.done() == below && parent.children().stream().allMatch(ThreeLevels::agree));
    }
  }

  /** A count comes while the tracker is completed. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "2, 2"},
      expect = ACCEPTABLE,
      desc = "It counts wholly or not at all, and the last snapshot stays.")
  @Outcome(expect = FORBIDDEN, desc = "It counts in part, or after the last snapshot.")
  @State
  public static class CompleteAndAdvance {
    private final ProgressRegistry registry = ProgressRegistry.builder().manualSampling().build();
    private final ProgressTracker tracker = registry.start("job", 2);

    /** The last snapshot's count. Written by one actor, read by the arbiter. */
    private long last;

    /** Counts. */
    @Actor
    public void host() {
      tracker.advance(2);
    }

    /** Completes. */
    @Actor
    public void completing() {
      tracker.complete();
      registry.sampleNow();
      last = tracker.snapshot().done();
    }

    /**
     * Reads when all is done.
     *
     * @param result the count of the last snapshot then and now
     */
    @Arbiter
    public void end(JJ_Result result) {
      registry.sampleNow();
      result.r1 = last;
      result.r2 = tracker.snapshot().done();
    }
  }

  /** Who counts on a dormant job looks at it, while the sampler wakes it. */
  @JCStressTest
  @Outcome(id = "true, 3", expect = ACCEPTABLE, desc = "No look shows less than one before it.")
  @Outcome(expect = FORBIDDEN, desc = "A count went back, or was lost.")
  @State
  public static class Waking {
    private final ProgressRegistry registry =
        ProgressRegistry.builder()
            .config(TrackingConfig.of(TrackingMode.MINIMAL))
            .manualSampling()
            .build();
    private final ProgressTracker job = registry.start("job", 3);

    /**
     * Counts and looks.
     *
     * @param result whether the count has not gone back
     */
    @Actor
    public void host(ZJ_Result result) {
      job.advance();
      long first = job.snapshot().done();
      job.advance();
      long second = job.snapshot().done();
      job.advance();
      result.r1 = first <= second && second <= job.snapshot().done();
    }

    /** Wakes it. */
    @Actor
    public void sampler() {
      job.pause();
      registry.sampleNow();
      registry.sampleNow();
    }

    /**
     * Looks once more.
     *
     * @param result what has been counted
     */
    @Arbiter
    public void end(ZJ_Result result) {
      registry.sampleNow();
      result.r2 = job.snapshot().done();
    }
  }
}
