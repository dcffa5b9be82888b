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
 * anything newer is delivered. With a {@link Backlog} each batch is on disk before the sink is
 * called, and forgotten there once the sink has it; while the sink fails, later batches follow the
 * first one onto the disk, and what is delivered next comes from there. Of running jobs only the
 * updates in memory are delivered: there will be newer ones.
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
  private final @Nullable Backlog backlog;
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

  /** Whether the batch in flight is in the backlog as well. */
  private boolean kept;

  /** Since when there is more in the backlog than the batch in flight, by the monotonic clock. */
  private @Nullable Long behindSince;

  /**
   * A pipe that has to be started.
   *
   * @param backlog where events of a durable sink are until it has them; null for in memory
   */
  SinkPipe(
      ProgressSink sink,
      ProgressClock clock,
      IntFunction<Duration> backoff,
      @Nullable Backlog backlog) {
    this.sink = sink;
    this.backlog = backlog;
    this.name = Objects.requireNonNull(sink.name(), "a sink's name");
    this.cadence = Objects.requireNonNull(sink.cadence(), "a sink's cadence");
    this.guarantee = Objects.requireNonNull(sink.guarantee(), "a sink's guarantee");
    this.clock = clock;
    this.backoff = backoff;
    this.drainer =
        new Thread(backlog == null ? this::drain : () -> drain(backlog), "progress-sink-" + name);
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
      while (oldest() <= last || spooled() > 0) {
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
          (long) queue.size() + (kept ? 0 : inFlight.size()) + heldBack() + spooled(),
          spooled(),
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
      String failure = deliver(inOrder(batch));
      attempt = failure == null ? 0 : attempt + 1;
      report(batch.size(), failure, settle(batch, failure, false));
      if (failure != null && guarantee == Guarantee.DURABLE) {
        pauseBeforeRetry(Nanos.of(backoff.apply(attempt)));
      }
    }
    closeSink();
  }

  /** The same by way of the disk. */
  private void drain(Backlog disk) {
    int attempt = 0;
    long retryAt = System.nanoTime();
    fallBehind(disk);
    while (awaitWork(disk, retryAt)) {
      boolean fresh = disk.depth() == 0;
      long place = keepBatch(disk, fresh);
      if (System.nanoTime() - retryAt >= 0) {
        String failure = fresh ? deliverInFlight(disk, place) : deliverBacklog(disk);
        attempt = failure == null ? 0 : attempt + 1;
        retryAt = System.nanoTime() + (failure == null ? 0 : Nanos.of(backoff.apply(attempt)));
      }
    }
    disk.close();
    closeSink();
  }

  private void fallBehind(Backlog disk) {
    lock.lock();
    try {
      behindSince = disk.depth() > 0 ? (Long) clock.nanoTime() : null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for events, which are brought to the disk even while the sink is given a pause, or for
   * the time to try again; false when all is done or given up.
   */
  private boolean awaitWork(Backlog disk, long retryAt) {
    lock.lock();
    try {
      clearInterrupt();
      while (!overdue) {
        boolean undelivered = !inFlight.isEmpty() || disk.depth() > 0;
        long pause = retryAt - System.nanoTime();
        if ((undelivered && pause <= 0) || (inFlight.isEmpty() && !queue.isEmpty())) {
          return true;
        }
        if (closing && !undelivered && queue.isEmpty()) {
          return false;
        }
        changed.awaitNanos(undelivered ? pause : Long.MAX_VALUE);
      }
      return false;
    } catch (InterruptedException e) {
      return true; // Whoever interrupts the drainer wants it to go on.
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a batch and brings it to the disk, behind what is there.
   *
   * @param fresh whether nothing is there
   * @return its place there; 0 if there is nothing worth a place, -1 if the disk refused it
   */
  private long keepBatch(Backlog disk, boolean fresh) {
    synchronized (disk) { // Who gives up meanwhile must not keep the batch a second time.
      List<ProgressEvent> worth = batchToKeep();
      long place = worth.isEmpty() ? 0 : disk.keep(worth);
      isKept(place >= 0, fresh);
      return place;
    }
  }

  private void isKept(boolean onDisk, boolean fresh) {
    lock.lock();
    try {
      kept = onDisk;
      if (kept && !fresh) {
        leaveOnDisk();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private List<ProgressEvent> batchToKeep() {
    lock.lock();
    try {
      if (inFlight.isEmpty()) {
        inFlight = takeBatch();
        kept = false;
      }
      return kept ? List.of() : worthKeeping(inFlight);
    } finally {
      lock.unlock();
    }
  }

  private static List<ProgressEvent> worthKeeping(List<Entry> batch) {
    return inOrder(batch).stream().filter(Backlog::isKept).toList();
  }

  /** Forgets the batch in flight: it is on disk, but for updates that newer ones will follow. */
  private void leaveOnDisk() {
    if (!inFlight.isEmpty() && behindSince == null) {
      behindSince = inFlight.get(0).since();
    }
    coalesced += inFlight.stream().filter(entry -> !Backlog.isKept(entry.event())).count();
    inFlight = List.of();
  }

  /** Delivers a batch from memory, with nothing older on disk. */
  private @Nullable String deliverInFlight(Backlog disk, long place) {
    List<Entry> batch = inFlight;
    if (batch.isEmpty()) {
      return null;
    }
    String failure = deliver(inOrder(batch));
    if (failure == null) {
      disk.forget(place);
    }
    report(batch.size(), failure, settle(batch, failure, failure != null && place >= 0));
    return failure;
  }

  /** Delivers the oldest events on disk. */
  private @Nullable String deliverBacklog(Backlog disk) {
    Backlog.Kept oldest = disk.oldest(BATCH);
    List<ProgressEvent> events = oldest.events();
    String failure = events.isEmpty() ? unreadable(oldest) : deliver(events);
    if (failure == null) {
      disk.forget(oldest.last());
    }
    report(events.size(), failure, settleBacklog(oldest, failure, disk.depth()));
    return failure;
  }

  private static @Nullable String unreadable(Backlog.Kept oldest) {
    return oldest.last() > 0 ? null : "its spool cannot be read";
  }

  private @Nullable String settleBacklog(
      Backlog.Kept oldest, @Nullable String failure, long depth) {
    lock.lock();
    try {
      String before = lastError;
      lastError = failure;
      if (failure == null) {
        delivered += oldest.events().size();
        dropped += oldest.unreadable();
        behindSince = depth == 0 ? null : behindSince;
      } else {
        failedAttempts++;
      }
      changed.signalAll();
      return before;
    } finally {
      lock.unlock();
    }
  }

  private long spooled() {
    return backlog == null ? 0 : backlog.depth();
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

  private static List<ProgressEvent> inOrder(List<Entry> batch) {
    return batch.stream()
        .map(Entry::event)
        .sorted(Comparator.comparingLong(event -> event.header().sequence()))
        .toList();
  }

  /** Calls the sink; whatever it throws, even an error, stays in here, as its text. */
  private @Nullable String deliver(List<ProgressEvent> events) {
    try {
      sink.deliver(events);
      return null;
    } catch (Throwable failure) {
      return textOf(failure);
    }
  }

  /**
   * Books the outcome of a delivery; gives the error of the one before.
   *
   * @param waitsOnDisk whether a batch that failed need not wait in memory
   */
  private @Nullable String settle(
      List<Entry> batch, @Nullable String failure, boolean waitsOnDisk) {
    lock.lock();
    try {
      String before = lastError;
      lastError = failure;
      if (!overdue) {
        book(batch, failure);
        if (waitsOnDisk) {
          leaveOnDisk();
        }
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
  private void report(int events, @Nullable String failure, @Nullable String before) {
    if (failure == null && before != null) {
      LOG.info("sink {} works again", name);
    } else if (failure != null && before == null) {
      LOG.warn("sink {} failed on {} events: {}", name, events, failure);
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
    long lost = backlog == null ? takeAll().size() : lost(backlog);
    String error = drop(lost);
    if (lost > 0 || backlog == null) {
      LOG.error("sink {} closed with {} events undelivered: {}", name, lost, error);
    } else {
      LOG.warn("sink {} closed, {} events wait in its spool: {}", name, spooled(), error);
    }
    drainer.interrupt();
  }

  /** How many of the last events are lost: none if the disk takes them. */
  private long lost(Backlog disk) {
    synchronized (disk) {
      List<Entry> rest = takeAll();
      List<ProgressEvent> worth = worthKeeping(rest);
      boolean saved = worth.isEmpty() || disk.keep(worth) >= 0;
      disk.close();
      return saved ? 0 : rest.size();
    }
  }

  /** Takes all that is in memory alone, and lets nothing be delivered any more. */
  private List<Entry> takeAll() {
    lock.lock();
    try {
      overdue = true;
      List<Entry> rest = new ArrayList<>(kept ? List.of() : inFlight);
      rest.addAll(queue.values());
      queue.clear();
      inFlight = List.of();
      changed.signalAll();
      return rest;
    } finally {
      lock.unlock();
    }
  }

  /** Books what is lost; says why. */
  private String drop(long lost) {
    lock.lock();
    try {
      dropped += lost;
      return lastError == null ? "it did not return in time" : lastError;
    } finally {
      lock.unlock();
    }
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
    if (behindSince != null) {
      return Math.max(0, clock.nanoTime() - behindSince);
    }
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
