package io.github.progresstracker.eta;

import static io.github.progresstracker.eta.SimulatedRun.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Exponential and adaptive estimates")
class AdaptiveEstimateTest {

  @Test
  @DisplayName("a slow start is forgotten by degrees, where linear never forgets it")
  void slow_start() {
    double linear = afterSlowStart(ProgressEstimator.of(EtaMethod.LINEAR));
    double adaptive = afterSlowStart(ProgressEstimator.of(EtaMethod.ADAPTIVE));
    double exponential = afterSlowStart(ProgressEstimator.of(EtaMethod.EXPONENTIAL));

    assertThat(linear).isCloseTo((200 + 400) / 500.0 * 500, within(1e-6));
    // So uneven a beginning makes the band wide, and the display comes down to its late edge only.
    assertThat(adaptive).isCloseTo(417, Percentage.withPercentage(45)).isLessThan(linear);
    assertThat(exponential).isCloseTo(417, Percentage.withPercentage(45)).isLessThan(linear);
    assertThat(afterSlowStart(ProgressEstimator.unsteadied(EtaMethod.ADAPTIVE)))
        .isCloseTo(417, Percentage.withPercentage(25));
  }

  /** 20 units at 10 s each, then 0.8333 s each: 500 units in 600 s, the rest in 417 s. */
  private static double afterSlowStart(EtaEstimator estimator) {
    return new SimulatedRun(estimator, 1000).work(20, 10).work(480, 400 / 480.0).remaining();
  }

  @Test
  void a_steady_job_is_predicted_closely_and_with_confidence() {
    Eta eta = new SimulatedRun(EtaEstimator.adaptive(), 1000).work(500, 1).look();

    assertThat(SimulatedRun.seconds(eta.remaining()))
        .isCloseTo(500, Percentage.withPercentage(5.5));
    assertThat(eta.confidence()).isGreaterThan(0.8);
    assertThat(eta.factors().currentThroughput()).isCloseTo(1, within(1e-9));
    assertThat(eta.factors().complexityFactor()).isCloseTo(1, within(1e-9));
    assertThat(eta.factors().historicalAccuracy()).isCloseTo(1, within(1e-9));
  }

  @Test
  void units_that_get_dearer_show_in_the_complexity_factor() {
    SimulatedRun run = new SimulatedRun(EtaEstimator.adaptive(), 1000);
    run.work(200, 1).work(200, 3);

    EtaFactors factors = run.look().factors();

    assertThat(factors.complexityFactor()).isGreaterThan(1.3);
    assertThat(factors.averageThroughput()).isCloseTo(0.5, within(1e-9));
    assertThat(factors.currentThroughput()).isCloseTo(1 / 3.0, within(0.01));
    assertThat(factors.historicalAccuracy()).isLessThan(0.97);
  }

  @Test
  void the_same_job_in_other_units_and_at_another_scale_of_time_gives_the_same_picture() {
    EtaEstimator seconds = EtaEstimator.adaptive();
    EtaEstimator hours = EtaEstimator.adaptive();
    double time = 0;
    for (int i = 1; i <= 300; i++) {
      time += 1 + (i * 37 % 11);
      seconds.observe(nanos(time), i, 1000);
      hours.observe(nanos(3600 * time), i * 1e6, 1e9);
    }
    Eta fast = seconds.estimate(nanos(time + 2));
    Eta slow = hours.estimate(nanos(3600 * (time + 2)));

    assertThat(slow.confidence()).isCloseTo(fast.confidence(), within(1e-9));
    assertThat(SimulatedRun.seconds(slow.remaining()) / 3600)
        .isCloseTo(SimulatedRun.seconds(fast.remaining()), Percentage.withPercentage(1e-4));
  }

  @Test
  void asking_twice_at_the_same_moment_gives_the_same_answer() {
    EtaEstimator adaptive = EtaEstimator.adaptive();
    SimulatedRun run = new SimulatedRun(adaptive, 1000).work(123, 1);

    assertThat(run.look()).isEqualTo(run.look());
  }

  @Test
  void the_confidence_orders_the_errors() {
    double sure = 0;
    double unsure = 0;
    for (String name : new String[] {"xz_mixed", "coll_sessions"}) {
      sure += TraceReplay.untold(Trace.load(name), EtaEstimator.adaptive()).error();
    }
    for (String name : new String[] {"make_redis", "forum_scrape_0"}) {
      unsure += TraceReplay.untold(Trace.load(name), EtaEstimator.adaptive()).error();
    }
    assertThat(meanConfidence("xz_mixed", "coll_sessions"))
        .isGreaterThan(meanConfidence("make_redis", "forum_scrape_0"));
    assertThat(sure).isLessThan(unsure);
  }

  private static double meanConfidence(String... names) {
    double sum = 0;
    for (String name : names) {
      Trace trace = Trace.load(name);
      EtaEstimator adaptive = EtaEstimator.adaptive();
      double half = trace.duration() / 2;
      for (Trace.Step step : trace.steps()) {
        if (step.seconds() <= half) {
          adaptive.observe(nanos(step.seconds()), step.done(), trace.total());
        }
      }
      sum += adaptive.estimate(nanos(half)).confidence();
    }
    return sum / names.length;
  }
}
