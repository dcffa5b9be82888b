package io.github.progresstracker.web.internal;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that wait for connections: many, so small ones. Virtual ones from Java 24 on; before,
 * those that wait to write to a connection while they hold a monitor, as the JDK's server does,
 * would keep the few threads that carry them.
 */
final class Threads {

  /**
   * Takes memory only as far as it is used; a thread that is the first to load what it needs uses
   * more than a hundred KiB.
   */
  private static final long STACK_BYTES = 512 * 1024;

  private static final int MOST_REQUESTS = 256;

  /** Free threads take turns, so about as many stay as requests come in this time. */
  private static final long IDLE_SECONDS = 1;

  private Threads() {}

  private static boolean virtual() {
    return Runtime.version().feature() >= 24;
  }

  /** Makes threads of that name, daemons. */
  static ThreadFactory factory(String name) {
    if (virtual()) {
      return virtualFactory(name);
    }
    AtomicLong number = new AtomicLong();
    return work -> {
      Thread thread =
          new Thread(null, work, name + "-" + number.incrementAndGet(), STACK_BYTES, false);
      thread.setDaemon(true);
      return thread;
    };
  }

  private static ThreadFactory virtualFactory(String name) {
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      Object named =
          type.getMethod("name", String.class, long.class).invoke(builder, name + "-", 1);
      return (ThreadFactory) type.getMethod("factory").invoke(named);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Java 24 has virtual threads", e);
    }
  }

  private static ExecutorService threadPerTask(ThreadFactory factory) {
    try {
      return (ExecutorService)
          Executors.class
              .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
              .invoke(null, factory);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Java 24 has executors of virtual threads", e);
    }
  }

  /**
   * Runs requests, each on a thread of its own as far as there are; the others wait their turn.
   *
   * @return an executor whose queue tells who waits; on virtual threads nobody does
   */
  static ExecutorService requests() {
    if (virtual()) {
      return threadPerTask(factory("progress-web-request"));
    }
    return pool(MOST_REQUESTS, factory("progress-web-request"));
  }

  /** As many threads as are busy at once, up to the most; what comes beyond that waits its turn. */
  static ThreadPoolExecutor pool(int most, ThreadFactory factory) {
    IdleFirst queue = new IdleFirst();
    return new ThreadPoolExecutor(
        0, most, IDLE_SECONDS, TimeUnit.SECONDS, queue, factory, queue::await);
  }

  /** Takes work only for a thread that is free, or else the pool makes another one. */
  private static final class IdleFirst extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean offer(Runnable work) {
      return tryTransfer(work);
    }

    /** Keeps what the pool has no thread for. */
    private void await(Runnable work, ThreadPoolExecutor pool) {
      if (pool.isShutdown()) {
        throw new RejectedExecutionException("the server is closed");
      }
      boolean unused = super.offer(work);
    }
  }

  /** Whether somebody waits for a thread. */
  static boolean isFull(ExecutorService requests) {
    return requests instanceof ThreadPoolExecutor pool && !pool.getQueue().isEmpty();
  }
}
