package io.github.progresstracker.spring;

import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.TrackingMode;
import io.github.progresstracker.console.ConsoleMode;
import io.github.progresstracker.console.ConsoleView;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * All that can be said in {@code application.yml}. What {@link TrackingConfig} reads from system
 * properties and the environment has the same names here.
 *
 * @param enabled Whether progress is tracked. If not, the registry is one that does nothing.
 * @param mode How much is found out about each tracker; comprehensive unless said.
 * @param updateIntervalMs Milliseconds between two samples, 10 to 86400000; as the mode says unless
 *     said.
 * @param etaUpdateIntervalMs Least milliseconds between two estimates, 0 to 86400000.
 * @param throughputWindowMs Memory of the current rate in milliseconds, 100 to 86400000; 0 lets it
 *     follow the job.
 * @param enableRealTimeUpdates Whether sinks get updates of running jobs.
 * @param enablePerformanceAlerts Whether alert rules are run.
 * @param enableEtaOptimization Whether the adaptive estimator is the usual one.
 * @param enableQualityTracking Whether there is a quality score.
 * @param enablePersistence Whether durable sinks get anything.
 * @param enableAnalytics Whether it is measured how good ETAs were, and runs are kept.
 * @param alertThresholds limits of alerts
 * @param spool Directory in which events of durable sinks wait until they are delivered, also over
 *     a restart; in memory unless said.
 * @param shutdownTimeout How long sinks may take for what is pending when the application stops.
 * @param console progress on standard error
 * @param metrics meters
 * @param web page and HTTP API
 * @param jdbc PostgreSQL
 */
