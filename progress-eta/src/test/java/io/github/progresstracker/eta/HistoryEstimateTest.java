package io.github.progresstracker.eta;

import static io.github.progresstracker.eta.RunSummaryTest.EVEN;
import static io.github.progresstracker.eta.RunSummaryTest.curve;
import static io.github.progresstracker.eta.RunSummaryTest.even;
import static io.github.progresstracker.eta.SimulatedRun.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.eta.contract.EtaEstimatorContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Estimates that know of earlier runs of the same job")
class HistoryEstimateTest {

  private static EtaEstimator knowing(RunSummary... runs) {
    return EtaEstimator.adaptive(RunHistory.of(List.of(runs)));
  }

  private static EtaEstimator knowing(int count, RunSummary run) {
    return EtaEstimator.adaptive(RunHistory.of(Collections.nCopies(count, run)));
  }

  private static Eta beforeTheFirstUnit(EtaEstimator estimator, double total) {
    estimator.observe(0, 0, total);
    return estimator.estimate(0);
  }

  private static double remaining(Eta eta) {
    return SimulatedRun.seconds(eta.remaining());
  }

  @Nested
  @DisplayName("Before the first unit")
  class BeforeTheFirstUnit {

    @Test
    void the_estimate_is_what_the_earlier_run_took() {
      Eta eta = beforeTheFirstUnit(knowing(even(1000, 600)), 1000);

      assertThat(eta.basis()).isEqualTo(EtaBasis.PRIOR);
      assertThat(eta.method()).isEqualTo(EtaMethod.ADAPTIVE);
      assertThat(remaining(eta)).isCloseTo(600, within(1e-3));
      assertThat(SimulatedRun.seconds(eta.low())).isBetween(300.0, 500.0);
      assertThat(SimulatedRun.seconds(eta.high())).isBetween(700.0, 1200.0);
      assertThat(eta.confidence()).isBetween(0.2, 0.8);
      assertThat(eta.factors()).isEqualTo(EtaFactors.NONE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 500, 2000, 1e9})
    void it_scales_with_the_amount_of_work(double total) {
      Eta eta = beforeTheFirstUnit(knowing(even(1000, 600)), total);

      assertThat(remaining(eta)).isCloseTo(0.6 * total, Percentage.withPercentage(1e-3));
    }

    @Test
    void more_runs_that_agree_give_a_narrower_interval_and_more_confidence() {
      Eta one = beforeTheFirstUnit(knowing(1, even(1000, 600)), 1000);
      Eta ten = beforeTheFirstUnit(knowing(10, even(1000, 600)), 1000);

      assertThat(remaining(ten)).isCloseTo(remaining(one), within(1e-3));
      assertThat(ten.confidence()).isGreaterThan(one.confidence());
      assertThat(ten.low()).isGreaterThan(one.low());
      assertThat(ten.high()).isLessThan(one.high());
    }

    @Test
    void it_counts_down_while_the_first_unit_is_under_way() {
      EtaEstimator estimator = knowing(even(1000, 600));
      beforeTheFirstUnit(estimator, 1000);

      double earlier = 600;
      for (int second = 5; second <= 60; second += 5) {
        double now = remaining(estimator.estimate(nanos(second)));
        assertThat(now).isLessThan(earlier);
        earlier = now;
      }
      assertThat(earlier).isCloseTo(540, Percentage.withPercentage(2));
    }

    @Test
    void a_first_unit_that_takes_longer_than_any_whole_run_did_still_has_an_end_ahead() {
      EtaEstimator estimator = knowing(even(1000, 600));
      beforeTheFirstUnit(estimator, 1000);

      for (double seconds : new double[] {600, 6000, 1e6, Long.MAX_VALUE / 1e9}) {
        Eta eta = estimator.estimate(nanos(seconds));
        assertThat(eta.basis()).isEqualTo(EtaBasis.PRIOR);
        assertThat(eta.remaining()).as("after %s s", seconds).isPositive();
        assertThat(eta.high()).isGreaterThan(eta.remaining());
      }
    }

    @Test
    void a_run_that_knows_of_no_other_is_warming_up() {
      assertThat(beforeTheFirstUnit(EtaEstimator.adaptive(), 1000).basis())
          .isEqualTo(EtaBasis.WARMING_UP);
      assertThat(beforeTheFirstUnit(knowing(), 1000).basis()).isEqualTo(EtaBasis.WARMING_UP);
    }

