package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.internal.EventQueue.Entry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The way of events to a durable sink by the disk. Each batch is on disk before the sink is called,
 * and forgotten there once the sink has it; while the sink fails, later batches follow the first
 * one onto the disk, and what is delivered next comes from there. Of running jobs only the updates
 * in memory are delivered: there will be newer ones. A batch that the disk refuses waits in memory.
 *
 * <p>While the sink has a batch and does not return, a second thread brings to the disk what has
 * come meanwhile. So a process that is killed takes with it what is not in a sample yet, and of
 * what is, the last tenth of a second or two.
 *
 * <p>A disk that could not be opened is tried again by the second thread, after growing pauses.
 * What an earlier process has left there comes before what waits in memory.
 */
final class SpooledPipe extends SinkPipe {

  /** How long events may wait in memory alone; what has waited twice as long has not. */
  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(100);

  /** Its monitor is held from looking what waits until that is on disk, by whoever does so. */
  private final Backlog disk;

  private final Thread keeper;

  /** Whether the batch in flight is in the backlog as well. Guarded by the lock. */
  private boolean kept;

  /**
   * Since when there is more in the backlog than the batch in flight, by the monotonic clock.
   * Guarded by the lock.
   */
  private @Nullable Long behindSince;

  /**
   * Where the batch in flight is on disk; 0 if nothing in it is worth a place, -1 if the disk
   * refused it. Guarded by the monitor of the disk.
   */
  private long place;

  /**
   * How many events of the batch in flight are on disk behind older ones, which the sink has not; 0
   * if nothing older is there. Guarded like the place.
   */
  private int behindOlder;

  /** How often in a row the sink has failed. Belongs to the drainer, like what follows. */
  private int failures;

  private long retryAt = System.nanoTime();

  /** How often the disk could not be opened. Belongs to the keeper, like what follows. */
  private int openFailures;

  private long openAt;

  SpooledPipe(GuardedSink sink, ProgressClock clock, IntFunction<Duration> backoff, Backlog disk) {
    super(sink, clock, backoff);
    this.disk = disk;
    this.keeper = daemon(() -> repeat(this::keepNext), "progress-spool-" + sink.name());
    this.behindSince = disk.depth() > 0 ? (Long) clock.nanoTime() : null;
    if (!disk.isOpen()) {
      openLater();
    }
  }

  @Override
  void start() {
    super.start();
    keeper.start();
  }

  @Override
  boolean deliverNext() {
    if (!awaitWork()) {
      return false;
    }
    boolean behind = keepBatch();
    if (System.nanoTime() - retryAt >= 0) {
      String failure = behind ? deliverBacklog() : deliverInFlight();
      failures = failure == null ? 0 : failures + 1;
      retryAt = System.nanoTime() + pauseAfter(failures);
    }
    return true;
  }

  @Override
  void drained() {
    disk.close();
  }

  @Override
  long spooled() {
    return disk.depth();
  }

  @Override
  @Nullable String spoolError() {
    return disk.trouble();
  }

  @Override
  int unsaved() {
    return kept ? 0 : inFlight.size();
  }

  @Override
  @Nullable Long behindSince() {
    return behindSince;
  }

  /** None is lost if the disk takes them. */
  @Override
  long abandon() {
    synchronized (disk) {
      List<Entry> rest = takeAll();
      List<ProgressEvent> worth = worthKeeping(rest);
      boolean saved = worth.isEmpty() || (disk.open() && disk.keep(worth) >= 0);
      disk.close();
      return saved ? 0 : rest.size();
    }
  }

