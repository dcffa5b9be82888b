package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.sink.Cadence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What waits in memory for one sink.
 *
 * <p>There is at most one update of a running job, the newest: an update that comes while an older
 * one of the same job is still there takes the older one's place at the end of the queue, and may
 * be held back until the sink's cadence lets it in. Transitions and final updates all stay, in
 * order. The queue is bounded; what does not fit is counted as dropped.
 *
 * <p>Not safe for use by several threads: the pipe it belongs to guards it.
 */
final class EventQueue {

  static final int CAPACITY = 100_000;

  private final Cadence cadence;
  private final LinkedHashMap<Object, Entry> queue = new LinkedHashMap<>();
  private final Map<String, Pace> paces = new HashMap<>();
  private long entries;
  private long accepted;
  private long coalesced;
  private long dropped;
  private boolean full;

  /** How many in the queue are worth keeping on disk. */
  private long lasting;

  /** An empty queue that thins updates like this. */
  EventQueue(Cadence cadence) {
    this.cadence = cadence;
  }

  /**
   * Puts in events, and whatever was held back and is due by now.
   *
   * @param from the first one that is not in yet; {@link #accepted()} grows with each that is, also
   *     if there is no memory for the next
   * @return whether the queue is full
   */
  boolean offer(List<ProgressEvent> events, int from, long now) {
    for (int i = from; i < events.size(); i++) {
      ProgressEvent event = events.get(i);
      if (event instanceof ProgressUpdate update) {
        offerUpdate(update, now);
      } else {
        enqueue(event.header().eventId(), event, now);
      }
      accepted++;
    }
    for (Pace pace : paces.values()) {
      if (pace.isHolding() && pace.isDue(now)) {
        release(pace, now);
      }
    }
    return full;
  }

  /** Lets in whatever was held back, due or not. */
  void releaseAll(long now) {
    paces.values().stream().filter(Pace::isHolding).forEach(pace -> release(pace, now));
  }

  /** Takes out the oldest entries; allocates all it needs before it takes the first one out. */
  List<Entry> take(int most) {
    List<Entry> batch = new ArrayList<>(Math.min(most, queue.size()));
    Iterator<Entry> oldest = queue.values().iterator();
    while (batch.size() < most && oldest.hasNext()) {
      Entry entry = oldest.next();
      batch.add(entry);
      oldest.remove();
      lasting -= entry.isLasting() ? 1 : 0;
    }
    return batch;
  }

  /** Whether anything waits that is worth keeping on disk. */
  boolean hasLasting() {
    return lasting > 0;
  }

  /**
   * The oldest entries that are worth keeping on disk, at most so many, and all before the last.
   */
  List<Entry> upToLasting(int most) {
    List<Entry> all = new ArrayList<>();
    int end = 0;
    int found = 0;
    for (Entry entry : queue.values()) {
      all.add(entry);
      if (entry.isLasting()) {
        end = all.size();
        if (++found == most) {
          break;
        }
      }
    }
    return all.subList(0, end);
  }

  /**
   * Takes out entries that are on disk now; of the updates among them, which are not, it is counted
   * that newer ones will take their place.
   */
  void leaveOnDisk(List<Entry> entries) {
    for (Entry entry : entries) {
      Entry there = queue.get(entry.key());
      if (there != null && there.number() == entry.number()) {
        queue.remove(entry.key());
        if (entry.isLasting()) {
          lasting--;
        } else {
          coalesced++;
        }
      }
    }
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** The entries in order, to look at only. */
  Collection<Entry> entries() {
    return queue.values();
  }

  /** Number of the newest entry there has been. */
  long newest() {
    return entries;
  }

  /** How many events wait, held back or not. */
  long waiting() {
    return queue.size() + paces.values().stream().filter(Pace::isHolding).count();
  }

  /** How many events have come. */
  long accepted() {
    return accepted;
  }

  /** How many updates newer ones have taken the place of. */
  long coalesced() {
    return coalesced;
  }

  /** Books updates that were taken out and that newer ones will take the place of. */
  void addCoalesced(long updates) {
    coalesced += updates;
  }

  /** How many events did not fit. */
  long dropped() {
    return dropped;
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

  private void release(Pace pace, long now) {
    ProgressUpdate update = pace.take(now);
    withdraw(update.job().id());
    enqueue(update.job().id(), update, now);
  }

  /** The last update of a job stays, even if a new job of the same id has updates of its own. */
  private void releaseLast(Pace pace, long now) {
    ProgressUpdate update = pace.take(now);
    withdraw(update.job().id());
    enqueue(update.header().eventId(), update, now);
  }

  /** Takes back the older update of a job. */
  private void withdraw(String jobId) {
    if (queue.remove(jobId) != null) {
      coalesced++;
    }
  }

  private void enqueue(Object key, ProgressEvent event, long now) {
    if (queue.size() < CAPACITY) {
      full &= queue.size() > CAPACITY / 2;
      Entry entry = new Entry(key, event, now, ++entries);
      queue.put(key, entry);
      lasting += entry.isLasting() ? 1 : 0;
    } else {
      full = true;
      dropped++;
    }
  }

  /**
   * An event that waits.
   *
   * @param key the job's id if a newer update may take its place, else its own
   * @param since when it came, by the monotonic clock
   * @param number larger than that of every entry before it
   */
  record Entry(Object key, ProgressEvent event, long since, long number) {

    /** Whether it is worth keeping on disk. */
    boolean isLasting() {
      return Backlog.isKept(event);
    }
  }

  /** The first of some entries, or null. */
  static @Nullable Entry first(Collection<Entry> entries) {
    Iterator<Entry> oldest = entries.iterator();
    return oldest.hasNext() ? oldest.next() : null;
  }
}
