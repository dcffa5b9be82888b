package io.github.progresstracker.spring;

import io.github.progresstracker.ProgressRegistry;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The {@link ProgressEndpoint}, where the application has the actuator and shows the endpoint
 * {@code progress}.
 *
 * @see ProgressEndpoint
 */
@AutoConfiguration(after = ProgressAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnProgress
@ConditionalOnAvailableEndpoint(ProgressEndpoint.class)
public final class ProgressEndpointAutoConfiguration {

  /** For Spring. */
  public ProgressEndpointAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  ProgressEndpoint progressEndpoint(ProgressRegistry registry) {
    return new ProgressEndpoint(registry);
  }
}
