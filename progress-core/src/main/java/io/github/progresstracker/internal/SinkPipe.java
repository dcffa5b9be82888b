package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.sink.Cadence;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.ProgressSink;
import io.github.progresstracker.sink.SinkHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of events to one sink. The sampler puts events in and never waits; a drainer thread of
 * the pipe's own takes them out in batches and calls the sink. So a sink that is slow, hangs or
 * throws holds up nobody but itself.
 *
 * <p>In the pipe there is at most one update of a job, the newest: an update that is put in while
 * an older one of the same job is still there takes the older one's place at the end of the queue.
 * Transitions all stay, in order. The queue is bounded; what does not fit is counted as dropped and
 * said in the log when it begins.
 *
 * <p>A batch on which a durable sink throws is kept and tried again, after growing pauses, before
 * anything newer is delivered.
 */
final class SinkPipe {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker.sink");
  private static final int CAPACITY = 100_000;
  private static final int BATCH = 1_000;

  private final ProgressSink sink;
  private final String name;
  private final Cadence cadence;
  private final ProgressClock clock;
  private final IntFunction<Duration> backoff;
  private final Thread drainer;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final LinkedHashMap<Object, Entry> queue = new LinkedHashMap<>();
  private final Map<String, Pace> paces = new HashMap<>();
  private List<Entry> inFlight = List.of();
  private boolean closing;
  private boolean overdue;
  private boolean sinkClosed;
  private long accepted;
  private long coalesced;
  private long delivered;
  private long failedAttempts;
  private long dropped;
  private boolean full;
  private @Nullable String lastError;

  SinkPipe(ProgressSink sink, ProgressClock clock, IntFunction<Duration> backoff) {
    this.sink = sink;
    this.name = sink.name();
    this.cadence = sink.cadence();
    this.clock = clock;
    this.backoff = backoff;
    this.drainer = new Thread(this::drain, "progress-sink-" + name);
    this.drainer.setDaemon(true);
  }

  void start() {
    drainer.start();
  }

