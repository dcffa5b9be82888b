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
    "hash_count_pylib, LINEAR,      0.8248, 10.832, 1.000",
    "hash_count_pylib, EXPONENTIAL, 0.1745,  3.492, 1.000",
    "hash_count_pylib, ADAPTIVE,    0.2565,  2.012, 1.000",
    "coll_flood_a,     LINEAR,      0.1355,  2.300, 0.915",
    "coll_flood_a,     EXPONENTIAL, 0.1474,  0.648, 0.895",
    "coll_flood_a,     ADAPTIVE,    0.1722,  0.665, 0.890",
    "coll_sessions,    LINEAR,      0.0446,  2.158, 0.980",
    "coll_sessions,    EXPONENTIAL, 0.0803,  0.535, 0.970",
    "coll_sessions,    ADAPTIVE,    0.1079,  0.480, 0.980",
    "make_redis,       LINEAR,      0.7201, 52.008, 1.000",
    "make_redis,       EXPONENTIAL, 0.2792,  1.610, 1.000",
    "make_redis,       ADAPTIVE,    0.1162,  0.841, 1.000",
    "xz_mixed,         LINEAR,      0.1022,  1.075, 1.000",
    "xz_mixed,         EXPONENTIAL, 0.0906,  0.908, 1.000",
    "xz_mixed,         ADAPTIVE,    0.0939,  0.718, 1.000",
    "forum_scrape_0,   LINEAR,      0.6960, 27.865, 0.960",
    "forum_scrape_0,   EXPONENTIAL, 0.2099,  2.833, 0.890",
    "forum_scrape_0,   ADAPTIVE,    0.1771,  3.091, 0.935",
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
    "coll_flood_a,     LINEAR,      0.0877,  1.556, 0.945",
    "coll_flood_a,     EXPONENTIAL, 0.1017,  0.610, 0.930",
    "coll_flood_a,     ADAPTIVE,    0.1034,  0.604, 0.930",
    "coll_sessions,    LINEAR,      0.0585,  1.183, 0.985",
    "coll_sessions,    EXPONENTIAL, 0.0564,  0.475, 0.985",
    "coll_sessions,    ADAPTIVE,    0.0578,  0.469, 0.985",
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

    assertThat(told.error()).isLessThan(0.95 * untold.error());
    assertThat(told.jitter()).isLessThan(untold.jitter());
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
