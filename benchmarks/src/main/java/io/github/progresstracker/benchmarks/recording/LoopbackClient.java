package io.github.progresstracker.benchmarks.recording;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks a {@link LoopbackServer} in a process of its own, and waits when told to. */
final class LoopbackClient implements AutoCloseable {

  private static final int OK = 200;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process server;
  private final String root;

  private LoopbackClient(Process server, String root) {
    this.server = server;
    this.root = root;
  }

  /** Starts the server of one run. */
  static LoopbackClient start(Run run) throws IOException {
    Process server = Children.start(LoopbackServer.class, run.random("server").nextLong());
    BufferedReader output = server.inputReader();
    return new LoopbackClient(server, "http://127.0.0.1:" + output.readLine());
  }

  /**
   * The answer to a request, however long it is put off.
   *
   * @param told of each wait when it begins
   */
  byte[] get(String path, Consumer<Duration> told) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(root + path)).build();
    HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
    while (response.statusCode() != OK) {
      Duration wait =
          Duration.ofSeconds(response.headers().firstValueAsLong("Retry-After").orElseThrow());
      told.accept(wait);
      TimeUnit.NANOSECONDS.sleep(wait.toNanos());
      response = http.send(request, BodyHandlers.ofByteArray());
    }
    return response.body();
  }

  @Override
  public void close() {
    server.destroy();
  }
}
