package io.github.progresstracker.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.progresstracker.ProgressRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class JdkBindingTest extends BindingContract {

  @Override
  Mounted mount(ProgressWeb shown) {
    ProgressServer server = shown.serve(0);
    return new Mounted(server.uri().resolve("/"), server);
  }

  @Test
  void who_sends_a_head_slowly_is_cut_off_and_the_others_are_answered() throws Exception {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Socket socket = new Socket(base().getHost(), base().getPort());
      socket.getOutputStream().write("GET /api/progress HTTP/1.1\r\nHo".getBytes(US_ASCII));
      slow.add(socket);
    }
    CompletableFuture<HttpResponse<String>> answer =
        HttpClient.newHttpClient()
            .sendAsync(
                HttpRequest.newBuilder(base().resolve("/api/progress")).build(),
                HttpResponse.BodyHandlers.ofString());
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!answer.isDone() && System.nanoTime() < end) {
      clock().advance(Duration.ofSeconds(1));
      web().parts().tick();
      LockSupport.parkNanos(1_000_000); // The server has to come to accept them.
    }
    assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    for (Socket socket : slow) {
      socket.setSoTimeout(10);
      for (int i = 0; isOpen(socket) && i < 1_000; i++) {
        clock().advance(Duration.ofSeconds(10));
        web().parts().tick();
      }
      assertThat(isOpen(socket)).isFalse();
      socket.close();
    }
  }

  private static boolean isOpen(Socket socket) {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void who_sends_a_body_slowly_is_cut_off() throws Exception {
    try (Socket socket = new Socket(base().getHost(), base().getPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST /api/internal/jobs/progress HTTP/1.1\r\nHost: localhost\r\n"
                      + "Authorization: Bearer all\r\nContent-Length: 100\r\n\r\n{")
                  .getBytes(US_ASCII));
      socket.setSoTimeout(20);
      for (int i = 0; isOpen(socket) && i < 1_000; i++) {
        clock().advance(Duration.ofSeconds(10));
        web().parts().tick();
      }
      assertThat(isOpen(socket)).isFalse();
    }
  }

  @Test
  void connections_that_say_nothing_cost_the_others_nothing(TestReporter reporter)
      throws Exception {
    int connections = connections();
    reporter.publishEntry("connections that say nothing", Integer.toString(connections));
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        idle.add(new Socket(base().getHost(), base().getPort()));
      }
      HttpResponse<String> response =
          get(HttpClient.newHttpClient(), base().resolve("/api/progress"));
      assertThat(response.statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  /** 10,000, or as many as this process may have files for; both ends of each are its own. */
  private static int connections() throws IOException {
    Path limits = Path.of("/proc/self/limits");
    if (!Files.isReadable(limits)) {
      return 1_000;
    }
    String files =
        Files.readAllLines(limits).stream()
            .filter(line -> line.startsWith("Max open files"))
            .map(line -> line.split(" {2,}", -1)[1])
            .findFirst()
            .orElseThrow();
    long most = files.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(files);
    return (int) Math.min(10_000, Math.max(100, (most - 1_000) / 2));
  }

  @Test
  void it_is_mounted_on_a_server_of_the_host() throws Exception {
    HttpServer host =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try {
      host.createContext("/progress", web().handler());
      host.start();
      URI uri = URI.create("http://localhost:" + host.getAddress().getPort());
      HttpClient client = HttpClient.newHttpClient();
      assertThat(get(client, uri.resolve("/progress/api/progress")).statusCode()).isEqualTo(200);
      HttpResponse<String> bare = get(client, uri.resolve("/progress"));
      assertThat(bare.statusCode()).isEqualTo(308);
      assertThat(bare.headers().firstValue("Location")).contains("/progress/");
      assertThat(get(client, uri.resolve("/other")).statusCode()).isEqualTo(404);
    } finally {
      host.stop(0);
    }
  }

  @Test
  void a_port_that_is_taken_is_told_so() {
    assertThatThrownBy(() -> web().serve(base().getPort()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("is the port taken?");
  }

  @Test
  void three_lines_are_enough() throws Exception {
    try (ProgressWeb web = ProgressWeb.builder().build();
        ProgressRegistry registry = web.show(ProgressRegistry.builder());
        ProgressServer server = web.serve(0)) {
      registry.start("reindex", 100).advance(42);
      registry.sampleNow();
      HttpClient client = HttpClient.newHttpClient();
      HttpResponse<String> list = get(client, server.uri().resolve("/api/progress"));
      assertThat(list.statusCode()).isEqualTo(200);
      assertThat(list.body()).contains("\"reindex\"").contains("\"done\":42");
      assertThat(get(client, server.uri()).headers().firstValue("Content-Security-Policy"))
          .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
      HttpResponse<InputStream> stream =
          client.send(
              HttpRequest.newBuilder(server.uri().resolve("/api/progress/stream")).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      List<String> lines = new ArrayList<>();
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
        while (lines.stream().noneMatch(line -> line.startsWith("data:"))) {
          lines.add(reader.readLine());
        }
      }
      assertThat(lines).contains("retry: 2000", "event: snapshot");
      assertThat(lines.get(lines.size() - 1)).contains("\"reindex\"");
    }
  }

  private static HttpResponse<String> get(HttpClient client, URI uri) throws Exception {
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
