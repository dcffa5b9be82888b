package io.github.progresstracker.eta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.eta.TraceReplay.Score;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pins the formulas on recorded runs of real jobs. A change of an estimator that moves one of these
 * numbers is a change of what people see and should be made on purpose.
 */
@DisplayName("Scores on recorded runs")
class RecordedRunsTest {

  private static final double TOLERANCE = 0.0005;

  @ParameterizedTest(name = "{0}, {1}: mean error {2} of the duration")
  @CsvSource({
    "hash_count_pylib, LINEAR,      0.8248, 10.832, 0.865",
    "hash_count_pylib, EXPONENTIAL, 0.1538,  1.839, 0.895",
    "hash_count_pylib, ADAPTIVE,    0.1741,  2.144, 0.910",
    "coll_flood_a,     LINEAR,      0.1355,  2.300, 0.900",
    "coll_flood_a,     EXPONENTIAL, 0.1697,  1.239, 0.880",
    "coll_flood_a,     ADAPTIVE,    0.1764,  1.139, 0.880",
    "coll_sessions,    LINEAR,      0.0446,  2.158, 0.980",
    "coll_sessions,    EXPONENTIAL, 0.0949,  1.107, 0.965",
    "coll_sessions,    ADAPTIVE,    0.0926,  1.078, 0.970",
    "make_redis,       LINEAR,      0.7201, 52.008, 0.840",
    "make_redis,       EXPONENTIAL, 0.4218, 15.919, 0.940",
    "make_redis,       ADAPTIVE,    0.4247, 14.898, 0.950",
    "xz_mixed,         LINEAR,      0.1022,  1.075, 1.000",
    "xz_mixed,         EXPONENTIAL, 0.1055,  1.031, 1.000",
    "xz_mixed,         ADAPTIVE,    0.0915,  0.938, 1.000",
    "forum_scrape_0,   LINEAR,      0.6960, 27.865, 0.895",
    "forum_scrape_0,   EXPONENTIAL, 0.2838,  2.939, 0.850",
    "forum_scrape_0,   ADAPTIVE,    0.2550,  2.935, 0.865",
  })
  void waits_that_nobody_announced(
      String trace, EtaMethod method, double error, double jitter, double coverage) {
    Score score = TraceReplay.untold(Trace.load(trace), ProgressEstimator.of(method));

    assertThat(score.error()).isCloseTo(error, within(TOLERANCE));
    assertThat(score.jitter()).isCloseTo(jitter, within(0.005));
    assertThat(score.coverage()).isCloseTo(coverage, within(0.0051));
  }

  @ParameterizedTest(name = "{0}, {1}: mean error {2} of the duration")
  @CsvSource({
    "coll_flood_a,  LINEAR,      0.0995, 2.279, 0.925",
    "coll_flood_a,  EXPONENTIAL, 0.1436, 0.895, 0.920",
    "coll_flood_a,  ADAPTIVE,    0.1431, 0.887, 0.920",
    "coll_sessions, LINEAR,      0.0774, 1.800, 0.960",
    "coll_sessions, EXPONENTIAL, 0.0730, 0.607, 0.960",
    "coll_sessions, ADAPTIVE,    0.0715, 0.598, 0.960",
  })
  void waits_that_were_announced(
      String trace, EtaMethod method, double error, double jitter, double coverage) {
    Score score = TraceReplay.told(Trace.load(trace), ProgressEstimator.of(method));

    assertThat(score.error()).isCloseTo(error, within(TOLERANCE));
    assertThat(score.jitter()).isCloseTo(jitter, within(0.005));
    assertThat(score.coverage()).isCloseTo(coverage, within(0.0051));
  }

  @ParameterizedTest
  @CsvSource({"coll_flood_a", "coll_sessions"})
  void the_adaptive_estimate_gains_from_being_told_of_the_waits(String name) {
    Trace trace = Trace.load(name);
    Score told = TraceReplay.told(trace, EtaEstimator.adaptive());
    Score untold = TraceReplay.untold(trace, EtaEstimator.adaptive());

    assertThat(told.error()).isLessThan(0.85 * untold.error());
    assertThat(told.jitter()).isLessThan(0.85 * untold.jitter());
  }

  @Test
  void the_steady_countdown_calms_the_display_and_costs_little_accuracy() {
    Trace trace = Trace.load("xz_mixed");
    Score steady = TraceReplay.untold(trace, EtaEstimator.adaptive());
    Score raw = TraceReplay.untold(trace, ProgressEstimator.unsteadied(EtaMethod.ADAPTIVE));

    assertThat(steady.jitter()).isLessThan(0.7 * raw.jitter());
    assertThat(steady.error()).isLessThan(raw.error() + 0.01);
  }
}
