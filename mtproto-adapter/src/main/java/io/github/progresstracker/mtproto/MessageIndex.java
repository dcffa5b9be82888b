package io.github.progresstracker.mtproto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Where each message of one channel is in its file: 20 bytes a message.
 *
 * <p>Filled in file order by {@link #add} and {@link #addWithoutId}, then put in order of ids by
 * {@link #seal()}. Where an id occurs twice the first readable occurrence stays. Elements without a
 * usable id have no place in that order; each is tied to the last valid id before it in the file
 * (the first valid id, if it comes before all), so that every walk meets it exactly once and a
 * resumed one does not meet it again.
 *
 * <p>Not thread safe until sealed, immutable after.
 */
final class MessageIndex {

  /** Where something is in the file. */
  record Slice(long offset, int length) {}

  private static final long NO_ID = 0;

  private long[] ids = new long[64];
  private long[] offsets = new long[64];

  /** Length in bytes; negative for a message that has an id but cannot be read. */
  private int[] lengths = new int[64];

  private final NavigableMap<Long, List<Slice>> withoutId = new TreeMap<>();
  private int size;
  private int readable;
  private int duplicates;
  private long lastAdded = NO_ID;

  void add(long id, long offset, int length, boolean isReadable) {
    if (size == ids.length) {
      resize(size + (size >> 1));
    }
    ids[size] = id;
    offsets[size] = offset;
    lengths[size] = isReadable ? length : -length;
    size++;
    lastAdded = id;
  }

  void addWithoutId(long offset, int length) {
    withoutId.computeIfAbsent(lastAdded, k -> new ArrayList<>()).add(new Slice(offset, length));
  }

  void seal() {
    tieEarlyOnes();
    sort();
    dropDuplicates();
    resize(size);
    for (int length : lengths) {
      readable += length > 0 ? 1 : 0;
    }
  }

  /** How many ids there are, readable or not. */
  int size() {
    return size;
  }

  /** How many of them can be read. */
  int readable() {
    return readable;
  }

  /** How many repeated ids were dropped. */
  int duplicates() {
    return duplicates;
  }

  /** The position of the highest id below a bound, −1 if there is none. */
  int below(long beforeId) {
    int found = Arrays.binarySearch(ids, beforeId);
    return (found >= 0 ? found : -found - 1) - 1;
  }

  long id(int position) {
    return ids[position];
  }

  boolean isReadable(int position) {
    return lengths[position] > 0;
  }

  Slice slice(int position) {
    return new Slice(offsets[position], Math.abs(lengths[position]));
  }

  /** The elements without an id that are tied to this one. */
  List<Slice> tiedTo(long id) {
    return withoutId.getOrDefault(id, List.of());
  }

  /** How many elements there are of a channel in which none has an id; 0 for any other. */
  int untied() {
    return tiedTo(NO_ID).size();
  }

  /** Heap held by the arrays. */
  long retainedBytes() {
    return 20L * ids.length;
  }

  private void tieEarlyOnes() {
    List<Slice> early = withoutId.get(NO_ID);
    if (early != null && size > 0) {
      withoutId.remove(NO_ID);
      withoutId.computeIfAbsent(ids[0], k -> new ArrayList<>()).addAll(0, early);
    }
  }

  /** Exports are sorted one way or the other; anything else is sorted in place. */
  private void sort() {
    if (isSorted(1)) {
      return;
    }
    if (isSorted(-1)) {
      for (int low = 0, high = size - 1; low < high; low++, high--) {
        swap(low, high);
      }
      return;
    }
    for (int root = size / 2 - 1; root >= 0; root--) {
      siftDown(root, size);
    }
    for (int end = size - 1; end > 0; end--) {
      swap(0, end);
      siftDown(0, end);
    }
  }

  private boolean isSorted(int direction) {
    for (int i = 1; i < size; i++) {
      if (Long.compare(ids[i], ids[i - 1]) != direction) {
        return false;
      }
    }
    return true;
  }

  private void siftDown(int start, int end) {
    int root = start;
    for (int child = 2 * root + 1; child < end; child = 2 * root + 1) {
      if (child + 1 < end && isBefore(child, child + 1)) {
        child++;
      }
      if (!isBefore(root, child)) {
        return;
      }
      swap(root, child);
      root = child;
    }
  }

  /** By id; of equal ids the readable ones first, then in file order. */
  private boolean isBefore(int one, int other) {
    if (ids[one] != ids[other]) {
      return ids[one] < ids[other];
    }
    boolean readableOne = lengths[one] > 0;
    boolean readableOther = lengths[other] > 0;
    return readableOne == readableOther ? offsets[one] < offsets[other] : readableOne;
  }

  private void swap(int one, int other) {
    long id = ids[one];
    long offset = offsets[one];
    int length = lengths[one];
    move(other, one);
    ids[other] = id;
    offsets[other] = offset;
    lengths[other] = length;
  }

  private void move(int from, int to) {
    ids[to] = ids[from];
    offsets[to] = offsets[from];
    lengths[to] = lengths[from];
  }

  private void dropDuplicates() {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (kept == 0 || ids[i] != ids[kept - 1]) {
        move(i, kept++);
      }
    }
    duplicates = size - kept;
    size = kept;
  }

  private void resize(int capacity) {
    ids = Arrays.copyOf(ids, capacity);
    offsets = Arrays.copyOf(offsets, capacity);
    lengths = Arrays.copyOf(lengths, capacity);
  }
}
