package io.github.progresstracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.json.ProgressJson;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveJobsTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));
  private final ProgressWeb web = ProgressWeb.builder().clock(clock).manual().build();
  private final ProgressRegistry registry =
      web.show(ProgressRegistry.builder().clock(clock).manualSampling());
  private final Calls calls = new Calls(web.api());

  @AfterEach
  void close() {
    registry.close();
    web.close();
  }

  private void pass(Duration time) throws InterruptedException {
    clock.advance(time);
    registry.flush(Duration.ofSeconds(10));
  }

  @Test
  void a_running_job_is_its_snapshot_and_a_few_keys_more() {
    ProgressTracker job = registry.start(TrackerSpec.named("reindex").id("job-1").total(1_000));
    job.advance(250);
    clock.advance(Duration.ofSeconds(5));
    registry.sampleNow();
    JsonNode shown = calls.json("/api/progress/job-1");
    JsonNode snapshot = Calls.parse(ProgressJson.write(job.snapshot()));
    snapshot
        .properties()
        .forEach(field -> assertThat(shown.get(field.getKey())).isEqualTo(field.getValue()));
    assertThat(shown.path("source").asText()).isEqualTo("live");
    assertThat(shown.path("updatedAt").asText()).isEqualTo("2025-11-10T12:30:05.000Z");
    assertThat(shown.get("finishedAt").isNull()).isTrue();
    assertThat(shown.path("controls")).isEmpty();
  }

  @Test
  void the_list_has_all_that_a_page_needs_to_begin() throws InterruptedException {
    registry.start("first", 10);
    clock.advance(Duration.ofSeconds(1));
    registry.start("second", 10).complete();
    pass(Duration.ofSeconds(1));
    JsonNode list = calls.json("/api/progress");
    assertThat(list.path("version").asInt()).isEqualTo(1);
    assertThat(list.path("serverTime").asText()).isEqualTo("2025-11-10T12:30:02.000Z");
    assertThat(list.path("lastEventId").asText()).matches("[0-9a-z]+-[0-9]+");
    assertThat(list.path("principal").path("scopes")).hasToString("[\"read\"]");
    assertThat(list.path("jobs").findValuesAsText("name")).containsExactly("second", "first");
    assertThat(list.path("worker").path("currentlyCollecting").asBoolean()).isTrue();
  }

  @Test
  void the_worker_is_at_the_job_that_runs_and_not_at_a_newer_one_that_is_paused()
      throws InterruptedException {
    registry.start(TrackerSpec.named("runs").id("runs").total(10));
    pass(Duration.ofSeconds(1));
    registry.start(TrackerSpec.named("newer").id("paused").total(10)).pause();
    pass(Duration.ofSeconds(1));
    JsonNode worker = calls.json("/api/worker");
    assertThat(worker.path("jobId").asText()).isEqualTo("runs");
    assertThat(worker.path("state").asText()).isEqualTo("RUNNING");
    assertThat(worker.path("unit").asText()).isEqualTo("items");
  }

  @Test
  void lists_are_filtered_by_state_and_limit() throws InterruptedException {
    registry.start("runs", 10);
    registry.start("done", 10).complete();
    pass(Duration.ofSeconds(1));
    assertThat(names("?state=completed")).containsExactly("done");
    assertThat(names("?state=RUNNING,paused")).containsExactly("runs");
    assertThat(names("?limit=1")).hasSize(1);
    assertThat(calls.get("/api/progress?state=gone").status()).isEqualTo(400);
    assertThat(calls.get("/api/progress?limit=0").status()).isEqualTo(400);
  }

  private List<String> names(String query) {
    return calls.json("/api/progress" + query).path("jobs").findValuesAsText("name");
  }

  @Test
  void a_finished_job_stays_for_ten_minutes() throws InterruptedException {
    registry.start(TrackerSpec.named("short").id("s").total(1)).complete();
    pass(Duration.ofMinutes(9));
    assertThat(calls.json("/api/progress/s").path("state").asText()).isEqualTo("COMPLETED");
    assertThat(calls.json("/api/progress/s").path("finishedAt").asText())
        .isEqualTo("2025-11-10T12:30:00.000Z");
    pass(Duration.ofMinutes(2));
    assertThat(calls.get("/api/progress/s").status()).isEqualTo(404);
  }

  @Test
  void of_finished_jobs_the_last_hundred_stay() throws InterruptedException {
    for (int i = 0; i < 120; i++) {
      registry.start("job " + i, 1).complete();
    }
    pass(Duration.ofSeconds(1));
    assertThat(names("")).hasSize(100).doesNotContain("job 19").contains("job 20");
  }

  @Test
  void the_course_of_a_job_has_its_estimates() throws InterruptedException {
    ProgressTracker job = registry.start(TrackerSpec.named("long").id("l").total(10_000));
    for (int i = 0; i < 60; i++) {
      job.advance(10);
      pass(Duration.ofSeconds(1));
    }
    JsonNode points = calls.json("/api/progress/l/history?hours=1&points=20").path("points");
    assertThat(points).hasSize(20);
    JsonNode last = points.get(19);
    assertThat(last.path("done").asLong()).isEqualTo(600);
    assertThat(last.path("percent").asDouble()).isEqualTo(6);
    assertThat(last.path("perSecond").asDouble()).isBetween(9.0, 11.0);
    assertThat(last.path("lowAt").asText()).isLessThanOrEqualTo(last.path("completionAt").asText());
    assertThat(last.path("highAt").asText())
        .isGreaterThanOrEqualTo(last.path("completionAt").asText());
  }

  @Test
  void a_very_long_course_is_thinned_and_keeps_both_ends() throws InterruptedException {
    ProgressTracker job = registry.start(TrackerSpec.named("long").id("l").total(10_000));
    for (int i = 0; i < 2_000; i++) {
      job.advance(1);
      pass(Duration.ofSeconds(1));
    }
    JsonNode points = calls.json("/api/progress/l/history?hours=1&points=5000").path("points");
    assertThat(points.size()).isBetween(300, 600);
    assertThat(points.get(0).path("done").asLong()).isLessThanOrEqualTo(1);
    assertThat(points.get(points.size() - 1).path("done").asLong()).isGreaterThan(1_990);
  }

  @Test
  void the_timeline_is_read_page_by_page_newest_first() throws InterruptedException {
    ProgressTracker job = registry.start(TrackerSpec.named("noted").id("n").total(10));
    for (int i = 0; i < 5; i++) {
      job.note("step_taken", Map.of("step", i));
    }
    pass(Duration.ofSeconds(1));
    List<String> seen = new ArrayList<>();
    String after = "";
    while (after != null) {
      JsonNode page = calls.json("/api/progress/n/timeline?limit=4" + after);
      page.path("entries")
          .forEach(
              e -> seen.add(e.path("event").asText() + e.path("details").path("step").asText()));
      after = page.get("next").isNull() ? null : "&after=" + page.get("next").asLong();
    }
    assertThat(seen)
        .containsExactly(
            "step_taken4", "step_taken3", "step_taken2", "step_taken1", "step_taken0", "started");
  }

  @Test
  void keys_are_in_snake_case_if_asked_and_words_of_the_host_are_not() {
    ProgressTracker job =
        registry.start(TrackerSpec.named("s").id("s").total(10).label("channelName", "News"));
    job.activity().count("mergeRequests", 2);
    registry.sampleNow();
    JsonNode shown = calls.json("/api/progress/s?naming=snake");
    assertThat(shown.path("started_at").isTextual()).isTrue();
    assertThat(shown.path("rates").has("current_per_second")).isTrue();
    assertThat(shown.path("labels").path("channelName").asText()).isEqualTo("News");
    assertThat(shown.path("activity").path("items_by_type").path("mergeRequests").asLong())
        .isEqualTo(2);
    assertThat(calls.json("/api/progress?naming=snake").path("naming").asText()).isEqualTo("snake");
    assertThat(calls.get("/api/progress?naming=kebab").status()).isEqualTo(400);
  }

  @Test
  void who_has_the_newest_list_is_told_so() {
    registry.start("idle", 10);
    registry.sampleNow();
    String tag = Objects.requireNonNull(calls.get("/api/progress").headers().get("ETag"));
    clock.advance(Duration.ofSeconds(3));
    assertThat(calls.header("If-None-Match", tag).get("/api/progress").status()).isEqualTo(304);
    registry.sampleNow();
    assertThat(calls.header("If-None-Match", tag).get("/api/progress").status()).isEqualTo(200);
  }

  @Test
  void what_is_not_there_is_a_problem() {
    ApiResponse.Full response = calls.get("/api/progress/nobody");
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.headers()).containsEntry("Content-Type", "application/problem+json");
    assertThat(Calls.json(response))
        .hasToString(
            "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
                + "\"detail\":\"there is no job nobody\"}");
  }
}
