package io.github.progresstracker.spring;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.micrometer.MicrometerSink;
import io.github.progresstracker.micrometer.SinkHealthMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Jobs and the health of sinks as meters, where the application has a {@link MeterRegistry}: a
 * {@link MicrometerSink} and {@link SinkHealthMetrics}, which is a {@code MeterBinder}.
 *
 * @see MicrometerSink
 */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
    })
@ConditionalOnClass({MeterRegistry.class, ObservationRegistry.class})
@ConditionalOnProgress
@ConditionalOnProperty(
    name = "progress.metrics.enabled",
    havingValue = "true",
    matchIfMissing = true)
@ConditionalOnSingleCandidate(MeterRegistry.class)
@EnableConfigurationProperties(ProgressProperties.class)
public final class ProgressMetricsAutoConfiguration {

  /** For Spring. */
  public ProgressMetricsAutoConfiguration() {}

  @Bean(destroyMethod = "")
  @ConditionalOnMissingBean
  MicrometerSink progressMicrometerSink(
      ProgressProperties properties,
      MeterRegistry meters,
      ObjectProvider<ObservationRegistry> observations) {
    MicrometerSink sink = MicrometerSink.to(meters);
    ProgressProperties.Metrics settings = properties.metrics();
    try {
      sink = sink.maxJobs(settings.maxJobs());
    } catch (IllegalArgumentException e) {
      throw new BadSettingException(
          "progress.metrics.max-jobs=" + settings.maxJobs(),
          String.valueOf(e.getMessage()),
          "Set it to 1 or more, or switch meters off by progress.metrics.enabled=false.",
          e);
    }
    return settings.observations() ? observing(sink, observations.getIfUnique()) : sink;
  }

  private static MicrometerSink observing(
      MicrometerSink sink, @Nullable ObservationRegistry registry) {
    if (registry == null) {
      NoEffect.warn(
          "progress.metrics.observations=true",
          "there is no single ObservationRegistry bean",
          "Add org.springframework.boot:spring-boot-starter-actuator, bring a bean of that type,"
              + " or leave the setting out.");
      return sink;
    }
    return sink.observing(registry);
  }

  @Bean
  @ConditionalOnMissingBean
  SinkHealthMetrics progressSinkHealthMetrics(ProgressRegistry registry) {
    return new SinkHealthMetrics(registry);
  }
}
