package io.github.progresstracker.web.internal;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.web.ApiProblem;
import io.github.progresstracker.web.ApiRequest;
import io.github.progresstracker.web.ApiResponse;
import io.github.progresstracker.web.ProgressApi;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** The API on the server of the JDK. */
public final class JdkBinding implements HttpHandler, AutoCloseable {

  /** For a body to come. */
  static final Duration BODY_DEADLINE = Duration.ofSeconds(10);

  private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(30);

  private final ProgressApi api;
  private final Watchdog watchdog;
  private final ProgressClock clock;
  private final StreamWriters writers;
  private final OpenBodies streams = new OpenBodies();

  JdkBinding(ProgressApi api, StreamWriters writers, Watchdog watchdog, ProgressClock clock) {
    this.api = api;
    this.writers = writers;
    this.watchdog = watchdog;
    this.clock = clock;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    RequestThreads.headIsRead();
    ApiResponse response = answer(exchange);
    if (response instanceof ApiResponse.Full full) {
      send(exchange, full);
    } else if (response instanceof ApiResponse.Stream stream) {
      begin(exchange, stream);
    }
  }

  private ApiResponse answer(HttpExchange exchange) throws IOException {
    String base = exchange.getHttpContext().getPath();
    base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    URI uri = exchange.getRequestURI();
    String raw = uri.getRawPath() == null ? "" : uri.getRawPath();
    String path = raw.startsWith(base) ? raw.substring(base.length()) : raw;
    if (path.isEmpty() && !base.isEmpty()) {
      return ApiResponse.empty(308).with("Location", base + "/");
    }
    GuardedInput body = new GuardedInput(exchange.getRequestBody(), watchdog, clock, BODY_DEADLINE);
    try {
      return api.handle(
          new ApiRequest(
              exchange.getRequestMethod(),
              path,
              ApiRequest.parseQuery(uri.getRawQuery()),
              exchange.getRequestHeaders(),
              body,
              String.valueOf(exchange.getRemoteAddress())));
    } catch (ApiProblem problem) {
      return Problems.response(problem);
    } finally {
      body.drain();
    }
  }

  private void send(HttpExchange exchange, ApiResponse.Full response) throws IOException {
    headers(exchange, response);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    byte[] body = response.body();
    watchdog.within(
        ANSWER_DEADLINE,
        () -> {
          if (head || body.length == 0) {
            exchange.sendResponseHeaders(response.status(), -1);
          } else {
            exchange.sendResponseHeaders(response.status(), body.length);
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
  }

  private static void headers(HttpExchange exchange, ApiResponse response) {
    Headers headers = exchange.getResponseHeaders();
    response.headers().forEach(headers::set);
  }

  private void begin(HttpExchange exchange, ApiResponse.Stream response) throws IOException {
    ApiResponse.Body body = response.body();
    streams.add(body);
    try {
      headers(exchange, response);
      exchange.sendResponseHeaders(response.status(), 0);
      writers.begin(body, exchange.getResponseBody(), () -> end(exchange, body));
    } catch (IOException | RuntimeException | Error e) {
      end(exchange, body);
      throw e;
    }
  }

  private void end(HttpExchange exchange, ApiResponse.Body body) {
    body.close();
    try {
      writers.end(exchange::close);
    } finally {
      streams.remove(body);
    }
  }

  /** Ends the streams, and gives them a moment to say so to their readers. */
  @Override
  public void close() {
    streams.close();
  }
}
