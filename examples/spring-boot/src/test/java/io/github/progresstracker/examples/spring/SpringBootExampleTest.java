package io.github.progresstracker.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.sink.InMemorySink;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The application as it runs, with its own server, asked over HTTP. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class SpringBootExampleTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DOCUMENTS = 200;

  private final InMemorySink heard = new InMemorySink();
  private final HttpClient client = HttpClient.newHttpClient();
  private ConfigurableApplicationContext context;

  @AfterEach
  void stop() {
    context.close();
  }

  private void start(String pace, String... more) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("--server.port=0", "--example.documents=" + DOCUMENTS));
    args.add("--example.pace=" + pace);
    args.addAll(List.of(more));
    context =
        new SpringApplicationBuilder(SpringBootExample.class)
            .initializers(
                application -> application.getBeanFactory().registerSingleton("heard", heard))
            .run(args.toArray(String[]::new));
  }

  private HttpResponse<String> send(String path, HttpRequest.Builder request) {
    int port = context.getEnvironment().getRequiredProperty("local.server.port", int.class);
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    try {
      return client.send(request.uri(uri).build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(path, e);
    }
  }

  private String get(String path) {
    HttpResponse<String> answer = send(path, HttpRequest.newBuilder());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  /** The job once it is there. */
  private JsonNode job() throws IOException {
    JsonNode jobs = JSON.createArrayNode();
    while (jobs.isEmpty()) {
      jobs = JSON.readTree(get("/progress/api/progress")).path("jobs");
    }
    return jobs.get(0);
  }

  /** How the job and its steps ended, the job last. */
  private List<ProgressSnapshot> ends(int trackers) {
    while (heard.of(Transition.Finished.class).size() < trackers) {
      Thread.onSpinWait();
    }
    return heard.of(Transition.Finished.class).stream().map(end -> end.tracker()).toList();
  }

  @Test
  void the_job_is_on_the_page_and_in_prometheus_while_it_runs() throws Exception {
    start("20ms");
    assertThat(get("/progress/")).contains("<html");
    assertThat(job().path("name").asText()).isEqualTo("nightly");
    assertThat(job().path("total").path("value").asInt()).isEqualTo(2 * DOCUMENTS);
    while (!get("/actuator/prometheus").contains("progress_ratio{job=\"nightly\"}")) {
      Thread.onSpinWait();
    }
    assertThat(get("/actuator/progress")).contains("\"nightly\"");
  }

  @Test
  void what_spring_batch_counts_is_what_is_told() {
    start("0ms");
    List<ProgressSnapshot> ends = ends(3);
    assertThat(ends)
        .extracting(ProgressSnapshot::name)
        .containsExactly("fetch", "index", "nightly");
    assertThat(ends).extracting(ProgressSnapshot::state).containsOnly(TrackerState.COMPLETED);
    assertThat(ends).extracting(ProgressSnapshot::done).containsExactly(200L, 200L, 400L);
    assertThat(ends.get(0).outcomes().skipped()).as("filtered").isEqualTo(4);
    assertThat(ends.get(1).outcomes().failed()).as("skipped by Batch").isEqualTo(2);
  }

  @Test
  void with_more_broken_documents_than_allowed_the_job_has_failed_and_the_page_says_so()
      throws Exception {
    start("0ms", "--example.most-broken=1");
    List<ProgressSnapshot> ends = ends(3);
    assertThat(ends)
        .extracting(ProgressSnapshot::name)
        .containsExactly("fetch", "index", "nightly");
    assertThat(ends)
        .extracting(ProgressSnapshot::state)
        .containsExactly(TrackerState.COMPLETED, TrackerState.FAILED, TrackerState.FAILED);
    assertThat(ends.get(1).done()).as("of the second step").isLessThan(DOCUMENTS);
    while (!job().path("state").asText().equals("FAILED")) {
      Thread.onSpinWait();
    }
    assertThat(job().path("message").asText()).contains("Skip limit of '1' exceeded");
  }

  @Test
  void who_may_can_stop_it() throws Exception {
    start("20ms", "--progress.web.token=boss", "--progress.web.control-enabled=true");
    ProgressRegistry registry = context.getBean(ProgressRegistry.class);
    while (registry.active().isEmpty()) {
      Thread.onSpinWait();
    }
    String id = registry.active().get(0).id();
    HttpResponse<String> answer =
        send(
            "/progress/api/progress/" + id + "/stop",
            HttpRequest.newBuilder()
                .header("Authorization", "Bearer boss")
                .header("X-Progress-Request", "1")
                .POST(BodyPublishers.ofString("{\"reason\":\"deployment\"}")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    ProgressSnapshot job = ends(2).get(1);
    assertThat(job.state()).isEqualTo(TrackerState.ABANDONED);
    assertThat(job.done()).isLessThan(2 * DOCUMENTS);
  }

  @Test
  void a_log_of_json_has_each_fact_as_a_field(CapturedOutput output) throws Exception {
    start("0ms", "--logging.structured.format.console=logstash");
    ends(3);
    context.getBean(ProgressRegistry.class).flush(Duration.ofSeconds(10));
    List<JsonNode> lines = new ArrayList<>();
    for (String line : output.getOut().lines().filter(l -> l.contains("\"progress\"")).toList()) {
      lines.add(JSON.readTree(line));
    }
    assertThat(lines)
        .filteredOn(line -> line.path("state").asText().equals("COMPLETED"))
        .filteredOn(line -> line.path("tracker").isMissingNode())
        .singleElement()
        .satisfies(
            end -> {
              assertThat(end.path("job").asText()).isEqualTo("nightly");
              assertThat(end.path("done").isIntegralNumber()).isTrue();
              assertThat(end.path("done").asLong()).isEqualTo(2 * DOCUMENTS);
              assertThat(end.path("message").asText()).contains("nightly");
            });
  }
}