    @Test
    void from_the_first_unit_on_the_estimate_is_measured() {
      SimulatedRun run = new SimulatedRun(knowing(even(1000, 600)), 1000).work(1, 0.6);

      assertThat(run.look().basis()).isEqualTo(EtaBasis.MEASURED);
      assertThat(run.remaining()).isCloseTo(599, Percentage.withPercentage(10));
    }

    @Test
    void a_total_that_becomes_known_late_or_changes_is_taken_as_it_comes() {
      EtaEstimator estimator = knowing(even(1000, 600));
      assertThat(beforeTheFirstUnit(estimator, Double.NaN).basis())
          .isEqualTo(EtaBasis.UNKNOWN_TOTAL);
      assertThat(remaining(beforeTheFirstUnit(estimator, 1000)))
          .isCloseTo(600, Percentage.withPercentage(0.1));
      assertThat(remaining(beforeTheFirstUnit(estimator, 3000)))
          .isCloseTo(1800, Percentage.withPercentage(0.1));
    }
  }

  @Nested
  @DisplayName("As the run shows more of itself")
  class Fading {

    @ParameterizedTest
    @DisplayName("a run of another pace is followed: by half the work it is predicted within 15 %")
    @ValueSource(doubles = {0.5, 2})
    void another_pace(double secondsPerUnit) {
      SimulatedRun run = new SimulatedRun(knowing(even(1000, 1000)), 1000);
      run.work(500, secondsPerUnit);

      assertThat(run.remaining()).isCloseTo(500 * secondsPerUnit, Percentage.withPercentage(15));
    }

    @Test
    void the_difference_that_history_makes_gets_less_and_less() {
      double atFirst = difference(1);
      double early = difference(100);
      double later = difference(300);

      assertThat(atFirst).isGreaterThan(0.5);
      assertThat(early).isLessThan(atFirst);
      assertThat(later).isLessThan(early);
      assertThat(difference(700)).isLessThan(later).isLessThan(0.1);
    }

    /** The log of the ratio of estimates with and without history, at twice the speed of old. */
    private static double difference(int units) {
      EtaEstimator with = knowing(even(1000, 1000));
      double informed = new SimulatedRun(with, 1000).work(units, 0.5).remaining();
      double naive = new SimulatedRun(EtaEstimator.adaptive(), 1000).work(units, 0.5).remaining();
      return Math.abs(Math.log(informed / naive));
    }

    @Test
    @DisplayName("two earlier runs that differ by a factor of e count less than two that agree")
    void disagreeing_runs() {
      // The same mean of the paces: the newer run counts 1 to 0.8.
      RunSummary hare = even(1000, 1000 * Math.exp(-1 / 1.8));
      RunSummary tortoise = even(1000, 1000 * Math.exp(0.8 / 1.8));
      assertThat(remaining(beforeTheFirstUnit(knowing(hare, tortoise), 1000)))
          .isCloseTo(1000, Percentage.withPercentage(0.1));

      double unknown = atThreeTimesThePace(EtaEstimator.adaptive());
      double agreed = atThreeTimesThePace(knowing(2, even(1000, 1000)));
      double disagreed = atThreeTimesThePace(knowing(hare, tortoise));

      assertThat(agreed).isGreaterThan(unknown);
      assertThat(disagreed).isBetween(unknown, agreed - 0.3 * (agreed - unknown));
    }

    private static double atThreeTimesThePace(EtaEstimator estimator) {
      return new SimulatedRun(estimator, 1000).work(20, 1 / 3.0).remaining();
    }

    @Test
    void the_interval_holds_the_truth_and_is_narrower_than_without_history() {
      Eta with = new SimulatedRun(knowing(5, even(1000, 1000)), 1000).work(100, 1).look();
      Eta without = new SimulatedRun(EtaEstimator.adaptive(), 1000).work(100, 1).look();

      assertThat(with.low()).isLessThan(Duration.ofMinutes(15));
      assertThat(with.high()).isGreaterThan(Duration.ofMinutes(15));
      assertThat(width(with)).isLessThan(width(without));
      assertThat(with.confidence()).isGreaterThan(without.confidence());
    }

