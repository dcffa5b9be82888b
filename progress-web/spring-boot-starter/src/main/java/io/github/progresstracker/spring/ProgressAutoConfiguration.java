package io.github.progresstracker.spring;

import io.github.progresstracker.EstimatorFactory;
import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.alert.AlertRule;
import io.github.progresstracker.history.RunHistoryStore;
import io.github.progresstracker.job.JobStores;
import io.github.progresstracker.sink.ProgressSink;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * The {@link ProgressRegistry} of the application, unless it has one.
 *
 * <p>What the host has as a bean takes part: each {@link ProgressSink} gets events, each {@link
 * AlertRule} watches besides the standard ones, an {@link EstimatorFactory}, a {@link
 * RunHistoryStore}, {@link JobStores} and a {@link ProgressClock} are used, and each {@link
 * ProgressRegistryCustomizer} has the last word.
 *
 * <p>When the application stops, the registry is closed after the beans that it was given to, and
 * before the sinks and what they need; pending events have {@code progress.shutdown-timeout}. It
 * closes its sinks, and Spring closes them once more if they are beans.
 *
 * <pre>{@code
 * @Bean
 * ProgressSink progressLog() {
 *   return LoggerSink.to(LoggerFactory.getLogger("progress"));
 * }
 *
 * @Bean
 * AlertRule deadline() {
 *   return AlertRules.deadline(Duration.ofHours(2));
 * }
 * }</pre>
 */
@AutoConfiguration(
    after = {
      ProgressMetricsAutoConfiguration.class,
      ProgressJdbcAutoConfiguration.class,
      ProgressWebAutoConfiguration.class
    })
@EnableConfigurationProperties(ProgressProperties.class)
public final class ProgressAutoConfiguration {

  /** For Spring. */
  public ProgressAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean(ProgressRegistry.class)
  RegistryFactory progressRegistry(
      ProgressProperties properties,
      ObjectProvider<ProgressSink> sinks,
      ObjectProvider<AlertRule> rules,
      ObjectProvider<EstimatorFactory> estimators,
      ObjectProvider<RunHistoryStore> histories,
      ObjectProvider<JobStores> jobs,
      ObjectProvider<ProgressClock> clocks,
      ObjectProvider<ProgressRegistryCustomizer> customizers) {
    if (!properties.enabled()) {
      return RegistryFactory.off();
    }
    RegistryFactory factory = new RegistryFactory(properties);
    factory.sinks(sinks.orderedStream().toList());
    rules.orderedStream().forEach(factory.builder()::rule);
    estimators.ifUnique(factory.builder()::estimator);
    histories.ifUnique(factory.builder()::history);
    jobs.ifUnique(factory.builder()::jobs);
    clocks.ifUnique(factory.builder()::clock);
    factory.build(customizers.orderedStream().toList());
    return factory;
  }

  private static BadSettingException absent(String setting, String artifact) {
    return new BadSettingException(
        setting,
        artifact + " is not on the class path",
        "Add the dependency io.github.progresstracker:" + artifact + ", or leave the setting out.",
        null);
  }

  /** Somebody relies on a log that would silently not be there. Lazy hosts are told, too. */
  @Configuration(proxyBeanMethods = false)
  @Lazy(false)
  @ConditionalOnProgress
  @ConditionalOnProperty(name = "progress.jdbc.enabled", havingValue = "true")
  @ConditionalOnMissingClass("io.github.progresstracker.jdbc.PostgresProgress")
  static final class WithoutJdbc {
    WithoutJdbc() {
      throw absent("progress.jdbc.enabled=true", "progress-jdbc");
    }
  }

  /** The starter brings the page, and a host may have left it out. */
  @Configuration(proxyBeanMethods = false)
  @Lazy(false)
  @ConditionalOnProgress
  @ConditionalOnProperty(name = "progress.web.enabled", havingValue = "true")
  @ConditionalOnMissingClass("io.github.progresstracker.web.ProgressWeb")
  static final class WithoutWeb {
    WithoutWeb() {
      throw absent("progress.web.enabled=true", "progress-web");
    }
  }

  /**
   * A server, its tests and its batch runs share their settings; those that have no servlets have
   * no use for a page, and start.
   */
  @Configuration(proxyBeanMethods = false)
  @Lazy(false)
  @ConditionalOnProgress
  @ConditionalOnProperty(name = "progress.web.enabled", havingValue = "true")
  @ConditionalOnClass(name = "io.github.progresstracker.web.ProgressWeb")
  @ConditionalOnMissingBean(type = "io.github.progresstracker.web.ProgressWeb")
  static final class WithoutServlets {
    WithoutServlets() {
      NoEffect.warn(
          "progress.web.enabled=true",
          "the page is a servlet, and this is no servlet application",
          "Make it one by org.springframework.boot:spring-boot-starter-web, serve the page on a"
              + " port of its own by ProgressWeb.serve, or leave the setting out.");
    }
  }

  /** Meters are there by themselves where they can be, but observations are asked for. */
  @Configuration(proxyBeanMethods = false)
  @Lazy(false)
  @ConditionalOnProgress
  @ConditionalOnProperty(
      name = "progress.metrics.enabled",
      havingValue = "true",
      matchIfMissing = true)
  @ConditionalOnProperty(name = "progress.metrics.observations", havingValue = "true")
  @ConditionalOnMissingBean(type = "io.github.progresstracker.micrometer.MicrometerSink")
  static final class WithoutMeters {
    WithoutMeters() {
      NoEffect.warn(
          "progress.metrics.observations=true",
          "there is no single MeterRegistry bean",
          "Add org.springframework.boot:spring-boot-starter-actuator, or leave the setting out.");
    }
  }
}
