package io.github.progresstracker.mtproto.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobInfo;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.mtproto.PostgresMessageStore;
import io.github.progresstracker.web.Authenticator;
import io.github.progresstracker.web.Principal;
import io.github.progresstracker.web.ProgressServer;
import io.github.progresstracker.web.ProgressWeb;
import io.github.progresstracker.web.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The documented endpoints, over HTTP and on a real database, against the documented answers. */
class MonitoringRoutesTest {

  private static final long USER = 844_338_517;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BASE = "/api/user-mtproto/monitoring";

  /** The times of the documents, moved so that the last of them is a minute ago. */
  private static final Instant LAST_OF_DOCUMENT = Instant.parse("2025-11-10T12:45:23Z");

  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}Z");
  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();
  private final Instant last =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofMinutes(1));
  private final HttpClient client = HttpClient.newHttpClient();

  // Set before each test.
  @SuppressWarnings("NullAway.Init")
  private ProgressWeb web;

  @SuppressWarnings("NullAway.Init")
  private ProgressServer server;

  @SuppressWarnings("NullAway.Init")
  private PostgresProgress postgres;

  @BeforeEach
  void serve() {
    POSTGRES.clear();
    postgres = PostgresProgress.on(POSTGRES.dataSource()).migrate();
    PostgresMessageStore.schema().migrate(POSTGRES.dataSource());
    web =
        ProgressWeb.builder()
            .routes(
                MonitoringRoutes.of(
                    new CollectionMonitor(POSTGRES.dataSource()),
                    postgres.queries(POSTGRES.dataSource(), Duration.ZERO)))
            .authenticator(
                Authenticator.bearer("admin", Scope.READ)
                    .or(Authenticator.bearer("own", user(USER)))
                    .or(Authenticator.bearer("other", user(1))))
            .build();
    server = web.serve(0);
  }

  private static Principal user(long id) {
    return new Principal("user " + id, Set.of(Scope.READ), id);
  }

  @AfterEach
  void stop() {
    web.close();
    postgres.close();
  }

  @Test
  void progress_as_documented() throws Exception {
    noted("2025-11-10T12:30:00Z", "collection_start", null, null);
    noted("2025-11-10T12:44:23Z", "collection_progress_detail", 2_740L, 40.0);
    noted("2025-11-10T12:45:23Z", "collection_progress_detail", 3_240L, 45.3);
    assertThat(get("/progress", "own")).isEqualTo(golden("progress.json"));
    assertThat(get("/progress", "admin")).isEqualTo(golden("progress.json"));
    assertThat(get("/progress", "other").get("channels")).isEmpty();
  }

  @Test
  void history_as_documented() throws Exception {
    noted("2025-11-10T12:00:00Z", "collection_progress_detail", 100_000L, 42.5);
    noted("2025-11-10T12:30:00Z", "collection_progress_detail", 250_000L, 45.3);
    String path = "/progress/history?channel_id=1002678877654&hours=24";
    assertThat(get(path, "own")).isEqualTo(golden("history.json"));
    assertThat(get(path, "other").get("data_points")).isEmpty();
  }

  @Test
  void worker_status_as_documented() throws Exception {
    JobId job = JobId.of("collect-1");
    postgres
        .jobStore()
        .apply(
            List.of(
                JobReport.of(job, WriterId.of("worker"))
                    .at(1, 1)
                    .info(new JobInfo("collect", null, Map.of("user_id", Long.toString(USER))))
                    .totals(JobTotals.of(50))
                    .facts(
                        JobFacts.builder()
                            .ownTotal(100L)
                            .rate(10.0)
                            .part("ABC LEGACY NEWS", 1L, 4L)
                            .eta(754.0, 700.0, 800.0)
                            .build())
                    .build()));
    JsonNode worker = get("/worker-status", "own");
    assertThat(Instant.parse(worker.get("collection_start_time").asText()))
        .isBetween(last, Instant.now());
    // The rest is measured from the report on.
    assertThat(worker.get("estimated_time_remaining").asLong()).isBetween(700L, 754L);
    ObjectNode expected = (ObjectNode) golden("worker-status.json");
    expected.set("collection_start_time", worker.get("collection_start_time"));
    expected.set("estimated_time_remaining", worker.get("estimated_time_remaining"));
    assertThat(worker).isEqualTo(expected);
    assertThat(get("/worker-status", "other").get("currently_collecting").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/progress/history, channel_id is missing",
    "/progress/history?channel_id=, channel_id",
    "/progress/history?channel_id=abc, channel_id",
    "/progress/history?channel_id=-5, channel_id",
    "/progress/history?channel_id=99999999999999999999, channel_id",
    "/progress/history?channel_id=1&hours=0, hours",
    "/progress/history?channel_id=1&hours=1e3, hours",
    "/progress/history?channel_id=1&hours=99999, hours",
    "/progress?user=me, user"
  })
  void bad_parameters_are_400_and_named(String path, String named) throws Exception {
    HttpResponse<String> answer = send(path, "admin");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(JSON.readTree(answer.body()).get("detail").asText()).contains(named);
  }

  @Test
  void strangers_and_those_who_ask_for_somebody_else() throws Exception {
    assertThat(send("/progress", "nobody").statusCode()).isEqualTo(401);
    assertThat(send("/progress?user=1", "own").statusCode()).isEqualTo(403);
  }

  private void noted(String time, String action, @Nullable Long done, @Nullable Double rate) {
    Jdbi jdbi = Jdbi.create(POSTGRES.dataSource());
    jdbi.useHandle(
        handle -> {
          handle.execute(
              """
              insert into mtproto_channel (channel_id, title, kind, top_id)
              values (1002678877654, 'ABC LEGACY NEWS', 'CHANNEL', 1) on conflict do nothing\
              """);
          handle.execute(
              """
              insert into progress_event (event_id, "timestamp", job_id, tracker_id, user_id,
                channel_id, action, phase, done, total, step_number, step_count, rate, eta_seconds)
              values (gen_random_uuid(), ?::timestamptz, 'j', 'j', ?,
                1002678877654, ?, 'fetching', ?, 5000, 134, 200, ?, 38.2)\
              """,
              moved(time),
              USER,
              action,
              done,
              rate);
        });
  }

  private JsonNode get(String path, String token) throws Exception {
    HttpResponse<String> answer = send(path, token);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> send(String path, String token) throws Exception {
    URI uri = URI.create(server.uri() + BASE + path);
    return client.send(
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode golden(String name) throws IOException {
    try (InputStream in = MonitoringRoutesTest.class.getResourceAsStream(name)) {
      String text = new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
      return JSON.readTree(TIME.matcher(text).replaceAll(time -> moved(time.group())));
    }
  }

  private String moved(String time) {
    return last.plus(Duration.between(LAST_OF_DOCUMENT, Instant.parse(time))).toString();
  }
}
