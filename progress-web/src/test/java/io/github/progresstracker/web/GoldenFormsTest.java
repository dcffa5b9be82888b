package io.github.progresstracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.Outcomes;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobInfo;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStatus;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.ReportedStatus;
import io.github.progresstracker.job.RunFigures;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.testing.ManualClock;
import io.github.progresstracker.web.internal.ReportJson;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes over HTTP, as in the golden files of version 1. */
class GoldenFormsTest {

  private static final JobId JOB = JobId.of("export-42");

  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));
  private final KeptInMemory store = new KeptInMemory(clock);
  private final ProgressWeb web =
      store.web().authenticator(Authenticator.bearer("all", Scope.values())).build();
  private final Calls calls = new Calls(web.api()).token("all");

  @AfterEach
  void close() {
    web.close();
  }

  private static JobReport report() {
    return JobReport.of(JOB, WriterId.of("shard 1"))
        .at(3, 17)
        .status(ReportedStatus.COMPLETED)
        .info(new JobInfo("Export", null, Map.of("user_id", "7")))
        .totals(new JobTotals(400, 2, Map.of("issues", 5L)))
        .base(JobTotals.of(100))
        .facts(
            JobFacts.builder()
                .totalItems(1_000L)
                .operationType("discovery")
                .currentDataType("issues")
                .stage("resolving users")
                .lastProcessedId("issue-17")
                .part("News", 3L, 9L)
                .rate(12.5)
                .eta(80.0, 70.0, 95.0)
                .build())
        .details(Map.of("remark", "the last"))
        .run(
            new RunFigures(
                Duration.ofSeconds(80),
                new Outcomes(398, 2, 3, 4),
                1_200,
                new BigDecimal("0.25"),
                9,
                1,
                new EtaAccuracy(240, 0.07, 1.06, 0.4, 0.81, 0.2, 0.31, 0)))
        .build();
  }

  @Test
  void a_report_is_written_as_in_the_golden_file() throws IOException {
    assertThat(ReportJson.parts(report()))
        .extracting(body -> pretty(new String(body, StandardCharsets.UTF_8)))
        .containsExactly(golden("report.v1.json"));
  }

  @Test
  void a_report_and_the_job_that_it_makes_are_read_as_in_the_golden_files() throws Exception {
    ApiResponse.Full answer = calls.post("/api/internal/jobs/progress", golden("report.v1.json"));
    assertThat(answer.status()).as(Calls.text(answer)).isEqualTo(204);
    JobState job = store.find(JOB).orElseThrow();
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.totals()).isEqualTo(new JobTotals(500, 2, Map.of("issues", 5L)));
    assertThat(job.writers()).singleElement().returns(3L, writer -> writer.epoch());
    assertThat(pretty(Calls.text(calls.get("/api/progress/export-42"))))
        .isEqualTo(golden("job.v1.json"));
  }

  @Test
  void a_problem_is_told_as_in_the_golden_file() throws IOException {
    assertThat(pretty(Calls.text(calls.get("/api/progress/none"))))
        .isEqualTo(golden("problem.v1.json"));
  }

  @Test
  void a_stream_is_written_as_in_the_golden_file() throws Exception {
    StringBuilder told = new StringBuilder();
    try (ProgressRegistry registry =
        web.show(ProgressRegistry.builder().clock(clock).manualSampling())) {
      ProgressTracker job = registry.start(TrackerSpec.named("Export").id("export-1").total(1_000));
      pass(registry);
      try (OpenStream stream = OpenStream.of(calls, "/api/progress/stream")) {
        told.append(String.join("\n", stream.block())).append("\n\n");
        told.append(frame(stream.next("snapshot")));
        job.advance(100);
        pass(registry);
        told.append(frame(stream.next("progress")));
        job.note("checked", Map.of("ok", true));
        pass(registry);
        told.append(frame(stream.next("timeline")));
        job.complete();
        pass(registry);
        told.append(frame(stream.next("end")));
      }
    }
    assertThat(told).hasToString(golden("stream.v1.txt"));
  }

  private void pass(ProgressRegistry registry) throws InterruptedException {
    clock.advance(Duration.ofSeconds(1));
    assertThat(registry.flush(Duration.ofSeconds(10))).isTrue();
  }

  /** Ids are never the same twice. */
  private static String frame(OpenStream.Event event) {
    String frame =
        "id: " + event.id() + "\nevent: " + event.type() + "\ndata: " + event.data() + "\n\n";
    return frame
        .replace(event.id(), "ID")
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID");
  }

  private static String pretty(String json) {
    return Calls.parse(json).toPrettyString().lines().collect(Collectors.joining("\n")) + "\n";
  }

  private static String golden(String name) throws IOException {
    try (InputStream file = GoldenFormsTest.class.getResourceAsStream("/golden/" + name)) {
      return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
