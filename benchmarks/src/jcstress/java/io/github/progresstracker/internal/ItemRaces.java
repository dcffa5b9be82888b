package io.github.progresstracker.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.progresstracker.ItemSnapshot;
import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.TrackingMode;
import java.time.Instant;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LJ_Result;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/** Races of threads that speak of the same item, and of the sampler that looks at it. */
public final class ItemRaces {

  private ItemRaces() {}

  /** An item of a job, and a sampler's view of it. */
  abstract static class OneItem {
    private final TrackerHandle job =
        (TrackerHandle)
            ProgressRegistry.builder()
                .config(TrackingConfig.of(TrackingMode.MINIMAL))
                .manualSampling()
                .build()
                .start("job", 10);
    private final ItemBoard board = job.extras().items();
    private final ItemWatch watch = new ItemWatch(board);
    final ItemHandle item = board.item("item", 1);

    /** What a snapshot says of the items. */
    final ItemsSnapshot items() {
      watch.look();
      return watch.snapshot(new Moment(0, Instant.EPOCH));
    }

    /** What a snapshot says of the item, which is at work. */
    final ItemSnapshot shown() {
      return items().inFlight().get(0);
    }

    /** Its percentage in a snapshot; 0 before the sampler knows of it. */
    final long percentShown() {
      return items().inFlight().stream().mapToLong(shown -> (long) shown.percent()).sum();
    }

    /** What the job has counted, and how many items are in which status, a digit for each. */
    final long counts() {
      ItemsSnapshot now = items();
      long inStatus =
          1000 * now.pending() + 100 * now.processing() + 10 * now.completed() + now.failed();
      return 10_000 * job.counter().sum() + inStatus;
    }
  }

  /** Two threads are the first to speak of an item: it begins once. */
  @JCStressTest
  @Outcome(id = "PROCESSING, 100", expect = ACCEPTABLE, desc = "One item is at work.")
  @Outcome(expect = FORBIDDEN, desc = "It began twice, or not at all.")
  @State
  public static class TwoBegin extends OneItem {
    /** Begins. */
    @Actor
    public void one() {
      item.begin();
    }

    /** Reports. */
    @Actor
    public void other() {
      item.progress(40);
    }

    /**
     * Looks when all is done.
     *
     * @param result status and counts
     */
    @Arbiter
    public void end(LJ_Result result) {
      result.r1 = item.status();
      result.r2 = counts();
    }
  }

  /** An item is done while another thread reports how far it is. */
  @JCStressTest
  @Outcome(id = "COMPLETED, 10010", expect = ACCEPTABLE, desc = "The end is the end, and counts.")
  @Outcome(expect = FORBIDDEN, desc = "The end was lost, or counted twice.")
  @State
  public static class DoneAndProgress extends OneItem {
    /** Ends. */
    @Actor
    public void one() {
      item.done();
    }

    /** Reports. */
    @Actor
    public void other() {
      item.progress(40);
      item.stage("embedding", 20);
    }

    /**
     * Looks when all is done.
     *
     * @param result status and counts
     */
    @Arbiter
    public void end(LJ_Result result) {
      result.r1 = item.status();
      result.r2 = counts();
    }
  }

  /** Two threads end an item in two ways: one of them says how, and the counts are of that one. */
  @JCStressTest
  @Outcome(id = "COMPLETED, 10010", expect = ACCEPTABLE, desc = "It was done first.")
  @Outcome(id = "FAILED, 10001", expect = ACCEPTABLE, desc = "It failed first.")
  @Outcome(expect = FORBIDDEN, desc = "It ended twice, or a count is wrong.")
  @State
  public static class DoneAndFail extends OneItem {
    /** Ends well. */
    @Actor
    public void one() {
      item.done();
    }

    /** Ends badly. */
    @Actor
    public void other() {
      item.fail("why");
    }

    /**
     * Looks when all is done.
     *
     * @param result status and counts
     */
    @Arbiter
    public void end(LJ_Result result) {
      result.r1 = item.status();
      result.r2 = counts();
    }
  }

  /** A stage is told while another thread reports how far the item is: both are kept. */
  @JCStressTest
  @Outcome(id = "embedding, 40", expect = ACCEPTABLE, desc = "Both reports are kept.")
  @Outcome(expect = FORBIDDEN, desc = "A report was lost.")
  @State
  public static class StageAndProgress extends OneItem {
    /** Tells the stage. */
    @Actor
    public void one() {
      item.stage("embedding");
    }

    /** Tells the percentage. */
    @Actor
    public void other() {
      item.progress(40);
    }

    /**
     * Looks.
     *
     * @param result stage and percentage
     */
    @Arbiter
    public void end(LJ_Result result) {
      result.r1 = String.valueOf(shown().stage());
      result.r2 = (long) shown().percent();
    }
  }

  /** One thread reports while the sampler looks twice. */
  @JCStressTest
  @Outcome(id = "true, 50", expect = ACCEPTABLE, desc = "Snapshots go forwards, up to the last.")
  @Outcome(expect = FORBIDDEN, desc = "A snapshot went back, or the last report was lost.")
  @State
  public static class ProgressAndSample extends OneItem {
    /** Reports. */
    @Actor
    public void host() {
      item.progress(30);
      item.progress(50);
    }

    /**
     * Looks.
     *
     * @param result whether the percentage grows
     */
    @Actor
    public void sampler(ZJ_Result result) {
      long first = percentShown();
      result.r1 = first <= percentShown();
    }

    /**
     * Looks once more.
     *
     * @param result the percentage
     */
    @Arbiter
    public void end(ZJ_Result result) {
      result.r2 = percentShown();
    }
  }

  /** Two threads report at once, and one of them samples: nothing shown is taken back. */
  @JCStressTest
  @Outcome(id = "true, 50", expect = ACCEPTABLE, desc = "The higher report stays.")
  @Outcome(
      id = "true, 40",
      expect = ACCEPTABLE_INTERESTING,
      desc = "The lower report came between reading and writing of the higher one, and stays.")
  @Outcome(expect = FORBIDDEN, desc = "A snapshot went back, or both reports were lost.")
  @State
  public static class TwoProgresses extends OneItem {
    private long before;

    /** Reports. */
    @Actor
    public void one() {
      item.progress(30);
      item.progress(50);
    }

    /** Reports and looks. */
    @Actor
    public void other() {
      item.progress(40);
      before = percentShown();
    }

    /**
     * Looks.
     *
     * @param result whether the percentage is not less than the other one saw, and the percentage
     */
    @Arbiter
    public void end(ZJ_Result result) {
      long now = percentShown();
      result.r1 = now >= before;
      result.r2 = now;
    }
  }
}
