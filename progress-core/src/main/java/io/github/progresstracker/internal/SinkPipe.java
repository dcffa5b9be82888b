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
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * <p>In the pipe there is at most one update of a running job, the newest: an update that is put in
 * while an older one of the same job is still there takes the older one's place at the end of the
 * queue. Transitions and final updates all stay, in order. The queue is bounded; what does not fit
 * is counted as dropped and said in the log when it begins.
 *
 * <p>A batch on which a durable sink throws is kept and tried again, after growing pauses, before
 * anything newer is delivered.
 *
 * <p>No foreign code, not even a logger, is called while the pipe's lock is held.
 */
final class SinkPipe {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker.sink");
  private static final int CAPACITY = 100_000;
  private static final int BATCH = 1_000;

  private final ProgressSink sink;
  private final String name;
  private final Cadence cadence;
  private final Guarantee guarantee;
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
  private boolean ended;
  private long entries;
  private long accepted;
  private long coalesced;
  private long delivered;
  private long failedAttempts;
  private long dropped;
  private boolean full;
  private @Nullable String lastError;

  SinkPipe(ProgressSink sink, ProgressClock clock, IntFunction<Duration> backoff) {
    this.sink = sink;
    this.name = Objects.requireNonNull(sink.name(), "a sink's name");
    this.cadence = Objects.requireNonNull(sink.cadence(), "a sink's cadence");
    this.guarantee = Objects.requireNonNull(sink.guarantee(), "a sink's guarantee");
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
    boolean overflows;
    lock.lock();
    try {
      boolean wasFull = full;
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
      overflows = full && !wasFull;
    } finally {
      lock.unlock();
    }
    if (overflows) {
      LOG.error("sink {} is {} events behind; newer ones are dropped", name, CAPACITY);
    }
  }

  /** Waits until everything put in before has been taken or given up. */
  boolean flush(long deadlineNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      releaseAll();
      changed.signalAll();
      long last = entries;
      long left = deadlineNanos - System.nanoTime();
      while (oldest() <= last) {
        if (left <= 0 || ended) {
          return false;
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
    if (Thread.currentThread() == drainer) {
      return; // The sink itself closes the registry; its drainer ends after this batch.
    }
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
      return new SinkHealth(
          name,
          accepted,
          coalesced,
          delivered,
          failedAttempts,
          dropped,
          (long) queue.size() + inFlight.size() + heldBack(),
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
      releaseLast(pace, now);
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
    enqueue(withdrawn(update), update, now);
  }

  /** The last update of a job stays, even if a new job of the same id has updates of its own. */
  private void releaseLast(Pace pace, long now) {
    ProgressUpdate update = pace.take(now);
    withdrawn(update);
    enqueue(update.header().eventId(), update, now);
  }

  /** Takes back the older update of the same job; gives the key that updates of the job have. */
  private Object withdrawn(ProgressUpdate update) {
    if (queue.remove(update.job().id()) != null) {
      coalesced++;
    }
    return update.job().id();
  }

  private void enqueue(Object key, ProgressEvent event, long now) {
    if (queue.size() < CAPACITY) {
      full &= queue.size() > CAPACITY / 2;
      queue.put(key, new Entry(event, now, ++entries));
    } else {
      full = true;
      dropped++;
    }
  }

  private void drain() {
    int attempt = 0;
    for (List<Entry> batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
      String failure = deliver(batch);
      attempt = failure == null ? 0 : attempt + 1;
      report(batch, failure, settle(batch, failure));
      if (failure != null && guarantee == Guarantee.DURABLE) {
        pauseBeforeRetry(Nanos.of(backoff.apply(attempt)));
      }
    }
    closeSink();
  }

  /** Waits for work; empty when there is none and there will be none. */
  private List<Entry> nextBatch() {
    lock.lock();
    try {
      while (inFlight.isEmpty() && queue.isEmpty() && !closing) {
        changed.awaitUninterruptibly();
      }
      if (overdue) {
        return List.of();
      }
      clearInterrupt();
      if (inFlight.isEmpty()) {
        inFlight = takeBatch();
      }
      return inFlight;
    } finally {
      lock.unlock();
    }
  }

  /** A flag that the sink left behind would spoil its own next call. */
  private static void clearInterrupt() {
    if (Thread.interrupted()) {
      LOG.debug("the thread of a sink was interrupted and goes on");
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

  /** Calls the sink; whatever it throws, even an error, stays in here, as its text. */
  private @Nullable String deliver(List<Entry> batch) {
    try {
      sink.deliver(
          batch.stream()
              .map(Entry::event)
              .sorted(Comparator.comparingLong(event -> event.header().sequence()))
              .toList());
      return null;
    } catch (Throwable failure) {
      return textOf(failure);
    }
  }

  /** Books the outcome of a delivery; gives the error of the one before. */
  private @Nullable String settle(List<Entry> batch, @Nullable String failure) {
    lock.lock();
    try {
      String before = lastError;
      lastError = failure;
      if (!overdue) {
        book(batch, failure);
      }
      changed.signalAll();
      return before;
    } finally {
      lock.unlock();
    }
  }

  private void book(List<Entry> batch, @Nullable String failure) {
    if (failure == null) {
      delivered += batch.size();
      inFlight = List.of();
    } else {
      failedAttempts++;
      if (guarantee == Guarantee.TRANSIENT) {
        dropped += batch.size();
        inFlight = List.of();
      }
    }
  }

  /** One line when trouble begins and one when it is over. */
  private void report(List<Entry> batch, @Nullable String failure, @Nullable String before) {
    if (failure == null && before != null) {
      LOG.info("sink {} works again", name);
    } else if (failure != null && before == null) {
      LOG.warn("sink {} failed on {} events: {}", name, batch.size(), failure);
    }
  }

  /** New events do not cut the pause short; only giving up does. */
  private void pauseBeforeRetry(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (left > 0 && !overdue) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // Whoever interrupts the drainer wants it to go on: the next try comes early.
    } finally {
      lock.unlock();
    }
  }

  private void closeSink() {
    try {
      sink.close();
    } catch (Throwable failure) {
      LOG.warn("sink {} did not close well: {}", name, textOf(failure));
    }
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void giveUp() {
    long lost;
    String error;
    lock.lock();
    try {
      overdue = true;
      lost = (long) queue.size() + inFlight.size();
      dropped += lost;
      queue.clear();
      inFlight = List.of();
      error = lastError;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    LOG.error(
        "sink {} closed with {} events undelivered: {}",
        name,
        lost,
        error == null ? "it did not return in time" : error);
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

  /** Number of the oldest entry that has not been settled. */
  private long oldest() {
    Iterator<Entry> oldest = (inFlight.isEmpty() ? queue.values() : inFlight).iterator();
    return oldest.hasNext() ? oldest.next().number() : Long.MAX_VALUE;
  }

  private long oldestAge() {
    Iterator<Entry> oldest = (inFlight.isEmpty() ? queue.values() : inFlight).iterator();
    return oldest.hasNext() ? Math.max(0, clock.nanoTime() - oldest.next().since()) : 0;
  }

  private long heldBack() {
    return paces.values().stream().filter(Pace::isHolding).count();
  }

  /** An exception's text is foreign code and may throw in its turn. */
  private static String textOf(Throwable failure) {
    try {
      return String.valueOf(failure);
    } catch (Throwable e) {
      return failure.getClass().getName();
    }
  }

  private record Entry(ProgressEvent event, long since, long number) {}
}
