package io.github.progresstracker.benchmarks.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Many readers of streams on one thread. Times are from the sample that an update tells of to its
 * arrival here, both by the clock of this machine, to the millisecond.
 */
public final class Subscribers implements AutoCloseable {

  private static final String REQUEST =
      "GET /api/progress/stream%s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
  private static final int TIME_LENGTH = "2025-11-10T12:45:23.000Z".length();
  private static final int SMALL_BUFFER = 4_096;

  /** To read what was on its way to those that were cut off. */
  private static final long CUT_NANOS = 10_000_000_000L;

  private final Selector selector;
  private final List<SocketChannel> stuck = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private final byte[] bytes = new byte[1 << 16];
  private Latencies latencies = new Latencies();
  private int ended;

  /**
   * None yet.
   *
   * @throws IOException if the system has no selector
   */
  public Subscribers() throws IOException {
    selector = Selector.open();
  }

  /**
   * Finds the times in what comes from one stream, byte by byte: the readers must take little of
   * the processors that they share with the server.
   */
  private final class Scanner {
    private static final byte[] EVENT = ascii("event: progress\n");
    private static final byte[] TIME = ascii("\"at\":\"");

    private final byte[] time = new byte[TIME_LENGTH];
    private byte[] wanted = EVENT;
    private int matched;
    private int timed = TIME_LENGTH;

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }

    void scan(int length, long now) {
      for (int i = 0; i < length; i++) {
        byte next = bytes[i];
        if (timed < TIME_LENGTH) {
          time[timed++] = next;
          if (timed == TIME_LENGTH) {
            arrived(now);
          }
        } else if (next == wanted[matched]) {
          if (++matched == wanted.length) {
            found();
          }
        } else {
          matched = next == wanted[0] ? 1 : 0;
        }
      }
    }

    private void found() {
      timed = wanted == EVENT ? TIME_LENGTH : 0;
      wanted = wanted == EVENT ? TIME : EVENT;
      matched = 0;
    }

    private void arrived(long now) {
      Instant sampled = Instant.parse(new String(time, StandardCharsets.US_ASCII));
      latencies.add((double) (now - sampled.toEpochMilli()));
    }
  }

  /**
   * Opens streams of the job {@link LoadedServer#JOB}.
   *
   * @param address of the server
   * @param number how many
   * @throws IOException if it cannot be reached
   */
  public void open(InetSocketAddress address, int number) throws IOException {
    for (int i = 0; i < number; i++) {
      SocketChannel channel = connected(address, "?jobs=" + LoadedServer.JOB);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new Scanner());
      if (i % 50 == 49) {
        read(20);
      }
    }
  }

  /**
   * Opens streams that nobody reads, of all jobs, so that their buffers are full soon.
   *
   * @param address of the server
   * @param number how many
   * @throws IOException if it cannot be reached
   */
  public void openStuck(InetSocketAddress address, int number) throws IOException {
    for (int i = 0; i < number; i++) {
      SocketChannel channel = connected(address, "");
      stuck.add(channel);
    }
  }

  private static SocketChannel connected(InetSocketAddress address, String query)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    if (query.isEmpty()) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
    }
    channel.connect(address);
    channel.write(ByteBuffer.wrap(REQUEST.formatted(query).getBytes(StandardCharsets.US_ASCII)));
    return channel;
  }

  /**
   * Reads for some time.
   *
   * @param millis how long
   * @throws IOException if the selector fails
   */
  public void read(long millis) throws IOException {
    long until = System.nanoTime() + millis * 1_000_000;
    for (long left = millis; left > 0; left = (until - System.nanoTime()) / 1_000_000) {
      selector.select(left);
      for (SelectionKey key : selector.selectedKeys()) {
        read(key);
      }
      selector.selectedKeys().clear();
    }
  }

  private void read(SelectionKey key) throws IOException {
    buffer.clear();
    int length = ((SocketChannel) key.channel()).read(buffer);
    if (length < 0) {
      ended++;
      key.channel().close();
      return;
    }
    buffer.flip().get(bytes, 0, length);
    ((Scanner) key.attachment()).scan(length, System.currentTimeMillis());
  }

  /** The times since it was asked last. */
  Latencies take() {
    Latencies taken = latencies;
    latencies = new Latencies();
    return taken;
  }

  /**
   * Readers whose stream has ended.
   *
   * @return how many
   */
  public int ended() {
    return ended;
  }

  /**
   * Of those that do not read, how many were cut off: what there is to read comes to an end.
   *
   * @return how many
   * @throws IOException if the selector fails
   */
  public int cut() throws IOException {
    int cut = 0;
    try (Selector ends = Selector.open()) {
      for (SocketChannel channel : stuck) {
        channel.configureBlocking(false);
        channel.register(ends, SelectionKey.OP_READ);
      }
      long until = System.nanoTime() + CUT_NANOS;
      while (cut < stuck.size() && System.nanoTime() < until) {
        ends.select(100);
        for (SelectionKey key : ends.selectedKeys()) {
          cut += hasEnded((SocketChannel) key.channel()) ? 1 : 0;
        }
        ends.selectedKeys().clear();
      }
    }
    return cut;
  }

  private boolean hasEnded(SocketChannel channel) throws IOException {
    try {
      buffer.clear();
      if (channel.read(buffer) >= 0) {
        return false;
      }
    } catch (IOException e) {
      // Reset, which is an end, too.
    }
    channel.close();
    return true;
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    for (SocketChannel channel : stuck) {
      channel.close();
    }
    selector.close();
  }
}
