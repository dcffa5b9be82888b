package io.github.progresstracker.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.progresstracker.OperationType;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A crawler's timeline has each kind of event, with its details")
class AuditActionsTest {

  @RegisterExtension static final PostgresExtension postgres = new PostgresExtension();

  @BeforeAll
  static void crawl() throws Exception {
    PostgresProgress progress = PostgresProgress.on(postgres.dataSource()).migrate();
    ManualClock clock = new ManualClock(Instant.parse("2025-01-06T19:15:30Z"));
    try (ProgressRegistry registry =
        ProgressRegistry.builder()
            .clock(clock)
            .manualSampling()
            .sink(progress.auditLog())
            .build()) {
      crawl(registry, clock);
      assertThat(registry.flush(Duration.ofSeconds(30))).isTrue();
    }
  }

  private static void crawl(ProgressRegistry registry, ManualClock clock) {
    TrackerSpec spec = TrackerSpec.named("crawl").id("crawl-1").total(300).reportEvery(150);
    try (ProgressTracker job = registry.start(spec)) {
      job.note("areas_discovered", Map.of("groups", 5, "projects", 20));
      job.note("credential_status_change", Map.of("status", "renewed"));
      job.note("discovery_progress", Map.of("discovered", 25));
      job.activity().operationType(OperationType.DATA_COLLECTION);
      job.activity().currentDataType("issues");
      job.activity().stage("data_collection");
      job.phase("issues");
      registry.sampleNow();
      clock.advance(Duration.ofSeconds(10));
      job.activity().count("issues", 150);
      job.advance(150);
      registry.sampleNow();
      clock.advance(Duration.ofSeconds(10));
      job.pause();
      registry.sampleNow();
      job.resume();
      job.advance(150);
      job.complete();
    }
    registry.start(TrackerSpec.named("other").id("crawl-2")).fail("token expired");
    registry.sampleNow();
  }

  @Test
  @DisplayName("an update has exactly status, processedItems, currentDataType and stage")
  void update() throws Exception {
    Map<String, JsonNode> updates = timeline("event = 'progress_update'");

    assertThat(updates.values().iterator().next())
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"status": "processing", "processedItems": 150, "currentDataType": "issues",
                     "stage": "data_collection"}\
                    """));
  }

  @Test
  @DisplayName("each of the documented kinds of event is there")
  void kinds() {
    List<String> events =
        Jdbi.create(postgres.dataSource())
            .withHandle(
                handle ->
                    handle
                        .createQuery("select distinct event from progress_event_timeline")
                        .mapTo(String.class)
                        .list());
    assertThat(events)
        .contains(
            "progress_update",
            "areas_discovered",
            "credential_status_change",
            "discovery_progress",
            "stage_change",
            "error",
            "completion");
  }

  @Test
  @DisplayName("a note has what was said, and where the job was")
  void notes() throws Exception {
    assertThat(timeline("event = 'areas_discovered'").values())
        .singleElement()
        .satisfies(
            details -> {
              assertThat(details.get("groups").asInt()).isEqualTo(5);
              assertThat(details.get("projects").asInt()).isEqualTo(20);
              assertThat(details.get("status").asText()).isEqualTo("processing");
              assertThat(details.get("processedItems").asInt()).isZero();
            });
  }

  @Test
  @DisplayName("the status follows the life of the job")
  void status() throws Exception {
    assertThat(statusOf("event = 'started' and job_id = 'crawl-1'")).isEqualTo("started");
    assertThat(statusOf("event = 'stage_change'")).isEqualTo("processing");
    assertThat(timeline("event = 'stage_change'").values().iterator().next().get("stageStatus"))
        .hasToString("\"started\"");
    assertThat(statusOf("event = 'credential_status_change'")).isEqualTo("renewed");
    assertThat(statusOf("event = 'paused'")).isEqualTo("paused");
    assertThat(statusOf("event = 'completion'")).isEqualTo("completed");
    assertThat(statusOf("event = 'error'")).isEqualTo("failed");
    assertThat(timeline("event = 'error'").values().iterator().next().get("message").asText())
        .isEqualTo("token expired");
  }

  private static String statusOf(String condition) throws Exception {
    return timeline(condition).values().iterator().next().get("status").asText();
  }

  private static Map<String, JsonNode> timeline(String condition) throws Exception {
    List<Map<String, Object>> rows =
        Jdbi.create(postgres.dataSource())
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select event_id::text as id, details::text as details"
                                + " from progress_event_timeline where "
                                + condition
                                + " order by event_id")
                        .mapToMap()
                        .list());
    Map<String, JsonNode> details = new LinkedHashMap<>();
    for (Map<String, Object> row : rows) {
      details.put(
          String.valueOf(row.get("id")),
          new ObjectMapper().readTree(String.valueOf(row.get("details"))));
    }
    return details;
  }
}
