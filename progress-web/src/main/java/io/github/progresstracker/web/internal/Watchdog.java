package io.github.progresstracker.web.internal;

import io.github.progresstracker.ProgressClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Interrupts threads that take too long over a connection. An interrupt closes the channel on which
 * a thread waits, at once; closing it from another thread can wait for as long as the thread does.
 */
public final class Watchdog {

  private final ProgressClock clock;
  private final Set<Guard> guards = ConcurrentHashMap.newKeySet();

  Watchdog(ProgressClock clock) {
    this.clock = clock;
  }

  /** Reads or writes. */
  interface Io {
    void run() throws IOException;
  }

  /** Reads or writes within a time; then the calling thread is interrupted. */
  void within(Duration patience, Io io) throws IOException {
    Guard guard = guard(() -> patience);
    try {
      io.run();
    } finally {
      guard.close();
    }
  }

  /** Guards the calling thread, with a patience that may change meanwhile. */
  Guard guard(Supplier<Duration> patience) {
    Guard guard = new Guard(Thread.currentThread(), clock.nanoTime(), patience);
    guards.add(guard);
    return guard;
  }

  void tick() {
    long now = clock.nanoTime();
    guards.forEach(guard -> guard.look(now));
  }

  /** What one thread does now. */
  final class Guard implements AutoCloseable {
    private final Thread thread;
    private final long since;
    private final Supplier<Duration> patience;
    private boolean closed;
    private boolean interrupted;

    private Guard(Thread thread, long since, Supplier<Duration> patience) {
      this.thread = thread;
      this.since = since;
      this.patience = patience;
    }

    private synchronized void look(long now) {
      if (!closed && !interrupted && now - since >= patience.get().toNanos()) {
        interrupted = true;
        thread.interrupt();
      }
    }

    /** Ends the guarding; by the guarded thread. An interrupt of ours does not outlive it. */
    @Override
    public synchronized void close() {
      guards.remove(this);
      if (!closed && interrupted) {
        boolean unused = Thread.interrupted();
      }
      closed = true;
    }
  }
}
