package io.github.progresstracker.analysis;

import io.github.progresstracker.ItemTimes;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.UsageSnapshot;
import io.github.progresstracker.alert.AlertSeverity;
import io.github.progresstracker.alert.AlertThresholds;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.ThroughputTrend;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Findings about a run in words, while it is going on or when it is over. Where an alert says that
 * somebody should act now, an insight says what the run is like.
 *
 * <pre>{@code
 * for (Insight insight : ProgressInsights.of(tracker.snapshot(), TrackingConfig.defaults())) {
 *   System.out.println(insight.severity() + ": " + insight.message());
 * }
 * }</pre>
 *
 * <p>The limits are those of {@link AlertThresholds}, and the constants of this class where there
 * is none among them. Each finding is about the tracker itself with all that its counts include,
 * not about single children.
 */
public final class ProgressInsights {

  /** How many times as fast or slow the later half must be, for a word about it. */
  public static final double NOTABLE_CHANGE = 1.5;

  /** The share of the time in rate limits from which on it is worth a word. */
  public static final double NOTABLE_WAITING = 0.1;

  /** The share of skipped work from which on it is worth a word. */
  public static final double NOTABLE_SKIPPING = 0.5;

  /** How many times as long as the median the slowest hundredth of items takes to be notable. */
  public static final double NOTABLE_SPREAD = 10;

  /** Nobody waits for shorter ones. */
  private static final Duration NOTABLE_ITEM = Duration.ofSeconds(1);

  /** A confidence below this makes an ETA uncertain. */
  public static final double LOW_CONFIDENCE = 0.3;

  /** Mean error of the ETA, by the duration of the run, from which on it was far off. */
  public static final double NOTABLE_ETA_ERROR = 0.2;

  /** Mean error of the ETA, by the duration of the run, up to which it was good. */
  public static final double SMALL_ETA_ERROR = 0.05;

  private static final Duration SHORTEST_TO_JUDGE = Duration.ofMinutes(1);
  private static final int LONGEST_UNIT = 40;
  private static final double SECONDS_PER_MINUTE = 60;

  private final List<Insight> insights = new ArrayList<>();
  private final ProgressSnapshot tracker;
  private final AlertThresholds limits;

  private ProgressInsights(ProgressSnapshot tracker, AlertThresholds limits) {
    this.tracker = tracker;
    this.limits = limits;
  }

  /**
   * Finds what is worth knowing, by the thresholds of a configuration.
   *
   * @param tracker any snapshot
   * @param config whose {@linkplain TrackingConfig#alertThresholds thresholds} are the limits
   * @return the findings, the most severe first; empty if there is nothing to say
   */
  public static List<Insight> of(ProgressSnapshot tracker, TrackingConfig config) {
    return of(tracker, config.alertThresholds());
  }

  /**
   * Finds what is worth knowing.
   *
   * @param tracker any snapshot
   * @param limits from where on it is worth knowing
   * @return the findings, the most severe first; empty if there is nothing to say
   */
  public static List<Insight> of(ProgressSnapshot tracker, AlertThresholds limits) {
    ProgressInsights found = new ProgressInsights(tracker, limits);
    found.pace();
    found.times();
    found.outcomes(tracker.outcomes());
    found.usage(tracker.usage());
    found.amount();
    found.eta(tracker.eta());
    return bySeverity(found.insights);
  }

  static List<Insight> bySeverity(List<Insight> insights) {
    return insights.stream().sorted((a, b) -> b.severity().compareTo(a.severity())).toList();
  }

  // ---- pace ----------------------------------------------------------------------------------

  private void pace() {
    ThroughputTrend trend = tracker.rates().trend();
    if (trend != null) {
      trend(trend);
    }
    boolean running = tracker.state() == TrackerState.RUNNING;
    if (running && tracker.eta().basis() == EtaBasis.STALLED) {
      add(
          Insight.Code.STALLED,
          AlertSeverity.WARNING,
          "No work has been done for far longer than is usual in this run");
    } else if (tracker.active().compareTo(SHORTEST_TO_JUDGE) >= 0) {
      throughput(running ? tracker.rates().current() : tracker.rates().average());
    }
  }

