package io.github.progresstracker.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/**
 * Races of threads that count with each other and with the sampler. A dead thread is played by one
 * that was never started: neither is alive, and it costs no start.
 */
public final class CounterRaces {

  private CounterRaces() {}

  /** A counter that several threads share already. */
  private static Counter shared() {
    Counter counter = new Counter();
    counter.add(1);
    counter.addSlowly(new Thread(), 1);
    return counter;
  }

  /** A counter whose owner died when it had counted 5. */
  private static Counter ofADeadOwner() {
    Counter counter = new Counter();
    counter.addSlowly(new Thread(), 5);
    return counter;
  }

  /** One thread counts while the sampler reads twice. */
  @JCStressTest
  @Outcome(id = "true, 3", expect = ACCEPTABLE, desc = "Readings grow; every unit counts once.")
  @Outcome(expect = FORBIDDEN, desc = "A reading went back, or a unit was lost or repeated.")
  @State
  public static class AdvanceAndSample {
    private final Counter counter = new Counter();

    /** Counts. */
    @Actor
    public void host() {
      counter.add(1);
      counter.add(1);
      counter.add(1);
    }

    /**
     * Reads.
     *
     * @param result whether the readings grow within bounds
     */
    @Actor
    public void sampler(ZJ_Result result) {
      long first = counter.sum();
      long second = counter.sum();
      result.r1 = first <= second && second <= 3;
    }

    /**
     * Reads when all is done.
     *
     * @param result the sum
     */
    @Arbiter
    public void end(ZJ_Result result) {
      result.r2 = counter.sum();
    }
  }

  /** Two threads are the first to touch a counter; one of them also reads. */
  @JCStressTest
  @Outcome(id = "true, 4", expect = ACCEPTABLE, desc = "Readings grow; every unit counts once.")
  @Outcome(expect = FORBIDDEN, desc = "A reading went back, or a unit was lost or repeated.")
  @State
  public static class TwoFirstTouches {
    private final Counter counter = new Counter();

    /** Counts. */
    @Actor
    public void one() {
      counter.add(1);
      counter.add(1);
    }

    /**
     * Counts and reads.
     *
     * @param result whether the readings grow and hold what the reader counted
     */
    @Actor
    public void other(ZJ_Result result) {
      counter.add(1);
      long first = counter.sum();
      counter.add(1);
      long second = counter.sum();
      result.r1 = first >= 1 && second > first && second <= 4;
    }

    /**
     * Reads when all is done.
     *
     * @param result the sum
     */
    @Arbiter
    public void end(ZJ_Result result) {
      result.r2 = counter.sum();
    }
  }

  /** An absolute report beside increments: it lifts to 10 from wherever the count is. */
  @JCStressTest
  @Outcome(
      id = {"10", "11", "12"},
      expect = ACCEPTABLE,
      desc = "Increments before the report are part of the 10, those after it come on top.")
  @Outcome(expect = FORBIDDEN, desc = "The report was lost or counted twice.")
  @State
  public static class UpdateProgressAndAdvance {
    private final Counter counter = new Counter();

    /** Counts. */
    @Actor
    public void adding() {
      counter.add(1);
      counter.add(1);
    }

    /** Reports. */
    @Actor
    public void reporting() {
      counter.raiseTo(10);
    }

    /**
     * Reads when all is done.
     *
     * @param result the sum
     */
    @Arbiter
    public void end(J_Result result) {
      result.r1 = counter.sum();
    }
  }

  /** The same while cells hold a part of the sum, and one of them changes hands. */
  @JCStressTest
  @Outcome(
      id = {"10", "11", "12"},
      expect = ACCEPTABLE,
      desc = "Increments before the report are part of the 10, those after it come on top.")
  @Outcome(expect = FORBIDDEN, desc = "The report was lost or counted twice.")
  @State
  public static class UpdateProgressBesideReclaimedCells {
    private final Counter counter = shared();

