package io.github.progresstracker.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStatus;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.sink.InMemorySink;
import io.github.progresstracker.testing.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportSinkTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SOON = Duration.ofSeconds(20);

  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));
  private final KeptInMemory store = new KeptInMemory(clock);
  private final ProgressWeb web =
      ProgressWeb.builder()
          .clock(clock)
          .jobs(store, store.reader())
          .authenticator(Authenticator.bearer("crawler", Scope.INGEST))
          .build();
  private final ProgressServer server = web.serve(0);
  private final List<Long> pauses = new ArrayList<>();

  @AfterEach
  void close() {
    web.close();
  }

  private ReportSink.Builder sink(String url) {
    return ReportSink.to(url)
        .token("crawler")
        .every(Duration.ZERO)
        .time(clock, new Random(1), pauses::add);
  }

  private ReportSink sink() {
    return sink(server.uri().toString()).build();
  }

  /** What a registry tells its sinks while something is done with it. */
  private List<ProgressEvent> eventsOf(Consumer<ProgressRegistry> work) throws Exception {
    InMemorySink events = new InMemorySink(10_000);
    try (ProgressRegistry registry =
        ProgressRegistry.builder().clock(clock).manualSampling().sink(events).build()) {
      work.accept(registry);
      registry.flush(SOON);
    }
    return events.events();
  }

  /** A second passes, and its sample reaches the sink by itself, not together with the next. */
  private void step(ProgressRegistry registry) {
    clock.advance(Duration.ofSeconds(1));
    registry.sampleNow();
    try {
      assertThat(registry.flush(SOON)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this", e);
    }
  }

  private JobState job(String id) throws Exception {
    return store.find(JobId.of(id)).orElseThrow();
  }

  private List<TimelineEntry> timeline(String id) throws Exception {
    return store.timeline(JobId.of(id), 0, 10_000);
  }

  private void crawl(ProgressRegistry registry) {
    ProgressTracker job =
        registry.start(
            TrackerSpec.named("crawl")
                .id("crawl-1")
                .total(Total.exact(120))
                .startAt(20)
                .unit("pages")
                .label("user_id", "7"));
    for (int i = 0; i < 10; i++) {
      job.advance(10);
      job.activity().count("issues", 3);
      step(registry);
    }
    job.note("new_areas_discovered", Map.of("areas", List.of("a", "b")));
    step(registry);
    job.complete();
    job.close();
  }

  @Test
  void a_job_is_where_its_server_is_asked_for_it() throws Exception {
    try (ProgressRegistry registry =
        ProgressRegistry.builder().clock(clock).manualSampling().sink(sink()).build()) {
      crawl(registry);
      assertThat(registry.flush(SOON)).isTrue();
    }
    JobState job = job("crawl-1");
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.totals().done()).isEqualTo(120);
    assertThat(job.totals().itemsByType()).isEqualTo(Map.of("issues", 30L));
    assertThat(job.totalItems()).isEqualTo(120);
    assertThat(job.info())
        .satisfies(info -> assertThat(info.name()).isEqualTo("crawl"))
        .satisfies(info -> assertThat(info.unit()).isEqualTo("pages"))
        .satisfies(info -> assertThat(info.userId()).isEqualTo(7));
    assertThat(job.averageRate()).as("100 in 11 s, and not 120").isEqualTo(100 / 11.0);
    assertThat(timeline("crawl-1"))
        .extracting(TimelineEntry::event)
        .containsExactly("progress_update", "progress_update", "areas_discovered", "completion");
  }

  @Test
  void what_comes_twice_or_out_of_a_spool_changes_nothing() throws Exception {
    List<ProgressEvent> events = eventsOf(this::crawl);
    ReportSink sink = sink();
    sink.deliver(events);
    JobState once = job("crawl-1");
    sink.deliver(events);
    sink().deliver(events);
    assertThat(job("crawl-1").totals()).isEqualTo(once.totals());
    assertThat(job("crawl-1").writers()).hasSize(1);
    assertThat(timeline("crawl-1")).hasSize(3);
  }

  @Test
  void several_processes_on_one_job_are_added_up() throws Exception {
    List<ProgressEvent> events = eventsOf(this::crawl);
    for (String name : List.of("a", "b")) {
      sink(server.uri().toString()).writer(WriterId.of(name)).build().deliver(events);
    }
    assertThat(job("crawl-1").totals().done()).isEqualTo(240);
  }

  @Test
  void what_is_longer_than_a_server_takes_goes_in_several() throws Exception {
    try (Receiver receiver = new Receiver()) {
      List<ProgressEvent> events =
          eventsOf(
              registry -> {
                ProgressTracker job = registry.start(TrackerSpec.named("many").id("many"));
                for (int i = 0; i < 600; i++) {
                  job.activity().count("a type, of quite a long name, that fills " + i, i + 1);
                }
                job.note("found", Map.of("text", "x".repeat(50_000)));
                step(registry);
                job.complete();
                job.close();
              });
      sink(receiver.url()).build().deliver(events);
      assertThat(receiver.lengths()).hasSizeGreaterThan(5).allMatch(length -> length <= 10_000);
      sink().deliver(events);
    }
    assertThat(job("many").totals().itemsByType()).hasSize(600);
    assertThat(job("many").totals().itemsByType().values().stream().mapToLong(n -> n).sum())
        .isEqualTo(600 * 601 / 2);
    assertThat(job("many").status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(timeline("many").toString()).contains("cut=true", "xxxxx");
  }

  @Test
  void what_the_server_knows_is_not_said_again_until_it_would_take_the_job_for_lost()
      throws Exception {
    try (Receiver receiver = new Receiver();
        ProgressRegistry registry =
            ProgressRegistry.builder()
                .clock(clock)
                .manualSampling()
                .sink(sink(receiver.url()).build())
                .build()) {
      ProgressTracker job = registry.start("idle", 10);
      job.advance();
      for (int i = 0; i < 120; i++) {
        step(registry);
      }
      // The start, the first count, and one each 30 seconds.
      assertThat(receiver.lengths()).hasSizeBetween(4, 14);
    }
  }

  @Test
  void not_now_is_tried_three_times_more_and_then_left_to_the_registry() throws Exception {
    List<ProgressEvent> events = eventsOf(registry -> registry.start("job", 1).close());
    try (Receiver receiver = new Receiver(503, 429, 500, 503)) {
      ReportSink sink = sink(receiver.url()).build();
      assertThatThrownBy(() -> sink.deliver(events))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("answered 503");
      assertThat(receiver.lengths()).hasSize(4);
      assertThat(pauses).hasSize(3);
      assertThat(pauses.get(0)).isBetween(375_000_000L, 625_000_000L);
      assertThat(pauses.get(1)).isBetween(750_000_000L, 1_250_000_000L);
      assertThat(pauses.get(2)).isBetween(1_500_000_000L, 2_500_000_000L);
      sink.deliver(events);
      assertThat(sink.refused()).isZero();
    }
  }

  @Test
  void a_server_that_is_away_is_not_now() throws Exception {
    List<ProgressEvent> events = eventsOf(registry -> registry.start("job", 1).close());
    String url = server.uri().toString();
    web.close();
    assertThatThrownBy(() -> sink(url).retries(1).build().deliver(events))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("did not answer");
    assertThat(pauses).hasSize(1);
  }

  @Test
  void a_server_says_when_to_come_again() throws Exception {
    List<ProgressEvent> events = eventsOf(registry -> registry.start("job", 1).close());
    try (Receiver receiver = new Receiver(429)) {
      receiver.retryAfter = "17";
      sink(receiver.url()).build().deliver(events);
      assertThat(pauses).containsExactly(17_000_000_000L);
    }
  }

  @Test
  void a_wrong_token_gives_reports_up_and_counts_them() throws Exception {
    List<ProgressEvent> events = eventsOf(this::crawl);
    ReportSink sink = sink(server.uri().toString()).token("wrong").build();
    sink.deliver(events);
    assertThat(sink.refused()).isGreaterThanOrEqualTo(3);
    assertThat(store.find(JobId.of("crawl-1"))).isEmpty();
    assertThat(pauses).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "progress.example.org",
        "ftp://host/",
        "http://",
        "http://a b/",
        "http://user:pw@host/",
        "http://host:0/"
      })
  void a_url_that_is_none(String url) {
    assertThatThrownBy(() -> ReportSink.to(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give one like")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("pw"));
  }

  @Test
  void options_out_of_their_range() {
    ReportSink.Builder builder = ReportSink.to("http://localhost:1");
    assertThatThrownBy(() -> builder.token("two words")).hasMessageContaining("no spaces");
    assertThatThrownBy(() -> builder.token("")).hasMessageContaining("is the variable set?");
    assertThatThrownBy(() -> builder.every(Duration.ofMinutes(1))).hasMessageContaining("PT30S");
    assertThatThrownBy(() -> builder.retries(11)).hasMessageContaining("0..10");
    assertThatThrownBy(() -> builder.name(" ")).hasMessageContaining("blank");
    assertThatThrownBy(() -> builder.requestTimeout(Duration.ZERO)).hasMessageContaining("1 h");
  }

  /** A server that answers as it is told, and then with 204. */
  private static final class Receiver implements AutoCloseable {
    private final HttpServer http;
    private final List<byte[]> bodies = Collections.synchronizedList(new ArrayList<>());
    private final int[] statuses;
    private volatile String retryAfter = "";

    private Receiver(int... statuses) throws IOException {
      this.statuses = statuses;
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      http.createContext("/", this::answer);
      http.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
      try (exchange) {
        byte[] body = exchange.getRequestBody().readAllBytes();
        JsonNode json = JSON.readTree(body);
        assertThat(json.has("sequence")).isTrue();
        int number = bodies.size();
        bodies.add(body);
        if (!retryAfter.isEmpty()) {
          exchange.getResponseHeaders().set("Retry-After", retryAfter);
        }
        exchange.sendResponseHeaders(number < statuses.length ? statuses[number] : 204, -1);
      }
    }

    private List<Integer> lengths() {
      return bodies.stream().map(body -> body.length).toList();
    }

    private String url() {
      return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    @Override
    public void close() {
      http.stop(0);
    }
  }
}
