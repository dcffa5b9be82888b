package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.internal.EventQueue.Entry;
import io.github.progresstracker.sink.ProgressSink;
import io.github.progresstracker.sink.SinkHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of events to one sink. The sampler puts events in and never waits; a drainer thread of
 * the pipe's own takes them out in batches and calls the sink. So a sink that is slow, hangs or
 * throws holds up nobody but itself.
 *
 * <p>Here is what all pipes have in common: the {@link EventQueue} that the sampler fills, waiting
 * for it to be empty, the end, and the figures. By which way a batch comes to the sink is for
 * {@link MemoryPipe} and {@link SpooledPipe} to say.
 *
 * <p>No foreign code, not even a logger, is called while the pipe's lock is held.
 */
abstract class SinkPipe {

  /** Most events that a sink is given at once. */
  static final int BATCH = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker.sink");
  private static final long AFTER_STUMBLING = TimeUnit.MILLISECONDS.toNanos(100);

  /** An update may wait for so long before the drainer looks, which nobody sees. */
  private static final long NAP = TimeUnit.MILLISECONDS.toNanos(50);

  /** Two seconds, in which every living job has been sampled. */
  private static final int MOST_NAPS = 40;

  final GuardedSink sink;
  final ProgressClock clock;

  /** Guards all that follows it here, and what subclasses say it does. */
  final ReentrantLock lock = new ReentrantLock();

  /** Something that somebody may wait for has happened. */
  final Condition changed = lock.newCondition();

  final EventQueue queue;

  /** Taken out of the queue and not yet the sink's, nor left to the disk. */
  List<Entry> inFlight = List.of();

  /** Nothing more will come. */
  boolean closing;

  /** Nothing more will be delivered: the deadline of the end is over. */
  boolean overdue;

  /** The drainer has closed the sink. */
  boolean ended;

  /** The drainer will look by itself soon. */
  private boolean napping;

  /** How often in a row it has found nothing. */
  private int naps;

  private long delivered;
  private long failedAttempts;
  private long dropped;
  private @Nullable String lastError;

  /** The events of one sample; belongs to the sampler, like what follows. */
  private List<ProgressEvent> offered = List.of();

  private long acceptedBefore;

  /** Made in good time, because it is for when there is no memory. */
  private final Supplier<Boolean> offering = this::offerRest;

  private boolean full;

  private final IntFunction<Duration> backoff;
  private final Thread drainer;

  SinkPipe(GuardedSink sink, ProgressClock clock, IntFunction<Duration> backoff) {
    this.sink = sink;
    this.clock = clock;
    this.backoff = backoff;
    this.queue = new EventQueue(sink.cadence());
    this.drainer = daemon(this::drain, "progress-sink-" + sink.name());
  }

  /**
   * A pipe that has to be started.
   *
   * @param backlog where events of a durable sink are until it has them; null for in memory
   */
  static SinkPipe to(
      ProgressSink sink,
      ProgressClock clock,
      IntFunction<Duration> backoff,
      @Nullable Backlog backlog) {
    GuardedSink guarded = new GuardedSink(sink);
    return backlog == null
        ? new MemoryPipe(guarded, clock, backoff)
        : new SpooledPipe(guarded, clock, backoff, backlog);
  }

  /** Waits for a batch and tries to deliver it; false when all is done or given up. */
  abstract boolean deliverNext();

  /** Lets go of what the way of this pipe needs; the drainer's last act but closing the sink. */
  abstract void drained();

  /** How many events are on disk. */
  abstract long spooled();

  /** Why events wait in memory only although they should be on disk; null if that is not so. */
  abstract @Nullable String spoolError();

  /** How many of the events in flight are nowhere but in memory. */
  abstract int unsaved();

  /** Since when the sink is behind, if longer than the oldest event in memory; null if not. */
  abstract @Nullable Long behindSince();

  /** Takes over all that has not been delivered; gives how many are lost. */
  abstract long abandon();

  void start() {
    drainer.start();
  }

  /** Puts in the events of one sample, and whatever was held back and is due by now. */
  void offer(List<ProgressEvent> events) {
    boolean wasFull = full;
    offered = events;
    acceptedBefore = queue.accepted(); // Only who calls this changes it.
    full = Memory.patiently(offering);
    if (full && !wasFull) {
      LOG.error(
          "sink {} is {} events behind; newer ones are dropped", sink.name(), EventQueue.CAPACITY);
    }
  }