  private void trend(ThroughputTrend trend) {
    double factor = Math.exp(Math.abs(trend.logRatio()));
    if (trend.direction() == ThroughputTrend.Direction.STEADY || factor < NOTABLE_CHANGE) {
      return;
    }
    boolean slower = trend.direction() == ThroughputTrend.Direction.FALLING;
    add(
        slower ? Insight.Code.SLOWING_DOWN : Insight.Code.SPEEDING_UP,
        slower ? AlertSeverity.WARNING : AlertSeverity.INFO,
        capital(times(factor))
            + (slower ? " as slow" : " as fast")
            + " in the later half of the run as in the earlier half");
  }

  private void throughput(double perSecond) {
    double perMinute = perSecond * SECONDS_PER_MINUTE;
    if (tracker.rates().average() > 0 && perMinute < limits.lowThroughput()) {
      add(
          Insight.Code.LOW_THROUGHPUT,
          AlertSeverity.WARNING,
          "Throughput is "
              + ProgressFormat.rate(perSecond, unit())
              + ", expected is at least "
              + ProgressFormat.rate(limits.lowThroughput() / SECONDS_PER_MINUTE, unit()));
    }
  }

  private void times() {
    Duration limit = Duration.ofMillis(limits.slowProcessingMs());
    ItemTimes items = tracker.items().times();
    Duration usual =
        items == null ? tracker.rates().averageProcessingTime().orElse(limit) : items.median();
    if (usual.compareTo(limit) > 0) {
      add(
          Insight.Code.SLOW_PROCESSING,
          AlertSeverity.WARNING,
          (items == null ? "One of the " + unit() + " takes " : "Half of the items take more than ")
              + ProgressFormat.duration(usual)
              + (items == null ? " on average" : "")
              + ", expected are at most "
              + ProgressFormat.duration(limit));
    }
    if (items != null && seconds(items.p99()) >= NOTABLE_SPREAD * seconds(items.median())) {
      spread(items);
    }
  }

  private void spread(ItemTimes items) {
    if (items.median().isZero() || items.p99().compareTo(NOTABLE_ITEM) < 0) {
      return;
    }
    add(
        Insight.Code.UNEVEN_ITEMS,
        AlertSeverity.INFO,
        "One item in a hundred takes at least "
            + times(seconds(items.p99()) / seconds(items.median()))
            + " as long as the median item: "
            + ProgressFormat.duration(items.p99())
            + " and more");
  }

  // ---- outcomes and usage --------------------------------------------------------------------

  private void outcomes(Outcomes outcomes) {
    Double errorRate = outcomes.errorRate();
    if (errorRate != null && errorRate > limits.highErrorRate()) {
      add(
          Insight.Code.HIGH_ERROR_RATE,
          errorRate > 2 * limits.highErrorRate() ? AlertSeverity.CRITICAL : AlertSeverity.WARNING,
          "Error rate "
              + share(errorRate)
              + ": "
              + ofHundred(errorRate)
              + " failed, expected are at most "
              + share(limits.highErrorRate()));
    }
    Double quality = outcomes.qualityScore();
    if (quality != null && outcomes.retried() > 0 && quality < limits.qualityScoreThreshold()) {
      add(
          Insight.Code.LOW_QUALITY,
          AlertSeverity.WARNING,
          String.format(Locale.ROOT, "Quality %.2f: ", quality)
              + ofHundred(1 - quality)
              + " failed or had to be done again");
    }
    double all = (double) outcomes.succeeded() + outcomes.failed() + outcomes.skipped();
    if (outcomes.skipped() > 0 && outcomes.skipped() / all >= NOTABLE_SKIPPING) {
      add(
          Insight.Code.MOSTLY_SKIPPED,
          AlertSeverity.INFO,
          capital(words(outcomes.skipped() / all)) + " of the work was there already");
    }
  }

  private void usage(UsageSnapshot usage) {
    double waited =
        Math.max(
            tracker.eta().factors().rateLimitingImpact(),
            Math.min(1, quotient(usage.rateLimitDelay(), tracker.elapsed())));
    if (waited >= NOTABLE_WAITING) {
      add(
          Insight.Code.RATE_LIMITED,
          waited >= 0.5 ? AlertSeverity.WARNING : AlertSeverity.INFO,
          capital(words(waited)) + " of the time was spent waiting for rate limits");
    }
    Double succeeded = usage.apiSuccessRate();
    if (succeeded != null && 1 - succeeded > limits.highErrorRate()) {
      add(
          Insight.Code.FAILING_API_CALLS,
          AlertSeverity.WARNING,
          "API calls: " + ofHundred(1 - succeeded) + " failed");
    }
    if (usage.cost().signum() > 0) {
      cost(usage.cost());
    }
  }

