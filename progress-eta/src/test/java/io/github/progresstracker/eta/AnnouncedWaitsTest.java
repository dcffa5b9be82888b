package io.github.progresstracker.eta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Waits that were announced")
class AnnouncedWaitsTest {

  private static SimulatedRun hundredOfThousand(EtaMethod method) {
    return new SimulatedRun(ProgressEstimator.of(method), 1000).work(100, 1);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  @DisplayName("at the first item after a wait of ten minutes the estimate is what it was before")
  void first_item_after(EtaMethod method) {
    SimulatedRun run = hundredOfThousand(method);
    double before = run.remaining();

    run.wholeWait(600).work(1, 1);

    assertThat(run.look().basis()).isEqualTo(EtaBasis.MEASURED);
    assertThat(run.remaining()).isCloseTo(before - 1, Percentage.withPercentage(0.2));
    assertThat(run.remaining()).isCloseTo(899, Percentage.withPercentage(8));
  }

  @Test
  @DisplayName("linear says 899 seconds for 899 items there")
  void first_item_after_for_linear() {
    SimulatedRun run = hundredOfThousand(EtaMethod.LINEAR).wholeWait(600).work(1, 1);

    assertThat(run.remaining()).isCloseTo(899, Percentage.withPercentage(0.1));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  @DisplayName("during the wait what is left of it is added, and counts down second by second")
  void during_the_wait(EtaMethod method) {
    SimulatedRun run = hundredOfThousand(method);
    double before = run.remaining();

    run.waitFor(600, 0);
    assertThat(run.look().basis()).isEqualTo(EtaBasis.WAITING);
    assertThat(run.remaining()).isCloseTo(before + 600, Percentage.withPercentage(0.1));

    run.continueWait(600, 412);
    assertThat(run.remaining()).isCloseTo(before + 188, Percentage.withPercentage(0.1));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void a_wait_leaves_the_rates_alone(EtaMethod method) {
    EtaFactors before = hundredOfThousand(method).look().factors();

    EtaFactors after = hundredOfThousand(method).wholeWait(300).look().factors();

    assertThat(after.averageThroughput()).isEqualTo(before.averageThroughput());
    assertThat(after.currentThroughput()).isEqualTo(before.currentThroughput());
    assertThat(before.rateLimitingImpact()).isZero();
    assertThat(after.rateLimitingImpact()).isEqualTo(0.75);
  }

  @Test
  void a_wait_that_ends_early_gives_its_time_back_at_once() {
    EtaEstimator adaptive = EtaEstimator.adaptive();
    SimulatedRun run = new SimulatedRun(adaptive, 1000).work(100, 1);
    double before = run.remaining();
    run.waitFor(600, 10);

    adaptive.waits(1, SimulatedRun.nanos(300), 0);

    assertThat(run.remaining()).isCloseTo(before, Percentage.withPercentage(2));
  }

  @Test
  void one_long_wait_does_not_announce_nine_more_but_raises_the_upper_end() {
    Eta without = hundredOfThousand(EtaMethod.ADAPTIVE).look();
    Eta with = hundredOfThousand(EtaMethod.ADAPTIVE).wholeWait(600).look();

    assertThat(SimulatedRun.seconds(with.remaining()))
        .isCloseTo(SimulatedRun.seconds(without.remaining()), Percentage.withPercentage(0.2));
    assertThat(SimulatedRun.seconds(with.high()))
        .isCloseTo(SimulatedRun.seconds(without.high()) + 600 * 900 / 100.0, within(1e-3));
  }

  @Test
  @DisplayName("one that was short beside the work before it may well come again")
  void short_wait() {
    SimulatedRun run = new SimulatedRun(EtaEstimator.linear(), 1000).work(100, 1).wholeWait(10);

    assertThat(run.remaining()).isCloseTo(900 + 10 * 900 / 100.0, Percentage.withPercentage(0.1));
  }

  @Test
  void between_two_waits_the_rate_of_waiting_stays_as_it_was_at_the_latest() {
    SimulatedRun run = new SimulatedRun(EtaEstimator.linear(), 1000);
    run.work(100, 1).wholeWait(60).work(100, 1).wholeWait(60).work(50, 1);

    assertThat(run.remaining()).isCloseTo(750 + 120 * 750 / 200.0, within(1e-6));
  }

  @Test
  void waits_of_earlier_runs_are_expected_before_the_first_one_comes() {
    RunSummary earlier =
        new RunSummary(1000, SimulatedRun.nanos(1000), 5, SimulatedRun.nanos(500), EVEN);
    EtaEstimator told = EtaEstimator.adaptive(RunHistory.of(List.of(earlier)));

    SimulatedRun run = new SimulatedRun(told, 1000).work(100, 1);

    assertThat(run.remaining()).isGreaterThan(900 + 300);
  }

  private static final List<Double> EVEN =
      IntStream.rangeClosed(0, 16).mapToObj(j -> j / 16.0).toList();

  @Test
  void waits_that_come_back_are_expected_to_go_on_in_proportion_to_the_work() {
    SimulatedRun run = new SimulatedRun(EtaEstimator.linear(), 1000);
    run.work(100, 1).wholeWait(60).work(100, 1).wholeWait(60);

    Eta eta = run.look();

    assertThat(eta.remaining()).isEqualTo(Duration.ofSeconds(800 + 120 * 800 / 200));
    assertThat(eta.low()).isLessThan(Duration.ofSeconds(800 + 480 * 3 / 10));
    assertThat(eta.high()).isGreaterThan(Duration.ofSeconds(800 + 2 * 480));
  }

  @Test
  void a_wait_before_the_first_item_is_a_wait_of_unknown_end() {
    EtaEstimator adaptive = EtaEstimator.adaptive();
    adaptive.observe(0, 0, 100);
    adaptive.waits(1, 0, 1_000_000_000);

    Eta eta = adaptive.estimate(0);

    assertThat(eta.basis()).isEqualTo(EtaBasis.WAITING);
    assertThat(eta.remaining()).isNull();
  }

  @Test
  void senseless_waits_are_none() {
    EtaEstimator linear = EtaEstimator.linear();
    SimulatedRun run = new SimulatedRun(linear, 1000).work(100, 1);

    linear.waits(-3, Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(run.look().remaining()).isEqualTo(Duration.ofMinutes(15));

    linear.waits(1, Long.MIN_VALUE, -1);
    assertThat(run.look().remaining()).isEqualTo(Duration.ofMinutes(15));
  }
}
