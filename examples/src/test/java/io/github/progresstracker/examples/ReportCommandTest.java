package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A crawler and the server it reports to, each in a JVM of its own, with a real database. */
@Timeout(120)
class ReportCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable Program server;

  @TempDir Path directory;

  /** Filled in by JUnit. */
  @SuppressWarnings("NullAway.Init")
  ReportCommandTest() {}

  @AfterEach
  void stopServer() throws Exception {
    if (server != null) {
      server.process().toHandle().destroy();
      assertThat(server.end().code()).isEqualTo(130);
    }
  }

  private String serve(int port) throws IOException {
    server =
        Program.start(
            directory,
            "serve",
            "--serve",
            "" + port,
            "--db",
            "embedded:" + directory.resolve("data"),
            "--ingest-token",
            "crawler",
            "--token",
            "look");
    return server.awaitAddress();
  }

  private Program report(String to, String token, String... more) throws IOException {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("report", "--to", to, "--token", token, "--view", "off", "--pace", "5"));
    args.addAll(List.of(more));
    return Program.start(directory, args.toArray(String[]::new));
  }

  private static JsonNode summary(Program.Outcome report, int code) throws IOException {
    assertThat(report.code()).as(report.err()).isEqualTo(code);
    assertThat(report.out()).hasLineCount(1);
    return JSON.readTree(report.out());
  }

  private JsonNode job(String address, String id) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/api/progress/" + id))
            .header("Authorization", "Bearer look")
            .build();
    return JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
  }

  /** What the server answers may be a second old. */
  private JsonNode await(String address, String id, String state) throws Exception {
    JsonNode job = job(address, id);
    while (!job.path("state").asText().equals(state)) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      job = job(address, id);
    }
    return job;
  }

  @Test
  void the_job_is_seen_at_the_server_while_it_goes_on() throws Exception {
    String address = serve(0);
    Program crawler = report(address, "crawler", "--job", "crawl-1", "--pages", "20000");
    await(address, "crawl-1", "RUNNING");
    crawler.process().toHandle().destroy();
    assertThat(summary(crawler.end(), 130).get("job").asText()).isEqualTo("crawl-1");
    await(address, "crawl-1", "FAILED");
  }

  @Test
  void what_was_counted_is_what_the_server_has() throws Exception {
    String address = serve(0);
    Program.Outcome crawl = report(address, "crawler", "--job", "crawl-2", "--pages", "60").end();
    assertThat(summary(crawl, 0).get("events_lost").asLong()).isZero();
    JsonNode job = await(address, "crawl-2", "COMPLETED");
    assertThat(job.get("done").asLong()).isEqualTo(60);
    assertThat(job.at("/activity/itemsByType/issues").asLong()).isEqualTo(20);
    Program.Outcome refused = report(address, "wrong", "--pages", "5").end();
    assertThat(summary(refused, Examples.FAILED).get("reports_refused").asLong()).isPositive();
  }

  @Test
  void what_was_done_while_the_server_was_away_arrives_later_and_once() throws Exception {
    int port = freePort();
    String address = "http://127.0.0.1:" + port;
    String spool = directory.resolve("spool").toString();
    Program.Outcome lost = report(address, "crawler", "--pages", "40", "--patience", "0").end();
    assertThat(summary(lost, Examples.FAILED).get("events_lost").asLong()).isPositive();
    Program.Outcome alone =
        report(
                address,
                "crawler",
                "--spool",
                spool,
                "--job",
                "away",
                "--pages",
                "40",
                "--patience",
                "0")
            .end();
    assertThat(summary(alone, 0).get("events_in_spool").asLong()).isPositive();

    serve(port);
    Program.Outcome later = report(address, "crawler", "--spool", spool, "--pages", "0").end();
    assertThat(summary(later, 0).get("events_delivered").asLong()).isPositive();
    assertThat(summary(later, 0).has("job")).isFalse();
    Program.Outcome again = report(address, "crawler", "--spool", spool, "--pages", "0").end();
    assertThat(summary(again, 0).get("events_delivered").asLong()).isZero();
    JsonNode job = await(address, "away", "COMPLETED");
    assertThat(job.get("done").asLong()).isEqualTo(40);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--to,ftp://example.org,--to",
    "--pages,-1,--pages",
    "--pages,0,--spool",
    "--pace,10001,--pace",
    "--patience,3601,--patience",
    "--token,two words,--token",
  })
  void what_cannot_be_used_is_told_in_one_line(String option, String value, String thing) {
    CommandRun.of("report", option, value).assertRefused(thing);
  }
}
