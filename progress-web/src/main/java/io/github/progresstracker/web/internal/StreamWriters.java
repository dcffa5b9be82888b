package io.github.progresstracker.web.internal;

import io.github.progresstracker.web.ApiProblem;
import io.github.progresstracker.web.ApiResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the streams of all bindings on a few threads, one after another as they have something to
 * say. A reader that does not read keeps a thread until it is cut off; for each that is held up
 * while others wait there are two more within some milliseconds, for as long as it takes. Without
 * streams there are no threads.
 */
final class StreamWriters {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker");

  /** For a reader of a stream to take a piece, and who does not is cut off. */
  private static final Duration WRITE_DEADLINE = Duration.ofSeconds(5);

  /** That write at once while readers read. */
  private static final int THREADS = 4;

  private static final long LOOK_MILLIS = 5;
  private static final int CALM_LOOKS = 200;
  private static final long IDLE_SECONDS = 5;

  private final Watchdog watchdog;
  private final ThreadPoolExecutor threads;
  private final ScheduledThreadPoolExecutor overseer;
  private final AtomicBoolean overseen = new AtomicBoolean();
  private final Set<Outlet> writing = ConcurrentHashMap.newKeySet();

  /** Looks in a row that found more threads than needed. */
  private int calm;

  StreamWriters(Watchdog watchdog) {
    this.watchdog = watchdog;
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Threads.factory("progress-web-stream"));
    threads.allowCoreThreadTimeOut(true);
    overseer = new ScheduledThreadPoolExecutor(1, Threads.factory("progress-web-overseer"));
    overseer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    overseer.allowCoreThreadTimeOut(true);
  }

  /**
   * Writes a stream from now on.
   *
   * @param end run once, when the stream is over, one way or another
   */
  void begin(ApiResponse.Body body, OutputStream out, Runnable end) {
    body.begin(new Outlet(body, new GuardedOutput(out, watchdog, WRITE_DEADLINE), end)::ready);
  }

  /** Ends a connection, within the time that a piece has. */
  void end(Watchdog.Io close) {
    try {
      watchdog.within(WRITE_DEADLINE, close);
    } catch (IOException e) {
      // It is closed one way or the other.
    }
  }

  private void execute(Outlet outlet) {
    threads.execute(outlet);
    oversee();
  }

  private void oversee() {
    if (overseen.compareAndSet(false, true)) {
      ScheduledFuture<?> unused = overseer.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Readers come to a stop in waves, so there are at once more threads than are held up. */
  private void look() {
    int heldUp = (int) writing.stream().filter(Outlet::isHeldUp).count();
    resize(THREADS + 2 * heldUp);
    overseen.set(false);
    // Asked again, for what came before the line above found itself overseen.
    if (!threads.getQueue().isEmpty()) {
      oversee();
    }
  }

  /**
   * Threads that have work now and then would stay for ever, as each is free for a moment only; so
   * those that are too many are told to end, but not before that has been so for a while.
   */
  private void resize(int needed) {
    if (needed >= threads.getCorePoolSize()) {
      calm = 0;
      threads.setMaximumPoolSize(needed);
      threads.setCorePoolSize(needed);
    } else if (++calm >= CALM_LOOKS) {
      calm = 0;
      threads.setCorePoolSize(needed);
      threads.setMaximumPoolSize(needed);
    }
  }

  /** How many threads there are. */
  int size() {
    return threads.getPoolSize();
  }

  /** One stream on its way. */
  private final class Outlet implements Runnable {
    private final ApiResponse.Body body;
    private final OutputStream out;
    private final Runnable end;

    /** Times that it was said to be ready and not written since; never 0 again after the end. */
    private final AtomicInteger said = new AtomicInteger();

    /** Whether somebody has looked since the current piece was begun. */
    private volatile boolean lookedAt;

    private Outlet(ApiResponse.Body body, OutputStream out, Runnable end) {
      this.body = body;
      this.out = out;
      this.end = end;
    }

    private void ready() {
      if (said.getAndIncrement() == 0) {
        execute(this);
      }
    }

    @Override
    public void run() {
      int heard = said.get();
      if (!goesOn()) {
        end.run();
      } else if (said.addAndGet(-heard) > 0) {
        execute(this);
      }
    }

    /** Whether it is at the same piece as at the look before. */
    private boolean isHeldUp() {
      boolean before = lookedAt;
      lookedAt = true;
      return before;
    }

    private boolean goesOn() {
      lookedAt = false;
      writing.add(this);
      try {
        return body.writeTo(out);
      } catch (IOException | ApiProblem e) {
        // Nobody reads any more, which is how streams end; or the store is away, which is told.
        return false;
      } catch (RuntimeException | Error e) {
        LOG.warn("a stream ends because of {}", e.toString(), e);
        return false;
      } finally {
        writing.remove(this);
      }
    }
  }
}
