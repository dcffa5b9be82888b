package io.github.progresstracker.mtproto;

import java.util.ArrayList;
import java.util.List;

/**
 * Serves many in turn by what they get, not by how often they are asked: each turn gives a credit,
 * and what is taken beyond it is missing in the next turn (M. Shreedhar, G. Varghese: "Efficient
 * fair queuing using deficit round robin", 1996). So one with millions of messages holds up nobody.
 *
 * @param <T> who is served
 */
final class DeficitRoundRobin<T> {

  private final long quantum;
  private final List<Entry<T>> entries = new ArrayList<>();

  /**
   * Nobody to be served yet.
   *
   * @param quantum credit of a turn, {@code >= 1}
   */
  DeficitRoundRobin(long quantum) {
    this.quantum = quantum;
  }

  /** Serves one for a turn. */
  interface Turn<T> {
    /**
     * Serves.
     *
     * @param one who
     * @param credit how much it may take, {@code >= 1}; more is possible, and costs later turns
     * @return what it took, or a negative number if it wants no more
     */
    long serve(T one, long credit) throws SourceException, InterruptedException;
  }

  void add(T one) {
    entries.add(new Entry<>(one));
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Gives everybody a turn, in the order in which they were added. */
  void round(Turn<T> turn) throws SourceException, InterruptedException {
    for (Entry<T> entry : List.copyOf(entries)) {
      entry.credit += quantum;
      if (entry.credit > 0) {
        long taken = turn.serve(entry.one, entry.credit);
        entry.credit -= taken;
        if (taken < 0) {
          entries.remove(entry);
        }
      }
    }
  }

  private static final class Entry<T> {
    private final T one;
    private long credit;

    Entry(T one) {
      this.one = one;
    }
  }
}