  /**
   * Waits for events, which are brought to the disk even while the sink is given a pause, or for
   * the time to try again; false when all is done or given up.
   */
  private boolean awaitWork() {
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
        awaitEvents(undelivered ? pause : Long.MAX_VALUE);
      }
      return false;
    } catch (InterruptedException e) {
      return true; // Whoever interrupts the drainer wants it to go on.
    } finally {
      lock.unlock();
    }
  }

  /** Takes a batch and brings it to the disk, behind what is there; true if something is. */
  private boolean keepBatch() {
    synchronized (disk) {
      takeBatch();
      boolean behind = keepInFlight();
      if (behind) {
        leaveOnDisk();
      }
      return behind;
    }
  }

  private void takeBatch() {
    lock.lock();
    try {
      if (inFlight.isEmpty()) {
        inFlight = queue.take(BATCH);
        kept = false;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Gives whether it is behind older events. The caller holds the monitor of the disk. */
  private boolean keepInFlight() {
    boolean behind = disk.depth() > 0;
    List<ProgressEvent> worth = unsavedInFlight();
    place = worth.isEmpty() ? 0 : disk.keep(worth);
    behindOlder = behind && place > 0 ? worth.size() : 0;
    isKept(place >= 0);
    return behind;
  }

  private List<ProgressEvent> unsavedInFlight() {
    lock.lock();
    try {
      return kept ? List.of() : worthKeeping(inFlight);
    } finally {
      lock.unlock();
    }
  }

  private void isKept(boolean onDisk) {
    lock.lock();
    try {
      kept = onDisk;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static List<ProgressEvent> worthKeeping(List<Entry> batch) {
    return inOrder(batch.stream().filter(Entry::isLasting).toList());
  }

  /** Forgets the batch in flight if it is on disk, but for updates that newer ones will follow. */
  private void leaveOnDisk() {
    lock.lock();
    try {
      if (!inFlight.isEmpty() && kept) {
        isBehindSince(inFlight.get(0));
        queue.addCoalesced(inFlight.stream().filter(entry -> !entry.isLasting()).count());
        inFlight = List.of();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What the keeper does, again and again; false when nothing more will be kept. */
  private boolean keepNext() {
    return disk.isOpen() ? keepNextLate() : openNext();
  }

  /** Tries to open the disk when the time for it has come; false when nothing more will be kept. */
  private boolean openNext() {
    if (!awaitOpening()) {
      return false;
    }
    synchronized (disk) {
      if (disk.open()) {
        isOpen();
      } else {
        openLater();
      }
    }
    return true;
  }

  private void openLater() {
    openAt = clock.nanoTime() + pauseAfter(++openFailures);
  }

  private boolean awaitOpening() {
    lock.lock();
    try {
      while (!ended && !overdue) {
        long pause = openAt - clock.nanoTime();
        if (pause <= 0) {
          return true;
        }
        changed.awaitNanos(pause);
      }
      return false;
    } catch (InterruptedException e) {
      return true; // Whoever interrupts the keeper wants it to go on.
    } finally {
      lock.unlock();
    }
  }

  /**
   * Brings to the disk, which has just been opened, the batch that waits for the next try or that
   * the sink has, behind what an earlier process has left.
   */
  private void isOpen() {
    keepInFlight();
    lock.lock();
    try {
      if (behindSince == null && disk.depth() > 0) {
        behindSince = clock.nanoTime();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Brings to the disk what has waited for too long; false when nothing more will. */
  private boolean keepNextLate() {
    if (!awaitLate()) {
      return false;
    }
    synchronized (disk) {
      List<Entry> late = waiting();
      if (!late.isEmpty() && disk.keep(worthKeeping(late)) >= 0) {
        leaveOnDisk(late);
      }
    }
    return true;
  }

  /** Waits until something that was there at one look is still there at the next. */
  private boolean awaitLate() {
    lock.lock();
    try {
      while (!ended && !overdue) {
        long seen = queue.newest();
        if (!isAnyWaiting()) {
          changed.await();
        } else {
          awaitFully(PATIENCE);
          Entry oldest = EventQueue.first(queue.entries());
          if (isAnyWaiting() && oldest != null && oldest.number() <= seen) {
            return true;
          }
        }
      }
      return false;
    } catch (InterruptedException e) {
      return true; // Whoever interrupts the keeper wants it to go on.
    } finally {
      lock.unlock();
    }
  }

  /** Whether anything could be brought to the disk: not while older events are in memory alone. */
  private boolean isAnyWaiting() {
    return unsaved() == 0 && queue.hasLasting();
  }

  private List<Entry> waiting() {
    lock.lock();
    try {
      return isAnyWaiting() ? queue.upToLasting(BATCH) : List.of();
    } finally {
      lock.unlock();
    }
  }

  private void leaveOnDisk(List<Entry> late) {
    lock.lock();
    try {
      isBehindSince(late.get(0));
      queue.leaveOnDisk(late);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void isBehindSince(Entry oldest) {
    behindSince = behindSince == null ? (Long) oldest.since() : behindSince;
  }

  /** Delivers a batch from memory, with nothing older on disk. */
  private @Nullable String deliverInFlight() {
    List<Entry> batch = inFlight;
    if (batch.isEmpty()) {
      return null;
    }
    String failure = sink.deliver(inOrder(batch));
    synchronized (disk) { // The keeper may be bringing this very batch to a disk just opened.
      if (failure == null) {
        forgetInFlight();
      }
      settleInFlight(batch.size(), failure);
    }
    return failure;
  }

  private void forgetInFlight() {
    if (behindOlder > 0) {
      disk.passOver(place, behindOlder);
    } else {
      disk.forget(place);
    }
  }

  private void settleInFlight(int events, @Nullable String failure) {
    lock.lock();
    try {
      if (failure == null) {
        inFlight = List.of();
      } else if (!overdue) {
        leaveOnDisk();
      }
      book(overdue ? 0 : events, failure);
    } finally {
      lock.unlock();
    }
  }

  /** Delivers the oldest events on disk. */
  private @Nullable String deliverBacklog() {
    Backlog.Kept oldest = disk.oldest(BATCH);
    List<ProgressEvent> events = oldest.events();
    String failure = events.isEmpty() ? unreadable(oldest) : sink.deliver(events);
    if (failure == null) {
      disk.forget(oldest.last());
    }
    settleBacklog(oldest, failure, disk.depth());
    return failure;
  }

  private static @Nullable String unreadable(Backlog.Kept oldest) {
    return oldest.last() > 0 ? null : "its spool cannot be read";
  }

  private void settleBacklog(Backlog.Kept oldest, @Nullable String failure, long depth) {
    lock.lock();
    try {
      if (failure == null) {
        bookLost(oldest.unreadable());
        behindSince = depth == 0 ? null : behindSince;
      }
      book(oldest.events().size(), failure);
    } finally {
      lock.unlock();
    }
  }
}
