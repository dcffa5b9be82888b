package io.github.progresstracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.job.ControlRequest;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.WriterId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The API with a store in PostgreSQL, whose times are the database's. */
class ApiOverPostgresTest {

  @RegisterExtension static final PostgresExtension postgres = new PostgresExtension();

  private static final String PATH = "/api/internal/jobs/progress";
  private static final String RUN =
      "'run':{'activeSeconds':61.5,'succeeded':380,'failed':20,'skipped':1,'retried':38,"
          + "'tokens':1200,'cost':0.25,'apiCallsSucceeded':40,'apiCallsFailed':2,"
          + "'etaAccuracy':{'looks':9,'error':0.125,'medianRatio':1.5,'jitter':0.4,'coverage':0.75,"
          + "'width':0.3,'winkler':0.6,'unanswered':0.1}}";

  private final PostgresProgress kept = begun();
  private final ProgressWeb web =
      ProgressWeb.builder()
          .manual()
          .jobs(kept.jobStore(), kept.queries())
          .authenticator(Authenticator.bearer("all", Scope.READ, Scope.CONTROL, Scope.INGEST))
          .build();
  private final Calls calls = new Calls(web.api()).token("all");

  private static PostgresProgress begun() {
    postgres.clear();
    return PostgresProgress.on(postgres.dataSource()).migrate();
  }

  @AfterEach
  void close() {
    web.close();
    kept.close();
  }

  private void post(String json) {
    ApiResponse.Full response = calls.post(PATH, json.replace('\'', '"'));
    assertThat(response.status()).as(Calls.text(response)).isEqualTo(204);
  }

  @Test
  void what_is_reported_is_there_for_all_who_ask() {
    post("{'jobId':'a/b','status':'started','userId':7,'name':'Crawl','totalItems':400}");
    post("{'jobId':'a/b','status':'processing','processedItems':150,'itemsByType':{'issues':50}}");
    post(
        "{'jobId':'a/b','status':'processing','processedItems':200,'stage':'reading',"
            + "'itemsByType':{'issues':7,'groups':1}}");
    JsonNode job = calls.json("/api/progress/a%2Fb");
    assertThat(job.path("name").asText()).isEqualTo("Crawl");
    assertThat(job.path("done").asLong()).isEqualTo(200);
    assertThat(job.path("percent").asDouble()).isEqualTo(50);
    assertThat(calls.json("/api/progress").path("users").get(0).path("userId").asLong())
        .isEqualTo(7);
    List<String> events =
        StreamSupport.stream(
                calls.json("/api/progress/a%2Fb/timeline").path("entries").spliterator(), false)
            .map(entry -> entry.path("event").asText())
            .toList();
    assertThat(events).hasSize(4).contains("stage_change", "progress_update");
    assertThat(calls.json("/api/progress/a%2Fb?naming=snake").path("started_at").asText())
        .endsWith("Z");
  }

  @Test
  void who_reports_reads_it_back_at_once() {
    assertThat(calls.get("/api/progress/j").status()).isEqualTo(404);
    assertThat(calls.json("/api/progress").path("jobs")).isEmpty();
    for (int done = 1; done <= 3; done++) {
      post("{'jobId':'j','status':'processing','processedItems':" + done + "}");
      assertThat(calls.json("/api/progress/j").path("done").asInt()).isEqualTo(done);
      JsonNode jobs = calls.json("/api/progress").path("jobs");
      assertThat(jobs.findValuesAsText("done")).contains(String.valueOf(done));
      assertThat(calls.json("/api/progress/j/timeline").path("entries")).hasSize(done);
    }
    assertThat(calls.post("/api/progress/j/pause", "").status()).isEqualTo(202);
    assertThat(calls.json("/api/progress/j").path("controls")).hasToString("[\"resume\",\"stop\"]");
  }

  @Test
  void a_repetition_with_its_key_counts_once() throws Exception {
    Calls keyed = calls.header("Idempotency-Key", "k1");
    String body = "{\"jobId\":\"j\",\"status\":\"processing\",\"itemsByType\":{\"issues\":50}}";
    assertThat(keyed.post(PATH, body).status()).isEqualTo(204);
    try (ProgressWeb second =
        ProgressWeb.builder()
            .manual()
            .jobs(kept.jobStore(), kept.queries())
            .authenticator(Authenticator.bearer("all", Scope.INGEST))
            .build()) {
      Calls other = new Calls(second.api()).token("all").header("Idempotency-Key", "k1");
      assertThat(other.post(PATH, body).status()).isEqualTo(204);
    }
    assertThat(kept.jobStore().find(JobId.of("j")).orElseThrow().totals().itemsByType())
        .isEqualTo(Map.of("issues", 50L));
  }

