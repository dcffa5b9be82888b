package io.github.progresstracker.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.sink.InMemorySink;
import io.github.progresstracker.spring.sample.SampleApplication;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;

/** The sample as it runs: an embedded Tomcat, asked over HTTP. */
@Timeout(60)
class SampleApplicationTest {

  private static final String TOKEN = "the-token-of-the-dashboard";

  private final InMemorySink heard = new InMemorySink();
  private ConfigurableApplicationContext context;
  private Http http;
  private String job;

  @BeforeEach
  void start() throws InterruptedException {
    context =
        SampleApplication.application()
            .initializers(
                application -> application.getBeanFactory().registerSingleton("heard", heard))
            .run("--server.port=0", "--DASHBOARD_TOKEN=" + TOKEN, "--spring.main.banner-mode=off");
    http = new Http(context.getEnvironment().getRequiredProperty("local.server.port", int.class));
    ProgressRegistry registry = context.getBean(ProgressRegistry.class);
    while (registry.active().isEmpty()) {
      Thread.onSpinWait();
    }
    registry.flush(Duration.ofSeconds(10));
    job = registry.active().get(0).id();
  }

  @AfterEach
  void stop() {
    context.close();
  }

  @Test
  void page_and_api_are_on_the_servers_own_port() {
    HttpResponse<String> page = http.get("/progress/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("<html");
    assertThat(http.get("/progress/api/progress").statusCode()).isEqualTo(401);
    JsonNode all = http.token(TOKEN).json("/progress/api/progress");
    assertThat(all.path("jobs").get(0).path("name").asText()).isEqualTo("reindex");
  }

  @Test
  void the_token_is_for_looking_only() {
    HttpResponse<String> refused =
        http.token(TOKEN).post("/progress/api/progress/" + job + "/stop", "{}");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("scope control");
  }

  @Test
  void the_actuator_has_the_same_jobs_in_the_same_form() {
    JsonNode all = http.json("/actuator/progress");
    assertThat(all.path("jobs").get(0).path("name").asText()).isEqualTo("reindex");
    assertThat(all.path("alerts").isArray()).isTrue();
    assertThat(all.path("sinks").findValuesAsText("sink")).contains("micrometer");
    JsonNode one = http.json("/actuator/progress/" + job);
    assertThat(one.path("total").path("value").asLong()).isEqualTo(6_000);
    assertThat(one.has("message")).as("what is unknown is null and not left out").isTrue();
    assertThat(http.get("/actuator/progress/nobody").statusCode()).isEqualTo(404);
    assertThat(http.post("/actuator/progress/" + job, "{}").statusCode()).isEqualTo(405);
  }

  @Test
  void meters_are_bound() {
    assertThat(http.json("/actuator/metrics/progress.ratio").path("name").asText())
        .isEqualTo("progress.ratio");
    assertThat(
            http.json("/actuator/metrics/progress.sink.dropped").path("availableTags").toString())
        .contains("micrometer");
  }

  @Test
  @Timeout(20)
  void an_open_page_does_not_keep_the_server_up() throws Exception {
    try (InputStream stream = http.token(TOKEN).open("/progress/api/progress/stream")) {
      context.close();
      assertThat(stream.readAllBytes()).isNotEmpty();
    }
  }

  @Test
  void the_end_of_a_job_is_told_when_the_application_stops() {
    context.close();
    assertThat(heard.of(Transition.Finished.class))
        .singleElement()
        .satisfies(end -> assertThat(end.job().state()).isEqualTo(TrackerState.ABANDONED));
  }
}
