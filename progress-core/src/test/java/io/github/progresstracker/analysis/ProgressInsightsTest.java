package io.github.progresstracker.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ItemTimes;
import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.UsageSnapshot;
import io.github.progresstracker.alert.AlertSeverity;
import io.github.progresstracker.alert.AlertThresholds;
import io.github.progresstracker.analysis.Insight.Code;
import io.github.progresstracker.contract.SnapshotBuilder;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.eta.Rates;
import io.github.progresstracker.eta.ThroughputHistory;
import io.github.progresstracker.eta.ThroughputTrend;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Insights say in words")
class ProgressInsightsTest {

  private static final AlertThresholds LIMITS = new AlertThresholds(30_000, 0.1, 10, 50, 0.9);

  /** A run about which there is nothing to say. */
  private static SnapshotBuilder sound() {
    return SnapshotBuilder.named("import")
        .unit("files")
        .counts(500, 1_000)
        .ran(Duration.ofMinutes(10), Duration.ofMinutes(10))
        .rates(1, 1, 1);
  }

  private static List<Insight> insights(SnapshotBuilder run) {
    return ProgressInsights.of(run.build(), LIMITS);
  }

  private static void assertSays(
      SnapshotBuilder run, Code code, AlertSeverity severity, String text) {
    assertThat(insights(run)).containsExactly(new Insight(code, severity, text));
  }

  private static Rates rates(double current, double average, @Nullable ThroughputTrend trend) {
    return new Rates(current, average, Math.max(current, average), trend, ThroughputHistory.EMPTY);
  }

  private static ThroughputTrend trend(double ratio) {
    return new ThroughputTrend(
        ratio > 1 ? ThroughputTrend.Direction.RISING : ThroughputTrend.Direction.FALLING,
        Math.log(ratio));
  }

  private static Eta eta(EtaBasis basis, double confidence, double impact) {
    return new Eta(
        basis,
        EtaMethod.ADAPTIVE,
        Duration.ofMinutes(20),
        Duration.ofMinutes(12),
        Duration.ofMinutes(48),
        confidence,
        new EtaFactors(1, 1, impact, 1, 0.5));
  }

  private static UsageSnapshot usage(long ok, long failed, String cost, Duration delay) {
    return new UsageSnapshot(0, new BigDecimal(cost), ok, failed, 0, delay);
  }

  @Test
  @DisplayName("nothing about a run that goes as it should, nor about one that has done nothing")
  void nothing() {
    assertThat(insights(sound())).isEmpty();
    ProgressSnapshot fresh = SnapshotBuilder.named("new").counts(0, Total.exact(10)).build();
    assertThat(ProgressInsights.of(fresh, TrackingConfig.defaults())).isEmpty();
  }

  @Test
  @DisplayName("that it gets slower or faster")
  void trends() {
    assertSays(
        sound().rates(rates(1, 1, trend(0.5))),
        Code.SLOWING_DOWN,
        AlertSeverity.WARNING,
        "Twice as slow in the later half of the run as in the earlier half");
    assertSays(
        sound().rates(rates(1, 1, trend(3))),
        Code.SPEEDING_UP,
        AlertSeverity.INFO,
        "3.0 times as fast in the later half of the run as in the earlier half");
    assertThat(insights(sound().rates(rates(1, 1, trend(0.8))))).as("hardly").isEmpty();
  }

  @Test
  @DisplayName("that nothing is done")
  void stalled() {
    assertSays(
        sound().eta(eta(EtaBasis.STALLED, 0.5, 0)),
        Code.STALLED,
        AlertSeverity.WARNING,
        "No work has been done for far longer than is usual in this run");
  }

  @Test
  @DisplayName("that too little is done in a minute")
  void throughput() {
    assertSays(
        sound().rates(rates(0.05, 1, null)),
        Code.LOW_THROUGHPUT,
        AlertSeverity.WARNING,
        "Throughput is 3.0 files/min, expected is at least 10.0 files/min");
    assertThat(
            insights(
                sound()
                    .rates(rates(0.05, 1, null))
                    .ran(Duration.ofSeconds(9), Duration.ofSeconds(9))))
        .as("too early to say")
        .isEmpty();
  }

  @Test
  @DisplayName("that a unit takes too long, and that some take far longer than most")
  void times() {
    assertThat(insights(sound().rates(rates(0.02, 0.02, null))))
        .contains(
            new Insight(
                Code.SLOW_PROCESSING,
                AlertSeverity.WARNING,
                "One of the files takes 50 seconds on average, expected are at most 30 seconds"));
    ItemTimes slow =
        new ItemTimes(
            9,
            Duration.ofSeconds(45),
            Duration.ofSeconds(40),
            Duration.ofSeconds(60),
            Duration.ofSeconds(90),
            Duration.ofSeconds(99));
    assertSays(
        sound().items(new ItemsSnapshot(0, 0, 9, 0, slow, List.of(), List.of())),
        Code.SLOW_PROCESSING,
        AlertSeverity.WARNING,
        "Half of the items take more than 40 seconds, expected are at most 30 seconds");
    ItemTimes uneven =
        new ItemTimes(
            9,
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(50),
            Duration.ofSeconds(99));
    assertSays(
        sound().items(new ItemsSnapshot(0, 0, 9, 0, uneven, List.of(), List.of())),
        Code.UNEVEN_ITEMS,
        AlertSeverity.INFO,
        "One item in a hundred takes at least 25 times as long as the median item: 50 seconds and"
            + " more");
  }