  private boolean offerRest() {
    lock.lock();
    try {
      int from = (int) (queue.accepted() - acceptedBefore);
      boolean isFull = queue.offer(offered, from, clock.nanoTime());
      announce();
      return isFull;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells the drainer of what has come, but not of updates alone if it will look soon: to wake a
   * thread takes longer than all the rest that a sink costs the sampler.
   */
  private void announce() {
    if (!queue.isEmpty()) {
      naps = 0;
      if (!napping || queue.hasLasting()) {
        changed.signalAll();
      }
    }
  }

  /** Whether it is this pipe's thread that asks. */
  boolean isDrainer() {
    return Thread.currentThread() == drainer;
  }

  /** Waits until everything put in before has been taken or given up. */
  boolean flush(long deadlineNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      queue.releaseAll(clock.nanoTime());
      changed.signalAll();
      long last = queue.newest();
      long left = deadlineNanos - System.nanoTime();
      while (hasWithin(last) || spooled() > 0) {
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
      queue.releaseAll(clock.nanoTime());
      closing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the last batch; what is left at the deadline is given up. */
  void awaitClosed(long deadlineNanos) {
    if (isDrainer()) {
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
          sink.name(),
          queue.accepted(),
          queue.coalesced(),
          delivered,
          failedAttempts,
          queue.dropped() + dropped,
          queue.waiting() + unsaved() + spooled(),
          spooled(),
          Duration.ofNanos(oldestAge()),
          lastError,
          spoolError());
    } finally {
      lock.unlock();
    }
  }

  // ---- for the ways ----------------------------------------------------------------------------

  static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  static List<ProgressEvent> inOrder(List<Entry> batch) {
    return batch.stream()
        .map(Entry::event)
        .sorted(Comparator.comparingLong(event -> event.header().sequence()))
        .toList();
  }

  /** A flag that the sink left behind would spoil its own next call. */
  static void clearInterrupt() {
    if (Thread.interrupted()) {
      LOG.debug("the thread of a sink was interrupted and goes on");
    }
  }

  /**
   * Waits; new events do not cut it short, only giving up does. The caller holds the lock.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  void awaitFully(long nanos) throws InterruptedException {
    long left = nanos;
    while (left > 0 && !overdue) {
      left = changed.awaitNanos(left);
    }
  }

  /**
   * For the drainer, which has nothing to do: waits until something happens. While updates come one
   * sample after the other it naps instead, and is not woken for them. The caller holds the lock.
   *
   * @param nanos most time to wait
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  @SuppressWarnings("WaitNotInLoop") // The loops are the callers'.
  final void awaitEvents(long nanos) throws InterruptedException {
    napping = naps < MOST_NAPS && nanos > NAP;
    try {
      naps += napping ? 1 : 0;
      changed.awaitNanos(napping ? NAP : nanos);
    } finally {
      napping = false;
    }
  }

  /** How long to leave the sink alone after so many failures in a row. */
  long pauseAfter(int failures) {
    return failures == 0 ? 0 : Nanos.of(backoff.apply(failures));
  }

  /** Books a batch that was given to the sink. The caller holds the lock. */
  void book(int events, @Nullable String failure) {
    lastError = failure;
    if (failure == null) {
      delivered += events;
    } else {
      failedAttempts++;
    }
    changed.signalAll();
  }

  /** Books events that are lost. The caller holds the lock. */
  void bookLost(long events) {
    dropped += events;
  }

  /** Takes all that is in memory alone, and lets nothing be delivered any more. */
  List<Entry> takeAll() {
    lock.lock();
    try {
      overdue = true;
      List<Entry> rest = new ArrayList<>(unsaved() == 0 ? List.of() : inFlight);
      rest.addAll(queue.take(Integer.MAX_VALUE));
      inFlight = List.of();
      changed.signalAll();
      return rest;
    } finally {
      lock.unlock();
    }
  }

  // ---- the drainer -----------------------------------------------------------------------------

  private void drain() {
    repeat(this::deliverNextOrEnd);
    sink.close();
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean deliverNextOrEnd() {
    boolean goesOn = deliverNext();
    if (!goesOn) {
      drained();
    }
    return goesOn;
  }

  /**
   * Takes steps until one says that it was the last. Outside of the sink nothing should go wrong,
   * but if the sink takes all memory anything can. What was in flight then is still there, and is
   * tried again.
   */
  final void repeat(BooleanSupplier step) {
    for (boolean goesOn = true; goesOn; ) {
      try {
        goesOn = step.getAsBoolean();
      } catch (Throwable e) {
        stumbled(e);
      }
    }
  }

  private void stumbled(Throwable failure) {
    LockSupport.parkNanos(AFTER_STUMBLING);
    try {
      LOG.error("the delivery to sink {} stumbled and goes on", sink.name(), failure);
    } catch (Throwable e) {
      // Not even the memory to say so; the figures of the next delivery will.
    }
  }

  private void giveUp() {
    long lost = abandon();
    String error = bookAbandoned(lost);
    if (lost > 0) {
      LOG.error("sink {} closed with {} events undelivered: {}", sink.name(), lost, error);
    } else if (spooled() > 0) {
      LOG.warn("sink {} closed, {} events wait in its spool: {}", sink.name(), spooled(), error);
    } else {
      LOG.warn("sink {} has everything and was left to close by itself: {}", sink.name(), error);
    }
    drainer.interrupt();
  }

  private String bookAbandoned(long lost) {
    lock.lock();
    try {
      bookLost(lost);
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

  /** Whether an entry up to a number has not been settled. */
  private boolean hasWithin(long number) {
    Entry oldest = oldest();
    return oldest != null && oldest.number() <= number;
  }

  private long oldestAge() {
    Entry oldest = oldest();
    Long since = behindSince();
    if (since == null && oldest != null) {
      since = oldest.since();
    }
    return since == null ? 0 : Math.max(0, clock.nanoTime() - since);
  }

  private @Nullable Entry oldest() {
    return EventQueue.first(inFlight.isEmpty() ? queue.entries() : inFlight);
  }
}
