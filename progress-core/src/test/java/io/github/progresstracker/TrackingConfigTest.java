package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.progresstracker.alert.AlertThresholds;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The configuration")
class TrackingConfigTest {

  @ParameterizedTest
  @CsvSource({
    "OFF,           1000,    0, false, false, false, false, false, false, false",
    "MINIMAL,       1000,    0, false, true,  false, false, false, true,  false",
    "BASIC,          500, 1000, true,  true,  false, false, false, true,  false",
    "ENHANCED,       250,    0, true,  true,  true,  true,  true,  true,  false",
    "COMPREHENSIVE,  250,    0, true,  true,  true,  true,  true,  true,  true",
  })
  @DisplayName("of a mode is what its table says")
  void modes(
      TrackingMode mode,
      long updateMs,
      long etaMs,
      boolean pace,
      boolean realTime,
      boolean alerts,
      boolean optimization,
      boolean quality,
      boolean persistence,
      boolean analytics) {
    assertThat(TrackingConfig.of(mode))
        .isEqualTo(
            new TrackingConfig(
                mode,
                Duration.ofMillis(updateMs),
                Duration.ofMillis(etaMs),
                Duration.ZERO,
                realTime,
                alerts,
                optimization,
                quality,
                persistence,
                analytics,
                AlertThresholds.DEFAULT));
    assertThat(TrackingConfig.of(mode).measuresPace()).isEqualTo(pace);
  }

  @Test
  @DisplayName("takes every option by its documented name from properties")
  void properties() {
    Properties properties = new Properties();
    properties.setProperty("progress.mode", "Minimal");
    properties.setProperty("progress.updateIntervalMs", "2000");
    properties.setProperty("progress.etaUpdateIntervalMs", "3000");
    properties.setProperty("progress.throughputWindowMs", "60000");
    properties.setProperty("progress.enableRealTimeUpdates", "false");
    properties.setProperty("progress.enablePerformanceAlerts", "true");
    properties.setProperty("progress.enableETAOptimization", "TRUE");
    properties.setProperty("progress.enableQualityTracking", "true");
    properties.setProperty("progress.enablePersistence", " false ");
    properties.setProperty("progress.enableAnalytics", "true");
    properties.setProperty("progress.alertThresholds.slowProcessingMs", "1500");
    properties.setProperty("progress.alertThresholds.highErrorRate", "0.25");
    properties.setProperty("progress.alertThresholds.lowThroughput", "12.5");
    properties.setProperty("progress.alertThresholds.etaDeviationPercent", "30");
    properties.setProperty("progress.alertThresholds.qualityScoreThreshold", "0.9");

    assertThat(TrackingConfig.from(properties))
        .isEqualTo(
            new TrackingConfig(
                TrackingMode.MINIMAL,
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofMinutes(1),
                false,
                true,
                true,
                true,
                false,
                true,
                new AlertThresholds(1_500, 0.25, 12.5, 30, 0.9)));
  }

  @Test
  @DisplayName("takes every option by its documented name from the environment")
  void environment() {
    TrackingConfig config =
        TrackingConfig.fromEnvironment(
            Map.ofEntries(
                Map.entry("PROGRESS_MODE", "basic"),
                Map.entry("PROGRESS_UPDATE_INTERVAL_MS", "2000"),
                Map.entry("PROGRESS_ETA_UPDATE_INTERVAL_MS", "3000"),
                Map.entry("PROGRESS_THROUGHPUT_WINDOW_MS", "60000"),
                Map.entry("PROGRESS_ENABLE_REAL_TIME_UPDATES", "false"),
                Map.entry("PROGRESS_ENABLE_PERFORMANCE_ALERTS", "true"),
                Map.entry("PROGRESS_ENABLE_ETA_OPTIMIZATION", "true"),
                Map.entry("PROGRESS_ENABLE_QUALITY_TRACKING", "true"),
                Map.entry("PROGRESS_ENABLE_PERSISTENCE", "false"),
                Map.entry("PROGRESS_ENABLE_ANALYTICS", "true"),
                Map.entry("PROGRESS_ALERT_THRESHOLDS_SLOW_PROCESSING_MS", "1500"),
                Map.entry("PROGRESS_ALERT_THRESHOLDS_HIGH_ERROR_RATE", "0.25"),
                Map.entry("PROGRESS_ALERT_THRESHOLDS_LOW_THROUGHPUT", "12.5"),
                Map.entry("PROGRESS_ALERT_THRESHOLDS_ETA_DEVIATION_PERCENT", "30"),
                Map.entry("PROGRESS_ALERT_THRESHOLDS_QUALITY_SCORE_THRESHOLD", "0.9"),
                Map.entry("PATH", "/bin")));

    assertThat(config)
        .isEqualTo(
            TrackingConfig.of(TrackingMode.BASIC)
                .updateInterval(Duration.ofSeconds(2))
                .etaUpdateInterval(Duration.ofSeconds(3))
                .throughputWindow(Duration.ofMinutes(1))
                .enableRealTimeUpdates(false)
                .enablePerformanceAlerts(true)
                .enableEtaOptimization(true)
                .enableQualityTracking(true)
                .enablePersistence(false)
                .enableAnalytics(true)
                .alertThresholds(new AlertThresholds(1_500, 0.25, 12.5, 30, 0.9)));
  }

