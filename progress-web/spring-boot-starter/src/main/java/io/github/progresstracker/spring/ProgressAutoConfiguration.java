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
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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

  /** Somebody relies on a log that would silently not be there. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(name = "progress.enabled", havingValue = "true", matchIfMissing = true)
  @ConditionalOnProperty(name = "progress.jdbc.enabled", havingValue = "true")
  @ConditionalOnMissingClass("io.github.progresstracker.jdbc.PostgresProgress")
  static final class WithoutJdbc {
    WithoutJdbc() {
      throw new BadSettingException(
          "progress.jdbc.enabled=true",
          "progress-jdbc is not on the class path",
          "Add the dependency io.github.progresstracker:progress-jdbc, or leave the setting out.",
          null);
    }
  }
}
