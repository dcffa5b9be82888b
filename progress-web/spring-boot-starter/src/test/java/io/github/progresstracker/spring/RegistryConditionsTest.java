package io.github.progresstracker.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.EstimatorFactory;
import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.alert.AlertRule;
import io.github.progresstracker.alert.Finding;
import io.github.progresstracker.console.ConsoleSink;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.history.RunHistoryStore;
import io.github.progresstracker.job.JobStores;
import io.github.progresstracker.job.JobTracker;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.InMemorySink;
import io.github.progresstracker.sink.ProgressSink;
import io.github.progresstracker.sink.SinkHealth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What of the registry comes from properties, what from beans, and when it stands back. */
class RegistryConditionsTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ProgressAutoConfiguration.class));

  private static ProgressRegistry registry(ApplicationContext context) {
    return context.getBean(ProgressRegistry.class);
  }

  private static List<String> sinks(ApplicationContext context) {
    return registry(context).sinkHealth().stream().map(SinkHealth::sink).toList();
  }

  @Test
  void there_is_a_registry_and_nothing_that_prints() {
    runner.run(
        context -> {
          assertThat(context).hasSingleBean(ProgressRegistry.class);
          assertThat(sinks(context)).isEmpty();
        });
  }

  @Test
  void a_registry_of_the_hosts_is_left_alone() {
    ProgressRegistry own = ProgressRegistry.builder().build();
    runner
        .withBean("own", ProgressRegistry.class, () -> own)
        .run(context -> assertThat(registry(context)).isSameAs(own));
  }

  @Test
  void what_is_off_tracks_nothing_and_can_be_injected_all_the_same() {
    runner
        .withBean(InMemorySink.class)
        .withPropertyValues("progress.enabled=false", "progress.shutdown-timeout=-1s")
        .run(context -> assertThat(registry(context)).isSameAs(ProgressRegistry.noop()));
  }

  @Test
  void beans_of_the_host_take_part() {
    AtomicInteger estimators = new AtomicInteger();
    AtomicInteger looks = new AtomicInteger();
    RunHistoryStore history = RunHistoryStore.inMemory();
    EstimatorFactory factory =
        spec -> {
          estimators.incrementAndGet();
          return EstimatorFactory.of(EtaMethod.LINEAR).create(spec);
        };
    runner
        .withBean(InMemorySink.class)
        .withBean(AlertRule.class, () -> AlertRule.of("looker", now -> look(looks)))
        .withBean(EstimatorFactory.class, () -> factory)
        .withBean(RunHistoryStore.class, () -> history)
        .withBean(JobStores.class, () -> JobStores.inMemory(ProgressClock.system()))
        .withBean(ProgressRegistryCustomizer.class, () -> ProgressRegistry.Builder::manualSampling)
        .run(
            context -> {
              ProgressTracker job =
                  registry(context).start(TrackerSpec.named("job").key("job").total(1));
              assertThat(job).isInstanceOf(JobTracker.class);
              job.advance();
              registry(context).sampleNow();
              job.complete();
              registry(context).flush(Duration.ofSeconds(10));
              assertThat(estimators).hasPositiveValue();
              assertThat(looks).hasPositiveValue();
              assertThat(history.load("job")).hasSize(1);
              assertThat(context.getBean(InMemorySink.class).transitions()).isNotEmpty();
            });
  }

  private static @Nullable Finding look(AtomicInteger looks) {
    looks.incrementAndGet();
    return null;
  }

  @Test
  void options_have_the_names_of_the_library() {
    runner
        .withBean(InMemorySink.class)
        .withBean(ProgressRegistryCustomizer.class, () -> ProgressRegistry.Builder::manualSampling)
        .withPropertyValues("progress.enableRealTimeUpdates=false")
        .run(
            context -> {
              registry(context).start("job", 2).advance();
              registry(context).flush(Duration.ofSeconds(10));
              InMemorySink sink = context.getBean(InMemorySink.class);
              assertThat(sink.transitions()).isNotEmpty();
              assertThat(sink.of(ProgressUpdate.class)).isEmpty();
            });
    runner
        .withPropertyValues("progress.mode=off")
        .run(context -> assertThat(registry(context).start("job", 1).snapshot().done()).isZero());
    runner
        .withPropertyValues("progress.alert-thresholds.high-error-rate=0.5")
        .run(context -> assertThat(context).hasNotFailed());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "progress.update-interval-ms=5 | progress.updateIntervalMs=5 | 10",
        "progress.eta-update-interval-ms=-1 | progress.etaUpdateIntervalMs=-1 | etaUpdateInterval",
        "progress.throughput-window-ms=50 | progress.throughputWindowMs=50 | throughputWindow",
        "progress.alert-thresholds.high-error-rate=1.5 | highErrorRate=1.5 | highErrorRate",
        "progress.alert-thresholds.slow-processing-ms=0 | slowProcessingMs=0 | slowProcessingMs",
        "progress.alert-thresholds.low-throughput=0 | lowThroughput=0.0 | lowThroughput",
        "progress.alert-thresholds.eta-deviation-percent=0 | etaDeviationPercent=0.0 | finite",
        "progress.alert-thresholds.quality-score-threshold=2 | qualityScoreThreshold=2.0 | quality",
        "progress.shutdown-timeout=-1s | progress.shutdown-timeout=PT-1S | negative",
        "progress.mode=most | progress.mode | most",
        "progress.console.mode=most | progress.console.mode | most",
        "progress.jdbc.enabled=maybe | progress.jdbc.enabled | maybe"
      })
  void bad_values_stop_the_application_and_say_which_and_why(
      String property, String setting, String why) {
    runner
        .withPropertyValues(property)
        .run(context -> assertThat(messages(context.getStartupFailure())).contains(setting, why));
  }

  static String messages(@Nullable Throwable failure) {
    StringBuilder messages = new StringBuilder();
    for (Throwable one = failure; one != null; one = one.getCause()) {
      messages.append(one.getMessage()).append('\n');
    }
    return messages.toString();
  }

  @Test
  void the_console_is_there_when_it_is_asked_for() {
    runner
        .withPropertyValues("progress.console.mode=lines")
        .run(context -> assertThat(sinks(context)).containsExactly("console"));
    runner
        .withPropertyValues("progress.console.mode=live", "progress.console.view=compact")
        .withBean(ConsoleSink.class, () -> ConsoleSink.lines(new StringBuilder()))
        .run(context -> assertThat(sinks(context)).as("one is enough").containsExactly("console"));
  }

  private ApplicationContextRunner withVariable(String name, String value) {
    return runner.withInitializer(
        context ->
            context
                .getEnvironment()
                .getPropertySources()
                .addFirst(
                    new SystemEnvironmentPropertySource("systemEnvironment", Map.of(name, value))));
  }

  @Test
  void the_variable_of_the_console_is_understood() {
    withVariable("PROGRESS_CONSOLE", "lines")
        .run(context -> assertThat(sinks(context)).containsExactly("console"));
  }

  @Test
  void the_variables_of_the_library_are_understood() {
    withVariable("PROGRESS_UPDATE_INTERVAL_MS", "5")
        .run(
            context ->
                assertThat(messages(context.getStartupFailure())).contains("updateIntervalMs=5"));
  }

  @Test
  void the_spool_is_where_the_property_says(@TempDir Path directory) {
    Path spool = directory.resolve("spool");
    runner
        .withBean(ProgressSink.class, DurableSink::new)
        .withPropertyValues("progress.spool=" + spool)
        .run(
            context -> {
              registry(context).start("job", 1).complete();
              registry(context).flush(Duration.ofSeconds(10));
              assertThat(Files.isDirectory(spool)).isTrue();
            });
  }

  @Test
  void the_registry_is_closed_after_who_uses_it_and_before_its_sinks() {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    runner
        .withBean(ProgressSink.class, () -> new Recorder(order))
        .withBean(Host.class)
        .withBean("order", Order.class, () -> new Order(order))
        .run(context -> registry(context).start("job", 1));
    assertThat(order).containsSubsequence("host closed", "job ended", "sink closed");
    assertThat(order.indexOf("host closed")).isZero();
  }

  /** Where things are written down. */
  record Order(List<String> order) {}

  /** Uses the registry as hosts do. */
  record Host(ProgressRegistry registry, Order order) implements AutoCloseable {
    @Override
    public void close() {
      registry.start("last words", 1).complete();
      order.order().add("host closed");
    }
  }

  /** Hears of ends. */
  record Recorder(List<String> order) implements ProgressSink {
    @Override
    public String name() {
      return "recorder";
    }

    @Override
    public void deliver(List<ProgressEvent> events) {
      for (ProgressEvent event : events) {
        if (event instanceof Transition.Finished) {
          order.add("job ended");
        }
      }
    }

    @Override
    public void close() {
      order.add("sink closed");
    }
  }

  /** A sink that wants a spool. */
  static final class DurableSink implements ProgressSink {
    @Override
    public String name() {
      return "durable";
    }

    @Override
    public Guarantee guarantee() {
      return Guarantee.DURABLE;
    }

    @Override
    public void deliver(List<ProgressEvent> events) {}
  }
}
