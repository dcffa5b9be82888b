package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard as a user starts it, in a JVM of its own, asked over HTTP. */
class ServeTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path directory;

  /** Filled in by JUnit. */
  @SuppressWarnings("NullAway.Init")
  ServeTest() {}

  private Program start(String... args) throws Exception {
    return Program.start(directory, args);
  }

  private String database() {
    return "embedded:" + directory.resolve("data");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode get(String uri) throws Exception {
    HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(uri)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("a minute is long enough").isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  @Test
  void a_collection_is_seen_while_it_goes_on_and_stopped_from_there() throws Exception {
    Program program =
        start(
            "collect",
            "--serve",
            "0",
            "--view",
            "off",
            "--db",
            database(),
            "--speed",
            "500",
            "--source",
            "simulator:channels=2,messages=50000");
    String address = program.awaitAddress();
    await(() -> done(address) > 0);
    JsonNode job = get(address + "/api/progress").get("jobs").get(0);
    assertThat(job.get("name").asText()).isEqualTo("collect");
    assertThat(job.get("total").get("value").asLong()).isEqualTo(100_000);
    String worker = address + "/api/user-mtproto/monitoring/worker-status";
    await(() -> get(worker).get("currently_collecting").asBoolean());
    String progress = address + "/api/user-mtproto/monitoring/progress";
    await(() -> get(progress).get("channels").size() == 1);

    String stop = address + "/api/progress/" + job.get("id").asText() + "/stop";
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create(stop))
                .header("X-Progress-Request", "1")
                .POST(BodyPublishers.ofString("{\"reason\":\"enough\"}")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    Program.Outcome end = program.end();
    assertThat(end.code()).as(end.err()).isEqualTo(130);
  }

  private long done(String address) throws Exception {
    JsonNode jobs = get(address + "/api/progress").get("jobs");
    return jobs.isEmpty() ? 0 : jobs.get(0).get("done").asLong();
  }

  @Test
  void reports_of_others_are_taken_and_shown() throws Exception {
    Program program =
        start(
            "serve",
            "--serve",
            "0",
            "--db",
            database(),
            "--ingest-token",
            "secret",
            "--token",
            "look");
    String address = program.awaitAddress();
    String report = "{\"taskId\":\"t1\",\"status\":\"processing\",\"processedItems\":150}";
    HttpRequest.Builder post =
        HttpRequest.newBuilder(URI.create(address + "/api/internal/jobs/progress"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(report));
    assertThat(send(post).statusCode()).isEqualTo(401);
    assertThat(send(post.setHeader("Authorization", "Bearer secret")).statusCode()).isEqualTo(204);
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create(address + "/api/progress/t1"))
                .header("Authorization", "Bearer look"));
    assertThat(JSON.readTree(answer.body()).get("done").asLong()).isEqualTo(150);
    program.process().toHandle().destroy();
    assertThat(program.end().code()).isEqualTo(130);
  }

  @Test
  void an_address_that_is_none_and_one_that_strangers_reach() throws Exception {
    Program.Outcome none = start("serve", "--serve", "here", "--db", database()).end();
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("--serve must be PORT or HOST:PORT");
    Program.Outcome open = start("serve", "--serve", "0.0.0.0:0", "--db", database()).end();
    assertThat(open.code()).isEqualTo(2);
    assertThat(open.err()).contains("nobody is asked who they are");
  }
}
