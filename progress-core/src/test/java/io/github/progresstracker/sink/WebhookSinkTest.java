package io.github.progresstracker.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.progresstracker.LogOf;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.contract.SampleEvents;
import io.github.progresstracker.contract.SnapshotBuilder;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.json.ProgressJson;
import io.github.progresstracker.sink.WebhookReceiver.Received;
import io.github.progresstracker.testing.ManualClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real web server; no time passes where the server asks for some. */
@Timeout(60)
class WebhookSinkTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String NEW_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.789Z");
  private static final Duration SOON = Duration.ofSeconds(20);

  private final ManualClock clock = new ManualClock(NOW);
  private final List<Duration> waits = new ArrayList<>();

  // ---- what is sent ----------------------------------------------------------------------------

  @Test
  void each_event_is_a_request_of_its_own_in_order() throws Exception {
    List<ProgressEvent> batch = SampleEvents.marks(5, 1);
    try (WebhookReceiver receiver = WebhookReceiver.answering(200, 201, 202, 204, 299)) {
      sink(receiver).deliver(batch);
      assertThat(receiver.received()).extracting(Received::id).isEqualTo(ids(batch));
      for (int i = 0; i < batch.size(); i++) {
        assertThat(receiver.received().get(i).body())
            .isEqualTo(ProgressJson.writeBytes(batch.get(i)));
      }
    }
  }

  @Test
  void a_request_says_what_it_is() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.answering()) {
      sink(receiver).deliver(SampleEvents.marks(1, 1));
      Received request = receiver.received().get(0);
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.path()).isEqualTo("/hooks/path-secret");
      assertThat(request.headers().getFirst("content-type")).isEqualTo("application/json");
      assertThat(request.headers().getFirst("user-agent")).isEqualTo("progress-tracker");
      assertThat(request.headers().getFirst("webhook-timestamp"))
          .isEqualTo(Long.toString(NOW.getEpochSecond()));
      assertThat(request.headers()).doesNotContainKeys("Upgrade", "Webhook-signature");
    }
  }

  @Test
  void the_signature_is_what_the_specification_says_and_the_receiver_can_verify_it()
      throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.answering()) {
      builder(receiver).secret(SECRET).build().deliver(SampleEvents.marks(1, 1));
      Received request = receiver.received().get(0);
      assertThat(request.headers().getFirst("webhook-signature"))
          .isEqualTo("v1," + hmac(SECRET, request));
      assertThat(
              WebhookSignature.of(SECRET)
                  .verify(request.headers()::getFirst, request.body(), clock.now()))
          .isTrue();
    }
  }

  @Test
  void while_secrets_change_a_request_is_signed_with_both() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.answering()) {
      builder(receiver).secret(NEW_SECRET, SECRET).build().deliver(SampleEvents.marks(1, 1));
      Received request = receiver.received().get(0);
      assertThat(request.headers().getFirst("webhook-signature"))
          .isEqualTo("v1," + hmac(NEW_SECRET, request) + " v1," + hmac(SECRET, request));
    }
  }

  @Test
  void a_second_attempt_has_the_same_id_and_a_time_and_signature_of_its_own() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.answering(500)) {
      WebhookSink sink = builder(receiver).secret(SECRET).build();
      assertFails(sink, SampleEvents.marks(1, 1));
      clock.advance(Duration.ofMinutes(10));
      sink.deliver(SampleEvents.marks(1, 1));
      Received first = receiver.received().get(0);
      Received second = receiver.received().get(1);
      assertThat(second.id()).isEqualTo(first.id());
      assertThat(second.headers().getFirst("webhook-timestamp"))
          .isEqualTo(Long.toString(NOW.getEpochSecond() + 600));
      assertThat(second.headers().getFirst("webhook-signature"))
          .isEqualTo("v1," + hmac(SECRET, second))
          .isNotEqualTo(first.headers().getFirst("webhook-signature"));
    }
  }

  @Test
  void a_label_of_ten_megabytes_is_cut_and_ten_megabytes_of_labels_arrive() throws Exception {
    SnapshotBuilder job = SnapshotBuilder.named("x").label("big", "y".repeat(10_000_000));
    for (int i = 0; i < 1_000; i++) {
      job.label("label-" + i, "z".repeat(10_000));
    }
    ProgressEvent event = finished(1, job.state(TrackerState.COMPLETED).build());
    try (WebhookReceiver receiver = WebhookReceiver.answering()) {
      builder(receiver).secret(SECRET).build().deliver(List.of(event));
      Received request = receiver.received().get(0);
      assertThat(request.body().length).isBetween(10_000_000, 10_100_000);
      assertThat(request.body()).isEqualTo(ProgressJson.writeBytes(event));
      assertThat(request.headers().getFirst("webhook-signature"))
          .isEqualTo("v1," + hmac(SECRET, request));
    }
  }

  // ---- which events are sent -------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"COMPLETED", "FAILED", "ABANDONED"})
  void the_end_of_a_job_is_news_and_that_of_a_part_is_not(TrackerState end) throws Exception {
    ProgressSnapshot job = SampleEvents.job().state(end).build();
    ProgressSnapshot part = SampleEvents.session().state(end).build();
    ProgressEvent endOfPart =
        new Transition.Finished(
            SampleEvents.header(1, job.id(), part.id()), List.of(SampleEvents.job().build(), part));
    try (WebhookReceiver receiver = WebhookReceiver.answering()) {
      plain(receiver).build().deliver(List.of(endOfPart, finished(2, job)));
      assertThat(receiver.accepted()).containsExactly(finished(2, job).header().eventId());
    }
  }

  @Test
  void of_all_kinds_of_events_alerts_and_the_end_are_sent_unless_others_are_chosen()
      throws Exception {
    List<ProgressEvent> all = SampleEvents.oneOfEach();
    try (WebhookReceiver receiver = WebhookReceiver.answering()) {
      plain(receiver).build().deliver(all);
      List<ProgressEvent> news =
          all.stream()
              .filter(
                  event ->
                      event instanceof Transition.AlertRaised
                          || event instanceof Transition.AlertCleared
                          || event instanceof Transition.Finished)
              .toList();
      assertThat(news).hasSize(3);
      assertThat(receiver.accepted()).isEqualTo(ids(news));
      plain(receiver)
          .events(WebhookSink.news().or(Transition.Paused.class::isInstance))
          .build()
          .deliver(all);
      assertThat(receiver.accepted()).hasSize(7);
      plain(receiver).events(ProgressUpdate.class::isInstance).build().deliver(all);
      assertThat(receiver.accepted())
          .hasSize(8)
          .endsWith(ids(only(all, ProgressUpdate.class)).get(0));
    }
  }

  @Test
  void an_event_on_which_the_filter_throws_is_given_up_and_the_others_arrive() throws Exception {
    List<ProgressEvent> batch = SampleEvents.marks(3, 1);
    try (WebhookReceiver receiver = WebhookReceiver.answering()) {
      WebhookSink sink =
          plain(receiver)
              .events(
                  event -> {
                    if (event.equals(batch.get(1))) {
                      throw new IllegalStateException("no opinion");
                    }
                    return true;
                  })
              .build();
      assertThat(logOf(sink, batch)).contains("IllegalStateException");
      assertThat(receiver.accepted()).isEqualTo(ids(List.of(batch.get(0), batch.get(2))));
      assertThat(sink.refused()).isEqualTo(1);
    }
  }

  // ---- what is answered ------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 501, 502, 503, 504, 599})
  void not_now_is_told_to_the_engine(int status) throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.answering(status)) {
      WebhookSink sink = sink(receiver);
      assertThatThrownBy(() -> sink.deliver(SampleEvents.marks(1, 1)))
          .isInstanceOf(IOException.class)
          .hasMessage("http://127.0.0.1:%d/… answered %d", receiver.port(), status);
      assertThat(sink.refused()).isZero();
      sink.deliver(SampleEvents.marks(1, 1));
      assertThat(receiver.accepted()).hasSize(1);
    }
  }

  @Test
  void what_has_arrived_is_not_sent_again_with_the_rest_of_its_batch() throws Exception {
    List<ProgressEvent> batch = SampleEvents.marks(5, 1);
    try (WebhookReceiver receiver = WebhookReceiver.answering(200, 200, 500, 404, 503)) {
      WebhookSink sink = sink(receiver);
      assertFails(sink, batch);
      assertFails(sink, batch);
      sink.deliver(batch);
      List<UUID> id = ids(batch);
      assertThat(receiver.received())
          .extracting(Received::id)
          .containsExactly(
              id.get(0), id.get(1), id.get(2), id.get(2), id.get(3), id.get(3), id.get(4));
      assertThat(sink.refused()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 304, 400, 401, 403, 404, 407, 410, 413, 422, 451, 499})
  void an_event_that_will_never_be_taken_is_given_up_and_the_next_ones_arrive(int status)
      throws Exception {
    List<ProgressEvent> batch = SampleEvents.marks(3, 1);
    try (WebhookReceiver receiver = WebhookReceiver.answering(204, status)) {
      WebhookSink sink = sink(receiver);
      assertThat(logOf(sink, batch)).contains(batch.get(1).header().eventId() + "", "" + status);
      sink.deliver(batch);
      assertThat(receiver.received()).extracting(Received::id).isEqualTo(ids(batch));
      assertThat(receiver.accepted()).isEqualTo(ids(List.of(batch.get(0), batch.get(2))));
      assertThat(sink.refused()).isEqualTo(1);
    }
  }

  @Test
  void the_log_has_one_line_for_a_row_of_refusals() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.answering(404, 404, 410, 204, 400, 404)) {
      WebhookSink sink = sink(receiver);
      assertThat(logOf(sink, SampleEvents.marks(3, 1)).lines()).hasSize(1);
      assertThat(logOf(sink, SampleEvents.marks(1, 4))).isEmpty();
      assertThat(logOf(sink, SampleEvents.marks(2, 5)).lines()).hasSize(1);
      assertThat(sink.refused()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void a_redirect_is_not_followed(int status) throws Exception {
    try (WebhookReceiver receiver =
        WebhookReceiver.that(
            (exchange, number) -> {
              exchange.getResponseHeaders().set("Location", "/elsewhere");
              return status;
            })) {
      WebhookSink sink = sink(receiver);
      sink.deliver(SampleEvents.marks(1, 1));
      assertThat(receiver.received())
          .extracting(Received::path)
          .containsExactly("/hooks/path-secret");
      assertThat(sink.refused()).isEqualTo(1);
    }
  }

  // ---- when to come back -----------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "429 | 7 | PT7S",
        "503 | 120 | PT2M",
        "503 | Sun, 01 Mar 2026 12:00:30 GMT | PT29.211S",
        "503 | 86400 | PT5M",
        "500 | 2 | PT2S"
      })
  void a_receiver_is_left_alone_for_as_long_as_it_asks(int status, String after, Duration wait)
      throws Exception {
    try (WebhookReceiver receiver = busyOnce(status, after)) {
      WebhookSink sink = sink(receiver);
      assertThatThrownBy(() -> sink.deliver(SampleEvents.marks(1, 1)))
          .hasMessageEndingWith("answered " + status + " and is left alone for " + wait);
      assertThat(waits).as("the engine hears of it at once").isEmpty();
      sink.deliver(SampleEvents.marks(1, 1));
      assertThat(waits).containsExactly(wait);
      assertThat(receiver.accepted()).hasSize(1);
      sink.deliver(SampleEvents.marks(1, 2));
      assertThat(waits).hasSize(1);
    }
  }

  @Test
  void time_that_has_passed_anyway_is_not_waited_for_again() throws Exception {
    try (WebhookReceiver receiver = busyOnce(429, "10")) {
      WebhookSink sink = sink(receiver);
      assertFails(sink, SampleEvents.marks(1, 1));
      clock.advance(Duration.ofSeconds(8));
      sink.deliver(SampleEvents.marks(1, 1));
      assertThat(waits).containsExactly(Duration.ofSeconds(2));
    }
    try (WebhookReceiver receiver = busyOnce(429, "10")) {
      WebhookSink sink = sink(receiver);
      assertFails(sink, SampleEvents.marks(1, 1));
      clock.advance(Duration.ofSeconds(10));
      sink.deliver(SampleEvents.marks(1, 1));
      assertThat(waits).hasSize(1);
    }
  }

  @Test
  void an_interruption_ends_the_wait_and_does_not_shorten_it() throws Exception {
    try (WebhookReceiver receiver = busyOnce(429, "10")) {
      WebhookSink sink =
          plain(receiver)
              .events(event -> true)
              .time(
                  clock,
                  nanos -> {
                    waits.add(Duration.ofNanos(nanos));
                    if (waits.size() == 1) {
                      throw new InterruptedException();
                    }
                  })
              .build();
      assertFails(sink, SampleEvents.marks(1, 1));
      assertThatThrownBy(() -> sink.deliver(SampleEvents.marks(1, 1)))
          .isInstanceOf(InterruptedException.class);
      sink.deliver(SampleEvents.marks(1, 1));
      assertThat(waits).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(10));
      assertThat(receiver.received()).hasSize(2);
    }
  }

  // ---- receivers that do not answer ------------------------------------------------------------

  @Test
  void a_receiver_that_does_not_answer_in_time_is_asked_again() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (WebhookReceiver receiver =
        WebhookReceiver.that(
            (exchange, number) -> {
              if (number == 0) {
                never.await();
              }
              return 204;
            })) {
      WebhookSink sink = builder(receiver).requestTimeout(Duration.ofSeconds(1)).build();
      assertThatThrownBy(() -> sink.deliver(SampleEvents.marks(1, 1)))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "http://127.0.0.1:%d/… did not answer: timed out after PT1S", receiver.port());
      sink.deliver(SampleEvents.marks(1, 1));
      assertThat(receiver.accepted()).hasSize(1);
    }
  }

  @Test
  void an_answer_that_never_ends_is_an_answer_and_is_cut_off() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch cutOff = new CountDownLatch(2);
    try (WebhookReceiver receiver =
        WebhookReceiver.that(
            (exchange, number) -> {
              exchange.sendResponseHeaders(200, 0);
              try (OutputStream body = exchange.getResponseBody()) {
                while (!never.await(20, TimeUnit.MILLISECONDS)) {
                  body.write(new byte[10_000]);
                  body.flush();
                }
              } catch (IOException e) {
                cutOff.countDown();
              }
              return 204;
            })) {
      WebhookSink sink = builder(receiver).requestTimeout(Duration.ofSeconds(1)).build();
      sink.deliver(SampleEvents.marks(2, 1));
      assertThat(receiver.received())
          .extracting(Received::id)
          .isEqualTo(ids(SampleEvents.marks(2, 1)));
      assertThat(cutOff.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_receiver_that_closes_the_connection_has_not_answered() throws Exception {
    Thread receiver;
    try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      receiver = new Thread(() -> closeWhatConnects(server));
      receiver.start();
      WebhookSink sink =
          WebhookSink.to("http://127.0.0.1:" + server.getLocalPort()).events(event -> true).build();
      assertThatThrownBy(() -> sink.deliver(SampleEvents.marks(1, 1)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("did not answer");
    }
    receiver.join();
  }

  @Test
  void an_interruption_ends_a_request_at_once() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    try (WebhookReceiver receiver =
        WebhookReceiver.that(
            (exchange, number) -> {
              arrived.countDown();
              new CountDownLatch(1).await();
              return 204;
            })) {
      WebhookSink sink = sink(receiver);
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread drainer =
          new Thread(() -> thrown.set(catchFrom(() -> sink.deliver(SampleEvents.marks(1, 1)))));
      drainer.start();
      arrived.await();
      drainer.interrupt();
      drainer.join(SOON.toMillis());
      assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }
  }

  // ---- in a registry ---------------------------------------------------------------------------

  @Test
  void an_event_arrives_once_when_the_receiver_comes_back() throws Exception {
    int port = freePort();
    WebhookSink sink = WebhookSink.to("http://127.0.0.1:" + port).secret(SECRET).build();
    try (ProgressRegistry registry = registry(sink)) {
      ProgressTracker job = registry.start("export", 1);
      job.advance();
      job.complete();
      do {
        assertThat(registry.flush(Duration.ofMillis(50))).isFalse();
      } while (registry.sinkHealth().get(0).failedAttempts() == 0);
      assertThat(registry.sinkHealth().get(0).lastError())
          .contains("http://127.0.0.1:" + port + "/… did not answer");
      try (WebhookReceiver receiver = WebhookReceiver.onPort(port)) {
        assertThat(registry.flush(SOON)).isTrue();
        assertThat(receiver.accepted()).hasSize(1);
        assertThat(receiver.received().get(0).text())
            .contains("\"type\":\"finished\"", "\"name\":\"export\"", "\"state\":\"COMPLETED\"");
        assertThat(registry.sinkHealth().get(0).dropped()).isZero();
      }
    }
  }

  @Test
  void a_failed_and_an_abandoned_job_are_told_too_in_order() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.answering()) {
      try (ProgressRegistry registry = registry(WebhookSink.to(receiver.url()).build())) {
        registry.start("first", 1).fail(new IOException("disk full"));
        registry.start("second", 1).close();
      }
      assertThat(receiver.received())
          .extracting(Received::text)
          .satisfiesExactly(
              first -> assertThat(first).contains("\"state\":\"FAILED\"", "disk full"),
              second -> assertThat(second).contains("\"state\":\"ABANDONED\"", "second"));
    }
  }

  @Test
  void a_registry_closes_in_time_while_a_request_hangs() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    try (WebhookReceiver receiver =
        WebhookReceiver.that(
            (exchange, number) -> {
              arrived.countDown();
              new CountDownLatch(1).await();
              return 204;
            })) {
      ProgressRegistry registry = registry(WebhookSink.to(receiver.url()).build());
      registry.start("x", 1).complete();
      registry.sampleNow();
      arrived.await();
      FutureTask<Void> close = new FutureTask<>(() -> registry.close(Duration.ofMillis(200)), null);
      new Thread(close).start();
      close.get(5, TimeUnit.SECONDS);
      assertThat(registry.sinkHealth().get(0).dropped()).isPositive();
    }
  }

  @Test
  void a_sink_can_be_used_again_after_it_was_closed() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.answering()) {
      WebhookSink sink = sink(receiver);
      sink.deliver(SampleEvents.marks(1, 1));
      sink.close();
      sink.deliver(SampleEvents.marks(1, 2));
      assertThat(receiver.accepted()).hasSize(2);
    }
  }

  // ---- what is told to whom --------------------------------------------------------------------

  @Test
  void neither_secret_nor_path_nor_query_are_logged_or_told_in_errors() throws Exception {
    WebhookSink sink;
    String log;
    Throwable refusal;
    try (WebhookReceiver receiver = WebhookReceiver.answering(404, 500)) {
      sink = builder(receiver).secret(SECRET).build();
      log = logOf(sink, SampleEvents.marks(1, 1));
      refusal = catchFrom(() -> sink.deliver(SampleEvents.marks(1, 2)));
    }
    Throwable away = catchFrom(() -> sink.deliver(SampleEvents.marks(1, 2)));
    assertThat(log).contains("404");
    assertThat(refusal).hasMessageContaining("500");
    assertThat(away).hasMessageContaining("did not answer");
    assertThat(log + refusal + away).doesNotContain("path-secret", "query-secret", "MfKQ9r8GKY");
  }

  @Test
  void it_is_durable_and_has_a_name_and_asks_for_few_updates() {
    WebhookSink.Builder builder = WebhookSink.to("https://example.com/hook");
    assertThat(builder.build().guarantee()).isEqualTo(Guarantee.DURABLE);
    assertThat(builder.build().name()).isEqualTo("webhook");
    assertThat(builder.build().cadence()).isEqualTo(Cadence.every(Duration.ofMinutes(1)));
    WebhookSink other = builder.name("pager").every(Duration.ofSeconds(10)).build();
    assertThat(other.name()).isEqualTo("pager");
    assertThat(other.cadence()).isEqualTo(Cadence.every(Duration.ofSeconds(10)));
  }

  // ---- bad input -------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | must not be blank",
        "'  ' | must not be blank",
        "/hook-s3cret | must begin with https:// or http://",
        "example.com/s3cret | must begin with https:// or http://",
        "//example.com/s3cret | must begin with https:// or http://",
        "ftp://example.com/s3cret | not with ftp:",
        "mailto:s3cret@example.com | not with mailto:",
        "https:///s3cret | must have a host name",
        "http:s3cret | must have a host name",
        "http://under_score/s3cret | must have a host name",
        "https://user:s3cret@example.com/ | must not have a user name or password",
        "https://us_er:s3cret@exa_mple.com/ | must not have a user name or password",
        "https://example.com:0/s3cret | must have a port in 1..65535, not 0",
        "https://example.com:65536/s3cret | must have a port in 1..65535, not 65536",
        "https://example.com/s3cret path | is not valid: illegal character in path at index 26",
        "https://example.com/%s3cret | is not valid"
      })
  void a_bad_url_is_refused_and_not_told(String url, String why) {
    assertThatThrownBy(() -> WebhookSink.to(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the URL of a webhook ")
        .hasMessageContaining(why)
        .hasMessageEndingWith("; give one like https://example.com/hooks/progress")
        .hasNoCause()
        .message()
        .doesNotContain("s3cret");
  }

  @Test
  void good_urls_are_shown_without_what_may_be_a_credential() {
    assertThat(WebhookUrl.of(" HTTPS://Hooks.example.com/T0/B0/x?k=v#f "))
        .hasToString("https://Hooks.example.com/…");
    assertThat(WebhookUrl.of("http://[::1]:8080")).hasToString("http://[::1]:8080/…");
    assertThat(WebhookUrl.of("https://example.com/größe").uri())
        .hasToString("https://example.com/gr%C3%B6%C3%9Fe");
  }

  @Test
  void time_outs_are_positive_and_not_for_ever() {
    WebhookSink.Builder builder = WebhookSink.to("https://example.com/hook");
    for (Duration bad :
        List.of(
            Duration.ZERO,
            Duration.ofMillis(-1),
            Duration.ofMinutes(61),
            Duration.ofSeconds(Long.MAX_VALUE))) {
      assertThatThrownBy(() -> builder.connectTimeout(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("connect time-out of a webhook must be in 1 ns..1 h, was " + bad);
      assertThatThrownBy(() -> builder.requestTimeout(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("request time-out of a webhook must be in 1 ns..1 h, was " + bad);
    }
    assertThatThrownBy(() -> builder.every(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.name(" ")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.secret("")).isInstanceOf(IllegalArgumentException.class);
  }

  // ---- helpers ---------------------------------------------------------------------------------

  private WebhookSink.Builder plain(WebhookReceiver receiver) {
    return WebhookSink.to(receiver.url())
        .time(
            clock,
            nanos -> {
              waits.add(Duration.ofNanos(nanos));
              clock.advance(Duration.ofNanos(nanos));
            });
  }

  private WebhookSink.Builder builder(WebhookReceiver receiver) {
    return plain(receiver).events(event -> true);
  }

  private WebhookSink sink(WebhookReceiver receiver) {
    return builder(receiver).build();
  }

  private ProgressRegistry registry(WebhookSink sink) {
    return ProgressRegistry.builder().clock(clock).manualSampling().sink(sink).build();
  }

  private static WebhookReceiver busyOnce(int status, String retryAfter) throws IOException {
    return WebhookReceiver.that(
        (exchange, number) -> {
          if (number == 0) {
            exchange.getResponseHeaders().set("Retry-After", retryAfter);
          }
          return number == 0 ? status : 204;
        });
  }

  private static ProgressEvent finished(long sequence, ProgressSnapshot job) {
    return new Transition.Finished(SampleEvents.header(sequence, job.id(), job.id()), List.of(job));
  }

  private static List<UUID> ids(List<ProgressEvent> events) {
    return events.stream().map(event -> event.header().eventId()).toList();
  }

  private static List<ProgressEvent> only(List<ProgressEvent> events, Class<?> type) {
    return events.stream().filter(type::isInstance).toList();
  }

  private static void assertFails(WebhookSink sink, List<ProgressEvent> batch) {
    assertThatThrownBy(() -> sink.deliver(batch)).isInstanceOf(IOException.class);
  }

  private static String logOf(WebhookSink sink, List<ProgressEvent> batch) {
    return LogOf.action(() -> assertThat(catchFrom(() -> sink.deliver(batch))).isNull());
  }

  /** By hand, so that it does not share a mistake with what is tested. */
  private static String hmac(String secret, Received request) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
    for (String header : List.of("webhook-id", "webhook-timestamp")) {
      mac.update(request.headers().getFirst(header).getBytes(StandardCharsets.UTF_8));
      mac.update((byte) '.');
    }
    return Base64.getEncoder().encodeToString(mac.doFinal(request.body()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void closeWhatConnects(ServerSocket server) {
    try {
      for (; ; ) {
        try (Socket socket = server.accept()) {
          socket.setSoLinger(true, 0);
        }
      }
    } catch (IOException e) {
      assertThat(server.isClosed()).isTrue();
    }
  }

  private static Throwable catchFrom(ThrowingCallable action) {
    return catchThrowable(action);
  }
}