  /** Puts in the events of one sample, and whatever was held back and is due by now. */
  void offer(Collection<ProgressEvent> events) {
    long now = clock.nanoTime();
    lock.lock();
    try {
      for (ProgressEvent event : events) {
        accepted++;
        if (event instanceof ProgressUpdate update) {
          offerUpdate(update, now);
        } else {
          enqueue(event.header().eventId(), event, now);
        }
      }
      releaseDue(now);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything put in before has been taken. */
  boolean flush(long deadlineNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      releaseAll();
      changed.signalAll();
      long left = deadlineNanos - System.nanoTime();
      while (!isEmpty()) {
        if (left <= 0 || sinkClosed) {
          return isEmpty();
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  void beginClose() {
    lock.lock();
    try {
      releaseAll();
      closing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the last batch; what is left at the deadline is given up. */
  void awaitClosed(long deadlineNanos) {
    boolean interrupted = joinUntil(deadlineNanos);
    if (drainer.isAlive()) {
      giveUp();
      interrupted |= joinUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  SinkHealth health() {
    lock.lock();
    try {
      long pending = queue.size() + inFlight.size() + heldBack();
      return new SinkHealth(
          name,
          accepted,
          coalesced,
          delivered,
          failedAttempts,
          dropped,
          pending,
          Duration.ofNanos(oldestAge()),
          lastError);
    } finally {
      lock.unlock();
    }
  }

  private void offerUpdate(ProgressUpdate update, long now) {
    ProgressSnapshot job = update.job();
    Pace pace = paces.computeIfAbsent(job.id(), id -> new Pace(cadence));
    if (pace.hold(update)) {
      coalesced++;
    }
    if (job.state().isFinal()) {
      release(pace, now);
      paces.remove(job.id());
    } else if (pace.isDue(now)) {
      release(pace, now);
    }
  }

  private void releaseDue(long now) {
    for (Pace pace : paces.values()) {
      if (pace.isHolding() && pace.isDue(now)) {
        release(pace, now);
      }
    }
  }

  private void releaseAll() {
    long now = clock.nanoTime();
    paces.values().stream().filter(Pace::isHolding).forEach(pace -> release(pace, now));
  }

  private void release(Pace pace, long now) {
    ProgressUpdate update = pace.take(now);
    if (queue.remove(update.job().id()) != null) {
      coalesced++;
    }
    enqueue(update.job().id(), update, now);
  }

  private void enqueue(Object key, ProgressEvent event, long now) {
    if (queue.size() < CAPACITY) {
      full = false;
      queue.put(key, new Entry(event, now));
    } else {
      dropped++;
      if (!full) {
        full = true;
        LOG.error("sink {} is {} events behind; newer ones are dropped", name, CAPACITY);
      }
    }
  }

  private void drain() {
    int attempt = 0;
    while (nextBatch()) {
      Throwable failure = deliver();
      attempt = failure == null ? 0 : attempt + 1;
      if (!settle(failure, attempt)) {
        break;
      }
    }
    closeSink();
  }

  /** Waits for work; false when there is none and there will be none. */
  private boolean nextBatch() {
    lock.lock();
    try {
      while (inFlight.isEmpty() && queue.isEmpty() && !closing) {
        changed.awaitUninterruptibly();
      }
      if (inFlight.isEmpty()) {
        inFlight = takeBatch();
      }
      return !inFlight.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private List<Entry> takeBatch() {
    List<Entry> batch = new ArrayList<>(Math.min(BATCH, queue.size()));
    Iterator<Entry> oldest = queue.values().iterator();
    while (batch.size() < BATCH && oldest.hasNext()) {
      batch.add(oldest.next());
      oldest.remove();
    }
    return batch;
  }

  /** Calls the sink; whatever it throws, even an error, stays in here. */
  private @Nullable Throwable deliver() {
    try {
      sink.deliver(inFlight.stream().map(Entry::event).toList());
      return null;
    } catch (Throwable failure) {
      return failure;
    }
  }

  /** Books the outcome of a delivery; false if the deadline of closing has passed. */
  private boolean settle(@Nullable Throwable failure, int attempt) {
    lock.lock();
    try {
      if (failure == null) {
        succeeded();
      } else {
        failed(failure, attempt);
      }
      changed.signalAll();
      return !overdue;
    } finally {
      lock.unlock();
    }
  }

  private void succeeded() {
    if (lastError != null) {
      LOG.info("sink {} works again", name);
      lastError = null;
    }
    delivered += inFlight.size();
    inFlight = List.of();
  }

  private void failed(Throwable failure, int attempt) {
    failedAttempts++;
    if (lastError == null) {
      LOG.warn("sink {} failed on {} events: {}", name, inFlight.size(), failure.toString());
    }
    lastError = failure.toString();
    if (sink.guarantee() == Guarantee.TRANSIENT) {
      dropped += inFlight.size();
      inFlight = List.of();
    } else {
      pauseBeforeRetry(backoff.apply(attempt).toNanos());
    }
  }

  /** New events do not cut the pause short; only giving up does. */
  private void pauseBeforeRetry(long nanos) {
    long left = nanos;
    while (left > 0 && !overdue) {
      try {
        left = changed.awaitNanos(left);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void closeSink() {
    try {
      sink.close();
    } catch (Throwable failure) {
      LOG.warn("sink {} did not close well: {}", name, failure.toString());
    }
    lock.lock();
    try {
      sinkClosed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void giveUp() {
    lock.lock();
    try {
      overdue = true;
      long lost = (long) queue.size() + inFlight.size();
      dropped += lost;
      queue.clear();
      LOG.error("sink {} closed with {} events undelivered: {}", name, lost, lastError);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    drainer.interrupt();
  }

  /** True if the waiting thread was interrupted meanwhile. */
  private boolean joinUntil(long deadlineNanos) {
    boolean interrupted = false;
    for (; ; ) {
      long left = deadlineNanos - System.nanoTime();
      if (left <= 0 || !drainer.isAlive()) {
        return interrupted;
      }
      try {
        TimeUnit.NANOSECONDS.timedJoin(drainer, left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  private boolean isEmpty() {
    return queue.isEmpty() && inFlight.isEmpty();
  }

  private long heldBack() {
    return paces.values().stream().filter(Pace::isHolding).count();
  }

  private long oldestAge() {
    Iterator<Entry> oldest = (inFlight.isEmpty() ? queue.values() : inFlight).iterator();
    return oldest.hasNext() ? Math.max(0, clock.nanoTime() - oldest.next().since()) : 0;
  }

  private record Entry(ProgressEvent event, long since) {}
}
