package io.github.progresstracker.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.analysis.ProgressInsights;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.sink.InMemorySink;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What is left of a run when it has ended. */
final class UploadReport {

  private final InMemorySink events;
  private final PrintWriter err;

  /**
   * Reports a job.
   *
   * @param events what happened to it and to no other job
   */
  UploadReport(InMemorySink events, PrintWriter err) {
    this.events = events;
    this.err = err;
  }

  /** The job and its parts as they ended, the job last. */
  List<ProgressSnapshot> ends() {
    return events.of(Transition.Finished.class).stream().map(ProgressEvent::tracker).toList();
  }

  /** The job as it ended. */
  ProgressSnapshot end() {
    List<ProgressSnapshot> ends = ends();
    return ends.get(ends.size() - 1);
  }

  void printInsights(TrackingConfig config) {
    ProgressInsights.of(end(), config)
        .forEach(insight -> err.println("insight: " + insight.message()));
  }

  void printMeters(MeterRegistry meters) {
    meters.getMeters().stream().map(UploadReport::line).sorted().forEach(err::println);
  }

  /** The meter's name and tags and what it measures. */
  private static String line(Meter meter) {
    String tags =
        meter.getId().getTags().stream().map(UploadReport::text).collect(Collectors.joining(","));
    String values =
        StreamSupport.stream(meter.measure().spliterator(), false)
            .map(m -> m.getStatistic() + "=" + String.format(Locale.ROOT, "%.2f", m.getValue()))
            .collect(Collectors.joining(" "));
    return "meter: " + meter.getId().getName() + "{" + tags + "} " + values;
  }

  private static String text(Tag tag) {
    return tag.getKey() + "=" + tag.getValue();
  }

  /** One line of JSON. */
  String summary(@Nullable String digest) throws JsonProcessingException {
    ProgressSnapshot end = end();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("state", end.state());
    json.put("files", end.done());
    json.put("failed", end.outcomes().failed());
    json.put("skipped", end.outcomes().skipped());
    json.put("retried", end.outcomes().retried());
    json.put("types", end.activity().itemsByType());
    json.put("api_calls", end.usage().apiCalls());
    json.put("rate_limit_hits", end.usage().rateLimitHits());
    json.put("tokens", end.usage().tokens());
    json.put("cost", end.usage().cost());
    json.put("alerts", alerts());
    json.put("elapsed_seconds", end.elapsed().toMillis() / 1000.0);
    json.put("sha256", digest);
    return new ObjectMapper().writeValueAsString(json);
  }

  private List<String> alerts() {
    return events.of(Transition.AlertRaised.class).stream()
        .map(raised -> raised.alert().rule())
        .distinct()
        .toList();
  }
}
