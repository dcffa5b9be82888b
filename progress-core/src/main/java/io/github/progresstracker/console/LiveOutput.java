package io.github.progresstracker.console;

import io.github.progresstracker.event.ProgressEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws on a terminal from a daemon thread of its own, at most ten times a second and only what has
 * changed. So a terminal that is slow, or stopped by Ctrl-S, holds up that thread and nobody else.
 *
 * <p>The thread begins with the first event. A shutdown hook has it leave the terminal as it should
 * be when the process is ended from outside; neither the hook nor {@link #close} waits for longer
 * than a second.
 */
final class LiveOutput implements Output {

  private static final Logger LOG = LoggerFactory.getLogger(ConsoleSink.class);
  private static final long SHORTEST_GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** How often to look at the size while nothing happens. */
  private static final long IDLE_MILLIS = 1_000;

  /** Whether standard error has a region; two would fight, so a second console prints lines. */
  private static final AtomicBoolean TAKEN = new AtomicBoolean();

  private static final long LONGEST_LEAVE_MILLIS = 1_000;

  /** A lower terminal is left alone. */
  private static final int FEWEST_ROWS = 6;

  private final TerminalPort terminal;
  private final Thread thread = new Thread(this::run, "progress-console");
  private final Thread hook = new Thread(this::leave, "progress-console-leave");

  /** Held while the terminal is written to. Guards screen and region. */
  private final ReentrantLock drawing = new ReentrantLock();

  private final LiveScreen screen;
  private final ScrollRegion region = new ScrollRegion();
  private final AtomicInteger resizes = new AtomicInteger();

  /** What has not been seen yet; guarded by itself, as is the flag. */
  private final List<ProgressEvent> inbox = new ArrayList<>();

  private boolean leaving;
  private boolean started;
  private @Nullable LineOutput instead;
  private volatile @Nullable IOException failure;

  LiveOutput(TerminalPort terminal, FrameStyle style) {
    this.terminal = terminal;
    this.screen = new LiveScreen(style);
    this.thread.setDaemon(true);
  }

  @Override
  public void accept(List<ProgressEvent> events) throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (!started) {
      started = true;
      begin();
    }
    if (instead != null) {
      instead.accept(events);
      return;
    }
    synchronized (inbox) {
      if (!leaving) {
        inbox.addAll(events);
        inbox.notifyAll();
      }
    }
  }

  private void begin() {
    if (terminal instanceof PosixTerminal && !TAKEN.compareAndSet(false, true)) {
      instead = new LineOutput(System.err);
      return;
    }
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // The process is ending already; nothing is to be shown any more.
    }
    if (terminal instanceof PosixTerminal posix) {
      posix.watch(this::resized);
    }
    thread.start();
  }

  @Override
  public void close() {
    if (!started || instead != null) {
      return;
    }
    leave();
    if (terminal instanceof PosixTerminal posix) {
      posix.unwatch();
      TAKEN.set(false);
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.trace("the process is ending, and the hook has nothing left to do", e);
    }
  }

  /** Has the thread show what there is and give the terminal back. */
  private void leave() {
    synchronized (inbox) {
      leaving = true;
      inbox.notifyAll();
    }
    try {
      thread.join(LONGEST_LEAVE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- the thread ----------------------------------------------------------------------------

  private void run() {
    try {
      long last = System.nanoTime() - SHORTEST_GAP_NANOS;
      while (awaitWork(last)) {
        if (draw(take())) {
          last = System.nanoTime();
        }
      }
      end(take());
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      failure = new IOException("the thread of the console was interrupted");
    } catch (RuntimeException | Error e) {
      failure = new IOException("drawing failed: " + e, e);
    }
  }

  /**
   * Waits for events, or for the time to look at the size; and then until a frame may follow the
   * last one. False when it is time to leave.
   */
  private boolean awaitWork(long last) throws InterruptedException {
    synchronized (inbox) {
      if (inbox.isEmpty() && !leaving) {
        inbox.wait(IDLE_MILLIS);
      }
      long early = last + SHORTEST_GAP_NANOS - System.nanoTime();
      while (!leaving && early > 0) {
        inbox.wait(TimeUnit.NANOSECONDS.toMillis(early) + 1);
        early = last + SHORTEST_GAP_NANOS - System.nanoTime();
      }
      return !leaving;
    }
  }

  private List<ProgressEvent> take() {
    synchronized (inbox) {
      List<ProgressEvent> taken = List.copyOf(inbox);
      inbox.clear();
      return taken;
    }
  }

  private boolean draw(List<ProgressEvent> events) throws IOException {
    int before = resizes.get();
    TerminalSize size = terminal.size();
    drawing.lock();
    try {
      events.forEach(screen::accept);
      if (before != resizes.get()) {
        return false; // The size is of before; the next round comes at once.
      }
      List<String> rows = size.rows() < FEWEST_ROWS ? List.of() : screen.frame(size);
      return write(region.show(screen.takeLines(), rows, size));
    } finally {
      drawing.unlock();
    }
  }

  private void end(List<ProgressEvent> events) throws IOException {
    drawing.lock();
    try {
      events.forEach(screen::accept);
      write(region.leave(screen.leave()));
    } finally {
      drawing.unlock();
    }
  }

  private boolean write(byte[] bytes) throws IOException {
    if (bytes.length > 0) {
      terminal.write(bytes);
    }
    return bytes.length > 0;
  }

  /** On a thread of the virtual machine: every millisecond counts, others are printing. */
  private void resized() {
    resizes.incrementAndGet();
    drawing.lock();
    try {
      write(region.resized());
    } catch (IOException e) {
      failure = e;
    } finally {
      drawing.unlock();
    }
    synchronized (inbox) {
      inbox.notifyAll();
    }
  }
}
