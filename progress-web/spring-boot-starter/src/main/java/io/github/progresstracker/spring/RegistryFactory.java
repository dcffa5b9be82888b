package io.github.progresstracker.spring;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.alert.AlertRules;
import io.github.progresstracker.console.ConsoleMode;
import io.github.progresstracker.console.ConsoleSink;
import io.github.progresstracker.sink.ProgressSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.FactoryBean;

/**
 * Builds the registry of the application and closes it. It is a factory bean because no other way
 * of Spring's to destroy a bean knows how long that may take.
 */
final class RegistryFactory implements FactoryBean<ProgressRegistry>, DisposableBean {

  private final ProgressProperties.Console console;
  private final Duration shutdownTimeout;
  private final ProgressRegistry.Builder builder = ProgressRegistry.builder();
  private ProgressRegistry registry = ProgressRegistry.noop();

  /**
   * Begins a registry.
   *
   * @param properties what is to be said of it
   * @throws BadSettingException if it is not possible
   */
  RegistryFactory(ProgressProperties properties) {
    this(properties.console(), checked(properties.shutdownTimeout()));
    TrackingConfig tracking = properties.tracking();
    builder.config(tracking).rules(AlertRules.of(tracking.alertThresholds()));
    if (properties.spool() != null) {
      builder.spool(Path.of(properties.spool()));
    }
  }

  private RegistryFactory(ProgressProperties.Console console, Duration shutdownTimeout) {
    this.console = console;
    this.shutdownTimeout = shutdownTimeout;
  }

  /** The registry that does nothing, which needs no settings. */
  static RegistryFactory off() {
    return new RegistryFactory(ProgressProperties.Console.valueOf("off"), Duration.ZERO);
  }

  private static Duration checked(Duration timeout) {
    if (timeout.isNegative()) {
      throw new BadSettingException(
          "progress.shutdown-timeout=" + timeout,
          "it is negative",
          "Set it to zero or more, such as 10s.",
          null);
    }
    return timeout;
  }

  ProgressRegistry.Builder builder() {
    return builder;
  }

  /** Adds sinks, and the console if it is wanted and not among them. */
  void sinks(List<ProgressSink> sinks) {
    sinks.forEach(builder::sink);
    if (console.mode() != ConsoleMode.OFF
        && sinks.stream().noneMatch(ConsoleSink.class::isInstance)) {
      builder.sink(ConsoleSink.builder().mode(console.mode()).view(console.view()).build());
    }
  }

  /** Builds the registry when all others have had their word. */
  void build(List<ProgressRegistryCustomizer> customizers) {
    customizers.forEach(customizer -> customizer.customize(builder));
    registry = builder.build();
    customizers.forEach(customizer -> customizer.built(registry));
  }

  @Override
  public ProgressRegistry getObject() {
    return registry;
  }

  @Override
  public Class<?> getObjectType() {
    return ProgressRegistry.class;
  }

  @Override
  public void destroy() {
    registry.close(shutdownTimeout);
  }
}
