package io.github.progresstracker.benchmarks.web;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Reporters that post at times that are fixed beforehand, each on a connection of its own that it
 * keeps. A time is from when a report was due, so a server that falls behind does not look better
 * for it.
 */
final class Posters {

  private static final int CONNECTIONS = 64;
  private static final int JOBS = 100;

  private final InetSocketAddress address;
  private final Latencies latencies = new Latencies();
  private final AtomicInteger refused = new AtomicInteger();

  Posters(InetSocketAddress address) {
    this.address = address;
  }

  Latencies latencies() {
    return latencies;
  }

  int refused() {
    return refused.get();
  }

  /** Posts for some time, and measures after another. */
  void post(int perSecond, int warmSeconds, int seconds) throws InterruptedException {
    long start = System.nanoTime();
    long gap = 1_000_000_000L * CONNECTIONS / perSecond;
    int each = perSecond * (warmSeconds + seconds) / CONNECTIONS;
    int warm = perSecond * warmSeconds / CONNECTIONS;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      int number = i;
      long first = start + gap * i / CONNECTIONS;
      Thread thread = new Thread(() -> post(number, first, gap, warm, each));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void post(int number, long first, long gap, int warm, int each) {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = 0; i < each; i++) {
        long due = first + gap * i;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        socket.getOutputStream().write(request(number, i));
        if (status(in) != 204) {
          refused.incrementAndGet();
        }
        if (i >= warm) {
          latencies.add((System.nanoTime() - due) / 1e6);
        }
      }
    } catch (IOException e) {
      refused.incrementAndGet();
    }
  }

  private static byte[] request(int writer, int sequence) {
    String body =
        """
        {"jobId":"job-%d","status":"processing","writerId":"crawler-%d","epoch":1,"sequence":%d,\
        "processedItems":%d,"totalItems":100000,"currentDataType":"mergeRequests",\
        "stage":"data_collection","operationType":"data_collection",\
        "lastProcessedId":"gid://gitlab/MergeRequest/%d",\
        "itemsByType":{"groups":1,"projects":2,"issues":12,"mergeRequests":5},\
        "timestamp":"2025-01-06T19:15:30.000Z"}\
        """
            .formatted(writer % JOBS, writer, sequence, 20 * sequence, sequence);
    return """
    POST /api/internal/jobs/progress HTTP/1.1\r
    Host: localhost\r
    Authorization: Bearer %s\r
    Content-Type: application/json\r
    Content-Length: %d\r
    \r
    %s\
    """
        .formatted(LoadedServer.TOKEN, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** The status of an answer without a body. */
  private static int status(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the server has ended the connection");
      }
      head.append((char) next);
    }
    return Integer.parseInt(head.substring(9, 12));
  }
}
