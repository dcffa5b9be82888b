package io.github.progresstracker.eta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
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
    assertThat(run.remaining()).isCloseTo(before - 1, within(1e-6));
    assertThat(run.remaining()).isCloseTo(899, Percentage.withPercentage(8));
  }

  @Test
  @DisplayName("linear is exact there: 899 seconds for 899 items")
  void first_item_after_is_exact_for_linear() {
    SimulatedRun run = hundredOfThousand(EtaMethod.LINEAR).wholeWait(600).work(1, 1);

    assertThat(run.look().remaining()).isEqualTo(Duration.ofSeconds(899));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  @DisplayName("during the wait what is left of it is added, and counts down second by second")
  void during_the_wait(EtaMethod method) {
    SimulatedRun run = hundredOfThousand(method);
    double before = run.remaining();

    run.waitFor(600, 0);
    assertThat(run.look().basis()).isEqualTo(EtaBasis.WAITING);
    assertThat(run.remaining()).isCloseTo(before + 600, within(1e-6));

    run.continueWait(600, 412);
    assertThat(run.remaining()).isCloseTo(before + 188, within(1e-6));
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

    adaptive.waits(1, SimulatedRun.nanos(20), 0);

    assertThat(run.remaining()).isCloseTo(before, within(1e-6));
  }

  @Test
  void one_wait_does_not_announce_nine_more_but_raises_the_upper_end() {
    Eta without = hundredOfThousand(EtaMethod.ADAPTIVE).look();
    Eta with = hundredOfThousand(EtaMethod.ADAPTIVE).wholeWait(60).look();

    assertThat(with.remaining()).isEqualTo(without.remaining());
    assertThat(with.low()).isEqualTo(without.low());
    assertThat(SimulatedRun.seconds(with.high()))
        .isCloseTo(SimulatedRun.seconds(without.high()) + 60 * 900 / 100.0, within(1e-3));
  }

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
