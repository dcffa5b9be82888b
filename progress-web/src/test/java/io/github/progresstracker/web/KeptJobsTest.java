package io.github.progresstracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.job.CheckpointStore;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobInfo;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobStores;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.JobTracker;
import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.job.ReportedStatus;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.json.ProgressJson;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeptJobsTest {

  private static final JobId JOB = JobId.of("export-42");
  private static final WriterId WRITER = WriterId.of("shard 1");

  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));
  private final KeptInMemory store = new KeptInMemory(clock);
  private final ProgressWeb web = store.web().controls(true).build();
  private final Calls calls = new Calls(web.api()).header("X-Progress-Request", "1");

  @AfterEach
  void close() {
    web.close();
  }

  private void report(long sequence, long done, ReportedStatus status) throws Exception {
    store.apply(
        List.of(
            JobReport.of(JOB, WRITER)
                .at(1, sequence)
                .status(status)
                .info(new JobInfo("Export", null, Map.of("user_id", "7"), "rows"))
                .totals(new JobTotals(done, 2, Map.of("issues", 5L)))
                .facts(
                    JobFacts.builder()
                        .totalItems(1_000L)
                        .rate(12.5)
                        .eta(80.0, 70.0, 95.0)
                        .stage("reading")
                        .part("News", 3L, 9L)
                        .build())
                .build()));
  }

  @Test
  void a_kept_job_has_the_keys_of_a_live_one() throws Exception {
    report(1, 400, ReportedStatus.PROCESSING);
    try (ProgressRegistry registry = ProgressRegistry.builder().manualSampling().build()) {
      TreeSet<String> live = new TreeSet<>();
      Calls.parse(ProgressJson.write(registry.start("any", 1).snapshot()))
          .fieldNames()
          .forEachRemaining(live::add);
      TreeSet<String> kept = new TreeSet<>();
      calls.json("/api/progress/export-42").fieldNames().forEachRemaining(kept::add);
      assertThat(kept).containsAll(live);
      kept.removeAll(live);
      assertThat(kept)
          .containsExactlyInAnyOrder(
              "source", "controls", "workerState", "writers", "part", "updatedAt", "finishedAt");
    }
  }

  @Test
  void a_job_that_only_this_process_works_on_is_shown_once() throws Exception {
    JobStores stores =
        new JobStores(store, CheckpointStore.inMemory(clock), LeaseStore.inMemory(clock));
    try (ProgressRegistry registry =
        web.show(ProgressRegistry.builder().clock(clock).manualSampling().jobs(stores))) {
      JobTracker mine = registry.join(JOB, WRITER, TrackerSpec.named("Export"));
      mine.advance(10);
      registry.sampleNow();
      registry.flush(Duration.ofSeconds(20));
      assertThat(calls.json("/api/progress").get("jobs")).hasSize(1);
      try (OpenStream stream = OpenStream.of(calls, "/api/progress/stream")) {
        assertThat(stream.next().json().get("jobs")).hasSize(1);
        web.parts().changed();
        web.parts().poll();
        mine.note("checked", Map.of());
        registry.sampleNow();
        registry.flush(Duration.ofSeconds(20));
        String told = stream.next("timeline").json().toString();
        assertThat(told).contains("export-42#shard 1");
      }
      store.apply(List.of(JobReport.of(JOB, WriterId.of("shard 2")).at(1, 1).build()));
      assertThat(calls.json("/api/progress").get("jobs")).hasSize(2);
    }
  }

  @Test
  void what_reports_tell_is_there_and_what_they_do_not_is_null() throws Exception {
    report(1, 400, ReportedStatus.PROCESSING);
    clock.advance(Duration.ofSeconds(10));
    JsonNode job = calls.json("/api/progress/export-42");
    assertThat(job.path("source").asText()).isEqualTo("kept");
    assertThat(job.path("name").asText()).isEqualTo("Export");
    assertThat(job.path("state").asText()).isEqualTo("RUNNING");
    assertThat(job.path("workerState").asText()).isEqualTo("RUNNING");
    assertThat(job.path("done").asLong()).isEqualTo(400);
    assertThat(job.path("total")).hasToString("{\"kind\":\"exact\",\"value\":1000}");
    assertThat(job.path("percent").asDouble()).isEqualTo(40);
    assertThat(job.path("rates").path("currentPerSecond").asDouble()).isEqualTo(12.5);
    assertThat(job.path("rates").get("peakPerSecond").isNull()).isTrue();
    assertThat(job.path("eta").path("remainingSeconds").asDouble()).isEqualTo(80);
    assertThat(job.path("eta").path("lowSeconds").asDouble()).isEqualTo(70);
    assertThat(job.path("eta").path("highSeconds").asDouble()).isEqualTo(95);
    assertThat(job.path("eta").get("confidence").isNull()).isTrue();
    assertThat(job.path("outcomes").path("failed").asLong()).isEqualTo(2);
    assertThat(job.path("outcomes").get("succeeded").isNull()).isTrue();
    assertThat(job.path("activity").path("itemsByType").path("issues").asLong()).isEqualTo(5);
    assertThat(job.path("part")).hasToString("{\"name\":\"News\",\"done\":3,\"total\":9}");
    assertThat(job.path("controls")).hasToString("[\"pause\",\"stop\"]");
    assertThat(job.path("updatedAt").asText()).isEqualTo("2025-11-10T12:30:00.000Z");
    assertThat(job.path("writers"))
        .hasToString(
            "[{\"writer\":\"shard 1\",\"epoch\":1,\"alive\":true,\"done\":400,"
                + "\"updatedAt\":\"2025-11-10T12:30:00.000Z\"}]");
  }

  @Test
  void a_job_that_has_ended_tells_how_fast_it_was_and_in_what() throws Exception {
    JobReport.Builder report =
        JobReport.of(JOB, WRITER).info(new JobInfo("Export", null, Map.of(), "rows"));
    store.apply(List.of(report.at(1, 1).status(ReportedStatus.STARTED).build()));
    clock.advance(Duration.ofMillis(8_500));
    JsonNode before = calls.json("/api/progress/export-42");
    assertThat(before.path("unit").asText()).isEqualTo("rows");
    assertThat(before.path("rates").get("averagePerSecond").isNull()).isTrue();
    JobTotals totals = JobTotals.of(400);
    store.apply(List.of(report.at(1, 2).status(ReportedStatus.COMPLETED).totals(totals).build()));
    JsonNode job = calls.json("/api/progress/export-42");
    assertThat(job.path("unit").asText()).isEqualTo("rows");
    assertThat(job.path("elapsedSeconds").asDouble()).isEqualTo(8.5);
    assertThat(job.path("rates").path("averagePerSecond").asDouble()).isEqualTo(400 / 8.5);
    assertThat(job.get("activeSeconds").isNull()).isTrue();
    store.apply(List.of(JobReport.of(JobId.of("unsaid"), WRITER).build()));
    assertThat(calls.json("/api/progress/unsaid").get("unit").isNull()).isTrue();
  }

  @Test
  void a_job_of_which_nobody_hears_is_lost() throws Exception {
    report(1, 400, ReportedStatus.PROCESSING);
    clock.advance(Duration.ofMinutes(3));
    JsonNode job = calls.json("/api/progress/export-42");
    assertThat(job.path("workerState").asText()).isEqualTo("LOST");
    assertThat(job.path("writers").get(0).path("alive").asBoolean()).isFalse();
  }

  @Test
  void what_happens_to_kept_jobs_is_told() throws Exception {
    report(1, 400, ReportedStatus.STARTED);
    try (OpenStream stream = OpenStream.of(calls, "/api/progress/stream")) {
      assertThat(stream.next().type()).isEqualTo("snapshot");
      web.parts().changed();
      web.parts().poll();
      // It may have changed between the snapshot and the first look.
      assertThat(stream.next().json().path("done").asLong()).isEqualTo(400);
      clock.advance(Duration.ofSeconds(1));
      report(2, 500, ReportedStatus.PROCESSING);
      web.parts().changed();
      web.parts().poll();
      OpenStream.Event progress = stream.next("progress");
      assertThat(progress.json().path("done").asLong()).isEqualTo(500);
      OpenStream.Event entry = stream.next("timeline");
      assertThat(entry.json().path("entry").path("writer").asText()).isEqualTo("shard 1");
      clock.advance(Duration.ofSeconds(1));
      report(3, 1_000, ReportedStatus.COMPLETED);
      web.parts().changed();
      web.parts().poll();
      OpenStream.Event end = stream.next("end");
      assertThat(end.json().path("state").asText()).isEqualTo("COMPLETED");
    }
  }

  @Test
  void what_the_worker_is_at_and_what_users_have_is_told_from_the_first_look_on() throws Exception {
    try (OpenStream stream = OpenStream.of(calls, "/api/progress/stream")) {
      JsonNode before = stream.next("snapshot").json();
      assertThat(before.path("worker").path("state").asText()).isEqualTo("IDLE");
      assertThat(before.path("users")).isEmpty();
      report(1, 400, ReportedStatus.PROCESSING);
      web.parts().poll();
      JsonNode worker = stream.next("worker").json();
      assertThat(worker.path("state").asText()).isEqualTo("RUNNING");
      assertThat(worker.path("unit").asText()).isEqualTo("rows");
      JsonNode user = stream.next("users").json().path("users").get(0);
      assertThat(user.path("userId").asLong()).isEqualTo(7);
      assertThat(user.path("lost").asLong()).isZero();
      clock.advance(Duration.ofMinutes(3));
      web.parts().changed();
      web.parts().poll();
      assertThat(stream.next("worker").json().path("state").asText()).isEqualTo("LOST");
      user = stream.next("users").json().path("users").get(0);
      assertThat(user.path("lost").asLong()).isEqualTo(1);
    }
  }

  @Test
  void a_request_is_kept_for_whoever_works_on_the_job() throws Exception {
    report(1, 400, ReportedStatus.PROCESSING);
    assertThat(calls.post("/api/progress/export-42/pause", "{\"reason\":\"night\"}").status())
        .isEqualTo(202);
    assertThat(store.find(JOB).orElseThrow().control())
        .hasToString(
            "ControlRequest[job=export-42, control=PAUSE, reason=night (asked by anonymous),"
                + " number=1, at=2025-11-10T12:30:00.000001Z]");
    assertThat(calls.json("/api/progress/export-42").path("controls"))
        .hasToString("[\"resume\",\"stop\"]");
    assertThat(calls.post("/api/progress/export-42/resume", "").status()).isEqualTo(202);
    assertThat(calls.post("/api/progress/export-42/resume", "").status()).isEqualTo(409);
  }

  @Test
  void a_job_that_has_ended_takes_no_requests() throws Exception {
    report(1, 1_000, ReportedStatus.COMPLETED);
    ApiResponse.Full response = calls.post("/api/progress/export-42/stop", "");
    assertThat(response.status()).isEqualTo(409);
    assertThat(Calls.text(response)).contains("has ended, it is COMPLETED");
    assertThat(calls.post("/api/progress/other/stop", "").status()).isEqualTo(404);
  }

  @Test
  void a_job_of_this_process_that_is_kept_listens_to_pauses() throws Exception {
    ProgressWeb both = store.web().controls(true).build();
    try (both;
        ProgressRegistry registry =
            both.show(
                ProgressRegistry.builder()
                    .clock(clock)
                    .manualSampling()
                    .jobs(
                        new JobStores(
                            store, CheckpointStore.inMemory(clock), LeaseStore.inMemory(clock))))) {
      registry.start(TrackerSpec.named("mine").id("mine").total(10));
      registry.flush(Duration.ofSeconds(10));
      Calls ask = new Calls(both.api()).header("X-Progress-Request", "1");
      assertThat(ask.json("/api/progress").path("jobs").findValuesAsText("source"))
          .containsExactly("live");
      assertThat(ask.json("/api/progress/mine").path("controls"))
          .hasToString("[\"pause\",\"stop\"]");
      assertThat(ask.post("/api/progress/mine/pause", "").status()).isEqualTo(202);
      assertThat(store.find(JobId.of("mine")).orElseThrow().control()).isNotNull();
    }
  }

  @Test
  void of_a_job_that_is_not_kept_only_the_stop_is_heard() {
    ProgressWeb plain = ProgressWeb.builder().clock(clock).manual().controls(true).build();
    try (plain;
        ProgressRegistry registry =
            plain.show(ProgressRegistry.builder().clock(clock).manualSampling())) {
      var job = registry.start(TrackerSpec.named("plain").id("plain").total(10));
      registry.sampleNow();
      Calls ask = new Calls(plain.api()).header("X-Progress-Request", "1");
      assertThat(ask.json("/api/progress/plain").path("controls")).hasToString("[\"stop\"]");
      ApiResponse.Full paused = ask.post("/api/progress/plain/pause", "");
      assertThat(paused.status()).isEqualTo(409);
      assertThat(Calls.text(paused)).contains("only jobs that are kept in a store listen");
      assertThat(ask.post("/api/progress/plain/stop", "").status()).isEqualTo(202);
      assertThat(job.stopRequested()).isTrue();
    }
  }

  @Test
  void a_store_that_is_away_is_an_answer_and_takes_no_other_jobs_with_it() throws Exception {
    report(1, 400, ReportedStatus.PROCESSING);
    store.away(true);
    ApiResponse.Full response = calls.get("/api/progress");
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.headers()).containsEntry("Retry-After", "5");
    ProgressWeb both = store.web().build();
    try (both;
        ProgressRegistry registry =
            both.show(ProgressRegistry.builder().clock(clock).manualSampling())) {
      registry.start("mine", 10);
      JsonNode list = new Calls(both.api()).json("/api/progress");
      assertThat(list.path("jobs").findValuesAsText("name")).containsExactly("mine");
      assertThat(list.path("complete").asBoolean()).isFalse();
    }
  }

  @Test
  void the_newest_of_a_state_are_found_behind_newer_ones() throws Exception {
    report(1, 400, ReportedStatus.PROCESSING);
    clock.advance(Duration.ofSeconds(1));
    store.apply(
        List.of(JobReport.of(JobId.of("newer"), WRITER).status(ReportedStatus.COMPLETED).build()));
    assertThat(calls.json("/api/progress?limit=1").path("jobs").findValuesAsText("id"))
        .containsExactly("newer");
    assertThat(
            calls.json("/api/progress?limit=1&state=RUNNING").path("jobs").findValuesAsText("id"))
        .containsExactly("export-42");
  }

  @Test
  void admins_see_all_users_and_the_worker() throws Exception {
    report(1, 400, ReportedStatus.PROCESSING);
    JsonNode list = calls.json("/api/progress");
    assertThat(list.path("users").get(0).path("userId").asLong()).isEqualTo(7);
    assertThat(list.path("worker").path("nextRun").asText()).isEqualTo("2025-11-10T12:37:23.000Z");
    assertThat(list.path("worker").path("intervalSeconds").asLong()).isEqualTo(600);
    assertThat(calls.json("/api/progress?user=8").path("jobs")).isEmpty();
    assertThat(calls.json("/api/progress?user=7").path("jobs")).hasSize(1);
  }

  @Test
  void the_timeline_of_a_live_job_goes_on_in_the_store() throws Exception {
    report(1, 400, ReportedStatus.PROCESSING);
    clock.advance(Duration.ofHours(1));
    try (ProgressRegistry registry =
        web.show(ProgressRegistry.builder().clock(clock).manualSampling())) {
      registry.start(TrackerSpec.named("Export").id("export-42").total(1_000)).note("n", Map.of());
      assertThat(registry.flush(Duration.ofSeconds(20))).isTrue();
      JsonNode all = calls.json("/api/progress/export-42/timeline").path("entries");
      assertThat(all.findValuesAsText("event"))
          .containsExactly("n", "started", "stage_change", "progress_update");
      List<JsonNode> byOne = new ArrayList<>();
      JsonNode page = calls.json("/api/progress/export-42/timeline?limit=1");
      while (page.path("next").isNumber()) {
        page.path("entries").forEach(byOne::add);
        page = calls.json("/api/progress/export-42/timeline?limit=1&after=" + page.path("next"));
      }
      assertThat(byOne).containsExactlyElementsOf(all);
      assertThat(all.findValuesAsText("id")).doesNotHaveDuplicates();
    }
  }
}
