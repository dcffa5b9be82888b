package io.github.progresstracker.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/**
 * Races for the cells of dead threads. Dead ones are played by threads that were never started; the
 * actors count in the name of two living ones that look for their cells in the same place.
 */
public final class CellsRaces {

  private static final Thread ONE = living(new Thread(CellsRaces::sleep));
  private static final Thread OTHER = living(neighbourOf(ONE));

  private CellsRaces() {}

  private static Thread living(Thread thread) {
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void sleep() {
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.park();
    }
  }

  /** A thread that looks for its cell where the other one does. */
  private static Thread neighbourOf(Thread other) {
    Thread thread = new Thread(CellsRaces::sleep);
    while ((thread.getId() - other.getId()) % Cells.SIZE != 0) {
      thread = new Thread(CellsRaces::sleep);
    }
    return thread;
  }

  /** A table full of the cells of dead threads, with 1 in each. */
  private static Cells full() {
    Cells cells = new Cells();
    for (int i = 0; i < Cells.SIZE; i++) {
      cells.add(new Thread(), 1);
    }
    return cells;
  }

  /** The sampler frees cells while a thread without one counts. */
  @JCStressTest
  @Outcome(id = "true, 18", expect = ACCEPTABLE, desc = "Readings grow; every unit counts once.")
  @Outcome(expect = FORBIDDEN, desc = "A reading went back, or a unit was lost or repeated.")
  @State
  public static class ReclaimAndAdd {
    private final Cells cells = full();

    /** Counts. */
    @Actor
    public void host() {
      cells.add(ONE, 1);
      cells.add(ONE, 1);
    }

    /**
     * Reclaims and reads.
     *
     * @param result whether the readings grow within bounds
     */
    @Actor
    public void sampler(ZJ_Result result) {
      long first = cells.sum();
      cells.reclaim();
      long second = cells.sum();
      result.r1 = first >= Cells.SIZE && second >= first && second <= Cells.SIZE + 2;
    }

    /**
     * Reads when all is done.
     *
     * @param result the sum
     */
    @Arbiter
    public void end(ZJ_Result result) {
      result.r2 = cells.sum();
    }
  }

  /** Two threads want the same freed cell. */
  @JCStressTest
  @Outcome(id = "20", expect = ACCEPTABLE, desc = "Every unit counts once.")
  @Outcome(expect = FORBIDDEN, desc = "A unit was lost or repeated.")
  @State
  public static class TwoHeirsOfACell {
    private final Cells cells = full();

    /** Counts. */
    @Actor
    public void one() {
      cells.reclaim();
      cells.add(ONE, 1);
      cells.add(ONE, 1);
    }

    /** Counts. */
    @Actor
    public void other() {
      cells.add(OTHER, 1);
      cells.add(OTHER, 1);
    }

    /**
     * Reads when all is done.
     *
     * @param result the sum
     */
    @Arbiter
    public void end(J_Result result) {
      result.r1 = cells.sum();
    }
  }

  /** Two samplers free the same cell, and one of them takes it in between. */
  @JCStressTest
  @Outcome(id = "20", expect = ACCEPTABLE, desc = "Every unit counts once.")
  @Outcome(expect = FORBIDDEN, desc = "A living thread's cell was freed.")
  @State
  public static class TwoReclaims {
    private final Cells cells = full();

    /** Reclaims and counts. */
    @Actor
    public void one() {
      cells.reclaim();
      cells.add(ONE, 1);
      cells.add(ONE, 1);
    }

    /** Reclaims and counts. */
    @Actor
    public void other() {
      cells.reclaim();
      cells.add(OTHER, 1);
      cells.add(OTHER, 1);
    }

    /**
     * Reads when all is done.
     *
     * @param result the sum
     */
    @Arbiter
    public void end(J_Result result) {
      result.r1 = cells.sum();
    }
  }
}