  @Test
  @DisplayName("is that of the comprehensive mode if nobody says anything")
  void nothing_said() {
    assertThat(TrackingConfig.from(new Properties()))
        .isEqualTo(TrackingConfig.fromEnvironment(Map.of()))
        .isEqualTo(TrackingConfig.of(TrackingMode.COMPREHENSIVE));
  }

  @Test
  @DisplayName("follows a property rather than a variable")
  void property_before_variable() {
    Properties properties = new Properties();
    properties.setProperty("progress.updateIntervalMs", "700");
    TrackingConfig config =
        new ConfigReader()
            .environment(Map.of("PROGRESS_UPDATE_INTERVAL_MS", "900", "PROGRESS_MODE", "enhanced"))
            .properties(properties)
            .config();
    assertThat(config)
        .isEqualTo(TrackingConfig.of(TrackingMode.ENHANCED).updateInterval(Duration.ofMillis(700)));
  }

  @Test
  @DisplayName("of this process is read without complaint")
  void load() {
    System.setProperty("progress.updateIntervalMs", "1234");
    try {
      assertThat(TrackingConfig.load().updateInterval()).isEqualTo(Duration.ofMillis(1_234));
    } finally {
      System.clearProperty("progress.updateIntervalMs");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "progress.updateIntervallMs | progress.updateIntervalMs",
        "progress.alertTresholds.highErrorrate | progress.alertThresholds.highErrorRate",
        "progress.enablepersistance | progress.enablePersistence",
        "Progress.mod | Progress.mode",
      })
  @DisplayName("that nobody knows is ignored, and the log says what may have been meant")
  void unknown(String given, String meant) {
    Properties properties = new Properties();
    properties.setProperty(given, "500");
    String log = LogOf.action(() -> TrackingConfig.from(properties));
    assertThat(log).contains(given + " is no option").contains("did you mean " + meant + "?");
  }

  @Test
  @DisplayName("in the environment that nobody knows is said in the same way")
  void unknown_variable() {
    String log =
        LogOf.action(
            () -> TrackingConfig.fromEnvironment(Map.of("PROGRESS_UPDATE_INTERVALL_MS", "5")));
    assertThat(log).contains("did you mean PROGRESS_UPDATE_INTERVAL_MS?");
  }

  @Test
  @DisplayName("leaves the settings of the console and everybody else's alone")
  void not_ours() {
    Properties properties = new Properties();
    properties.setProperty("progress.console.mode", "off");
    properties.setProperty("progressive.jpeg", "yes");
    String log =
        LogOf.action(
            () -> {
              TrackingConfig.from(properties);
              TrackingConfig.fromEnvironment(Map.of("PROGRESS_CONSOLE", "off"));
            });
    assertThat(log).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mode | turbo | must be off, minimal, basic, enhanced or comprehensive",
        "updateIntervalMs | fast | whole number of milliseconds",
        "updateIntervalMs | 9 | must be 10 ms to a day, was PT0.009S",
        "updateIntervalMs | 99999999999999999999 | whole number",
        "updateIntervalMs | 86400001 | to a day",
        "etaUpdateIntervalMs | -1 | must be 0 ms to a day",
        "throughputWindowMs | 99 | must be 100 ms to a day",
        "enableAnalytics | ja | must be true or false",
        "alertThresholds.slowProcessingMs | 0 | must be finite and > 0",
        "alertThresholds.highErrorRate | 10 | must lie between 0 and 1",
        "alertThresholds.highErrorRate | NaN | 0.1 for a tenth, was NaN",
        "alertThresholds.lowThroughput | many | must be a number",
      })
  @DisplayName("with an impossible value is refused with key, value and range")
  void impossible(String name, String value, String range) {
    Properties properties = new Properties();
    properties.setProperty("progress." + name, value);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrackingConfig.from(properties))
        .withMessageStartingWith("progress." + name + "=" + value + " is not possible")
        .withMessageContaining(range);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("in another mode keeps intervals, thresholds, persistence and real-time updates")
  void in_another_mode(TrackingMode mode) {
    TrackingConfig own =
        TrackingConfig.defaults()
            .updateInterval(Duration.ofSeconds(7))
            .enablePersistence(false)
            .enableRealTimeUpdates(false);
    TrackingConfig other = own.in(mode);
    assertThat(other.updateInterval()).isEqualTo(Duration.ofSeconds(7));
    assertThat(other.enablePersistence()).isFalse();
    assertThat(other.enableRealTimeUpdates()).isFalse();
    assertThat(other.enableAnalytics()).isEqualTo(mode == TrackingMode.COMPREHENSIVE);
  }
}
