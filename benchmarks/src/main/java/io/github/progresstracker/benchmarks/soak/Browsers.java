package io.github.progresstracker.benchmarks.soak;

import io.github.progresstracker.benchmarks.web.Subscribers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Readers of streams on a thread of their own; more of them come that do not read. */
final class Browsers extends Thread implements AutoCloseable {

  private static final int READERS = 20;
  private static final long LOOK_MILLIS = 50;

  /** Those who do not read are found out when their buffers are full, and given five seconds. */
  private static final long UNTIL_CUT_NANOS = Duration.ofSeconds(8).toNanos();

  private final InetSocketAddress address;
  private final BlockingQueue<Integer> wanted = new LinkedBlockingQueue<>();
  private final Subscribers readers;
  private final Subscribers idle;
  private volatile boolean stopped;
  private volatile @Nullable IOException failure;
  private long lastStuck = System.nanoTime();
  private int stuck;
  private int ended;

  Browsers(InetSocketAddress address) throws IOException {
    super("browsers");
    this.address = address;
    this.readers = new Subscribers();
    this.idle = new Subscribers();
    readers.open(address, READERS);
    setDaemon(true);
    start();
  }

  /** So many more open a stream and never read it. */
  void stick(int number) {
    wanted.add(number);
  }

  @Override
  public void run() {
    try {
      while (!stopped || System.nanoTime() - lastStuck < UNTIL_CUT_NANOS) {
        for (Integer more = wanted.poll(); more != null; more = wanted.poll()) {
          idle.openStuck(address, more);
          stuck += more;
          lastStuck = System.nanoTime();
        }
        readers.read(LOOK_MILLIS);
      }
      ended = readers.ended();
      readers.close();
    } catch (IOException e) {
      failure = e;
    }
  }

  /**
   * Those who read leave. The others keep their connections, at which the server must not hold on:
   * it has nothing open any more if it has cut them off.
   */
  void leave() throws Exception {
    stopped = true;
    join();
    IOException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
  }

  int readers() {
    return READERS;
  }

  /** Readers whose stream ended before they left. */
  int ended() {
    return ended;
  }

  int stuck() {
    return stuck;
  }

  @Override
  public void close() throws IOException {
    idle.close();
  }
}