  private void cost(BigDecimal cost) {
    long worked = tracker.done() - tracker.offset();
    long left = tracker.total().valueOr(0) - tracker.done();
    if (tracker.state().isFinal() || worked <= 0 || left <= 0) {
      return;
    }
    BigDecimal rest =
        cost.multiply(BigDecimal.valueOf(left))
            .divide(BigDecimal.valueOf(worked), 2, RoundingMode.HALF_EVEN);
    add(
        Insight.Code.EXPECTED_COST,
        AlertSeverity.INFO,
        "Cost so far "
            + cost.setScale(2, RoundingMode.HALF_EVEN).toPlainString()
            + ", at this price the rest will cost "
            + rest.toPlainString());
  }

  // ---- amount and end ------------------------------------------------------------------------

  private void amount() {
    if (!tracker.total().isKnown() && tracker.percent() == null && !tracker.state().isFinal()) {
      add(
          Insight.Code.UNKNOWN_TOTAL,
          AlertSeverity.INFO,
          "Nobody has said how many " + unit() + " there are, so there is no ETA");
    }
    if (tracker.total() instanceof Total.Exact exact && tracker.done() > exact.value()) {
      add(
          Insight.Code.TOTAL_TOO_LOW,
          AlertSeverity.INFO,
          "There was more to do than was said: "
              + ProgressFormat.grouped(tracker.done())
              + " of "
              + ProgressFormat.grouped(exact.value())
              + " "
              + unit());
    }
  }

  private void eta(Eta eta) {
    boolean running = !tracker.state().isFinal();
    if (running && eta.remaining() != null && eta.confidence() < LOW_CONFIDENCE) {
      add(
          Insight.Code.UNCERTAIN_ETA,
          AlertSeverity.INFO,
          "The remaining time is hard to tell: "
              + ProgressFormat.durationRange(eta.low(), eta.high()));
    }
    EtaAccuracy accuracy = tracker.etaAccuracy();
    if (accuracy == null) {
      return;
    }
    if (accuracy.error() >= NOTABLE_ETA_ERROR) {
      add(
          Insight.Code.INACCURATE_ETA,
          AlertSeverity.WARNING,
          "The ETA was off by " + share(accuracy.error()) + " of the run on average");
    } else if (accuracy.error() <= SMALL_ETA_ERROR) {
      add(
          Insight.Code.ACCURATE_ETA,
          AlertSeverity.INFO,
          "The ETA was off by only " + share(accuracy.error()) + " of the run on average");
    }
  }

  // ---- words ---------------------------------------------------------------------------------

  private void add(Insight.Code code, AlertSeverity severity, String message) {
    insights.add(new Insight(code, severity, message));
  }

  private String unit() {
    return ProgressFormat.singleLine(tracker.unit(), LONGEST_UNIT);
  }

  /** A share in words where it is near enough to one, such as a third. */
  private static String words(double share) {
    double[] values = {1.0 / 4, 1.0 / 3, 1.0 / 2, 2.0 / 3, 3.0 / 4};
    String[] names = {"a quarter", "a third", "half", "two thirds", "three quarters"};
    for (int i = 0; i < values.length; i++) {
      if (Math.abs(share - values[i]) <= 0.01) {
        return names[i];
      }
    }
    return share(share);
  }

  /** How many times: "twice", or "2.4 times". */
  static String times(double factor) {
    if (Math.abs(factor - 2) <= 0.05) {
      return "twice";
    }
    return String.format(Locale.ROOT, factor < 10 ? "%.1f times" : "%,.0f times", factor);
  }

  static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  static String share(double share) {
    double percent = 100 * share;
    return percent > 0 && percent < 1
        ? String.format(Locale.ROOT, "%.1f %%", percent)
        : Math.round(percent) + " %";
  }

  /** A share as a number of things: 18 of 100, or 4 of 1,000. */
  private static String ofHundred(double share) {
    return 100 * share >= 1 || share <= 0
        ? Math.round(100 * share) + " of 100"
        : Math.max(1, Math.round(1000 * share)) + " of 1,000";
  }

  private static double quotient(Duration part, Duration whole) {
    return whole.isZero() || whole.isNegative() ? 0 : seconds(part) / seconds(whole);
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }
}
