package io.github.progresstracker.internal.jobs;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.StopRequestedException;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.TrackingMode;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Races of a thread at a safe point with whoever pauses, resumes or stops its job. A thread that is
 * not woken hangs, which the harness reports.
 */
public final class GateRaces {

  private GateRaces() {}

  /** A job that is to pause, and a part of it that comes to safe points. */
  abstract static class PausedJob {
    final Gate gate = new Gate();
    private final ProgressRegistry registry =
        ProgressRegistry.builder()
            .config(TrackingConfig.of(TrackingMode.MINIMAL))
            .manualSampling()
            .build();
    private final ProgressTracker job = registry.start("job", 10);
    final GatedTracker part = new GatedTracker(job.child("part", 10), job, gate);

    PausedJob() {
      gate.close();
    }

    /** Comes to a safe point; says how it left. */
    final String pass() {
      try {
        part.throwIfStopRequested();
        return "goes on";
      } catch (StopRequestedException e) {
        return "stops";
      }
    }

    /** The state of the job, when all is done. */
    final TrackerState state() {
      registry.sampleNow();
      return job.snapshot().state();
    }
  }

  /** The job is resumed while a thread comes to a safe point. */
  @JCStressTest
  @Outcome(id = "goes on, RUNNING", expect = ACCEPTABLE, desc = "It goes on, as does the job.")
  @Outcome(expect = FORBIDDEN, desc = "The job stays paused, or was stopped.")
  @State
  public static class PassAndOpen extends PausedJob {
    /**
     * Works.
     *
     * @param result how it left the safe point
     */
    @Actor
    public void worker(LL_Result result) {
      result.r1 = pass();
    }

    /** Resumes. */
    @Actor
    public void operator() {
      gate.open();
    }

    /**
     * Looks at the job when all is done.
     *
     * @param result its state
     */
    @Arbiter
    public void end(LL_Result result) {
      result.r2 = state();
    }
  }

  /** The job is resumed, paused and resumed again while a thread comes to two safe points. */
  @JCStressTest
  @Outcome(id = "goes on, RUNNING", expect = ACCEPTABLE, desc = "It goes on, as does the job.")
  @Outcome(expect = FORBIDDEN, desc = "The job stays paused, or was stopped.")
  @State
  public static class PassAndOpenTwice extends PausedJob {
    /**
     * Works.
     *
     * @param result how it left the second safe point
     */
    @Actor
    public void worker(LL_Result result) {
      pass();
      result.r1 = pass();
    }

    /** Resumes and pauses. */
    @Actor
    public void operator() {
      gate.open();
      gate.close();
      gate.open();
    }

    /**
     * Looks at the job when all is done.
     *
     * @param result its state
     */
    @Arbiter
    public void end(LL_Result result) {
      result.r2 = state();
    }
  }

  /** The paused part is to stop while its thread comes to a safe point. */
  @JCStressTest
  @Outcome(id = "stops, RUNNING", expect = ACCEPTABLE, desc = "It stops; the job is not paused.")
  @Outcome(expect = FORBIDDEN, desc = "It went on, or the job stays paused.")
  @State
  public static class PassAndStop extends PausedJob {
    /**
     * Works.
     *
     * @param result how it left the safe point
     */
    @Actor
    public void worker(LL_Result result) {
      result.r1 = pass();
    }

    /** Stops. */
    @Actor
    public void operator() {
      part.requestStop("enough");
    }

    /**
     * Looks at the job when all is done.
     *
     * @param result its state
     */
    @Arbiter
    public void end(LL_Result result) {
      result.r2 = state();
    }
  }

  /** Two threads of a job come to safe points while one of them has just resumed it. */
  @JCStressTest
  @Outcome(id = "goes on, RUNNING", expect = ACCEPTABLE, desc = "Both go on, as does the job.")
  @Outcome(expect = FORBIDDEN, desc = "The job stays paused, or was stopped.")
  @State
  public static class TwoPass extends PausedJob {
    /**
     * Works.
     *
     * @param result how it left the safe point
     */
    @Actor
    public void worker(LL_Result result) {
      result.r1 = pass();
    }

    /** Resumes, and works. */
    @Actor
    public void resuming() {
      gate.open();
      pass();
    }

    /**
     * Looks at the job when all is done.
     *
     * @param result its state
     */
    @Arbiter
    public void end(LL_Result result) {
      result.r2 = state();
    }
  }
}
