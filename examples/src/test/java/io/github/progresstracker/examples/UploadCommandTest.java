package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.progresstracker.sink.WebhookSignature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a user has it. */
class UploadCommandTest {

  private static final String SECRET = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

  @TempDir Path directory;

  /** Filled in by JUnit. */
  @SuppressWarnings("NullAway.Init")
  UploadCommandTest() {}

  @Test
  void the_summary_is_one_line_of_json_and_the_same_for_the_same_seed() throws Exception {
    JsonNode first = summary(upload("--files", "30", "--seed", "3"));
    assertThat(first.get("state").asText()).isEqualTo("COMPLETED");
    assertThat(first.get("files").asInt()).isEqualTo(30);
    assertThat(first.get("failed").asInt()).isPositive();
    assertThat(first.get("skipped").asInt()).isPositive();
    assertThat(first.get("retried").asInt()).isPositive();
    assertThat(first.get("types").get("archived").asInt()).isEqualTo(6);
    int sent = 30 - 6 - first.get("skipped").asInt();
    assertThat(first.get("api_calls").asInt()).isEqualTo(sent + first.get("retried").asInt());
    assertThat(first.get("cost").decimalValue()).isPositive();
    assertThat(first.get("sha256").asText()).hasSize(64);

    JsonNode again = summary(upload("--files", "30", "--seed", "3"));
    for (String same : List.of("sha256", "failed", "skipped", "retried", "types", "cost")) {
      assertThat(again.get(same)).as(same).isEqualTo(first.get(same));
    }
    JsonNode other = summary(upload("--files", "30", "--seed", "2"));
    assertThat(other.get("sha256")).isNotEqualTo(first.get("sha256"));
  }

  @Test
  void one_file_will_do() throws Exception {
    assertThat(summary(upload("--files", "1")).get("files").asInt()).isEqualTo(1);
  }

  @Test
  void meters_are_shown_when_wanted() {
    CommandRun run = upload("--files", "5", "--meters");
    assertThat(run.err())
        .contains("meter: progress.items{job=upload,outcome=success} COUNT=")
        .contains("meter: progress.run{job=upload,outcome=completed} COUNT=1.00");
    assertThat(upload("--files", "5").err()).doesNotContain("meter:");
  }

  @Test
  void the_webhook_gets_the_end_of_the_job_signed() throws Exception {
    BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/hook", exchange -> deliveries.add(receive(exchange)));
    receiver.start();
    try {
      String url = "http://localhost:" + receiver.getAddress().getPort() + "/hook";
      CommandRun run = upload("--files", "5", "--webhook", url, "--webhook-secret", SECRET);
      assertThat(run.code()).as(run.err()).isZero();
    } finally {
      receiver.stop(0);
    }
    assertThat(deliveries).hasSize(1);
    Delivery end = deliveries.remove();
    assertThat(end.genuine()).isTrue();
    assertThat(end.body().get("type").asText()).isEqualTo("finished");
    JsonNode job = end.body().get("lineage").get(0);
    assertThat(job.get("name").asText()).isEqualTo("upload");
    assertThat(job.get("state").asText()).isEqualTo("COMPLETED");
    assertThat(job.get("done").asInt()).isEqualTo(5);
  }

  @Test
  void what_the_webhook_could_not_take_is_delivered_by_the_next_run() throws Exception {
    String spool = directory.resolve("spool").toString();
    String nobody = "http://localhost:1/hook";
    CommandRun away = upload("--files", "2", "--webhook", nobody, "--spool", spool);
    assertThat(away.code()).as(away.err()).isZero();

    BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/hook", exchange -> deliveries.add(receive(exchange)));
    String url = "http://localhost:" + receiver.getAddress().getPort() + "/hook";
    receiver.start();
    try {
      upload("--files", "3", "--webhook", url, "--webhook-secret", SECRET, "--spool", spool);
    } finally {
      receiver.stop(0);
    }
    assertThat(deliveries)
        .extracting(end -> end.body().get("lineage").get(0).get("done").asInt())
        .containsExactly(2, 3);
  }

  @Test
  void a_run_is_exported_as_a_tree() throws Exception {
    Path file = directory.resolve("run.json");
    CommandRun run = upload("--files", "10", "--export", file.toString());
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode job = new ObjectMapper().readTree(file.toFile());
    assertThat(job.get("name").asText()).isEqualTo("upload");
    assertThat(job.get("done").asInt()).isEqualTo(10);
  }