    private static double width(Eta eta) {
      return SimulatedRun.seconds(eta.high()) - SimulatedRun.seconds(eta.low());
    }

    @Test
    void a_stall_is_a_stall_with_history_too_and_the_estimate_does_not_run_out_in_it() {
      SimulatedRun run = new SimulatedRun(knowing(even(1000, 1000)), 1000).work(990, 1);

      run.silence(2000);

      assertThat(run.look().basis()).isEqualTo(EtaBasis.STALLED);
      assertThat(run.look().remaining()).isPositive();
    }
  }

  @Nested
  @DisplayName("A job of two phases, the first half of the units in a tenth of the time")
  class TwoPhases {

    private static final RunSummary EARLIER =
        new RunSummary(
            1000, nanos(1000), 0, 0, curve(j -> j <= 8 ? j / 80.0 : 0.1 + (j - 8) * 0.9 / 8));

    @Test
    @DisplayName("is predicted within 10 % at 30 % of the units; without history it errs by far")
    void foreseen() {
      assertThat(atThirtyPercent(knowing(5, EARLIER)))
          .isCloseTo(940, Percentage.withPercentage(10));
      assertThat(atThirtyPercent(EtaEstimator.adaptive())).isLessThan(940 / 2.0);
    }

    @Test
    void is_foreseen_better_by_one_earlier_run_than_by_none_and_by_two_than_by_one() {
      double before = atThirtyPercent(EtaEstimator.adaptive());
      for (int runs = 1; runs <= 4; runs++) {
        double now = atThirtyPercent(knowing(runs, EARLIER));
        assertThat(now).as("%d runs", runs).isBetween(before, 940.0);
        before = now;
      }
    }

    /** 300 units in 60 seconds. */
    private static double atThirtyPercent(EtaEstimator estimator) {
      return new SimulatedRun(estimator, 1000).work(300, 0.2).remaining();
    }

    @Test
    @DisplayName(
        "is foreseen for ten times the work at half the speed too: the shape needs no pace")
    void foreseen_elsewhere() {
      SimulatedRun run = new SimulatedRun(knowing(5, EARLIER), 10_000);

      run.work(3000, 0.4);

      assertThat(run.remaining()).isCloseTo(18_800, Percentage.withPercentage(35));
    }
  }

  @Nested
  @DisplayName("The summary of a run")
  class Summary {

    @Test
    void is_empty_until_the_run_is_complete_and_full_right_after() {
      EtaEstimator estimator = EtaEstimator.adaptive();
      assertThat(estimator.summary()).isEmpty();

      SimulatedRun run = new SimulatedRun(estimator, 160).work(159, 2);
      assertThat(estimator.summary()).isEmpty();

      run.work(1, 2);
      RunSummary summary = estimator.summary().orElseThrow();
      assertThat(summary.done()).isEqualTo(160);
      assertThat(summary.activeNanos()).isEqualTo(nanos(320));
      assertThat(summary.waits()).isZero();
      assertThat(summary.waitedNanos()).isZero();
      assertCurve(summary, EVEN);
    }

    @Test
    void has_the_shape_of_the_run() {
      EtaEstimator estimator = EtaEstimator.linear();
      new SimulatedRun(estimator, 320).work(160, 0.25).work(160, 2.25);

      RunSummary summary = estimator.summary().orElseThrow();

      assertCurve(summary, curve(j -> j <= 8 ? j / 80.0 : 0.1 + (j - 8) * 0.9 / 8));
    }

    private static void assertCurve(RunSummary summary, List<Double> expected) {
      for (int j = 0; j < RunSummary.CURVE_POINTS; j++) {
        assertThat(summary.curve().get(j))
            .as("point %d", j)
            .isCloseTo(expected.get(j), within(0.01));
      }
    }

    @Test
    void keeps_waits_apart_from_work() {
      EtaEstimator estimator = EtaEstimator.adaptive();
      new SimulatedRun(estimator, 100)
          .work(40, 1)
          .wholeWait(60)
          .work(40, 1)
          .wholeWait(15)
          .work(20, 1);

      RunSummary summary = estimator.summary().orElseThrow();

      assertThat(summary.activeNanos()).isEqualTo(nanos(100));
      assertThat(summary.waits()).isEqualTo(2);
      assertThat(summary.waitedNanos()).isEqualTo(nanos(75));
    }

