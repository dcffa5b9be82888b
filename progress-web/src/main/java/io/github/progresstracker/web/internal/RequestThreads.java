package io.github.progresstracker.web.internal;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/**
 * Runs the requests of a server of the JDK, which reads the head of a request on the thread that
 * will answer it. So a client that sends its head slowly holds a thread; it has some seconds for
 * it, and less while others wait.
 */
public final class RequestThreads implements Executor, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PATIENCE_WHEN_FULL = Duration.ofSeconds(1);

  private static final ThreadLocal<Watchdog.Guard> HEAD = new ThreadLocal<>();

  private final ExecutorService threads = Threads.requests();
  private final Watchdog watchdog;

  RequestThreads(Watchdog watchdog) {
    this.watchdog = watchdog;
  }

  @Override
  public void execute(Runnable request) {
    threads.execute(
        () -> {
          try (Watchdog.Guard guard = watchdog.guard(this::patience)) {
            HEAD.set(guard);
            request.run();
          } finally {
            HEAD.remove();
          }
        });
  }

  private Duration patience() {
    return Threads.isFull(threads) ? PATIENCE_WHEN_FULL : PATIENCE;
  }

  /** Says that the head of the request is there; by the thread that answers it. */
  static void headIsRead() {
    Watchdog.Guard guard = HEAD.get();
    if (guard != null) {
      guard.close();
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