  @Test
  void figures_of_a_run_come_with_its_last_report() {
    post("{'jobId':'j','status':'started','name':'Crawl','key':'crawl','unit':'pages'}");
    post("{'jobId':'j','status':'completed','processedItems':400," + RUN + "}");
    JsonNode job = calls.json("/api/progress/j");
    assertThat(job.path("unit").asText()).isEqualTo("pages");
    assertThat(job.path("activeSeconds").asDouble()).isEqualTo(61.5);
    assertThat(job.path("elapsedSeconds").asDouble()).as("at least").isEqualTo(61.5);
    assertThat(job.path("rates").path("averagePerSecond").asDouble()).isEqualTo(400 / 61.5);
    JsonNode runs = calls.json("/api/analytics").path("runs").get(0);
    assertThat(runs.path("key").asText()).isEqualTo("crawl");
    assertThat(runs.path("runs").asLong()).isEqualTo(1);
    assertThat(runs.path("quality").asDouble()).isEqualTo(342.0 / 400);
    assertThat(runs.path("tokens").asLong()).isEqualTo(1_200);
    assertThat(runs.path("cost").asDouble()).isEqualTo(0.25);
    assertThat(runs.path("etaError").asDouble()).isEqualTo(0.125);
    assertThat(runs.path("etaCoverage").asDouble()).isEqualTo(0.75);
  }

  @Test
  void figures_of_a_run_are_those_that_its_process_counted() throws Exception {
    try (ProgressServer server = web.serve(0);
        ProgressRegistry registry =
            ProgressRegistry.builder()
                .sink(ReportSink.to(server.uri().toString()).token("all").build())
                .build()) {
      ProgressTracker job = registry.start(TrackerSpec.named("crawl").id("c").total(10));
      job.usage().tokens(77);
      job.advance(10);
      job.complete();
      assertThat(registry.flush(Duration.ofSeconds(20))).isTrue();
    }
    JsonNode runs = calls.json("/api/analytics").path("runs").get(0);
    assertThat(runs.path("tokens").asLong()).isEqualTo(77);
    assertThat(runs.path("quality").asDouble()).isEqualTo(1);
  }

  @Test
  void a_run_that_cannot_have_been_is_refused_with_the_place_of_the_fault() {
    ApiResponse.Full response =
        calls.post(
            PATH,
            ("{'jobId':'j','status':'completed'," + RUN + "}")
                .replace("'coverage':0.75", "'coverage':1.5")
                .replace("'tokens':1200", "'tokens':-1")
                .replace('\'', '"'));
    assertThat(response.status()).isEqualTo(422);
    assertThat(Calls.text(response)).contains("\"/run/tokens\"", "\"/run/etaAccuracy\"");
  }

  @Test
  void who_works_on_a_job_hears_that_it_is_to_pause() throws Exception {
    post("{'jobId':'j','status':'processing','writerId':'w','processedItems':1}");
    assertThat(calls.post("/api/progress/j/pause", "").status()).isEqualTo(202);
    List<ControlRequest> heard =
        kept.jobStore()
            .keepAlive(Map.of(JobId.of("j"), List.of(WriterId.of("w"))), Duration.ofMinutes(1));
    assertThat(heard).extracting(ControlRequest::control).containsExactly(JobControl.PAUSE);
  }

  @Test
  void a_stream_tells_what_others_report() throws Exception {
    post("{'jobId':'j','status':'processing','processedItems':1}");
    try (OpenStream stream = OpenStream.of(calls, "/api/progress/stream")) {
      stream.next("snapshot");
      web.parts().poll();
      post("{'jobId':'j','status':'processing','processedItems':2}");
      web.parts().poll();
      JsonNode told = stream.next("progress").json();
      while (told.path("done").asLong() < 2) {
        told = stream.next("progress").json();
      }
      assertThat(told.path("id").asText()).isEqualTo("j");
    }
  }
}