    @Test
    void is_empty_without_a_total_without_any_time_and_after_a_reset() {
      EtaEstimator untold = EtaEstimator.adaptive();
      new SimulatedRun(untold, Double.NaN).work(100, 1);
      assertThat(untold.summary()).isEmpty();

      EtaEstimator timeless = EtaEstimator.adaptive();
      timeless.observe(0, 100, 100);
      assertThat(timeless.summary()).isEmpty();

      EtaEstimator reset = EtaEstimator.adaptive();
      new SimulatedRun(reset, 100).work(100, 1);
      assertThat(reset.summary()).isPresent();
      reset.reset();
      assertThat(reset.summary()).isEmpty();
    }

    @Test
    void is_withdrawn_when_the_total_grows_after_all() {
      EtaEstimator estimator = EtaEstimator.adaptive();
      SimulatedRun run = new SimulatedRun(estimator, 100).work(100, 1);

      run.total(200);
      assertThat(estimator.summary()).isEmpty();

      run.work(100, 1);
      assertThat(estimator.summary().orElseThrow().done()).isEqualTo(200);
    }

    @Test
    @DisplayName(
        "makes the next run, if it is the same, predictable: the third within 5 % throughout")
    void round_trip() {
      List<Errors> errors = repeat(3, i -> 1);

      assertThat(errors.get(0).worst()).isGreaterThan(0.3);
      assertThat(errors.get(1).worst()).isLessThan(0.10);
      assertThat(errors.get(2).worst()).isLessThan(0.05);
    }

    @Test
    @DisplayName("makes uneven jobs predictable: the sixth run within 6 % in the mean")
    void round_trip_of_uneven_jobs() {
      for (double firstHalf : new double[] {0.2, 1.8}) {
        List<Errors> errors = repeat(6, i -> i <= 500 ? firstHalf : 2 - firstHalf);
        for (int run = 1; run < 6; run++) {
          assertThat(errors.get(run).mean()).isLessThan(errors.get(run - 1).mean());
        }
        assertThat(errors.get(0).mean()).isGreaterThan(0.4);
        assertThat(errors.get(5).mean()).isLessThan(0.06);
      }
    }

    /**
     * How wrong one run was.
     *
     * @param worst the largest error, as a share of the duration
     * @param mean the mean error, as a share of the duration
     */
    private record Errors(double worst, double mean) {}

    /** Plays a thousand units again and again, each run knowing those before. */
    private static List<Errors> repeat(int times, IntToDoubleFunction secondsOfUnit) {
      RunHistory history = RunHistory.none();
      List<Errors> errors = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        EtaEstimator estimator = EtaEstimator.adaptive(history);
        errors.add(play(estimator, secondsOfUnit));
        history = history.with(estimator.summary().orElseThrow());
      }
      return errors;
    }

