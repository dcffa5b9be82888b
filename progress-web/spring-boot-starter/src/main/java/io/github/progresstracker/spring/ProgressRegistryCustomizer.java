package io.github.progresstracker.spring;

import io.github.progresstracker.ProgressRegistry;

/**
 * Has a word in how the registry of the application is built, after the properties {@code
 * progress.*} and the beans of the host have had theirs. Beans of this type are asked in their
 * order.
 *
 * <pre>{@code
 * @Bean
 * ProgressRegistryCustomizer alerting(Pager pager) {
 *   return builder -> builder.onPerformanceAlert((job, alert) -> pager.page(alert.message()));
 * }
 * }</pre>
 */
@FunctionalInterface
public interface ProgressRegistryCustomizer {

  /**
   * Changes what the registry will be.
   *
   * @param builder of the registry, used once
   */
  void customize(ProgressRegistry.Builder builder);

  /**
   * Hears of the registry when it is built.
   *
   * @param registry the application's
   */
  default void built(ProgressRegistry registry) {}
}