  @Test
  @DisplayName("that too much fails")
  void errors() {
    assertSays(
        sound().outcomes(new Outcomes(88, 12, 0, 0)),
        Code.HIGH_ERROR_RATE,
        AlertSeverity.WARNING,
        "Error rate 12 %: 12 of 100 failed, expected are at most 10 %");
    assertSays(
        sound().outcomes(new Outcomes(50, 50, 0, 0)),
        Code.HIGH_ERROR_RATE,
        AlertSeverity.CRITICAL,
        "Error rate 50 %: 50 of 100 failed, expected are at most 10 %");
    assertThat(insights(sound().outcomes(new Outcomes(90, 10, 0, 0)))).as("the limit").isEmpty();
    assertSays(
        sound().usage(usage(92, 18, "0", Duration.ZERO)),
        Code.FAILING_API_CALLS,
        AlertSeverity.WARNING,
        "API calls: 16 of 100 failed");
  }

  @Test
  @DisplayName("that much had to be done again")
  void quality() {
    assertSays(
        sound().outcomes(new Outcomes(100, 0, 0, 18)),
        Code.LOW_QUALITY,
        AlertSeverity.WARNING,
        "Quality 0.82: 18 of 100 failed or had to be done again");
    assertThat(insights(sound().outcomes(new Outcomes(100, 0, 0, 18, false))))
        .as("quality is not tracked")
        .isEmpty();
  }

  @Test
  @DisplayName("that much was there already")
  void skipped() {
    assertSays(
        sound().outcomes(new Outcomes(100, 0, 300, 0)),
        Code.MOSTLY_SKIPPED,
        AlertSeverity.INFO,
        "Three quarters of the work was there already");
  }

  @ParameterizedTest
  @CsvSource({
    "0.333, INFO, A third",
    "0.25, INFO, A quarter",
    "0.12, INFO, 12 %",
    "0.5, WARNING, Half",
    "0.66, WARNING, Two thirds",
    "0.9, WARNING, 90 %"
  })
  @DisplayName("how much of the time went into rate limits")
  void rate_limits(double impact, AlertSeverity severity, String words) {
    assertSays(
        sound().eta(eta(EtaBasis.MEASURED, 0.5, impact)),
        Code.RATE_LIMITED,
        severity,
        words + " of the time was spent waiting for rate limits");
  }

  @Test
  @DisplayName("how much went into rate limits when the run is over and has no ETA any more")
  void rate_limits_at_the_end() {
    assertSays(
        sound().usage(usage(9, 0, "0", Duration.ofSeconds(200))),
        Code.RATE_LIMITED,
        AlertSeverity.INFO,
        "A third of the time was spent waiting for rate limits");
  }

  @Test
  @DisplayName("what the rest will cost")
  void cost() {
    assertSays(
        sound().usage(usage(9, 0, "12.5", Duration.ZERO)).counts(250, 1_000),
        Code.EXPECTED_COST,
        AlertSeverity.INFO,
        "Cost so far 12.50, at this price the rest will cost 37.50");
    assertThat(
            insights(
                sound().usage(usage(9, 0, "12.5", Duration.ZERO)).state(TrackerState.COMPLETED)))
        .isEmpty();
  }

  @Test
  @DisplayName("that nobody knows how much there is, or that it was more than was said")
  void amounts() {
    assertSays(
        sound().counts(5, Total.unknown()).percent(null),
        Code.UNKNOWN_TOTAL,
        AlertSeverity.INFO,
        "Nobody has said how many files there are, so there is no ETA");
    assertSays(
        sound().counts(1_200, Total.exact(1_000)),
        Code.TOTAL_TOO_LOW,
        AlertSeverity.INFO,
        "There was more to do than was said: 1,200 of 1,000 files");
  }

  @Test
  @DisplayName("how good the ETA is and was")
  void eta() {
    assertSays(
        sound().eta(eta(EtaBasis.MEASURED, 0.2, 0)),
        Code.UNCERTAIN_ETA,
        AlertSeverity.INFO,
        "The remaining time is hard to tell: 12–48 min");
    assertSays(
        sound().state(TrackerState.COMPLETED).etaAccuracy(accuracy(0.2)),
        Code.INACCURATE_ETA,
        AlertSeverity.WARNING,
        "The ETA was off by 20 % of the run on average");
    assertSays(
        sound().state(TrackerState.COMPLETED).etaAccuracy(accuracy(0.008)),
        Code.ACCURATE_ETA,
        AlertSeverity.INFO,
        "The ETA was off by only 0.8 % of the run on average");
  }

  private static EtaAccuracy accuracy(double error) {
    return new EtaAccuracy(100, error, 1.1, 0.5, 0.8, 0.2, 0.3, 0);
  }

  @Test
  @DisplayName("the worst first")
  void order() {
    assertThat(
            insights(
                sound()
                    .rates(rates(1, 1, trend(3)))
                    .outcomes(new Outcomes(10, 90, 0, 0))
                    .usage(usage(50, 50, "0", Duration.ZERO))))
        .extracting(Insight::severity)
        .containsExactly(AlertSeverity.CRITICAL, AlertSeverity.WARNING, AlertSeverity.INFO);
  }

  @Test
  @DisplayName("nothing that a hostile unit could use, and they survive absurd numbers")
  void hostile() {
    SnapshotBuilder absurd =
        sound()
            .unit("files\u001b[31m\n" + "x".repeat(10_000))
            .counts(Long.MAX_VALUE, Total.exact(1))
            .outcomes(new Outcomes(Long.MAX_VALUE, Long.MAX_VALUE, 0, Long.MAX_VALUE))
            .usage(usage(Long.MAX_VALUE, Long.MAX_VALUE, "1e30", Duration.ofDays(1_000_000)))
            .ran(Duration.ofSeconds(-1), Duration.ofSeconds(-1));
    assertThat(insights(absurd))
        .isNotEmpty()
        .allSatisfy(
            insight ->
                assertThat(insight.message()).doesNotContain("\n", "\u001b").hasSizeLessThan(300));
  }
}
