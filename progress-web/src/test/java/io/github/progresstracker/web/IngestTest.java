package io.github.progresstracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobInfo;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStatus;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestTest {

  private static final String PATH = "/api/internal/jobs/progress";

  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));
  private final KeptInMemory store = new KeptInMemory(clock);
  private final ProgressWeb web = web(store);
  private final Calls calls = new Calls(web.api()).token("crawler");

  private ProgressWeb web(KeptInMemory kept) {
    return kept.web()
        .authenticator(
            Authenticator.bearer("crawler", Scope.INGEST)
                .or(
                    Authenticator.bearer(
                        "seven", new Principal("seven", Set.of(Scope.INGEST), 7L))))
        .build();
  }

  @AfterEach
  void close() {
    web.close();
  }

  private void post(String json) {
    clock.advance(Duration.ofMillis(10));
    ApiResponse.Full response = calls.post(PATH, json.replace('\'', '"'));
    assertThat(response.status()).as(Calls.text(response)).isEqualTo(204);
  }

  private JobState job(String id) throws Exception {
    return store.find(JobId.of(id)).orElseThrow();
  }

  private List<TimelineEntry> timeline(String id) throws Exception {
    return store.timeline(JobId.of(id), 0, 1_000);
  }

  @Test
  void the_example_of_the_document_comes_out_as_it_says() throws Exception {
    post(
        "{'taskId':'t1','status':'processing','processedItems':100,"
            + "'itemsByType':{'groups':5,'projects':20,'issues':75}}");
    post(
        "{'taskId':'t1','status':'processing','processedItems':150,'currentDataType':'issues',"
            + "'stage':'data_collection','itemsByType':{'issues':50}}");
    assertThat(job("t1").totals().done()).isEqualTo(150);
    assertThat(job("t1").totals().itemsByType())
        .isEqualTo(Map.of("groups", 5L, "projects", 20L, "issues", 125L));
    TimelineEntry entry =
        timeline("t1").stream()
            .filter(e -> e.event().equals("progress_update"))
            .reduce((a, b) -> b)
            .orElseThrow();
    assertThat(entry.details())
        .containsEntry("status", "processing")
        .containsEntry("currentDataType", "issues")
        .containsEntry("stage", "data_collection")
        .containsEntry("processedItems", 150L);
    post("{'taskId':'t1','status':'processing','processedItems':120}");
    assertThat(job("t1").totals().done()).isEqualTo(150);
  }

  @ParameterizedTest
  @CsvSource({
    "started,STARTED,progress_update",
    "processing,PROCESSING,progress_update",
    "paused,PAUSED,progress_update",
    "completed,COMPLETED,completion",
    "failed,FAILED,error",
    "new_areas_discovered,PROCESSING,areas_discovered",
    "credential_expiry,PAUSED,credential_status_change",
    "credential_renewal,PAUSED,credential_status_change",
    "credential_resumed,PROCESSING,credential_status_change",
    "resumed,PROCESSING,credential_status_change"
  })
  void every_status_has_its_effect(String word, JobStatus status, String event) throws Exception {
    post(
        "{'jobId':'j','status':'"
            + word
            + "','processedItems':3,'itemsByType':{'issues':2},"
            + "'areas':[{'id':1,'name':'group/project'}]}");
    assertThat(job("j").status()).isEqualTo(status);
    assertThat(timeline("j")).hasSize(1);
    assertThat(timeline("j").get(0).event()).isEqualTo(event);
    assertThat(String.valueOf(timeline("j").get(0).details().get("areas")))
        .contains("group/project");
    assertThat(job("j").totals().itemsByType()).isEqualTo(Map.of("issues", 2L));
  }

  @Test
  void a_repetition_with_its_key_counts_once() throws Exception {
    Calls keyed = calls.header("Idempotency-Key", "k1");
    String body = "{\"jobId\":\"j\",\"status\":\"processing\",\"itemsByType\":{\"issues\":50}}";
    for (int i = 0; i < 3; i++) {
      assertThat(keyed.post(PATH, body).status()).isEqualTo(204);
    }
    assertThat(job("j").totals().itemsByType()).isEqualTo(Map.of("issues", 50L));
    // Also through another server on the same store.
    try (ProgressWeb second = web(store)) {
      Calls other = new Calls(second.api()).token("crawler").header("Idempotency-Key", "k1");
      assertThat(other.post(PATH, body).status()).isEqualTo(204);
    }
    assertThat(job("j").totals().itemsByType()).isEqualTo(Map.of("issues", 50L));
    post(body);
    assertThat(job("j").totals().itemsByType()).isEqualTo(Map.of("issues", 100L));
  }

  @Test
  void of_a_late_report_only_counts_what_it_adds() throws Exception {
    String said = "{'jobId':'j','writerId':'w','epoch':3,'status':";
    post(said + "'processing','sequence':1,'processedItems':10}");
    post(said + "'paused','sequence':3,'processedItems':30,'stage':'c','itemsByType':{'a':4}}");
    post(said + "'processing','sequence':2,'processedItems':20,'stage':'b','itemsByType':{'a':1}}");
    assertThat(job("j").totals().itemsByType()).isEqualTo(Map.of("a", 5L));
    assertThat(job("j").totals().done()).isEqualTo(30);
    assertThat(job("j").status()).isEqualTo(JobStatus.PAUSED);
    assertThat(job("j").writers().get(0).facts().stage()).isEqualTo("c");
    post(said + "'new_areas_discovered','sequence':4,'itemsByType':{'a':1}}");
    assertThat(job("j").status()).as("still").isEqualTo(JobStatus.PAUSED);
    assertThat(job("j").totals().itemsByType()).isEqualTo(Map.of("a", 6L));
  }

  @Test
  void a_repetition_with_its_sequence_counts_once() throws Exception {
    String first =
        "{'jobId':'j','status':'processing','writerId':'w','epoch':3,'sequence':1,"
            + "'processedItems':10,'itemsByType':{'issues':4}}";
    post(first);
    post(first.replace("'sequence':1", "'sequence':2").replace(":10", ":20"));
    post(first);
    assertThat(job("j").totals().done()).isEqualTo(20);
    assertThat(job("j").totals().itemsByType()).isEqualTo(Map.of("issues", 8L));
    assertThat(job("j").writers().get(0).epoch()).isEqualTo(3);
  }

  @Test
  void totals_of_types_are_totals() throws Exception {
    post("{'jobId':'j','status':'processing','itemsByTypeTotals':{'issues':50}}");
    post("{'jobId':'j','status':'processing','items_by_type_totals':{'issues':70}}");
    assertThat(job("j").totals().itemsByType()).isEqualTo(Map.of("issues", 70L));
  }

  @Test
  void several_writers_add_up() throws Exception {
    post("{'jobId':'j','status':'processing','writerId':'a','processedItems':10}");
    post("{'jobId':'j','status':'processing','writerId':'b','processedItems':5}");
    post("{'jobId':'j','status':'completed','writerId':'b'}");
    assertThat(job("j").totals().done()).isEqualTo(15);
    assertThat(job("j").status()).isEqualTo(JobStatus.PROCESSING);
  }

  @Test
  void a_reporter_that_starts_again_after_its_end_goes_on_and_does_not_count_twice()
      throws Exception {
    post("{'jobId':'j','status':'started'}");
    post("{'jobId':'j','status':'processing','processedItems':80,'itemsByType':{'issues':80}}");
    post("{'jobId':'j','status':'failed','error':'connection reset'}");
    assertThat(job("j").status()).isEqualTo(JobStatus.FAILED);
    post("{'jobId':'j','status':'processing','processedItems':81}");
    assertThat(job("j").status()).as("a late report revives nothing").isEqualTo(JobStatus.FAILED);
    post("{'jobId':'j','status':'started'}");
    assertThat(job("j").status()).isEqualTo(JobStatus.STARTED);
    post("{'jobId':'j','status':'processing','processedItems':120,'itemsByType':{'issues':40}}");
    assertThat(job("j").totals().done()).isEqualTo(120);
    assertThat(job("j").totals().itemsByType()).isEqualTo(Map.of("issues", 120L));
    post("{'jobId':'j','status':'completed'}");
    assertThat(job("j").status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void another_server_of_the_same_store_may_have_its_clock_ahead() throws Exception {
    ManualClock ahead = new ManualClock(clock.now().plusSeconds(60));
    try (ProgressWeb second =
        ProgressWeb.builder()
            .clock(ahead)
            .manual()
            .jobs(store, store.reader())
            .authenticator(Authenticator.bearer("crawler", Scope.INGEST))
            .build()) {
      Calls other = new Calls(second.api()).token("crawler");
      post("{'jobId':'j','status':'processing','processedItems':1}");
      other.post(PATH, "{\"jobId\":\"j\",\"status\":\"processing\",\"processedItems\":2}");
      post("{'jobId':'j','status':'processing','processedItems':3,'itemsByType':{'issues':1}}");
    }
    assertThat(job("j").totals().done()).isEqualTo(3);
    assertThat(job("j").totals().itemsByType()).isEqualTo(Map.of("issues", 1L));
  }

  @Test
  void counts_may_lie_in_an_object_of_their_own_and_names_may_be_in_snake_case() throws Exception {
    post(
        "{'job_id':'j','status':'processing','progress':{'processed_items':7,'total_items':70,"
            + "'last_processed_id':'p7','operation_type':'discovery'}}");
    assertThat(job("j").totals().done()).isEqualTo(7);
    assertThat(job("j").totalItems()).isEqualTo(70);
    assertThat(timeline("j").get(0).event()).isEqualTo("discovery_progress");
  }

  @Test
  void who_wants_the_state_gets_it() {
    ApiResponse.Full response =
        calls.post(
            PATH + "?return=state",
            "{\"jobId\":\"j\",\"status\":\"processing\",\"processedItems\":5,\"totalItems\":10}");
    assertThat(response.status()).isEqualTo(200);
    JsonNode job = Calls.json(response);
    assertThat(job.path("id").asText()).isEqualTo("j");
    assertThat(job.path("percent").asDouble()).isEqualTo(50);
    assertThat(job.path("controls")).isEmpty();
  }

  @Test
  void what_is_counted_may_be_all_that_is_said_of_a_job() throws Exception {
    post("{'jobId':'j','status':'processing','unit':'pages'}");
    assertThat(job("j").info()).isEqualTo(new JobInfo("j", null, Map.of(), "pages"));
  }

  @Test
  void a_users_reporter_reports_of_that_users_jobs() throws Exception {
    Calls seven = calls.token("seven");
    String mine = "{\"jobId\":\"mine\",\"status\":\"started\",\"userId\":8,\"unit\":\"pages\"}";
    assertThat(seven.post(PATH, mine).status()).isEqualTo(204);
    assertThat(job("mine").info())
        .isEqualTo(new JobInfo("mine", null, Map.of("user_id", "7"), "pages"));
    post("{'jobId':'other','status':'started','userId':8}");
    ApiResponse.Full refused = seven.post(PATH, "{\"jobId\":\"other\",\"status\":\"completed\"}");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(job("other").status()).isEqualTo(JobStatus.STARTED);
  }

  @Test
  void a_store_that_is_away_is_told_so_that_the_reporter_comes_again() throws Exception {
    post("{'jobId':'j','status':'processing','processedItems':1}");
    store.away(true);
    String body = "{\"jobId\":\"j\",\"status\":\"processing\",\"processedItems\":2}";
    ApiResponse.Full response = calls.post(PATH, body);
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.headers()).containsEntry("Retry-After", "5");
    store.away(false);
    assertThat(calls.post(PATH, body).status()).isEqualTo(204);
    assertThat(job("j").totals().done()).isEqualTo(2);
  }

  @Test
  void reports_that_come_at_once_are_one_call_of_the_store() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(32);
    try {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        String body =
            "{\"jobId\":\"j"
                + i % 10
                + "\",\"status\":\"processing\",\"writerId\":\"w"
                + i
                + "\",\"processedItems\":1,\"itemsByType\":{\"issues\":1}}";
        answers.add(threads.submit(() -> calls.post(PATH, body).status()));
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isEqualTo(204);
      }
    } finally {
      threads.shutdown();
    }
    for (int i = 0; i < 10; i++) {
      assertThat(job("j" + i).totals().done()).isEqualTo(200);
      assertThat(job("j" + i).totals().itemsByType()).isEqualTo(Map.of("issues", 200L));
    }
    assertThat(store.applies()).isLessThan(2_000);
  }
}
