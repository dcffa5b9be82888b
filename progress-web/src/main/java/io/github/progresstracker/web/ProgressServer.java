package io.github.progresstracker.web;

import com.sun.net.httpserver.HttpServer;
import io.github.progresstracker.web.internal.JdkBinding;
import io.github.progresstracker.web.internal.RequestThreads;
import io.github.progresstracker.web.internal.Web;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/**
 * A server that does nothing but show progress, in this process. Safe for use by any thread.
 *
 * <pre>{@code
 * ProgressServer server = web.serve(0);                         // any port that is free
 * log.info("progress at {}", server.uri());
 * }</pre>
 */
public final class ProgressServer implements AutoCloseable {

  static final String NODELAY = "sun.net.httpserver.nodelay";

  private static final int BACKLOG = 1_024;

  private final HttpServer server;
  private final JdkBinding binding;
  private final RequestThreads threads;

  private ProgressServer(HttpServer server, JdkBinding binding, RequestThreads threads) {
    this.server = server;
    this.binding = binding;
    this.threads = threads;
  }

  static ProgressServer start(Web web, InetSocketAddress address) {
    prepare();
    try {
      HttpServer server = HttpServer.create(address, BACKLOG);
      JdkBinding binding = web.binding();
      RequestThreads threads = web.requestThreads();
      server.createContext("/", binding);
      server.setExecutor(threads);
      server.start();
      return new ProgressServer(server, binding, threads);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "could not listen at " + address + ": " + e.getMessage() + "; is the port taken?", e);
    }
  }

  /**
   * Before Java 25 the server sends head and body of an answer in two packets, and the second waits
   * 40 ms for the other side to confirm the first. It reads this when its class is loaded.
   */
  private static void prepare() {
    if (System.getProperty(NODELAY) == null) {
      System.setProperty(NODELAY, "true");
    }
  }

  /**
   * Where it listens.
   *
   * @return the port
   */
  public int port() {
    return server.getAddress().getPort();
  }

  /**
   * Where the page is.
   *
   * @return its address, for a browser on this machine if the server listens everywhere
   */
  public URI uri() {
    InetAddress address = server.getAddress().getAddress();
    String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
    return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port());
  }

  /** Ends the streams and the server. Idempotent. */
  @Override
  public void close() {
    binding.close();
    server.stop(0);
    threads.close();
  }
}
