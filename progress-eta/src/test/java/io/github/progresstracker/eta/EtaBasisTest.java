package io.github.progresstracker.eta;

import static io.github.progresstracker.eta.SimulatedRun.nanos;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("What an estimate rests on, from the first to the last moment")
class EtaBasisTest {

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void a_run_goes_from_unknown_over_warming_up_and_measured_to_done(EtaMethod method) {
    EtaEstimator estimator = ProgressEstimator.of(method);
    assertThat(estimator.method()).isEqualTo(method);
    assertThat(estimator.estimate(0).basis()).isEqualTo(EtaBasis.UNKNOWN_TOTAL);

    estimator.observe(0, 0, 10);
    assertThat(estimator.estimate(nanos(3600))).isEqualTo(Eta.warmingUp(method));

    estimator.observe(nanos(3601), 1, 10);
    assertThat(estimator.estimate(nanos(3601)).basis()).isEqualTo(EtaBasis.MEASURED);

    estimator.observe(nanos(3602), 10, 10);
    Eta done = estimator.estimate(nanos(9999));
    assertThat(done.basis()).isEqualTo(EtaBasis.DONE);
    assertThat(done.remaining()).isEqualTo(Duration.ZERO);
    assertThat(done.low()).isEqualTo(Duration.ZERO);
    assertThat(done.high()).isEqualTo(Duration.ZERO);
    assertThat(done.confidence()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void work_in_no_time_is_not_evidence_yet(EtaMethod method) {
    EtaEstimator estimator = ProgressEstimator.of(method);
    estimator.observe(0, 5, 10);

    assertThat(estimator.estimate(0).basis()).isEqualTo(EtaBasis.WARMING_UP);
    assertThat(estimator.estimate(nanos(1)).basis()).isEqualTo(EtaBasis.MEASURED);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void silence_is_a_stall_after_ten_usual_gaps(EtaMethod method) {
    EtaEstimator estimator = ProgressEstimator.of(method);
    SimulatedRun run = new SimulatedRun(estimator, 1000).work(100, 2);

    assertThat(run.silence(20).look().basis()).isEqualTo(EtaBasis.MEASURED);
    assertThat(run.silence(1).look().basis()).isEqualTo(EtaBasis.STALLED);
    assertThat(run.work(1, 1).look().basis()).isEqualTo(EtaBasis.MEASURED);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void ten_seconds_are_never_a_stall_however_fast_the_job_was(EtaMethod method) {
    SimulatedRun run = new SimulatedRun(ProgressEstimator.of(method), 1000).work(500, 0.001);

    assertThat(run.silence(10).look().basis()).isEqualTo(EtaBasis.MEASURED);
    assertThat(run.silence(1).look().basis()).isEqualTo(EtaBasis.STALLED);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void for_a_job_of_bursts_the_pauses_between_them_are_usual(EtaMethod method) {
    SimulatedRun run = new SimulatedRun(ProgressEstimator.of(method), 10_000);
    for (int burst = 0; burst < 20; burst++) {
      run.silence(60).work(100, 0.01);
    }

    assertThat(run.silence(60).look().basis()).isEqualTo(EtaBasis.MEASURED);
    assertThat(run.silence(180).look().basis()).isEqualTo(EtaBasis.STALLED);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void a_stall_makes_the_estimate_grow_and_the_interval_wider(EtaMethod method) {
    SimulatedRun run = new SimulatedRun(ProgressEstimator.of(method), 1000).work(100, 1);
    Eta before = run.look();
    Duration high = before.high();
    Duration width = width(before);
    for (int i = 0; i < 20; i++) {
      Eta eta = run.silence(30).look();
      assertThat(eta.high()).isGreaterThan(high);
      assertThat(width(eta)).isGreaterThan(width);
      assertThat(eta.confidence()).isLessThan(before.confidence());
      high = eta.high();
      width = width(eta);
    }
    assertThat(run.look().remaining()).isGreaterThan(before.remaining());
  }

  private static Duration width(Eta eta) {
    if (eta.high() == null || eta.low() == null) {
      throw new AssertionError("no interval in " + eta);
    }
    return eta.high().minus(eta.low());
  }
}
