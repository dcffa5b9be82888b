package io.github.progresstracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.alert.AlertRules;
import io.github.progresstracker.testing.ManualClock;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamTest {

  private static final String STREAM = "/api/progress/stream";

  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));
  private final ProgressWeb web =
      ProgressWeb.builder().clock(clock).manual().controls(true).maxStreams(3).build();
  private final ProgressRegistry registry =
      web.show(
          ProgressRegistry.builder()
              .clock(clock)
              .manualSampling()
              .rule(AlertRules.deadline(Instant.parse("2025-11-10T12:40:00Z"))));
  private final Calls calls = new Calls(web.api()).header("X-Progress-Request", "1");

  @AfterEach
  void close() {
    registry.close();
    web.close();
  }

  private void pass(Duration time) throws InterruptedException {
    clock.advance(time);
    registry.flush(Duration.ofSeconds(10));
  }

  private ProgressTracker job(String id) {
    return registry.start(TrackerSpec.named("job " + id).id(id).total(1_000));
  }

  @Test
  void first_where_everything_stands_then_what_happens() throws Exception {
    ProgressTracker job = job("1");
    pass(Duration.ofSeconds(1));
    try (OpenStream stream = OpenStream.of(calls, STREAM)) {
      assertThat(stream.block()).containsExactly("retry: 2000");
      OpenStream.Event snapshot = stream.next();
      assertThat(snapshot.type()).isEqualTo("snapshot");
      assertThat(snapshot.json().path("lastEventId").asText()).isEqualTo(snapshot.id());
      assertThat(snapshot.json().path("jobs").findValuesAsText("id")).containsExactly("1");
      job.advance(100);
      pass(Duration.ofSeconds(1));
      OpenStream.Event progress = stream.next();
      assertThat(progress.type()).isEqualTo("progress");
      assertThat(progress.json().path("done").asLong()).isEqualTo(100);
      assertThat(progress.json().path("source").asText()).isEqualTo("live");
      assertThat(progress.json().path("controls")).hasToString("[\"stop\"]");
      job.note("checked", Map.of("ok", true));
      pass(Duration.ofSeconds(1));
      OpenStream.Event entry = stream.next("timeline");
      assertThat(entry.json().path("entry").path("event").asText()).isEqualTo("checked");
      job.complete();
      pass(Duration.ZERO);
      OpenStream.Event end = stream.next("end");
      assertThat(end.json().path("state").asText()).isEqualTo("COMPLETED");
      assertThat(end.json().path("finishedAt").isTextual()).isTrue();
    }
  }

  @Test
  void one_update_a_second_of_each_job() throws Exception {
    ProgressTracker job = job("1");
    pass(Duration.ofSeconds(1));
    try (OpenStream stream = OpenStream.of(calls, STREAM)) {
      stream.next();
      for (int i = 0; i < 12; i++) {
        job.advance(1);
        clock.advance(Duration.ofMillis(250));
        registry.sampleNow();
      }
      job.complete();
      pass(Duration.ZERO);
      List<String> types = new ArrayList<>();
      while (!types.contains("end")) {
        types.add(stream.next().type());
      }
      assertThat(types.stream().filter("progress"::equals).count()).isLessThanOrEqualTo(5);
    }
  }

  @Test
  void alerts_are_told_and_dismissed() throws Exception {
    ProgressTracker job = job("1");
    try (OpenStream stream = OpenStream.of(calls, STREAM)) {
      stream.next();
      String alertId = null;
      for (int i = 0; alertId == null && i < 300; i++) {
        job.advance(1);
        pass(Duration.ofSeconds(2));
        alertId =
            calls.json("/api/progress").path("alerts").findValuesAsText("id").stream()
                .findFirst()
                .orElse(null);
      }
      assertThat(alertId).isNotNull();
      assertThat(calls.json("/api/progress").path("alerts").get(0).path("jobName").asText())
          .isEqualTo("job 1");
      assertThat(calls.post("/api/alerts/" + alertId + "/dismiss", "").status()).isEqualTo(204);
      pass(Duration.ofSeconds(1));
      assertThat(calls.post("/api/alerts/" + alertId + "/dismiss", "").status()).isEqualTo(404);
      List<String> changes = new ArrayList<>();
      while (!changes.contains("dismissed")) {
        OpenStream.Event event = stream.next();
        if (event.type().equals("alert")) {
          assertThat(event.json().path("alert").path("id").asText()).isEqualTo(alertId);
          assertThat(event.json().path("alert").path("jobId").asText()).isEqualTo("1");
          changes.add(event.json().path("change").asText());
        }
      }
      assertThat(changes).containsExactly("raised", "dismissed");
    }
  }

  @Test
  void who_was_away_for_a_moment_misses_nothing() throws Exception {
    ProgressTracker job = job("1");
    pass(Duration.ofSeconds(1));
    String last;
    try (OpenStream stream = OpenStream.of(calls, STREAM)) {
      last = stream.next().id();
    }
    for (int i = 0; i < 3; i++) {
      job.note("n" + i, Map.of());
      pass(Duration.ofSeconds(1));
    }
    try (OpenStream stream = OpenStream.of(calls.header("Last-Event-ID", last), STREAM)) {
      assertThat(stream.next().json().path("entry").path("event").asText()).isEqualTo("n0");
      assertThat(stream.next().json().path("entry").path("event").asText()).isEqualTo("n1");
      assertThat(stream.next().json().path("entry").path("event").asText()).isEqualTo("n2");
    }
  }

  @Test
  void who_was_away_for_long_begins_anew() throws Exception {
    ProgressTracker job = job("1");
    pass(Duration.ofSeconds(1));
    String last;
    try (OpenStream stream = OpenStream.of(calls, STREAM)) {
      last = stream.next().id();
    }
    for (int i = 0; i < 1_100; i++) {
      job.note("n" + i, Map.of());
    }
    pass(Duration.ofSeconds(1));
    for (String id : List.of(last, "0-1", "what", "", last + "9")) {
      try (OpenStream stream = OpenStream.of(calls.header("Last-Event-ID", id), STREAM)) {
        assertThat(stream.next().type()).isEqualTo("snapshot");
      }
    }
  }

  @Test
  void what_is_replaced_by_newer_ones_is_not_missed() throws Exception {
    ProgressTracker job = job("1");
    pass(Duration.ofSeconds(1));
    String last;
    try (OpenStream stream = OpenStream.of(calls, STREAM)) {
      last = stream.next().id();
    }
    job.note("first", Map.of());
    for (int i = 0; i < 1_100; i++) {
      job.advance(1);
      pass(Duration.ofSeconds(1));
    }
    try (OpenStream stream = OpenStream.of(calls.header("Last-Event-ID", last), STREAM)) {
      assertThat(stream.next("timeline").json().path("entry").path("event").asText())
          .isEqualTo("first");
      assertThat(stream.next("progress").json().path("done").asLong()).isEqualTo(1_100);
    }
  }

  @Test
  void a_stream_is_of_the_jobs_it_asks_for() throws Exception {
    ProgressTracker one = job("1");
    ProgressTracker two = job("2");
    pass(Duration.ofSeconds(1));
    try (OpenStream stream = OpenStream.of(calls, STREAM + "?jobs=2")) {
      assertThat(stream.next().json().path("jobs").findValuesAsText("id")).containsExactly("2");
      one.complete();
      two.complete();
      pass(Duration.ofSeconds(1));
      assertThat(stream.next().json().path("id").asText()).isEqualTo("2");
    }
  }

  @Test
  void silence_is_broken_by_a_heartbeat() throws Exception {
    try (OpenStream stream = OpenStream.of(calls, STREAM)) {
      stream.next();
      for (int i = 0; i < 2; i++) {
        clock.advance(Duration.ofSeconds(15));
        web.parts().tick();
        assertThat(stream.block()).containsExactly(": hb");
      }
    }
  }

  @Test
  void a_stream_ends_after_an_hour_and_frees_its_place() throws Exception {
    try (OpenStream stream = OpenStream.of(calls, STREAM)) {
      stream.next();
      clock.advance(Duration.ofHours(1));
      web.parts().tick();
      assertThat(stream.block()).containsExactly("(end)");
    }
    List<OpenStream> streams = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      streams.add(OpenStream.of(calls, STREAM));
    }
    ApiResponse tooMany = calls.ask("GET", STREAM, "");
    assertThat(tooMany.status()).isEqualTo(503);
    assertThat(tooMany.headers()).containsEntry("Retry-After", "30");
    streams.get(1).close();
    streams.add(OpenStream.of(calls, STREAM));
    streams.forEach(OpenStream::close);
  }

  @Test
  void who_does_not_read_gets_the_newest_of_each_job_and_holds_up_nobody() throws Exception {
    ProgressTracker job = job("1");
    pass(Duration.ofSeconds(1));
    CountDownLatch read = new CountDownLatch(1);
    CountDownLatch stuck = new CountDownLatch(1);
    List<String> written = new ArrayList<>();
    ApiResponse.Body body = ((ApiResponse.Stream) calls.ask("GET", STREAM, "")).body();
    Thread reader = OpenStream.write(body, new Slow(stuck, read, written));
    stuck.await();
    for (int i = 0; i < 2_000; i++) {
      job.advance(1);
      job.note("n" + i, Map.of());
      pass(Duration.ofSeconds(1));
    }
    body.close();
    read.countDown();
    reader.join();
    assertThat(written).hasSizeLessThan(5);
  }

  /** Takes the first piece, and nothing until it is told to. */
  private static final class Slow extends OutputStream {
    private final CountDownLatch stuck;
    private final CountDownLatch read;
    private final List<String> written;

    private Slow(CountDownLatch stuck, CountDownLatch read, List<String> written) {
      this.stuck = stuck;
      this.read = read;
      this.written = written;
    }

    @Override
    public void write(int value) throws IOException {
      throw new IOException("byte by byte");
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      written.add(length + " bytes");
      stuck.countDown();
      try {
        read.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  @Test
  void who_reads_slowly_begins_anew_when_too_much_has_happened() throws Exception {
    ProgressTracker job = job("1");
    pass(Duration.ofSeconds(1));
    ApiResponse.Body body = ((ApiResponse.Stream) calls.ask("GET", STREAM, "")).body();
    for (int i = 0; i < 1_100; i++) {
      job.note("n" + i, Map.of());
    }
    pass(Duration.ofSeconds(1));
    try (OpenStream stream = OpenStream.of(body)) {
      OpenStream.Event first = stream.next();
      assertThat(first.type()).isEqualTo("snapshot");
      OpenStream.Event second = stream.next();
      assertThat(number(second.id())).isEqualTo(number(first.id()) + 1);
    }
  }

  private static long number(String id) {
    return Long.parseLong(id.substring(id.indexOf('-') + 1));
  }
}
