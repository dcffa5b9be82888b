package io.github.progresstracker.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.contract.SampleEvents;
import io.github.progresstracker.contract.SnapshotBuilder;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.sink.InMemorySink;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Dashboards and alert rules are written against these names. */
@DisplayName("Names as Prometheus shows them")
class PrometheusNamesTest {

  private final PrometheusMeterRegistry prometheus =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void of_a_job_at_work() {
    MicrometerSink.to(prometheus).deliver(allButTheEnd());
    String job = "{job=\"ABC LEGACY NEWS\"}";
    assertThat(prometheus.scrape().lines())
        .contains(
            "progress_jobs{status=\"running\"} 1.0",
            "progress_ratio" + job + " 0.669",
            "progress_expected" + job + " 1000000.0",
            "progress_throughput" + job + " 45.3",
            "progress_eta_seconds" + job + " 7307.0",
            "progress_eta_lower_seconds" + job + " 7200.0",
            "progress_eta_upper_seconds" + job + " 7500.0",
            "progress_items_total{job=\"ABC LEGACY NEWS\",outcome=\"success\"} 41808.0",
            "progress_items_total{job=\"ABC LEGACY NEWS\",outcome=\"failed\"} 2.0",
            "progress_items_total{job=\"ABC LEGACY NEWS\",outcome=\"skipped\"} 4.0",
            "progress_alerts_total{job=\"ABC LEGACY NEWS\",severity=\"warning\","
                + "type=\"high-error-rate\"} 1.0")
        .anyMatch(line -> line.startsWith("progress_update_age_seconds" + job))
        .anyMatch(line -> line.startsWith("progress_run_active_seconds_count" + job));
  }

  @Test
  void of_a_run_that_has_ended() {
    MicrometerSink sink = MicrometerSink.to(prometheus);
    Story story = new Story(sink);
    for (int second = 0; second < 40; second++) {
      story.update(ran(second).eta(20, 20, 20));
    }
    story.finished(ran(40).state(TrackerState.COMPLETED));
    assertThat(prometheus.scrape().lines())
        .contains(
            "progress_run_seconds_sum{job=\"import\",outcome=\"completed\"} 40.0",
            "progress_eta_error_sum{at=\"0.25\",estimator=\"adaptive\",job=\"import\"} 0.25")
        .noneMatch(line -> line.startsWith("progress_ratio{"));
  }

  @Test
  void of_an_observed_run() {
    ObservationRegistry observations = ObservationRegistry.create();
    observations
        .observationConfig()
        .observationHandler(new DefaultMeterObservationHandler(prometheus));
    MicrometerSink sink = MicrometerSink.to(prometheus).observing(observations);
    sink.deliver(allButTheEnd());
    assertThat(prometheus.scrape().lines())
        .contains(
            "progress_run_active_seconds_count{progress_job=\"ABC LEGACY NEWS\"} 1",
            "progress_run_phase_started_total{progress_job=\"ABC LEGACY NEWS\"} 1.0");
    sink.deliver(SampleEvents.oneOfEach());
    assertThat(prometheus.scrape().lines())
        .contains(
            "progress_run_seconds_count{error=\"RunFailed\",progress_job=\"ABC LEGACY NEWS\","
                + "progress_outcome=\"failed\"} 1");
  }

  @Test
  void of_the_health_of_sinks() {
    try (ProgressRegistry progress =
        ProgressRegistry.builder().manualSampling().sink(new InMemorySink()).build()) {
      new SinkHealthMetrics(progress).bindTo(prometheus);
      assertThat(prometheus.scrape().lines())
          .contains(
              "progress_sink_errors_total{sink=\"in-memory\"} 0.0",
              "progress_sink_dropped_total{sink=\"in-memory\"} 0.0",
              "progress_sink_queued{sink=\"in-memory\"} 0.0",
              "progress_sink_lag_seconds{sink=\"in-memory\"} 0.0");
    }
  }

  private static List<ProgressEvent> allButTheEnd() {
    return SampleEvents.oneOfEach().stream()
        .filter(event -> !event.job().state().isFinal())
        .toList();
  }

  private static SnapshotBuilder ran(int seconds) {
    return SnapshotBuilder.named("import")
        .id("run-1")
        .ran(Duration.ofSeconds(seconds), Duration.ofSeconds(seconds));
  }
}
