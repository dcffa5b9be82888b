package io.github.progresstracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenApiTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));
  private final KeptInMemory store = new KeptInMemory(clock);
  private final ProgressWeb web =
      store.web().authenticator(Authenticator.bearer("all", Scope.values())).build();
  private final ProgressRegistry registry =
      web.show(ProgressRegistry.builder().clock(clock).manualSampling());
  private final Calls calls = new Calls(web.api()).token("all");
  private final OpenApi openApi = OpenApi.read();

  @AfterEach
  void close() {
    registry.close();
    web.close();
  }

  @Test
  void it_has_every_route_and_no_other() {
    Set<String> routes = new TreeSet<>();
    web.parts()
        .routes()
        .forEach(route -> routes.add(route.method() + " " + documented(route.template())));
    assertThat(openApi.operations().keySet()).isEqualTo(routes);
  }

  static String documented(String template) {
    return template.replace("*", "{path}");
  }

  @Test
  void it_has_the_scope_of_every_route() {
    Map<String, String> scopes = new TreeMap<>();
    web.parts()
        .routes()
        .forEach(
            route ->
                scopes.put(
                    route.method() + " " + documented(route.template()),
                    route.scope() == null
                        ? "page"
                        : route.scope().name().toLowerCase(Locale.ROOT)));
    Map<String, String> tags = new TreeMap<>();
    openApi
        .document()
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation -> {
                          if (operation.getValue().has("tags")) {
                            tags.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                operation.getValue().path("tags").get(0).asText());
                          }
                        }));
    assertThat(tags).isEqualTo(scopes);
  }

  @Test
  void its_examples_of_reports_are_as_it_says_and_are_taken() {
    JsonNode examples =
        openApi
            .document()
            .at("/paths/~1api~1internal~1jobs~1progress/post/requestBody/content")
            .path("application/json")
            .path("examples");
    assertThat(examples).isNotEmpty();
    examples
        .properties()
        .forEach(
            example -> {
              JsonNode value = example.getValue().path("value");
              assertThat(openApi.faults("Report", value)).as(example.getKey()).isEmpty();
              assertThat(calls.post("/api/internal/jobs/progress", value.toString()).status())
                  .as(example.getKey())
                  .isEqualTo(204);
            });
  }

  @Test
  void its_other_examples_are_as_it_says() {
    JsonNode problem =
        openApi
            .document()
            .at("/components/responses/Invalid/content")
            .path("application/problem+json")
            .path("example");
    assertThat(openApi.faults("Problem", problem)).isEmpty();
    JsonNode request =
        openApi
            .document()
            .at("/paths/~1api~1progress~1{jobId}~1pause/post/requestBody/content")
            .path("application/json")
            .path("example");
    assertThat(openApi.faults("Request", request)).isEmpty();
  }

  @Test
  void what_is_not_as_it_says_is_found() {
    assertThat(openApi.faults("Report", Calls.parse("{\"status\":\"done\"}"))).isNotEmpty();
    assertThat(openApi.faults("Job", Calls.parse("{}"))).isNotEmpty();
  }

  @Test
  void answers_are_as_it_says() throws Exception {
    ProgressTracker job =
        registry.start(TrackerSpec.named("live").id("live").total(100).label("a", "b"));
    job.child("part", 10).advance(3);
    job.note("noted", Map.of("x", 1));
    for (int i = 0; i < 30; i++) {
      job.advance(1);
      clock.advance(Duration.ofSeconds(1));
      registry.flush(Duration.ofSeconds(10));
    }
    calls.post(
        "/api/internal/jobs/progress",
        "{\"jobId\":\"kept\",\"status\":\"processing\",\"processedItems\":3,\"part\":\"p\"}");
    calls.post("/api/internal/jobs/progress", "{\"jobId\":\"done\",\"status\":\"completed\"}");
    is("Progress", "/api/progress");
    is("Progress", "/api/progress?state=COMPLETED");
    for (String id : new String[] {"live", "kept", "done"}) {
      is("Job", "/api/progress/" + id);
      is("History", "/api/progress/" + id + "/history");
      is("Timeline", "/api/progress/" + id + "/timeline");
    }
    is("Worker", "/api/worker");
    is("Runs", "/api/analytics");
    assertThat(openApi.faults("Problem", Calls.json(calls.get("/api/progress/none")))).isEmpty();
    try (ProgressWeb alone = ProgressWeb.builder().clock(clock).manual().build()) {
      Calls here = new Calls(alone.api());
      assertThat(openApi.faults("Progress", here.json("/api/progress"))).isEmpty();
      assertThat(openApi.faults("Worker", here.json("/api/worker"))).isEmpty();
    }
  }

  private void is(String schema, String target) {
    assertThat(openApi.faults(schema, calls.json(target))).as(target).isEmpty();
  }
}
