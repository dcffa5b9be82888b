package io.github.progresstracker.sink;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server that gets webhooks and answers as it is told. */
final class WebhookReceiver implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Received> received = new ArrayList<>();
  private final List<UUID> accepted = new ArrayList<>();

  private WebhookReceiver(int port, Behaviour behaviour) throws IOException {
    server = HttpServer.create(address(port), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> handle(exchange, behaviour));
    server.start();
  }

  /** A request as it came. */
  static final class Received {
    private final String method;
    private final String path;
    private final Headers headers;
    private final byte[] body;

    private Received(HttpExchange exchange) throws IOException {
      method = exchange.getRequestMethod();
      path = exchange.getRequestURI().getPath();
      headers = exchange.getRequestHeaders();
      body = exchange.getRequestBody().readAllBytes();
    }

    String method() {
      return method;
    }

    String path() {
      return path;
    }

    Headers headers() {
      return headers;
    }

    byte[] body() {
      return body;
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    UUID id() {
      return UUID.fromString(headers.getFirst("webhook-id"));
    }
  }

  /** Gives the status to answer a request with, when it is time for that; number 0 is the first. */
  interface Behaviour {
    int answer(HttpExchange exchange, int number) throws IOException, InterruptedException;
  }

  static WebhookReceiver that(Behaviour behaviour) throws IOException {
    return new WebhookReceiver(0, behaviour);
  }

  /** Answers requests with these, one after the other, and all that follow with 204. */
  static WebhookReceiver answering(int... statuses) throws IOException {
    return new WebhookReceiver(0, statuses(statuses));
  }

  static WebhookReceiver onPort(int port) throws IOException {
    return new WebhookReceiver(port, statuses());
  }

  private static Behaviour statuses(int... statuses) {
    return (exchange, number) -> number < statuses.length ? statuses[number] : 204;
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private void handle(HttpExchange exchange, Behaviour behaviour) throws IOException {
    Received request = new Received(exchange);
    int number = receive(request);
    try (exchange) {
      int status = behaviour.answer(exchange, number);
      if (status / 100 == 2) {
        // Before the sender hears of it and looks.
        accept(request);
      }
      exchange.sendResponseHeaders(status, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized int receive(Received request) {
    received.add(request);
    return received.size() - 1;
  }

  private synchronized void accept(Received request) {
    accepted.add(request.id());
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** An address whose path and query are nobody else's business. */
  String url() {
    return "http://127.0.0.1:" + port() + "/hooks/path-secret?token=query-secret";
  }

  synchronized List<Received> received() {
    return List.copyOf(received);
  }

  /** Ids of what was answered with 2xx, in order. */
  synchronized List<UUID> accepted() {
    return List.copyOf(accepted);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
