package io.github.progresstracker;

import io.github.progresstracker.alert.AlertThresholds;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a configuration from properties and variables; what is read later counts more. */
final class ConfigReader {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker");
  private static final String PROPERTY_PREFIX = "progress.";
  private static final String VARIABLE_PREFIX = "PROGRESS_";

  /** Settings of the console, which reads them itself. */
  private static final String CONSOLE = "console";

  private static final int LONGEST_VALUE_SHOWN = 60;

  private static final List<Option> OPTIONS =
      List.of(
          new Option("mode", ConfigReader::mode),
          new Option("updateIntervalMs", duration(TrackingConfig::updateInterval)),
          new Option("etaUpdateIntervalMs", duration(TrackingConfig::etaUpdateInterval)),
          new Option("throughputWindowMs", duration(TrackingConfig::throughputWindow)),
          new Option("enableRealTimeUpdates", flag(TrackingConfig::enableRealTimeUpdates)),
          new Option("enablePerformanceAlerts", flag(TrackingConfig::enablePerformanceAlerts)),
          new Option("enableETAOptimization", flag(TrackingConfig::enableEtaOptimization)),
          new Option("enableQualityTracking", flag(TrackingConfig::enableQualityTracking)),
          new Option("enablePersistence", flag(TrackingConfig::enablePersistence)),
          new Option("enableAnalytics", flag(TrackingConfig::enableAnalytics)),
          new Option("alertThresholds.slowProcessingMs", ConfigReader::slowProcessingMs),
          new Option("alertThresholds.highErrorRate", threshold(AlertThresholds::highErrorRate)),
          new Option("alertThresholds.lowThroughput", threshold(AlertThresholds::lowThroughput)),
          new Option(
              "alertThresholds.etaDeviationPercent",
              threshold(AlertThresholds::etaDeviationPercent)),
          new Option(
              "alertThresholds.qualityScoreThreshold",
              threshold(AlertThresholds::qualityScoreThreshold)));

  private final Map<Option, Setting> settings = new LinkedHashMap<>();

  ConfigReader properties(Properties properties) {
    for (String key : properties.stringPropertyNames()) {
      if (startsWith(key, PROPERTY_PREFIX)) {
        String name = key.substring(PROPERTY_PREFIX.length());
        read(key, name, properties.getProperty(key), Option::property);
      }
    }
    return this;
  }

  ConfigReader environment(Map<String, String> environment) {
    environment.forEach(
        (key, value) -> {
          if (startsWith(key, VARIABLE_PREFIX)) {
            read(key, key.substring(VARIABLE_PREFIX.length()), value, Option::variable);
          }
        });
    return this;
  }

  /** The mode first, because it says what the others are if nobody does. */
  TrackingConfig config() {
    TrackingConfig config = TrackingConfig.defaults();
    for (Option option : OPTIONS) {
      Setting setting = settings.get(option);
      if (setting != null) {
        config = applied(option, setting, config);
      }
    }
    return config;
  }

  private static TrackingConfig applied(Option option, Setting setting, TrackingConfig config) {
    try {
      return option.change().apply(config, setting.value().strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          setting.key()
              + "="
              + ProgressFormat.singleLine(setting.value(), LONGEST_VALUE_SHOWN)
              + " is not possible: "
              + e.getMessage(),
          e);
    }
  }

  private void read(String key, String name, String value, Spelling spelling) {
    for (Option option : OPTIONS) {
      if (spelling.of(option).equalsIgnoreCase(name)) {
        settings.put(option, new Setting(key, value));
        return;
      }
    }
    if (!startsWith(name, CONSOLE)) {
      LOG.warn(
          "{} is no option of the progress tracker and is ignored; did you mean {}?",
          ProgressFormat.singleLine(key, LONGEST_VALUE_SHOWN),
          key.substring(0, key.length() - name.length()) + nearest(name, spelling));
    }
  }

  private static boolean startsWith(String text, String prefix) {
    return text.regionMatches(true, 0, prefix, 0, prefix.length());
  }

  private static String nearest(String name, Spelling spelling) {
    String nearest = spelling.of(OPTIONS.get(0));
    int least = Integer.MAX_VALUE;
    for (Option option : OPTIONS) {
      int distance = distance(spelling.of(option), name);
      if (distance < least) {
        least = distance;
        nearest = spelling.of(option);
      }
    }
    return nearest;
  }

  /** How many letters have to be changed, added or left out (Levenshtein 1966), at most 100. */
  private static int distance(String option, String given) {
    String a = option.toLowerCase(Locale.ROOT);
    String b = given.substring(0, Math.min(given.length(), 100)).toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  // ---- values --------------------------------------------------------------------------------

  private static TrackingConfig mode(TrackingConfig config, String value) {
    for (TrackingMode mode : TrackingMode.values()) {
      if (mode.name().equalsIgnoreCase(value)) {
        return TrackingConfig.of(mode);
      }
    }
    throw new IllegalArgumentException(
        "must be off, minimal, basic, enhanced or comprehensive (now "
            + config.mode().name().toLowerCase(Locale.ROOT)
            + ")");
  }

  private static TrackingConfig slowProcessingMs(TrackingConfig config, String value) {
    return config.alertThresholds(config.alertThresholds().slowProcessingMs(milliseconds(value)));
  }

  private static BiFunction<TrackingConfig, String, TrackingConfig> duration(
      BiFunction<TrackingConfig, Duration, TrackingConfig> change) {
    return (config, value) -> change.apply(config, Duration.ofMillis(milliseconds(value)));
  }

  private static long milliseconds(String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a whole number of milliseconds", e);
    }
  }

  private static BiFunction<TrackingConfig, String, TrackingConfig> flag(
      BiFunction<TrackingConfig, Boolean, TrackingConfig> change) {
    return (config, value) -> {
      boolean on = value.equalsIgnoreCase("true");
      if (!on && !value.equalsIgnoreCase("false")) {
        throw new IllegalArgumentException("must be true or false");
      }
      return change.apply(config, on);
    };
  }

  private static BiFunction<TrackingConfig, String, TrackingConfig> threshold(
      BiFunction<AlertThresholds, Double, AlertThresholds> change) {
    return (config, value) -> {
      double number;
      try {
        number = Double.parseDouble(value);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("must be a number", e);
      }
      return config.alertThresholds(change.apply(config.alertThresholds(), number));
    };
  }

  /** How an option is written in the place that is read. */
  private interface Spelling {
    String of(Option option);
  }

  /**
   * Something that can be set.
   *
   * @param property as it is written after the prefix of properties
   */
  private record Option(
      String property, BiFunction<TrackingConfig, String, TrackingConfig> change) {

    /** enableETAOptimization as ENABLE_ETA_OPTIMIZATION. */
    String variable() {
      return property
          .replace('.', '_')
          .replaceAll("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_")
          .toUpperCase(Locale.ROOT);
    }
  }

  /**
   * What somebody has set.
   *
   * @param key with its prefix, as it was written
   */
  private record Setting(String key, String value) {}
}
