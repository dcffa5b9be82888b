package io.github.progresstracker.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.contract.SampleEvents;
import io.github.progresstracker.contract.SnapshotBuilder;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.sink.InMemorySink;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code docs/grafana/progress.json} asks Prometheus for is what the sinks publish. */
@DisplayName("The Grafana dashboard")
class GrafanaDashboardTest {

  private static final Path FILE =
      Path.of(System.getProperty("basedir", ""), "../docs/grafana/progress.json");

  private static final Pattern SAMPLE = Pattern.compile("^(\\w+)(?:\\{(.*)})? \\S+$");
  private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\w+) ");
  private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"[^\"]*\"");
  private static final Pattern SELECTOR = Pattern.compile("([a-z_]\\w*)\\s*(?:\\{([^}]*)})?");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without)\\s*\\(([^)]*)\\)");
  private static final Pattern WORD = Pattern.compile("(\\w+)");
  private static final Pattern SHOWN = Pattern.compile("\\{\\{(\\w+)}}");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");

  /** What is behind the name of a timer or a summary, one series each. */
  private static final Pattern SERIES = Pattern.compile("_(?:sum|count|max)$");

  private static final Pattern SPAN = Pattern.compile("\\[[^]]*]|offset \\S+");

  private static final Set<String> WORDS =
      Set.of("sum", "min", "max", "rate", "increase", "unless", "or");

  /** Of Grafana itself. */
  private static final Set<String> BUILT_IN = Set.of("__rate_interval", "__range", "__interval");

  private static JsonNode dashboard;

  /** Names of metrics with the labels that Prometheus has of them. */
  private static Map<String, Set<String>> metrics;

  /** Names of meters, where a timer or a summary is one. */
  private static Set<String> families;

  @BeforeAll
  static void read() throws Exception {
    dashboard = new ObjectMapper().readTree(FILE.toFile());
    String scrape = scrape();
    metrics = metricsOf(scrape);
    families = new TreeSet<>();
    all(FAMILY, scrape).forEach(name -> families.add(familyOf(name)));
  }

  /** Everything that can be there: a job at work, one that has ended, and the sinks. */
  private static String scrape() {
    PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    MicrometerSink sink = MicrometerSink.to(prometheus);
    Story story = new Story(sink);
    for (int second = 0; second < 40; second++) {
      story.update(ran(second).eta(20, 20, 20));
    }
    story.finished(ran(40).state(TrackerState.COMPLETED));
    sink.deliver(
        SampleEvents.oneOfEach().stream().filter(GrafanaDashboardTest::isOfALiveJob).toList());
    try (ProgressRegistry progress =
        ProgressRegistry.builder().manualSampling().sink(new InMemorySink()).build()) {
      new SinkHealthMetrics(progress).bindTo(prometheus);
      return prometheus.scrape();
    }
  }

  private static boolean isOfALiveJob(ProgressEvent event) {
    return !event.job().state().isFinal();
  }

  private static SnapshotBuilder ran(int seconds) {
    return SnapshotBuilder.named("import")
        .id("run-1")
        .ran(Duration.ofSeconds(seconds), Duration.ofSeconds(seconds));
  }

  private static Map<String, Set<String>> metricsOf(String scrape) {
    Map<String, Set<String>> found = new HashMap<>();
    for (String line : scrape.lines().filter(line -> !line.startsWith("#")).toList()) {
      Matcher sample = SAMPLE.matcher(line);
      assertThat(sample.matches()).as(line).isTrue();
      found
          .computeIfAbsent(sample.group(1), name -> new HashSet<>())
          .addAll(asScraped(labels(sample.group(2))));
    }
    return found;
  }

  /** Prometheus says of each target which job of its own it is, and renames what it finds there. */
  private static Set<String> asScraped(Set<String> labels) {
    Set<String> renamed = new TreeSet<>(List.of("job", "instance"));
    labels.forEach(label -> renamed.add(label.equals("job") ? "exported_job" : label));
    return renamed;
  }

  private static String familyOf(String series) {
    return SERIES.matcher(series).replaceFirst("");
  }

  private static Set<String> labels(String text) {
    return text == null ? Set.of() : all(LABEL, text);
  }

  private static Set<String> all(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    pattern.matcher(text).results().map(result -> result.group(1)).forEach(found::add);
    return found;
  }

  /**
   * A query and the text that is shown for each line of its answer.
   *
   * @param where for people
   */
  private record Query(String where, String expression, String shown) {

    /** Metrics with the labels they are selected by. */
    Map<String, Set<String>> selected() {
      String bare = SPAN.matcher(GROUPING.matcher(expression).replaceAll(" ")).replaceAll(" ");
      Map<String, Set<String>> selected = new HashMap<>();
      for (MatchResult found : SELECTOR.matcher(bare).results().toList()) {
        if (!WORDS.contains(found.group(1))) {
          selected
              .computeIfAbsent(found.group(1), name -> new TreeSet<>())
              .addAll(labels(found.group(2)));
        }
      }
      return selected;
    }

    /** Labels that the answer has. */
    Set<String> grouped() {
      Set<String> grouped = new TreeSet<>();
      GROUPING
          .matcher(expression)
          .results()
          .forEach(found -> grouped.addAll(all(WORD, found.group(1))));
      return grouped;
    }

    @Override
    public String toString() {
      return where;
    }
  }

  static List<Query> queries() throws Exception {
    JsonNode root = new ObjectMapper().readTree(FILE.toFile());
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : root.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(
            new Query(
                panel.path("title").asText() + " " + target.path("refId").asText(),
                target.path("expr").asText(),
                target.path("legendFormat").asText()));
      }
    }
    for (JsonNode annotation : root.path("annotations").path("list")) {
      queries.add(
          new Query(
              "annotation " + annotation.path("name").asText(),
              annotation.path("expr").asText(),
              annotation.path("titleFormat").asText() + annotation.path("textFormat").asText()));
    }
    return queries;
  }

  @ParameterizedTest
  @MethodSource("queries")
  void asks_for_what_is_there(Query query) {
    Map<String, Set<String>> selected = query.selected();
    assertThat(selected).as(query.expression()).isNotEmpty();
    selected.forEach(
        (metric, labels) -> {
          assertThat(metrics).as(query.expression()).containsKey(metric);
          assertThat(metrics.get(metric)).as(query.expression()).containsAll(labels);
          assertThat(metrics.get(metric)).as(query.expression()).containsAll(query.grouped());
        });
    assertThat(query.grouped()).as(query.shown()).containsAll(all(SHOWN, query.shown()));
  }

  @Test
  void leaves_no_meter_out() throws Exception {
    Set<String> asked = new TreeSet<>();
    queries().forEach(query -> asked.addAll(query.selected().keySet()));
    assertThat(families)
        .hasSizeGreaterThan(10)
        .allSatisfy(family -> assertThat(asked).anyMatch(name -> family.equals(familyOf(name))));
  }

  @Test
  void asks_for_names_of_jobs_that_are_there() {
    Matcher query =
        Pattern.compile("label_values\\((\\w+), (\\w+)\\)")
            .matcher(dashboard.at("/templating/list/1/query/query").asText());
    assertThat(query.matches()).isTrue();
    assertThat(metrics.get(query.group(1))).contains(query.group(2));
  }

  @Test
  void uses_no_variable_that_it_does_not_have() {
    Set<String> declared = new TreeSet<>(BUILT_IN);
    dashboard.at("/templating/list").forEach(one -> declared.add(one.path("name").asText()));
    assertThat(declared).containsAll(all(VARIABLE, dashboard.toString())).contains("name");
  }
}
