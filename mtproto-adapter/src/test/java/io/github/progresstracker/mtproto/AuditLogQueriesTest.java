package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The monitoring queries that operators have, word for word, on what a collection leaves behind.
 */
class AuditLogQueriesTest {

  private static final long USER = 844_338_517;

  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  @BeforeAll
  static void collect() throws Exception {
    CollectedHour.into(
        POSTGRES.dataSource(), USER, new LivingChannels().channel(2_678_877_654L, 12_203));
  }

  @Test
  void latest_progress_of_a_user() {
    List<Map<String, Object>> rows =
        query(
            """
            SELECT
              timestamp,
              channel_id,
              metadata->'messages_current' as current,
              metadata->'messages_total' as total,
              metadata->'progress_percent' as percent,
              metadata->'session_current' as session,
              metadata->'speed_messages_per_second' as speed
            FROM mtproto_audit_log
            WHERE user_id = %d
              AND action = 'collection_progress_detail'
              AND timestamp > NOW() - INTERVAL '1 hour'
            ORDER BY timestamp DESC
            LIMIT 100;
            """
                .formatted(USER));
    // two full sessions of 10 + 10 marks and a completion, and one of 4 + 1 each and a completion
    assertThat(rows).hasSize(2 * 21 + 2 * 5 + 1);
    assertThat(rows.get(0).get("channel_id")).isEqualTo(1_002_678_877_654L);
    assertThat(rows.get(0).get("current")).hasToString("12203");
    assertThat(rows.get(0).get("total")).hasToString("12203");
    assertThat(rows.get(0).get("percent")).hasToString("100.0");
    assertThat(rows.get(0).get("session")).hasToString("3");
  }

  @Test
  void what_a_run_has_done() {
    List<Map<String, Object>> rows =
        query(
            """
            SELECT action, to_char(timestamp, 'HH24:MI:SS') as time,
                   metadata->>'total_channels' as channels,
                   metadata->>'channels_processed' as processed,
                   metadata->>'total_messages' as messages
            FROM mtproto_audit_log
            WHERE user_id = %d
            AND timestamp > NOW() - INTERVAL '1 hour'
            ORDER BY timestamp DESC;
            """
                .formatted(USER));
    assertThat(rows.get(0))
        .containsEntry("action", "collection_end")
        .containsEntry("channels", "1")
        .containsEntry("messages", "12203");
    assertThat(rows.get(1))
        .containsEntry("action", "collection_progress")
        .containsEntry("channels", "1")
        .containsEntry("processed", "1");
    assertThat(rows.get(rows.size() - 1))
        .containsEntry("action", "collection_start")
        .containsEntry("channels", "1");
  }

  @Test
  void a_detail_row_has_exactly_the_documented_keys_and_its_levels_agree() throws Exception {
    List<JsonNode> details = new ArrayList<>();
    for (Map<String, Object> row :
        query(
            "select metadata::text as document from mtproto_audit_log"
                + " where action = 'collection_progress_detail' order by event_id")) {
      details.add(new ObjectMapper().readTree(String.valueOf(row.get("document"))));
    }
    assertThat(details)
        .allSatisfy(
            detail -> {
              assertThat(detail.fieldNames())
                  .toIterable()
                  .containsExactlyInAnyOrder(
                      "channel_id",
                      "phase",
                      "messages_current",
                      "messages_total",
                      "progress_percent",
                      "session_current",
                      "session_total",
                      "session_progress_percent",
                      "session_messages_current",
                      "session_messages_limit",
                      "session_messages_percent",
                      "speed_messages_per_second",
                      "eta_seconds",
                      "eta_minutes");
              long current = detail.get("messages_current").asLong();
              long session = detail.get("session_current").asLong();
              long limit = detail.get("session_messages_limit").asLong();
              long inSession = detail.get("session_messages_current").asLong();
              assertThat(current).isEqualTo((session - 1) * limit + inSession);
              assertThat(limit).isEqualTo(5_000);
              assertThat(detail.get("session_total").asLong()).isEqualTo(3);
              assertPercent(detail, "progress_percent", current, 12_203);
              assertPercent(detail, "session_progress_percent", session, 3);
              assertPercent(detail, "session_messages_percent", inSession, limit);
            });
    JsonNode last = details.get(details.size() - 1);
    assertThat(last.get("phase").asText()).isEqualTo("complete");
    assertThat(last.get("eta_seconds").asLong()).isZero();
    assertThat(details.get(5).get("eta_seconds").isNumber()).isTrue();
    assertThat(details.get(5).get("speed_messages_per_second").asDouble()).isBetween(95.0, 105.0);
  }

  @Test
  void a_percentage_never_passes_100_and_needs_a_total() {
    String percents =
        "select metadata->>'progress_percent' as whole,"
            + " metadata->>'session_messages_percent' as session"
            + " from mtproto_audit_log where user_id = 7";
    Jdbi.create(POSTGRES.dataSource())
        .useTransaction(
            handle -> {
              insertDetail(handle, "101, 100, 3, 2, 600, 500");
              assertThat(handle.createQuery(percents).mapToMap().one())
                  .containsEntry("whole", "100.0")
                  .containsEntry("session", "100.0");
              handle.execute("delete from progress_event where user_id = 7");
              insertDetail(handle, "101, null, 3, null, null, 500");
              assertThat(handle.createQuery(percents).mapToMap().one())
                  .containsEntry("whole", null)
                  .containsEntry("session", null);
              handle.rollback();
            });
  }

  private static void insertDetail(Handle handle, String counts) {
    handle.execute(
        "insert into progress_event (event_id, \"timestamp\", job_id, tracker_id, user_id, action,"
            + " done, total, step_number, step_count, step_done, step_total)"
            + " values (gen_random_uuid(), now(), 'j', 't', 7, 'collection_progress_detail', "
            + counts
            + ")");
  }

  @Test
  void event_ids_are_unique_in_table_and_view() {
    for (String relation : List.of("progress_event", "mtproto_audit_log")) {
      assertThat(
              query("select count(*) - count(distinct event_id) as repeated from " + relation)
                  .get(0)
                  .get("repeated"))
          .isEqualTo(0L);
    }
  }

  private static void assertPercent(JsonNode detail, String key, long part, long whole) {
    assertThat(detail.get(key).asDouble())
        .as(key)
        .isEqualTo(Math.floorDiv(part * 1_000, whole) / 10.0);
  }

  private static List<Map<String, Object>> query(String sql) {
    return Jdbi.create(POSTGRES.dataSource())
        .withHandle(handle -> handle.createQuery(sql.replace(";", "")).mapToMap().list());
  }
}