@ConfigurationProperties("progress")
record ProgressProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable TrackingMode mode,
    @Nullable Long updateIntervalMs,
    @Nullable Long etaUpdateIntervalMs,
    @Nullable Long throughputWindowMs,
    @Nullable Boolean enableRealTimeUpdates,
    @Nullable Boolean enablePerformanceAlerts,
    @Nullable Boolean enableEtaOptimization,
    @Nullable Boolean enableQualityTracking,
    @Nullable Boolean enablePersistence,
    @Nullable Boolean enableAnalytics,
    @DefaultValue AlertThresholds alertThresholds,
    @Nullable String spool,
    @DefaultValue("10s") Duration shutdownTimeout,
    @DefaultValue Console console,
    @DefaultValue Metrics metrics,
    @DefaultValue Web web,
    @DefaultValue Jdbc jdbc) {

  /**
   * What is found out and how often. Names, ranges and messages are {@link TrackingConfig}'s.
   *
   * @throws BadSettingException if a value is out of its range
   */
  TrackingConfig tracking() {
    Properties set = new Properties();
    put(set, "mode", mode);
    put(set, "updateIntervalMs", updateIntervalMs);
    put(set, "etaUpdateIntervalMs", etaUpdateIntervalMs);
    put(set, "throughputWindowMs", throughputWindowMs);
    put(set, "enableRealTimeUpdates", enableRealTimeUpdates);
    put(set, "enablePerformanceAlerts", enablePerformanceAlerts);
    put(set, "enableETAOptimization", enableEtaOptimization);
    put(set, "enableQualityTracking", enableQualityTracking);
    put(set, "enablePersistence", enablePersistence);
    put(set, "enableAnalytics", enableAnalytics);
    put(set, "alertThresholds.slowProcessingMs", alertThresholds.slowProcessingMs());
    put(set, "alertThresholds.highErrorRate", alertThresholds.highErrorRate());
    put(set, "alertThresholds.lowThroughput", alertThresholds.lowThroughput());
    put(set, "alertThresholds.etaDeviationPercent", alertThresholds.etaDeviationPercent());
    put(set, "alertThresholds.qualityScoreThreshold", alertThresholds.qualityScoreThreshold());
    try {
      return TrackingConfig.from(set);
    } catch (IllegalArgumentException e) {
      throw new BadSettingException(
          "A setting of progress.*", String.valueOf(e.getMessage()), "Correct the value.", e);
    }
  }

  private static void put(Properties set, String option, @Nullable Object value) {
    if (value != null) {
      set.setProperty("progress." + option, value.toString());
    }
  }

  /**
   * The limits of the standard alert rules.
   *
   * @param slowProcessingMs Milliseconds that a unit of work may take.
   * @param highErrorRate Share of tries that may fail, 0 to 1.
   * @param lowThroughput Units per minute that should be done at least.
   * @param etaDeviationPercent Percent of the expected duration by which the end may move.
   * @param qualityScoreThreshold Quality score that should be reached, 0 to 1.
   */
  record AlertThresholds(
      @Nullable Long slowProcessingMs,
      @Nullable Double highErrorRate,
      @Nullable Double lowThroughput,
      @Nullable Double etaDeviationPercent,
      @Nullable Double qualityScoreThreshold) {}

  /**
   * Progress on standard error.
   *
   * @param mode Whether there is any; auto is live on a terminal and lines elsewhere.
   * @param view What it looks like on a terminal.
   */
  record Console(@DefaultValue("off") ConsoleMode mode, @DefaultValue("auto") ConsoleView view) {

    /**
     * The mode alone, as the environment variable {@code PROGRESS_CONSOLE} has it. Spring finds
     * this method by its name.
     */
    public static Console valueOf(String mode) {
      for (ConsoleMode one : ConsoleMode.values()) {
        if (one.name().equalsIgnoreCase(mode.strip())) {
          return new Console(one, ConsoleView.AUTO);
        }
      }
      throw new IllegalArgumentException(
          "progress.console.mode is auto, live, lines or off, was '" + mode + "'");
    }
  }

  /**
   * Meters, where there is a meter registry.
   *
   * @param enabled Whether jobs are shown as meters.
   * @param maxJobs Names of jobs that have meters of their own; all later ones are "other"
   *     together.
   * @param observations Whether each run is an observation, from which come a timer and a span.
   */
  record Metrics(
      @DefaultValue("true") boolean enabled,
      @DefaultValue("100") int maxJobs,
      @DefaultValue("false") boolean observations) {}

  /**
   * The page and the HTTP API, as a servlet of the application's own server.
   *
   * @param enabled Whether they are there.
   * @param path Where they are.
   * @param token Token of those who may look; kept as a digest.
   * @param controlEnabled Whether those with the token may also pause, resume and stop jobs and
   *     dismiss alerts.
   * @param ingestToken Token of reporters in other processes; reports need a store of jobs, such as
   *     progress.jdbc.
   * @param anonymous Whether whoever reaches the server may look, without a token.
   * @param allowedHosts Names by which this server goes besides localhost; requests for other names
   *     are refused.
   */
  record Web(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("/progress") String path,
      @Nullable String token,
      @DefaultValue("false") boolean controlEnabled,
      @Nullable String ingestToken,
      @DefaultValue("false") boolean anonymous,
      @DefaultValue List<String> allowedHosts) {}

  /**
   * PostgreSQL, by the data source of the application.
   *
   * @param enabled Whether progress is kept there.
   * @param migrate Whether tables are made and brought up to date when the application starts. If
   *     not, they are checked.
   * @param auditLog Whether events are written to the audit log.
   * @param jobs Whether jobs are kept where other processes see them.
   * @param history Whether completed runs are kept, so that the next ones have an ETA at once.
   * @param schema Schema of the tables; the first of the search path unless said.
   * @param prefix What the names of the tables begin with.
   * @param auditView One more name for the audit log.
   * @param retention How long rows are kept, 1 to 36500 days; for ever unless said.
   */
  record Jdbc(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("true") boolean migrate,
      @DefaultValue("true") boolean auditLog,
      @DefaultValue("true") boolean jobs,
      @DefaultValue("true") boolean history,
      @Nullable String schema,
      @DefaultValue("progress_") String prefix,
      @Nullable String auditView,
      @Nullable Duration retention) {}
}
