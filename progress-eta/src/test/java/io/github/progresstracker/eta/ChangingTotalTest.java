package io.github.progresstracker.eta;

import static io.github.progresstracker.eta.SimulatedRun.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A total that changes, or becomes known late")
class ChangingTotalTest {

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void twice_the_work_is_seen_at_once_without_losing_the_rate(EtaMethod method) {
    SimulatedRun run = new SimulatedRun(ProgressEstimator.of(method), 1000).work(500, 1);
    EtaFactors before = run.look().factors();

    run.total(2000);

    assertThat(run.remaining()).isCloseTo(1500, Percentage.withPercentage(8));
    assertThat(run.look().factors()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void less_work_is_seen_at_once_too(EtaMethod method) {
    SimulatedRun run = new SimulatedRun(ProgressEstimator.of(method), 1000).work(500, 1);

    run.total(600);

    assertThat(run.remaining()).isCloseTo(100, Percentage.withPercentage(8));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  @DisplayName("what was learned before the total was known counts as soon as it is")
  void known_late(EtaMethod method) {
    SimulatedRun run = new SimulatedRun(ProgressEstimator.of(method), Double.NaN).work(400, 1);
    assertThat(run.look().basis()).isEqualTo(EtaBasis.UNKNOWN_TOTAL);
    assertThat(run.look().factors().averageThroughput()).isEqualTo(1);

    run.total(1000);

    assertThat(run.look().basis()).isEqualTo(EtaBasis.MEASURED);
    assertThat(run.remaining()).isCloseTo(600, Percentage.withPercentage(3));
    assertThat(run.look().confidence()).isGreaterThan(0.7);
  }

  @Test
  void a_total_found_while_working_gives_the_same_as_one_known_from_the_start() {
    EtaEstimator known = ProgressEstimator.unsteadied(EtaMethod.ADAPTIVE);
    EtaEstimator growing = ProgressEstimator.unsteadied(EtaMethod.ADAPTIVE);
    double now = 0;
    for (int i = 1; i <= 2000; i++) {
      now += 1 + i / 1000.0;
      known.observe(nanos(now), i, 7439);
      growing.observe(nanos(now), i, Math.max(i + 21, Math.min(7439, 4 * i)));
    }

    double grown = SimulatedRun.seconds(growing.estimate(nanos(now)).remaining());

    assertThat(grown)
        .isCloseTo(
            SimulatedRun.seconds(known.estimate(nanos(now)).remaining()),
            Percentage.withPercentage(5));
  }

  @Test
  void a_total_that_shrinks_below_what_is_done_means_done_and_can_grow_again() {
    EtaEstimator linear = EtaEstimator.linear();
    linear.observe(nanos(100), 100, 1000);

    linear.observe(nanos(100), 100, 50);
    assertThat(linear.estimate(nanos(100)).basis()).isEqualTo(EtaBasis.DONE);

    linear.observe(nanos(100), 100, 300);
    assertThat(linear.estimate(nanos(100)).remaining()).isEqualTo(Duration.ofSeconds(200));
  }

  @Test
  @DisplayName("what was shown of another total is not held on to once it was unknown")
  void shown_anew() {
    SimulatedRun run = new SimulatedRun(EtaEstimator.adaptive(), 1e6).work(500, 1);
    run.total(Double.NaN).look();
    run.total(1000);

    SimulatedRun other = new SimulatedRun(EtaEstimator.adaptive(), Double.NaN).work(500, 1);

    assertThat(run.remaining()).isCloseTo(other.total(1000).remaining(), within(1e-6));
  }

  @Test
  @DisplayName("a total that grows after waits changes the work that is left and nothing else")
  void after_waits() {
    SimulatedRun run = new SimulatedRun(EtaEstimator.exponential(), 1000).work(500, 1);
    run.wholeWait(100_000).work(1, 1);

    double before = run.remaining();
    double after = run.total(1998).remaining();

    assertThat(after / before).isBetween(1.5, 3.2);
  }

  @Test
  void a_total_may_become_unknown_again() {
    SimulatedRun run = new SimulatedRun(EtaEstimator.adaptive(), 1000).work(500, 1);

    run.total(-1);

    assertThat(run.look().basis()).isEqualTo(EtaBasis.UNKNOWN_TOTAL);
    assertThat(run.look().remaining()).isNull();
    assertThat(run.total(1000).remaining()).isCloseTo(500, Percentage.withPercentage(5));
  }
}
