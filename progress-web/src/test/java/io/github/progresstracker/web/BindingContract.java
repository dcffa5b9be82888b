package io.github.progresstracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.testing.ManualClock;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every binding of the API to a server has to do. */
abstract class BindingContract {

  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));
  private final KeptInMemory store = new KeptInMemory(clock);
  private final CountDownLatch cutOff = new CountDownLatch(1);
  private final ProgressWeb web =
      store
          .web()
          .authenticator(
              Authenticator.bearer("all", Scope.values())
                  .or(request -> Optional.of(new Principal("any", Set.of(Scope.READ), null))))
          .route(ApiRoute.get("/endless", Scope.READ, call -> endless()))
          .build();
  private final ProgressRegistry registry =
      web.show(ProgressRegistry.builder().clock(clock).manualSampling());
  private final HttpClient client = HttpClient.newHttpClient();
  private AutoCloseable server = () -> {};
  private URI base = URI.create("http://localhost");

  /** A server that has the API at some path. */
  record Mounted(URI base, AutoCloseable server) {}

  /**
   * Starts a server.
   *
   * @return where the page is, with a slash at the end
   */
  abstract Mounted mount(ProgressWeb shown) throws Exception;

  @BeforeEach
  void start() throws Exception {
    Mounted mounted = mount(web);
    base = mounted.base();
    server = mounted.server();
  }

  @AfterEach
  void stop() throws Exception {
    registry.close();
    web.close();
    server.close();
  }

  ProgressWeb web() {
    return web;
  }

  ManualClock clock() {
    return clock;
  }

  URI base() {
    return base;
  }

  private static ApiResponse endless(CountDownLatch cutOff) {
    return new ApiResponse.Stream(
        200,
        Map.of("Content-Type", "application/octet-stream"),
        new ApiResponse.Body() {
          private Runnable ready = () -> {};

          @Override
          public void begin(Runnable newReady) {
            ready = newReady;
            ready.run();
          }

          @Override
          public boolean writeTo(OutputStream out) throws IOException {
            out.write(new byte[1 << 16]);
            out.flush();
            ready.run();
            return true;
          }

          @Override
          public void close() {
            cutOff.countDown();
          }
        });
  }

  private ApiResponse endless() {
    return endless(cutOff);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void it_answers_with_status_headers_and_body() throws Exception {
    registry.start(TrackerSpec.named("näme ☃").id("a b/c+d").total(10));
    HttpResponse<String> list = send(request("api/progress?naming=snake"));
    assertThat(list.statusCode()).isEqualTo(200);
    assertThat(list.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(list.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(list.body()).contains("\"server_time\":\"2025-11-10T12:30:00.000Z\"");
    assertThat(list.body()).contains("näme ☃");
  }

  @Test
  void parts_of_the_path_are_decoded() throws Exception {
    registry.start(TrackerSpec.named("job").id("a b+c;d/e").total(10));
    assertThat(send(request("api/progress/a%20b+c%3Bd%2Fe")).statusCode()).isEqualTo(200);
    HttpResponse<String> missing = send(request("api/progress/a%20b%20c"));
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(missing.body()).contains("there is no job a b c");
  }

  @Test
  void bodies_are_read_and_limited() throws Exception {
    String body = "{\"jobId\":\"j\",\"status\":\"processing\",\"stage\":\"ü\"}";
    HttpRequest.Builder report =
        request("api/internal/jobs/progress").header("Authorization", "Bearer all");
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> taken =
          send(
              report
                  .copy()
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body)));
      assertThat(taken.statusCode()).isEqualTo(204);
      assertThat(taken.body()).isEmpty();
    }
    assertThat(store.find(JobId.of("j"))).isPresent();
    byte[] large = new byte[200_000];
    HttpResponse<String> tooLarge =
        send(report.copy().POST(HttpRequest.BodyPublishers.ofByteArray(large)));
    assertThat(tooLarge.statusCode()).isEqualTo(413);
    HttpResponse<String> chunked =
        send(
            report
                .copy()
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(large))));
    assertThat(chunked.statusCode()).isEqualTo(413);
    HttpResponse<String> nobody =
        send(
            request("api/internal/jobs/progress")
                .POST(HttpRequest.BodyPublishers.ofByteArray(large)));
    assertThat(nobody.statusCode()).isEqualTo(403);
    assertThat(send(request("api/progress/j")).statusCode()).isEqualTo(200);
  }

  @Test
  void other_methods_are_answered() throws Exception {
    HttpResponse<String> head = send(request("api/progress").method("HEAD", none()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("ETag")).isPresent();
    HttpResponse<String> options = send(request("api/progress").method("OPTIONS", none()));
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
    assertThat(send(request("api/progress").method("BREW", none())).statusCode()).isEqualTo(405);
    assertThat(send(request("api/progress/stream").method("HEAD", none())).statusCode())
        .isEqualTo(200);
  }

  private static HttpRequest.BodyPublisher none() {
    return HttpRequest.BodyPublishers.noBody();
  }

  @Test
  void who_has_the_newest_gets_nothing() throws Exception {
    String tag = send(request("api/progress")).headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again = send(request("api/progress").header("If-None-Match", tag));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  /** By hand, because a client may tell the end of a connection before what came before it. */
  @Test
  void a_stream_tells_what_happens_and_ends_with_the_web() throws Exception {
    ProgressTracker job = registry.start(TrackerSpec.named("job").id("j").total(10));
    try (Socket socket = asked("api/progress/stream");
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(reader.readLine()).startsWith("HTTP/1.1 200");
      until(reader, "event: snapshot");
      job.complete();
      registry.flush(Duration.ofSeconds(10));
      until(reader, "event: end");
      web.close();
      until(reader, "0"); // The size of the last chunk.
    }
  }

  private Socket asked(String path) throws IOException {
    Socket socket = new Socket(base.getHost(), base.getPort());
    socket
        .getOutputStream()
        .write(
            ("GET " + base.getPath() + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void until(BufferedReader reader, String wanted) throws IOException {
    for (String line = reader.readLine(); !wanted.equals(line); line = reader.readLine()) {
      assertThat(line).as("before " + wanted).isNotNull();
    }
  }

  @Test
  void who_does_not_read_is_cut_off() throws Exception {
    try (Socket socket = asked("endless")) {
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      boolean cut = false;
      for (int i = 0; !cut && i < 1_000; i++) {
        cut = cutOff.await(20, TimeUnit.MILLISECONDS);
        clock.advance(Duration.ofSeconds(5));
        web.parts().tick();
      }
      assertThat(cut).isTrue();
    }
    assertThat(send(request("api/progress")).statusCode()).isEqualTo(200);
  }

  @Test
  void readers_that_do_not_read_hold_up_nobody() throws Exception {
    ProgressTracker job = registry.start(TrackerSpec.named("job").id("j").total(10));
    List<Socket> stuck = new ArrayList<>();
    try {
      for (int i = 0; i < 12; i++) {
        stuck.add(asked("endless"));
      }
      try (Socket socket = asked("api/progress/stream");
          BufferedReader reader =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
        until(reader, "event: snapshot");
        job.complete();
        registry.flush(Duration.ofSeconds(10));
        until(reader, "event: end");
      }
    } finally {
      for (Socket socket : stuck) {
        socket.close();
      }
    }
  }

  @Test
  void the_path_of_the_page_is_completed() throws Exception {
    if (base.getPath().equals("/")) {
      return;
    }
    String path = base.getPath().substring(0, base.getPath().length() - 1);
    HttpResponse<String> response = send(HttpRequest.newBuilder(base.resolve(path)));
    assertThat(response.statusCode()).isEqualTo(308);
    assertThat(response.headers().firstValue("Location"))
        .hasValueSatisfying(location -> assertThat(location).endsWith(base.getPath()));
  }
}