    /** Counts. */
    @Actor
    public void adding() {
      counter.reclaim();
      counter.add(1);
      counter.add(1);
    }

    /** Reports. */
    @Actor
    public void reporting() {
      counter.raiseTo(10);
    }

    /**
     * Reads when all is done.
     *
     * @param result the sum
     */
    @Arbiter
    public void end(J_Result result) {
      result.r1 = counter.sum();
    }
  }

  /** Two threads report the same truth. */
  @JCStressTest
  @Outcome(id = "7", expect = ACCEPTABLE, desc = "The highest report counts, once.")
  @Outcome(expect = FORBIDDEN, desc = "A report was lost or counted twice.")
  @State
  public static class TwoUpdatesOfProgress {
    private final Counter counter = new Counter();

    /** Reports. */
    @Actor
    public void one() {
      counter.raiseTo(5);
      counter.raiseTo(7);
    }

    /** Reports. */
    @Actor
    public void other() {
      counter.raiseTo(6);
      counter.raiseTo(7);
    }

    /**
     * Reads when all is done.
     *
     * @param result the sum
     */
    @Arbiter
    public void end(J_Result result) {
      result.r1 = counter.sum();
    }
  }

  /** Two threads want to inherit from one dead owner. */
  @JCStressTest
  @Outcome(id = "9", expect = ACCEPTABLE, desc = "Every unit counts once.")
  @Outcome(expect = FORBIDDEN, desc = "A unit was lost or repeated.")
  @State
  public static class TwoHeirsOfADeadOwner {
    private final Counter counter = ofADeadOwner();

    /** Counts. */
    @Actor
    public void one() {
      counter.add(1);
      counter.add(1);
    }

    /** Counts. */
    @Actor
    public void other() {
      counter.add(1);
      counter.add(1);
    }

    /**
     * Reads when all is done.
     *
     * @param result the sum
     */
    @Arbiter
    public void end(J_Result result) {
      result.r1 = counter.sum();
    }
  }

  /** The sampler lets a dead owner go while another thread inherits from it. */
  @JCStressTest
  @Outcome(id = "true, 7", expect = ACCEPTABLE, desc = "Readings grow; every unit counts once.")
  @Outcome(expect = FORBIDDEN, desc = "A reading went back, or a unit was lost or repeated.")
  @State
  public static class ReclaimOfADeadOwner {
    private final Counter counter = ofADeadOwner();

    /** Counts. */
    @Actor
    public void host() {
      counter.add(1);
      counter.add(1);
    }

    /**
     * Reclaims and reads.
     *
     * @param result whether the readings grow within bounds
     */
    @Actor
    public void sampler(ZJ_Result result) {
      long first = counter.sum();
      counter.reclaim();
      long second = counter.sum();
      result.r1 = first >= 5 && second >= first && second <= 7;
    }

    /**
     * Reads when all is done.
     *
     * @param result the sum
     */
    @Arbiter
    public void end(ZJ_Result result) {
      result.r2 = counter.sum();
    }
  }

  /** A tracker ends while a thread counts on. */
  @JCStressTest
  @Outcome(
      id = {"true, 2", "true, 3", "true, 4"},
      expect = ACCEPTABLE,
      desc = "What comes too late does not count; what was seen stays.")
  @Outcome(expect = FORBIDDEN, desc = "The sum went back, or a unit was repeated.")
  @State
  public static class ReleaseAndAdvance {
    private final Counter counter = shared();

    /** The sum after the release. Written by one actor, read by the arbiter. */
    private long last;

    /** Counts. */
    @Actor
    public void host() {
      counter.add(1);
      counter.add(1);
    }

    /** Releases. */
    @Actor
    public void sampler() {
      counter.release();
      last = counter.sum();
    }

    /**
     * Reads when all is done.
     *
     * @param result whether the sum stayed as it was at the release, and the sum
     */
    @Arbiter
    public void end(ZJ_Result result) {
      result.r1 = counter.sum() == last;
      result.r2 = counter.sum();
    }
  }
}
