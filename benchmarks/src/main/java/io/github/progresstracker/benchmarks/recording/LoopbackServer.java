package io.github.progresstracker.benchmarks.recording;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A server with the habits of public ones: a limited line with bursts, slow files, answers that say
 * «later», flood waits, unequal latency. One client at a time.
 */
final class LoopbackServer {

  static final int PAGE_BYTES = 20_000;

  private static final int OK = 200;
  private static final int TOO_MANY = 429;
  private static final double LINE_BYTES_PER_SECOND = 4e6;
  private static final double SLOW_BYTES_PER_SECOND = 0.5e6;
  private static final double BURST_BYTES = 8e6;
  private static final int CHUNK = 16_384;
  private static final byte[] FILLER = new byte[CHUNK];

  private final SplittableRandom random;
  private double allowance = BURST_BYTES;
  private long allowedAt = System.nanoTime();
  private int pagesLeft = 20;
  private long floodEnd = System.nanoTime();

  private LoopbackServer(SplittableRandom random) {
    this.random = random;
  }

  /** Argument: the seed. Prints its port and serves until it is destroyed. */
  public static void main(String[] arguments) throws IOException {
    // Without it the last packet of a short answer waits 40 ms for the client's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    LoopbackServer server = new LoopbackServer(new SplittableRandom(Long.parseLong(arguments[0])));
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(Executors.newSingleThreadExecutor());
    http.createContext("/file/", server::file);
    http.createContext("/page/", server::page);
    http.createContext("/record/", server::lookup);
    http.start();
    System.out.println(http.getAddress().getPort());
  }

  /** {@code /file/BYTES}: one in 25 is put off, one in 15 comes over a slow line. */
  private void file(HttpExchange exchange) throws IOException {
    if (chance(1 / 25.0)) {
      putOff(exchange, random.nextInt(1, 3));
      return;
    }
    boolean slow = chance(1 / 15.0);
    int size = number(exchange);
    exchange.sendResponseHeaders(OK, size);
    try (OutputStream body = exchange.getResponseBody()) {
      for (int left = size; left > 0; left -= CHUNK) {
        int bytes = Math.min(left, CHUNK);
        sleep(slow ? bytes / SLOW_BYTES_PER_SECOND : lineDelay(bytes));
        body.write(FILLER, 0, bytes);
      }
    }
  }

  /** {@code /page/N}: after some dozens of pages there is a flood wait. */
  private void page(HttpExchange exchange) throws IOException {
    if (pagesLeft == 0) {
      floodEnd = System.nanoTime() + TimeUnit.SECONDS.toNanos(random.nextInt(1, 5));
      pagesLeft = random.nextInt(25, 60);
    }
    long wait = floodEnd - System.nanoTime();
    if (wait > 0) {
      putOff(exchange, (int) Math.ceil(Recording.seconds(wait)));
      return;
    }
    pagesLeft--;
    sleep(0.012 + 0.03 * random.nextDouble());
    answer(exchange, PAGE_BYTES);
  }

  /** {@code /record/ID}: log-normal latency. */
  private void lookup(HttpExchange exchange) throws IOException {
    sleep(Math.min(1, 0.012 * Math.exp(0.7 * random.nextGaussian())));
    answer(exchange, number(exchange) % 1_000);
  }

  /** A token bucket: how long so many bytes must wait. */
  private double lineDelay(int bytes) {
    long now = System.nanoTime();
    double earned = Recording.seconds(now - allowedAt) * LINE_BYTES_PER_SECOND;
    allowance = Math.min(BURST_BYTES, allowance + earned) - bytes;
    allowedAt = now;
    return Math.max(0, -allowance / LINE_BYTES_PER_SECOND);
  }

  private boolean chance(double share) {
    return random.nextDouble() < share;
  }

  private static int number(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    return Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
  }

  private static void putOff(HttpExchange exchange, int seconds) throws IOException {
    exchange.getResponseHeaders().set("Retry-After", Integer.toString(seconds));
    exchange.sendResponseHeaders(TOO_MANY, -1);
    exchange.close();
  }

  private static void answer(HttpExchange exchange, int bytes) throws IOException {
    exchange.sendResponseHeaders(OK, bytes == 0 ? -1 : bytes);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(new byte[bytes]);
    }
  }

  private static void sleep(double seconds) {
    try {
      TimeUnit.NANOSECONDS.sleep((long) (seconds * TimeUnit.SECONDS.toNanos(1)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
