package io.github.progresstracker.eta;

import static io.github.progresstracker.eta.RunSummaryTest.EVEN;
import static io.github.progresstracker.eta.RunSummaryTest.curve;
import static io.github.progresstracker.eta.RunSummaryTest.even;
import static io.github.progresstracker.eta.RunSummaryTest.shaped;
import static io.github.progresstracker.eta.SimulatedRun.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What earlier runs say")
class PastRunsTest {

  private static final Offset<Double> TINY = within(1e-12);

  /** A tenth of the time for the first half of the work. */
  private static final List<Double> SLOW_END =
      curve(j -> j <= 8 ? 0.1 * j / 8 : 0.1 + 0.9 * (j - 8) / 8);

  private static PastRuns past(RunSummary... runs) {
    return new PastRuns(RunHistory.of(List.of(runs)));
  }

  private static PastRuns same(int count, RunSummary run) {
    return new PastRuns(RunHistory.of(Collections.nCopies(count, run)));
  }

  @Test
  void an_empty_history_says_so() {
    PastRuns none = new PastRuns(RunHistory.none());

    assertThat(none.any()).isFalse();
    assertThat(none.waitedPerUnit()).isZero();
    assertThat(past(even(1, 1)).any()).isTrue();
  }

  @Test
  @DisplayName("pace: 100 units in 50 s make 1000 units in 500 s")
  void pace() {
    PastRuns past = past(even(100, 50));

    assertThat(past.duration(100)).isCloseTo(50, within(1e-9));
    assertThat(past.duration(1000)).isCloseTo(500, within(1e-9));
  }

  @Test
  @DisplayName("pace: the mean is one of logarithms, in which the newer run counts 1 : 0.8")
  void pace_of_two() {
    PastRuns past = past(even(100, 100), even(100, 200));

    assertThat(past.duration(100)).isCloseTo(100 * Math.pow(2, 1 / 1.8), within(1e-9));
  }

  @Test
  @DisplayName("pace: the order of the runs matters, and the newest counts most")
  void pace_ages() {
    RunSummary fast = even(100, 10);
    RunSummary slow = even(100, 1000);

    assertThat(past(slow, slow, fast).duration(100))
        .isLessThan(past(slow, fast, slow).duration(100));
    assertThat(past(slow, fast, slow).duration(100))
        .isLessThan(past(fast, slow, slow).duration(100));
  }

  @Test
  @DisplayName("ageing: ten runs later a run has a weight of 0.8^10")
  void ageing() {
    List<RunSummary> runs = new ArrayList<>(Collections.nCopies(10, even(100, 100)));
    runs.add(0, even(100, 200));
    PastRuns past = new PastRuns(RunHistory.of(runs));

    double weight = Math.pow(0.8, 10);
    double all = (1 - Math.pow(0.8, 11)) / (1 - 0.8);
    assertThat(past.duration(100)).isCloseTo(100 * Math.pow(2, weight / all), within(1e-9));
    assertThat(past.duration(100)).isBetween(101.0, 102.0);
  }

  @Test
  @DisplayName(
      "a run that hung for a night counts as if it had taken e times as long as the median")
  void outlier() {
    PastRuns past = past(even(100, 1000), even(100, 1000), even(100, 36_000));

    assertThat(past.duration(100))
        .isCloseTo(1000 * Math.exp(1 / (1 + 0.8 + 0.64)), within(1e-6))
        .isCloseTo(1506.6, within(0.1));
  }

  @Test
  @DisplayName("a run that hung moves the pace as far up as one without work moves it down")
  void outliers_either_way() {
    for (int others = 0; others <= 5; others++) {
      List<RunSummary> hung = new ArrayList<>(Collections.nCopies(others, even(100, 100)));
      List<RunSummary> idle = new ArrayList<>(hung);
      hung.add(even(100, 100 * 36));
      idle.add(even(100, 100 / 36.0));

      double slow = new PastRuns(RunHistory.of(hung)).duration(100);
      double fast = new PastRuns(RunHistory.of(idle)).duration(100);

      assertThat(slow * fast)
          .as("beside %d usual runs, %s s and %s s", others, slow, fast)
          .isCloseTo(100 * 100, Percentage.withPercentage(1e-3));
    }
  }

  @Test
  @DisplayName("of one run the pace has a variance of 0.18 and the shape one of 0.08: the defaults")
  void variances_of_one() {
    PastRuns one = past(even(100, 50));
    one.consult(0.5);

    // Twice the default for two imagined runs, over two, and as much again for the mean.
    assertThat(one.durationVariance()).isCloseTo(2 * 0.09 / 2 * 2, TINY);
    assertThat(one.shapeVariance()).isCloseTo(2 * 0.04 / 2 * 2, TINY);
  }

