package io.github.progresstracker.web.internal;

import io.github.progresstracker.web.ApiResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The streams that a binding writes, so that it can end them. Safe for use by several threads. */
final class OpenBodies implements AutoCloseable {

  /** For streams to end as they should; who does not read by then is cut off. */
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition fewer = lock.newCondition();
  private final Set<ApiResponse.Body> open = new HashSet<>();

  void add(ApiResponse.Body body) {
    lock.lock();
    try {
      open.add(body);
    } finally {
      lock.unlock();
    }
  }

  /** Says that nothing more is written. */
  void remove(ApiResponse.Body body) {
    lock.lock();
    try {
      open.remove(body);
      fewer.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends them, and waits a moment until they have. */
  @Override
  public void close() {
    lock.lock();
    try {
      Set.copyOf(open).forEach(ApiResponse.Body::close);
      long left = MOMENT.toNanos();
      while (!open.isEmpty() && left > 0) {
        left = fewer.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