  @Test
  void a_run_is_exported_as_a_table_with_its_parts() throws Exception {
    Path file = Files.writeString(directory.resolve("run.CSV"), "of last week");
    CommandRun run = upload("--files", "10", "--export", file.toString());
    assertThat(run.code()).as(run.err()).isZero();
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(3);
    int name = Arrays.asList(lines.get(0).split(",", -1)).indexOf("name");
    int unit = Arrays.asList(lines.get(0).split(",", -1)).indexOf("unit");
    String[] archive = lines.get(1).split(",", -1);
    String[] job = lines.get(2).split(",", -1);
    assertThat(List.of(archive[name], archive[unit])).containsExactly("archive", "bytes");
    assertThat(List.of(job[name], job[unit])).containsExactly("upload", "files");
  }

  @Test
  void a_signal_stops_it_after_the_file_in_hand() throws Exception {
    Path export = directory.resolve("run.json");
    Program upload =
        Program.start(
            directory,
            "upload",
            "--files",
            "2000",
            "--view",
            "lines",
            "--export",
            export.toString());
    upload.awaitLine("event=child_finished");
    upload.process().toHandle().destroy();
    Program.Outcome end = upload.end();
    assertThat(end.code()).as(end.err()).isEqualTo(130);
    assertThat(end.err()).contains("stopping after the file in hand").doesNotContain("Exception");
    JsonNode summary = new ObjectMapper().readTree(end.out());
    assertThat(summary.get("state").asText()).isEqualTo("FAILED");
    assertThat(summary.get("files").asInt()).isBetween(100, 1_999);
    assertThat(new ObjectMapper().readTree(export.toFile()).get("message").asText())
        .contains("asked to stop: by a signal");
  }

  @Test
  void a_small_budget_raises_an_alert() throws Exception {
    Program upload =
        Program.start(directory, "upload", "--files", "2000", "--view", "off", "--budget", "0.01");
    upload.awaitLine("alert: CRITICAL budget: The budget of 0.01 is used up");
    upload.process().toHandle().destroy();
    Program.Outcome end = upload.end();
    assertThat(end.code()).as(end.err()).isEqualTo(130);
    assertThat(new ObjectMapper().readTree(end.out()).get("alerts").toString())
        .isEqualTo("[\"budget\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "2001"})
  void the_number_of_files_is_bounded(String files) {
    assertRefused("--files must be 1 to 2000, was " + files, "--files", files);
  }

  @ParameterizedTest
  @CsvSource({
    "--files, many, many",
    "--seed, x, x",
    "--budget, 0, --budget: ",
    "--budget, much, much",
    "--webhook, ftp://example.com, not with ftp:",
    "--webhook, nowhere, must begin with https://",
    "--webhook-secret, c2hvcnQ=, --webhook-secret needs a --webhook",
    "--export, run.txt, must end in .json or .csv",
    "--colour, blue, --colour"
  })
  void bad_input_is_one_line(String option, String value, String complaint) {
    assertRefused(complaint, option, value);
  }

  @Test
  void a_secret_that_is_none_is_refused_and_not_shown() {
    CommandRun run = upload("--webhook", "http://localhost:1/", "--webhook-secret", "c2hvcnQ=");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .startsWith("error: --webhook-secret: ")
        .doesNotContain("c2hvcnQ=");
  }

  @Test
  void an_export_that_cannot_be_written_is_refused_before_the_work_begins() throws Exception {
    Path missing = directory.resolve("missing").resolve("run.csv");
    assertRefused(
        "--export cannot be written: " + missing + ": there is no such file or directory",
        "--export",
        missing.toString());
    Path folder = Files.createDirectory(directory.resolve("folder.json"));
    assertRefused("--export cannot be written: " + folder, "--export", folder.toString());
  }

  private static Delivery receive(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    boolean genuine =
        WebhookSignature.of(SECRET)
            .verify(exchange.getRequestHeaders()::getFirst, body, Instant.now());
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
    return new Delivery(new ObjectMapper().readTree(body), genuine);
  }

  private static JsonNode summary(CommandRun run) throws IOException {
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(1);
    return new ObjectMapper().readTree(run.out());
  }

  private static void assertRefused(String thing, String... args) {
    upload(args).assertRefused(thing);
  }

  private static CommandRun upload(String... args) {
    return CommandRun.of("upload", args);
  }

  private record Delivery(JsonNode body, boolean genuine) {}
}