    private static Errors play(EtaEstimator estimator, IntToDoubleFunction secondsOfUnit) {
      double duration = IntStream.rangeClosed(1, 1000).mapToDouble(secondsOfUnit).sum();
      SimulatedRun run = new SimulatedRun(estimator, 1000);
      double left = duration;
      double worst = 0;
      double sum = 0;
      for (int i = 1; i <= 1000; i++) {
        run.work(1, secondsOfUnit.applyAsDouble(i));
        left -= secondsOfUnit.applyAsDouble(i);
        double error = Math.abs(run.remaining() - left) / duration;
        worst = Math.max(worst, error);
        sum += error;
      }
      return new Errors(worst, sum / 1000);
    }
  }

  @Nested
  @DisplayName("Where history does not count")
  class NoDifference {

    @Test
    void of_a_job_whose_total_is_unknown_the_end_stays_unknown() {
      SimulatedRun run = new SimulatedRun(knowing(5, even(1000, 600)), Double.NaN);
      for (int i = 0; i < 10; i++) {
        run.work(10, 0.6);
        assertThat(run.look().basis()).isEqualTo(EtaBasis.UNKNOWN_TOTAL);
        assertThat(run.look().remaining()).isNull();
      }
    }

    @Test
    void what_is_done_is_done() {
      Eta eta = new SimulatedRun(knowing(even(1000, 600)), 100).work(100, 1).look();

      assertThat(eta.basis()).isEqualTo(EtaBasis.DONE);
      assertThat(eta.remaining()).isZero();
    }

    @Test
    void an_empty_history_is_none_in_any_stream_whatsoever() {
      for (int seed = 0; seed < 500; seed++) {
        List<Eta> empty = play(EtaEstimator.adaptive(RunHistory.none()), seed);
        assertThat(empty).as("seed %d", seed).isEqualTo(play(EtaEstimator.adaptive(), seed));
      }
    }

    private static List<Eta> play(EtaEstimator estimator, int seed) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Eta> said = new ArrayList<>();
      long now = 0;
      double done = 0;
      double total = 200;
      for (int i = 0; i < 80; i++) {
        now += random.nextLong(5_000_000_000L);
        done += random.nextInt(6);
        total = random.nextInt(20) == 0 ? random.nextInt(400) : total;
        estimator.observe(now, done, total);
        if (random.nextInt(15) == 0) {
          estimator.waits(i, random.nextLong(60_000_000_000L), random.nextLong(9_000_000_000L));
        }
        said.add(estimator.estimate(now + random.nextLong(2_000_000_000L)));
      }
      return said;
    }
  }

  @Nested
  @DisplayName("Waits of earlier runs")
  class Waits {

    private static final RunSummary WAITED = new RunSummary(1000, nanos(1000), 5, nanos(500), EVEN);

    @Test
    void are_part_of_the_estimate_before_the_first_unit() {
      Eta eta = beforeTheFirstUnit(knowing(WAITED), 1000);

      assertThat(remaining(eta)).isCloseTo(1500, within(1e-3));
      assertThat(SimulatedRun.seconds(eta.high()))
          .isGreaterThan(
              500
                  + SimulatedRun.seconds(
                      beforeTheFirstUnit(knowing(even(1000, 1000)), 1000).high()));
    }

    @Test
    void are_foreseen_so_that_a_run_that_waits_as_ever_is_predicted_throughout() {
      SimulatedRun run = new SimulatedRun(knowing(WAITED), 1000);
      for (int wait = 1; wait <= 4; wait++) {
        run.work(200, 1).wholeWait(100);
        double left = 1500 - 300 * wait;
        assertThat(run.remaining())
            .as("after wait %d", wait)
            .isCloseTo(left, Percentage.withPercentage(12));
      }
    }

    @Test
    void that_do_not_come_back_are_expected_less_and_less() {
      SimulatedRun run = new SimulatedRun(knowing(WAITED), 1000).work(100, 1);
      double early = run.remaining() - 900;
      double late = run.work(800, 1).remaining() - 100;

      assertThat(early).isGreaterThan(300);
      assertThat(late).isLessThan(40);
    }

    @Test
    void are_no_work_so_that_runs_with_and_without_waits_have_the_same_pace() {
      SimulatedRun waited = new SimulatedRun(knowing(WAITED), 1000).work(500, 1);
      SimulatedRun worked = new SimulatedRun(knowing(even(1000, 1000)), 1000).work(500, 1);

      assertThat(waited.look().factors()).isEqualTo(worked.look().factors());
    }

    @Test
    @DisplayName("a wait before the first unit leaves the estimate known, with the wait added")
    void wait_before_the_first_unit() {
      EtaEstimator estimator = knowing(even(1000, 600));
      beforeTheFirstUnit(estimator, 1000);
      estimator.waits(1, 0, nanos(30));

      Eta eta = estimator.estimate(0);

      assertThat(eta.basis()).isEqualTo(EtaBasis.WAITING);
      assertThat(remaining(eta)).isCloseTo(630, Percentage.withPercentage(6));
    }
  }

  @Nested
  @DisplayName("After a reset")
  class Reset {

    @Test
    void the_history_is_still_known_as_if_newly_made() {
      EtaEstimator estimator = knowing(even(1000, 600));
      new SimulatedRun(estimator, 1000).work(400, 5);

      estimator.reset();

      assertThat(beforeTheFirstUnit(estimator, 1000))
          .isEqualTo(beforeTheFirstUnit(knowing(even(1000, 600)), 1000));
    }

    @Test
    void nothing_of_the_run_before_shows_in_the_next_one_not_even_how_uneven_it_was() {
      EtaEstimator used = knowing(even(1000, 600));
      SimulatedRun uneven = new SimulatedRun(used, 1000);
      for (int i = 0; i < 20; i++) {
        uneven.work(10, i % 2 == 0 ? 0.1 : 3);
      }
      used.reset();
      EtaEstimator fresh = knowing(even(1000, 600));

      for (EtaEstimator either : Arrays.asList(used, fresh)) {
        beforeTheFirstUnit(either, 1000);
      }
      for (int second = 10; second <= 600; second += 10) {
        assertThat(used.estimate(nanos(second)))
            .as("after %d s without a unit", second)
            .isEqualTo(fresh.estimate(nanos(second)));
      }
    }
  }

  @Nested
  @DisplayName("The contract of estimators is kept by one with history")
  class Contract extends EtaEstimatorContract {
    @Override
    protected EtaEstimator newEstimator() {
      return knowing(even(100, 90), new RunSummary(120, nanos(130), 3, nanos(4), EVEN));
    }
  }

  @Nested
  @DisplayName("Absurd histories give a defined estimate")
  class Absurd {

    private static final long[] NANOS = {1, 1_000_000_000L, Long.MAX_VALUE};
    private static final double[] UNITS = {1, 1000, 1e18};
    private static final double[] ODD_UNITS = {
      Double.MIN_VALUE, 1e-300, 1e-100, 1e-9, 1, 1e18, 1e100, 1e300, Double.MAX_VALUE
    };

    @Test
    @DisplayName("runs of 1 ns and of 292 years, of 1 unit and of 1e18 (2,000 random streams)")
    void extreme_runs() {
      for (int seed = 0; seed < 2000; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        double total = UNITS[random.nextInt(UNITS.length)];
        play("seed " + seed, random, history(random, UNITS), total);
      }
    }

    @Test
    @DisplayName("amounts of work at the edges of arithmetic (2,000 random streams)")
    void edges_of_arithmetic() {
      for (int seed = 0; seed < 2000; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        double total = ODD_UNITS[random.nextInt(ODD_UNITS.length)];
        play("seed " + seed, random, history(random, ODD_UNITS), total);
      }
    }

    private static RunHistory history(SplittableRandom random, double[] units) {
      List<RunSummary> runs = new ArrayList<>();
      for (int r = random.nextInt(1, 5); r > 0; r--) {
        runs.add(
            new RunSummary(
                units[random.nextInt(units.length)],
                NANOS[random.nextInt(NANOS.length)],
                random.nextInt(3),
                random.nextBoolean() ? 0 : NANOS[random.nextInt(NANOS.length)],
                anyCurve(random)));
      }
      return RunHistory.of(runs);
    }

    private static List<Double> anyCurve(SplittableRandom random) {
      int jump = random.nextInt(1, 17);
      return random.nextBoolean() ? EVEN : curve(j -> j < jump ? 0 : 1);
    }

    private static void play(
        String name, SplittableRandom random, RunHistory history, double total) {
      EtaEstimator estimator = EtaEstimator.adaptive(history);
      long now = 0;
      double done = 0;
      String run = name + ", total " + total + ", " + history;
      for (int i = 0; i < 30; i++) {
        now = random.nextInt(20) == 0 ? Long.MAX_VALUE / 2 : now + random.nextLong(5_000_000_000L);
        done += random.nextInt(3) == 0 ? total * random.nextDouble(0.1) : 0;
        estimator.observe(i < 2 ? 0 : now, i < 4 ? 0 : done, total);
        if (random.nextInt(9) == 0) {
          estimator.waits(random.nextInt(4), NANOS[random.nextInt(3)], random.nextInt(2));
        }
        assertSound(run, estimator, i < 2 ? 0 : now);
      }
    }

    /** The constructor of {@link Eta} refuses what is no number, negative or out of order. */
    private static void assertSound(String run, EtaEstimator estimator, long now) {
      try {
        Eta eta = estimator.estimate(now);
        if (eta.basis() != EtaBasis.WAITING) {
          assertThat(eta.remaining()).as(run).isNotNull();
        }
      } catch (IllegalArgumentException | AssertionError e) {
        throw new AssertionError("at " + now + " ns in " + run, e);
      }
    }
  }
}
