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
final class Subscribers implements AutoCloseable {

  private static final String REQUEST =
      "GET /api/progress/stream%s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
  private static final String TYPE = "event: progress\n";
  private static final String TIME = "\"at\":\"";
  private static final int TIME_LENGTH = "2025-11-10T12:45:23.000Z".length();
  private static final int SMALL_BUFFER = 4_096;

  /** To read what was on its way to those that were cut off. */
  private static final long CUT_NANOS = 10_000_000_000L;

  private final Selector selector;
  private final List<SocketChannel> stuck = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);
  private Latencies latencies = new Latencies();
  private int ended;

  Subscribers() throws IOException {
    selector = Selector.open();
  }

  /** What is left of an event whose end has not come. */
  private static final class Tail {
    private final StringBuilder text = new StringBuilder();
  }

  void open(InetSocketAddress address, int number) throws IOException {
    for (int i = 0; i < number; i++) {
      SocketChannel channel = connected(address, "?jobs=" + LoadedServer.JOB);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new Tail());
      if (i % 50 == 49) {
        read(20);
      }
    }
  }

  /** Opens streams that nobody reads, of all jobs, so that their buffers are full soon. */
  void openStuck(InetSocketAddress address, int number) throws IOException {
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

  /** Reads for some time. */
  void read(long millis) throws IOException {
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
    if (((SocketChannel) key.channel()).read(buffer) < 0) {
      ended++;
      key.channel().close();
      return;
    }
    buffer.flip();
    StringBuilder text = ((Tail) key.attachment()).text;
    text.append(StandardCharsets.ISO_8859_1.decode(buffer));
    int end = text.lastIndexOf("\n\n");
    if (end >= 0) {
      long now = System.currentTimeMillis();
      measure(text, end, now);
      text.delete(0, end);
    }
  }

  private void measure(StringBuilder text, int end, long now) {
    for (int at = text.indexOf(TYPE); at >= 0 && at < end; at = text.indexOf(TYPE, at + 1)) {
      int time = text.indexOf(TIME, at);
      if (time >= 0 && time < end) {
        int from = time + TIME.length();
        String sampled = text.substring(from, from + TIME_LENGTH);
        latencies.add((double) (now - Instant.parse(sampled).toEpochMilli()));
      }
    }
  }

  /** The times since it was asked last. */
  Latencies take() {
    Latencies taken = latencies;
    latencies = new Latencies();
    return taken;
  }

  /** Readers whose stream has ended. */
  int ended() {
    return ended;
  }

  /** Of those that do not read, how many were cut off: what there is to read comes to an end. */
  int cut() throws IOException {
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