  @Test
  @DisplayName("two runs that agree have a variance of 0.1, two that differ by 2 have 0.22")
  void variances_of_two() {
    double newest = Math.log(2);
    double mean = newest / 1.8;
    double squares = 0.8 * mean * mean + (newest - mean) * (newest - mean);

    assertThat(past(even(9, 5), even(9, 5)).durationVariance())
        .isCloseTo(0.18 / 2.8 * (1 + 1 / 1.8), TINY)
        .isCloseTo(0.1, within(1e-9));
    assertThat(past(even(9, 5), even(9, 10)).durationVariance())
        .isCloseTo((squares + 0.18) / 2.8 * (1 + 1 / 1.8), within(1e-9))
        .isCloseTo(0.219, within(0.001));
  }

  @Test
  void the_more_runs_agree_the_surer_they_are_and_never_quite() {
    double pace = Double.MAX_VALUE;
    double shape = Double.MAX_VALUE;
    for (int count = 1; count <= RunHistory.LIMIT; count++) {
      PastRuns past = same(count, even(100, 50));
      past.consult(0.3);
      assertThat(past.durationVariance()).as("pace of %d", count).isLessThan(pace);
      assertThat(past.shapeVariance()).as("shape of %d", count).isLessThan(shape);
      pace = past.durationVariance();
      shape = past.shapeVariance();
    }
    assertThat(pace).isGreaterThan(0.03);
    assertThat(shape).isGreaterThan(0.01);
  }

  @Test
  void the_more_runs_differ_the_less_they_are_sure() {
    double before = 0;
    for (double factor : new double[] {1, 1.2, 1.6, 2.5}) {
      double variance = past(even(100, 50), even(100, 50 * factor)).durationVariance();
      assertThat(variance).as("factor %s", factor).isGreaterThan(before);
      before = variance;
    }
    PastRuns apart = past(even(100, 50), shaped(100, 50, SLOW_END));
    PastRuns alike = past(shaped(100, 50, SLOW_END), shaped(100, 50, SLOW_END));
    apart.consult(0.5);
    alike.consult(0.5);
    assertThat(apart.shapeVariance()).isGreaterThan(4 * alike.shapeVariance());
  }

  @Test
  void a_pace_does_not_depend_on_the_amount_of_work_so_larger_runs_at_the_same_pace_agree() {
    PastRuns growing = past(even(100, 50), even(1000, 500), even(10_000, 5000));

    assertThat(growing.duration(20)).isCloseTo(10, within(1e-9));
    assertThat(growing.durationVariance())
        .isCloseTo(same(3, even(100, 50)).durationVariance(), TINY);
  }

  @Test
  @DisplayName("shape: where a quarter of the time is over, three times the elapsed time is left")
  void shape_of_an_even_run() {
    PastRuns past = past(even(100, 50));

    assertShape(past, 0.25, Math.log(3));
    assertShape(past, 0.5, 0);
    assertShape(past, 0.75, -Math.log(3));
    assertShape(past, 0.3, Math.log(0.7 / 0.3));
  }

  @Test
  @DisplayName("shape: between two points of the curve it lies on the straight line")
  void shape_of_an_uneven_run() {
    PastRuns past = past(shaped(100, 50, SLOW_END));

    assertShape(past, 0.5, Math.log(9));
    assertShape(past, 0.25, Math.log(0.95 / 0.05));
    assertShape(past, 0.75, Math.log(0.45 / 0.55));
    // 0.53 of the work is 0.48 of the way from the 8th sixteenth to the 9th: 0.1 + 0.48 * 0.1125.
    assertShape(past, 0.53, Math.log((1 - 0.154) / 0.154));
  }

  @Test
  @DisplayName("shape: the mean is one of logarithms, in which the newer run counts 1 : 0.8")
  void shape_of_two() {
    PastRuns past = past(even(100, 50), shaped(100, 50, SLOW_END));
    double mean = Math.log(9) / 1.8;
    double off = Math.log(9) - mean;

    assertShape(past, 0.5, mean);
    assertThat(past.shapeVariance())
        .isCloseTo((0.8 * mean * mean + off * off + 0.08) / 2.8 * (1 + 1 / 1.8), within(1e-9));
  }

  private static void assertShape(PastRuns past, double share, double logOdds) {
    past.consult(share);
    assertThat(past.shape()).as("at %s of the work", share).isCloseTo(logOdds, within(1e-9));
  }

  @Test
  void shape_does_not_depend_on_pace() {
    PastRuns fast = past(shaped(100, 1, SLOW_END));
    PastRuns slow = past(shaped(7e9, 86_400, SLOW_END));
    for (double share = 0.01; share < 1; share += 0.01) {
      fast.consult(share);
      assertShape(slow, share, fast.shape());
    }
  }

  @Test
  void shape_is_finite_even_where_all_the_time_went_into_one_piece() {
    PastRuns first = past(shaped(100, 50, curve(j -> j == 0 ? 0 : 1)));
    PastRuns last = past(shaped(100, 50, curve(j -> j < 16 ? 0 : 1)));

    assertShape(first, 0.5, -Math.log(9999));
    assertShape(last, 0.5, Math.log(9999));
  }

