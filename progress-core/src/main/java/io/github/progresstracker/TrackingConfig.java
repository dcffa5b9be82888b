package io.github.progresstracker;

import io.github.progresstracker.alert.AlertThresholds;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * What a registry finds out and how often. Immutable: each method with an argument returns a
 * changed copy.
 *
 * <pre>{@code
 * TrackingConfig config = TrackingConfig.of(TrackingMode.ENHANCED)
 *     .updateInterval(Duration.ofSeconds(1));
 * ProgressRegistry.builder().config(config);
 * ProgressRegistry.builder().config(TrackingConfig.load());   // by whoever runs the program
 * }</pre>
 *
 * <p>Each option can also be set from outside, as the system property {@code progress.} and its
 * name, or as the environment variable {@code PROGRESS_} and its name in capitals:
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th>property</th><th>variable</th><th>values</th></tr>
 * <tr><td>{@code progress.mode}</td><td>{@code PROGRESS_MODE}</td><td>off, minimal, basic,
 * enhanced, comprehensive</td></tr>
 * <tr><td>{@code progress.updateIntervalMs}</td><td>{@code PROGRESS_UPDATE_INTERVAL_MS}</td>
 * <td>10 to 86400000</td></tr>
 * <tr><td>{@code progress.etaUpdateIntervalMs}</td>
 * <td>{@code PROGRESS_ETA_UPDATE_INTERVAL_MS}</td><td>0 to 86400000</td></tr>
 * <tr><td>{@code progress.throughputWindowMs}</td><td>{@code PROGRESS_THROUGHPUT_WINDOW_MS}</td>
 * <td>0, or 100 to 86400000</td></tr>
 * <tr><td>{@code progress.enableRealTimeUpdates}</td>
 * <td>{@code PROGRESS_ENABLE_REAL_TIME_UPDATES}</td><td>true, false</td></tr>
 * <tr><td>{@code progress.enablePerformanceAlerts}</td>
 * <td>{@code PROGRESS_ENABLE_PERFORMANCE_ALERTS}</td><td>true, false</td></tr>
 * <tr><td>{@code progress.enableETAOptimization}</td>
 * <td>{@code PROGRESS_ENABLE_ETA_OPTIMIZATION}</td><td>true, false</td></tr>
 * <tr><td>{@code progress.enableQualityTracking}</td>
 * <td>{@code PROGRESS_ENABLE_QUALITY_TRACKING}</td><td>true, false</td></tr>
 * <tr><td>{@code progress.enablePersistence}</td><td>{@code PROGRESS_ENABLE_PERSISTENCE}</td>
 * <td>true, false</td></tr>
 * <tr><td>{@code progress.enableAnalytics}</td><td>{@code PROGRESS_ENABLE_ANALYTICS}</td>
 * <td>true, false</td></tr>
 * <tr><td>{@code progress.alertThresholds.slowProcessingMs}</td>
 * <td>{@code PROGRESS_ALERT_THRESHOLDS_SLOW_PROCESSING_MS}</td><td>milliseconds, above 0</td></tr>
 * <tr><td>{@code progress.alertThresholds.highErrorRate}</td>
 * <td>{@code PROGRESS_ALERT_THRESHOLDS_HIGH_ERROR_RATE}</td><td>0 to 1</td></tr>
 * <tr><td>{@code progress.alertThresholds.lowThroughput}</td>
 * <td>{@code PROGRESS_ALERT_THRESHOLDS_LOW_THROUGHPUT}</td><td>units per minute, above 0</td></tr>
 * <tr><td>{@code progress.alertThresholds.etaDeviationPercent}</td>
 * <td>{@code PROGRESS_ALERT_THRESHOLDS_ETA_DEVIATION_PERCENT}</td><td>above 0</td></tr>
 * <tr><td>{@code progress.alertThresholds.qualityScoreThreshold}</td>
 * <td>{@code PROGRESS_ALERT_THRESHOLDS_QUALITY_SCORE_THRESHOLD}</td><td>0 to 1</td></tr>
 * </table>
 *
 * <p>The case of letters in keys does not matter. A key that begins with the prefix and is no
 * option is said in the log, together with the option that it is most like; a value that is out of
 * its range is an exception, because a program that is told something impossible should not start
 * as if it had been told nothing.
 *
 * @param mode how much is found out about each tracker that does not {@linkplain TrackerSpec#mode
 *     choose for itself}
 * @param updateInterval time between two samples and so between two updates, 10 milliseconds to a
 *     day; of more than 10,000 trackers a second, updates and alerts take turns and come later
 * @param etaUpdateInterval the estimator of a tracker is asked at most this often; in between, the
 *     last estimate counts down. It is asked at once when the tracker begins or ends to wait or to
 *     pause, or its total changes. Zero to ask with every sample; at most a day
 * @param throughputWindow memory of the current rate: work that long ago weighs 1/e. Zero to let it
 *     follow the job, 2 to 30 seconds; else 100 milliseconds to a day
 * @param enableRealTimeUpdates whether sinks and callbacks get updates of running jobs; if not,
 *     they get transitions and the last update of each job, and {@link ProgressTracker#snapshot()}
 *     is current as ever
 * @param enablePerformanceAlerts whether alert rules are run
 * @param enableEtaOptimization whether trackers for which nobody {@linkplain
 *     TrackerSpec#estimator(EstimatorFactory) has chosen} an estimator have the adaptive one, which
 *     also learns from earlier runs; if not, it is the linear one
 * @param enableQualityTracking whether there is a quality score; retries are counted in any case
 * @param enablePersistence whether durable sinks get anything; if not, this is said in the log when
 *     the registry is built
 * @param enableAnalytics whether it is measured how good the ETA of a job was, and whether its run
 *     is kept in the store of run histories
 * @param alertThresholds the limits of alerts and insights
 */
public record TrackingConfig(
    TrackingMode mode,
    Duration updateInterval,
    Duration etaUpdateInterval,
    Duration throughputWindow,
    boolean enableRealTimeUpdates,
    boolean enablePerformanceAlerts,
    boolean enableEtaOptimization,
    boolean enableQualityTracking,
    boolean enablePersistence,
    boolean enableAnalytics,
    AlertThresholds alertThresholds) {

  private static final Duration A_DAY = Duration.ofDays(1);
  private static final Duration SHORTEST_UPDATE = Duration.ofMillis(10);
  private static final Duration SHORTEST_WINDOW = Duration.ofMillis(100);

  /**
   * Checks the values.
   *
   * @param mode how much is found out
   * @param updateInterval time between two samples
   * @param etaUpdateInterval least time between two estimates
   * @param throughputWindow memory of the current rate, or zero
   * @param enableRealTimeUpdates whether running jobs give updates
   * @param enablePerformanceAlerts whether alert rules are run
   * @param enableEtaOptimization whether the adaptive estimator is the usual one
   * @param enableQualityTracking whether there is a quality score
   * @param enablePersistence whether durable sinks get anything
   * @param enableAnalytics whether runs are judged and kept
   * @param alertThresholds the limits
   * @throws IllegalArgumentException if a duration is out of its range
   */
  public TrackingConfig {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(alertThresholds, "alertThresholds");
    requireBetween("updateInterval", SHORTEST_UPDATE, updateInterval);
    requireBetween("etaUpdateInterval", Duration.ZERO, etaUpdateInterval);
    if (!throughputWindow.isZero()) {
      requireBetween("throughputWindow", SHORTEST_WINDOW, throughputWindow);
    }
  }

  /**
   * A mode as it is meant.
   *
   * <table>
   * <caption>What the modes switch on</caption>
   * <tr><th></th><th>MINIMAL</th><th>BASIC</th><th>ENHANCED</th><th>COMPREHENSIVE</th></tr>
   * <tr><td>count, total, percentage, times, phases, outcomes</td>
   * <td>yes</td><td>yes</td><td>yes</td><td>yes</td></tr>
   * <tr><td>rates, ETA</td><td>no</td><td>yes</td><td>yes</td><td>yes</td></tr>
   * <tr><td>enablePerformanceAlerts</td><td>no</td><td>no</td><td>yes</td><td>yes</td></tr>
   * <tr><td>enableEtaOptimization</td><td>no</td><td>no</td><td>yes</td><td>yes</td></tr>
   * <tr><td>enableQualityTracking</td><td>no</td><td>no</td><td>yes</td><td>yes</td></tr>
   * <tr><td>enableAnalytics</td><td>no</td><td>no</td><td>no</td><td>yes</td></tr>
   * <tr><td>enableRealTimeUpdates</td><td>yes</td><td>yes</td><td>yes</td><td>yes</td></tr>
   * <tr><td>enablePersistence</td><td>yes</td><td>yes</td><td>yes</td><td>yes</td></tr>
   * <tr><td>updateInterval</td><td>1 s</td><td>500 ms</td><td>250 ms</td><td>250 ms</td></tr>
   * <tr><td>etaUpdateInterval</td><td>0</td><td>1 s</td><td>0</td><td>0</td></tr>
   * <tr><td>throughputWindow</td><td>0</td><td>0</td><td>0</td><td>0</td></tr>
   * </table>
   *
   * <p>OFF has all switches off, and a registry built with it is {@link ProgressRegistry#noop()}.
   * The thresholds are {@link AlertThresholds#DEFAULT} in every mode. Persistence is on in every
   * mode because a durable sink that somebody has added is there to be fed.
   *
   * @param mode the mode
   * @return its configuration
   */
  public static TrackingConfig of(TrackingMode mode) {
    boolean on = mode != TrackingMode.OFF;
    TrackingConfig bare =
        new TrackingConfig(
            mode,
            updateInterval(mode),
            mode == TrackingMode.BASIC ? Duration.ofSeconds(1) : Duration.ZERO,
            Duration.ZERO,
            on,
            false,
            false,
            false,
            on,
            false,
            AlertThresholds.DEFAULT);
    return bare.in(mode);
  }

  private static Duration updateInterval(TrackingMode mode) {
    return switch (mode) {
      case OFF, MINIMAL -> Duration.ofSeconds(1);
      case BASIC -> Duration.ofMillis(500);
      case ENHANCED, COMPREHENSIVE -> Duration.ofMillis(250);
    };
  }

  /**
   * What a registry has unless told otherwise.
   *
   * @return {@link TrackingMode#COMPREHENSIVE}
   */
  public static TrackingConfig defaults() {
    return of(TrackingMode.COMPREHENSIVE);
  }

  /**
   * Reads properties whose keys begin with {@code progress.}; what is not among them is as the mode
   * says, and the mode as in {@link #defaults()}.
   *
   * @param properties any; those with other keys are left alone
   * @return the configuration
   * @throws IllegalArgumentException if a value is out of its range, saying which and what would be
   *     right
   */
  public static TrackingConfig from(Properties properties) {
    return new ConfigReader().properties(properties).config();
  }

  /**
   * Reads variables whose names begin with {@code PROGRESS_}; what is not among them is as the mode
   * says, and the mode as in {@link #defaults()}.
   *
   * @param environment such as {@link System#getenv()}; other variables are left alone
   * @return the configuration
   * @throws IllegalArgumentException if a value is out of its range, saying which and what would be
   *     right
   */
  public static TrackingConfig fromEnvironment(Map<String, String> environment) {
    return new ConfigReader().environment(environment).config();
  }

  /**
   * Reads the system properties and the environment of this process; of an option that is in both,
   * the property counts.
   *
   * @return the configuration
   * @throws IllegalArgumentException if a value is out of its range, saying which and what would be
   *     right
   */
  public static TrackingConfig load() {
    return new ConfigReader()
        .environment(System.getenv())
        .properties(System.getProperties())
        .config();
  }

  /**
   * The same with what another mode finds out of a tracker: alerts, ETA optimisation, quality and
   * analytics are as in the table of {@link #of}, all else stays. This is what {@link
   * TrackerSpec#mode} does for one tracker.
   *
   * @param newMode the other mode
   * @return the changed copy
   */
  public TrackingConfig in(TrackingMode newMode) {
    boolean enhanced = newMode.compareTo(TrackingMode.ENHANCED) >= 0;
    return with(
        fields -> {
          fields.mode = newMode;
          fields.enablePerformanceAlerts = enhanced;
          fields.enableEtaOptimization = enhanced;
          fields.enableQualityTracking = enhanced;
          fields.enableAnalytics = newMode == TrackingMode.COMPREHENSIVE;
        });
  }

  /**
   * Whether trackers have rates and an ETA.
   *
   * @return true from {@link TrackingMode#BASIC} on
   */
  public boolean measuresPace() {
    return mode.compareTo(TrackingMode.BASIC) >= 0;
  }

  /**
   * Sets how often trackers are sampled.
   *
   * @param newUpdateInterval 10 milliseconds to a day
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public TrackingConfig updateInterval(Duration newUpdateInterval) {
    return with(fields -> fields.updateInterval = newUpdateInterval);
  }

  /**
   * Sets how often estimators are asked at the most.
   *
   * @param newEtaUpdateInterval zero for every sample, at most a day
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public TrackingConfig etaUpdateInterval(Duration newEtaUpdateInterval) {
    return with(fields -> fields.etaUpdateInterval = newEtaUpdateInterval);
  }

  /**
   * Sets the memory of the current rate.
   *
   * @param newThroughputWindow zero to let it follow the job, else 100 milliseconds to a day
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public TrackingConfig throughputWindow(Duration newThroughputWindow) {
    return with(fields -> fields.throughputWindow = newThroughputWindow);
  }

  /**
   * Switches updates of running jobs.
   *
   * @param enabled whether sinks and callbacks get them
   * @return the changed copy
   */
  public TrackingConfig enableRealTimeUpdates(boolean enabled) {
    return with(fields -> fields.enableRealTimeUpdates = enabled);
  }

  /**
   * Switches alert rules.
   *
   * @param enabled whether they are run
   * @return the changed copy
   */
  public TrackingConfig enablePerformanceAlerts(boolean enabled) {
    return with(fields -> fields.enablePerformanceAlerts = enabled);
  }

  /**
   * Switches the adaptive estimator.
   *
   * @param enabled whether it is the usual one
   * @return the changed copy
   */
  public TrackingConfig enableEtaOptimization(boolean enabled) {
    return with(fields -> fields.enableEtaOptimization = enabled);
  }

  /**
   * Switches the quality score.
   *
   * @param enabled whether there is one
   * @return the changed copy
   */
  public TrackingConfig enableQualityTracking(boolean enabled) {
    return with(fields -> fields.enableQualityTracking = enabled);
  }

  /**
   * Switches durable sinks.
   *
   * @param enabled whether they get anything
   * @return the changed copy
   */
  public TrackingConfig enablePersistence(boolean enabled) {
    return with(fields -> fields.enablePersistence = enabled);
  }

  /**
   * Switches the judging and keeping of runs.
   *
   * @param enabled whether it is done
   * @return the changed copy
   */
  public TrackingConfig enableAnalytics(boolean enabled) {
    return with(fields -> fields.enableAnalytics = enabled);
  }

  /**
   * Sets the limits of alerts and insights.
   *
   * @param newAlertThresholds the limits
   * @return the changed copy
   */
  public TrackingConfig alertThresholds(AlertThresholds newAlertThresholds) {
    return with(fields -> fields.alertThresholds = newAlertThresholds);
  }

  private static void requireBetween(String name, Duration least, Duration value) {
    if (value.compareTo(least) < 0 || value.compareTo(A_DAY) > 0) {
      throw new IllegalArgumentException(
          name + " must be " + least.toMillis() + " ms to a day, was " + value);
    }
  }

  private TrackingConfig with(Consumer<Fields> change) {
    Fields fields = new Fields(this);
    change.accept(fields);
    return fields.config();
  }

  /** The fields of a configuration, to change some of them. */
  private static final class Fields {
    private TrackingMode mode;
    private Duration updateInterval;
    private Duration etaUpdateInterval;
    private Duration throughputWindow;
    private boolean enableRealTimeUpdates;
    private boolean enablePerformanceAlerts;
    private boolean enableEtaOptimization;
    private boolean enableQualityTracking;
    private boolean enablePersistence;
    private boolean enableAnalytics;
    private AlertThresholds alertThresholds;

    Fields(TrackingConfig config) {
      mode = config.mode;
      updateInterval = config.updateInterval;
      etaUpdateInterval = config.etaUpdateInterval;
      throughputWindow = config.throughputWindow;
      enableRealTimeUpdates = config.enableRealTimeUpdates;
      enablePerformanceAlerts = config.enablePerformanceAlerts;
      enableEtaOptimization = config.enableEtaOptimization;
      enableQualityTracking = config.enableQualityTracking;
      enablePersistence = config.enablePersistence;
      enableAnalytics = config.enableAnalytics;
      alertThresholds = config.alertThresholds;
    }

    TrackingConfig config() {
      return new TrackingConfig(
          mode,
          updateInterval,
          etaUpdateInterval,
          throughputWindow,
          enableRealTimeUpdates,
          enablePerformanceAlerts,
          enableEtaOptimization,
          enableQualityTracking,
          enablePersistence,
          enableAnalytics,
          alertThresholds);
    }
  }
}
