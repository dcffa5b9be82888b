package io.github.progresstracker.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.alert.AlertSeverity;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.RunSummary;
import io.github.progresstracker.history.StoredRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A run beside earlier ones")
class RunComparisonTest {

  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

  static StoredRun run(double done, long activeSeconds, long waitedSeconds, double etaError) {
    List<Double> curve = new ArrayList<>();
    for (int j = 0; j < RunSummary.CURVE_POINTS; j++) {
      curve.add(j / (RunSummary.CURVE_POINTS - 1.0));
    }
    return new StoredRun(
        new RunSummary(
            done,
            Duration.ofSeconds(activeSeconds).toNanos(),
            waitedSeconds > 0 ? 1 : 0,
            Duration.ofSeconds(waitedSeconds).toNanos(),
            curve),
        "files",
        accuracy(etaError),
        AT);
  }

  private static @Nullable EtaAccuracy accuracy(double error) {
    return Double.isNaN(error) ? null : new EtaAccuracy(100, error, 1.1, 0.5, 0.8, 0.2, 0.3, 0);
  }

  private static RunComparison last(List<StoredRun> runs) {
    return RunComparison.of(runs).orElseThrow();
  }

  @Test
  @DisplayName("stands beside their median, which one bad run does not move")
  void medians() {
    RunComparison comparison =
        last(
            List.of(
                run(100, 90, 10, 0.1),
                run(100, 90, 10, 0.2),
                run(100, 90_000, 10, 2),
                run(100, 180, 20, 0.3)));
    assertThat(comparison.earlierRuns()).isEqualTo(3);
    assertThat(comparison.durationSeconds()).isEqualTo(new RunComparison.Measure(200, 100.0));
    assertThat(comparison.durationSeconds().ratio()).isEqualTo(2.0);
    assertThat(comparison.unitsPerSecond().value()).isCloseTo(100 / 180.0, within(1e-12));
    assertThat(comparison.waitedSeconds().ratio()).isEqualTo(2.0);
    assertThat(comparison.etaError()).isEqualTo(new RunComparison.Measure(0.3, 0.2));
    assertThat(comparison.insights())
        .containsExactlyInAnyOrder(
            new Insight(
                Insight.Code.LONGER_THAN_BEFORE,
                AlertSeverity.WARNING,
                "The run took 3 minutes 20 seconds, twice as long as the median of 3 earlier runs,"
                    + " 1 minute 40 seconds"),
            new Insight(
                Insight.Code.SLOWER_THAN_BEFORE,
                AlertSeverity.WARNING,
                "The run did 33.3 files/min, 50 % as much as the median of 3 earlier runs,"
                    + " 1.1 files/s"),
            new Insight(
                Insight.Code.GROWING_DURATION,
                AlertSeverity.WARNING,
                "From run to run it takes 28 % longer"));
  }

  @Test
  @DisplayName("that was quicker is told as good news")
  void quicker() {
    assertThat(last(List.of(run(100, 100, 0, 0.1), run(100, 50, 0, 0.1))).insights())
        .extracting(Insight::message)
        .containsExactly(
            "The run took 50 seconds, 50 % as long as the median of the one earlier run, 1 minute"
                + " 40 seconds",
            "The run did 2.0 files/s, twice as much as the median of the one earlier run,"
                + " 1.0 files/s");
  }

  @Test
  @DisplayName("that was like them, or is the first, gives nothing to say")
  void alike() {
    assertThat(last(List.of(run(100, 100, 0, 0.1), run(110, 105, 0, 0.1))).insights()).isEmpty();
    RunComparison first = last(List.of(run(100, 100, 0, Double.NaN)));
    assertThat(first.insights()).isEmpty();
    assertThat(first.earlierRuns()).isZero();
    assertThat(first.etaError()).isNull();
    assertThat(first.durationTrendPercent()).isNull();
    assertThat(first.durationSeconds()).isEqualTo(new RunComparison.Measure(100, null));
    assertThat(first.durationSeconds().ratio()).isNull();
    assertThat(RunComparison.of(List.of())).isEmpty();
  }

  @Test
  @DisplayName("shows the trend of all of them")
  void trend() {
    RunComparison growing =
        last(
            List.of(
                run(100, 100, 0, 0.1),
                run(100, 110, 0, 0.1),
                run(100, 120, 0, 0.1),
                run(100, 130, 0, 0.1),
                run(100, 140, 0, 0.1)));
    assertThat(growing.durationTrendPercent()).isCloseTo(100 * 10 / 120.0, within(1e-9));
    assertThat(growing.insights())
        .extracting(Insight::message)
        .containsExactly("From run to run it takes 8 % longer");
  }

  @Test
  @DisplayName("leaves out runs in another unit, and errors of runs that were not judged")
  void others() {
    StoredRun other = new StoredRun(run(5, 5, 0, 0.5).run(), "pages", null, AT);
    RunComparison comparison =
        last(
            List.of(
                other, run(100, 100, 0, Double.NaN), run(100, 100, 0, 0.4), run(100, 100, 0, 0.2)));
    assertThat(comparison.earlierRuns()).isEqualTo(2);
    assertThat(comparison.etaError()).isEqualTo(new RunComparison.Measure(0.2, 0.4));
    assertThat(comparison.waitedSeconds().ratio()).as("nothing by nothing").isNull();
  }
}