  @Test
  void the_shape_never_says_that_more_is_left_when_more_is_done() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 200; i++) {
      PastRuns past = randomPast(random);
      double before = Double.MAX_VALUE;
      for (int share = 1; share < 200; share++) {
        past.consult(share / 200.0);
        assertThat(past.shape()).isLessThanOrEqualTo(before + 1e-9);
        assertThat(past.shapeVariance()).isPositive().isFinite();
        before = past.shape();
      }
    }
  }

  @Test
  @DisplayName("at second 0 the median is the duration, and the bounds are as far down as up")
  void median_at_the_start() {
    PastRuns past = past(even(100, 50), even(100, 80));
    double duration = past.duration(300);

    assertThat(past.remaining(300, 0, 0.5)).isCloseTo(duration, within(1e-9));
    double low = past.remaining(300, 0, 0.9);
    double high = past.remaining(300, 0, 0.1);
    assertThat(low * high).isCloseTo(duration * duration, Percentage.withPercentage(1e-9));
  }

  @Test
  @DisplayName(
      "a run as old as it should ever have got goes on for (3^s - 1) of that, s = sqrt(3 v) / pi")
  void median_when_overdue() {
    PastRuns past = past(even(100, 50));
    double scale = Math.sqrt(3 * 0.18) / Math.PI;

    assertThat(past.remaining(100, 50, 0.5))
        .isCloseTo(50 * (Math.pow(3, scale) - 1), within(1e-9))
        .isCloseTo(14.65, within(0.01));
  }

  @Test
  void the_end_is_later_than_now_however_long_the_run_has_lasted() {
    SplittableRandom random = new SplittableRandom(12);
    double last = Long.MAX_VALUE / 1e9;
    for (int i = 0; i < 300; i++) {
      PastRuns past = randomPast(random);
      for (double seconds = 1e-9; seconds < last; seconds *= 10) {
        for (double chance : new double[] {0.1, 0.5, 0.9}) {
          assertThat(past.remaining(100, seconds, chance))
              .as("after %s s of %s s", seconds, past.duration(100))
              .isPositive()
              .isFinite();
        }
      }
    }
  }

  @Test
  void what_has_a_smaller_chance_lies_later_and_so_does_the_end_of_a_run_that_has_lasted_longer() {
    SplittableRandom random = new SplittableRandom(13);
    for (int i = 0; i < 300; i++) {
      PastRuns past = randomPast(random);
      double duration = past.duration(100);
      double median = 0;
      for (double seconds = 0; seconds < 5 * duration; seconds += duration / 7) {
        double before = 0;
        for (int chance = 99; chance >= 1; chance--) {
          double remaining = past.remaining(100, seconds, chance / 100.0);
          assertThat(remaining).isGreaterThan(before);
          before = remaining;
        }
        double end = seconds + past.remaining(100, seconds, 0.5);
        assertThat(end).isGreaterThan(median);
        median = end;
      }
    }
  }

  @Test
  void a_quantile_is_outlasted_with_the_chance_it_is_the_quantile_of() {
    SplittableRandom random = new SplittableRandom(14);
    for (int i = 0; i < 1000; i++) {
      PastRuns past = randomPast(random);
      double seconds = past.duration(100) * random.nextDouble(4);
      double chance = random.nextDouble(0.01, 0.99);

      double remaining = past.remaining(100, seconds, chance);

      assertThat(past.chanceToLast(100, seconds, remaining)).isCloseTo(chance, within(1e-9));
    }
  }

  @Test
  void that_a_run_goes_on_at_all_is_sure_and_that_it_goes_on_for_ever_is_not() {
    PastRuns past = past(even(100, 50));

    assertThat(past.chanceToLast(100, 20, 0)).isEqualTo(1);
    assertThat(past.chanceToLast(100, 20, 1e9)).isLessThan(1e-9);
  }

  private static PastRuns randomPast(SplittableRandom random) {
    List<RunSummary> runs = new ArrayList<>();
    for (int r = random.nextInt(1, 6); r > 0; r--) {
      double bend = random.nextDouble(0.2, 5);
      List<Double> bent = curve(j -> Math.pow(j / 16.0, bend));
      runs.add(shaped(random.nextDouble(50, 200), random.nextDouble(30, 300), bent));
    }
    return new PastRuns(RunHistory.of(runs));
  }

  @Test
  @DisplayName("waits: seconds waited per unit, newer runs counting more")
  void waits() {
    RunSummary older = new RunSummary(100, nanos(50), 2, nanos(30), EVEN);
    RunSummary newer = new RunSummary(300, nanos(150), 1, nanos(10), EVEN);

    assertThat(past(older).waitedPerUnit()).isCloseTo(0.3, TINY);
    assertThat(past(older, newer).waitedPerUnit())
        .isCloseTo((0.8 * 30 + 10) / (0.8 * 100 + 300), TINY);
    assertThat(past(even(100, 50)).waitedPerUnit()).isZero();
  }

  @Test
  void waits_are_no_part_of_the_pace() {
    RunSummary waited = new RunSummary(100, nanos(50), 9, nanos(5000), EVEN);

    assertThat(past(waited).duration(100)).isCloseTo(50, within(1e-9));
  }
}
