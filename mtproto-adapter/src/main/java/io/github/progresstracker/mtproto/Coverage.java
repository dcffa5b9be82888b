package io.github.progresstracker.mtproto;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which message ids of a channel have been asked for, as disjoint intervals. Immutable.
 *
 * <p>A channel's history has holes of two kinds that look alike from outside: ids whose messages
 * were deleted, and ids nobody has asked for yet, because a run was cut off or because new messages
 * came in on top. Remembering what was covered, instead of the last id, tells them apart:
 * everything outside the intervals is still to be fetched, whatever happened before.
 *
 * <pre>{@code
 * Coverage coverage = Coverage.NONE.with(1, 500).with(801, 1_000);
 * List<Coverage.Interval> missing = coverage.holes(1_200);      // 1001 to 1200, and 501 to 800
 * }</pre>
 */
public final class Coverage {

  /** Nothing has been asked for. */
  public static final Coverage NONE = new Coverage(List.of());

  private final List<Interval> intervals;

  private Coverage(List<Interval> intervals) {
    this.intervals = List.copyOf(intervals);
  }

  /**
   * A closed interval of message ids.
   *
   * @param lo lowest id, {@code >= 1}
   * @param hi highest id, {@code >= lo}
   */
  public record Interval(long lo, long hi) {
    /**
     * Checks the order.
     *
     * @param lo lowest id
     * @param hi highest id
     * @throws IllegalArgumentException if {@code 1 <= lo <= hi} does not hold
     */
    public Interval {
      if (lo < 1 || hi < lo) {
        throw new IllegalArgumentException(
            "an interval of ids needs 1 <= lo <= hi, was " + lo + ".." + hi);
      }
    }
  }

  /**
   * The union of intervals that may overlap.
   *
   * @param intervals in any order
   * @return the coverage
   */
  public static Coverage of(Iterable<Interval> intervals) {
    NavigableMap<Long, Long> merged = new TreeMap<>();
    intervals.forEach(interval -> merge(merged, interval));
    List<Interval> disjoint = new ArrayList<>();
    merged.forEach((lo, hi) -> disjoint.add(new Interval(lo, hi)));
    return new Coverage(disjoint);
  }

  /**
   * The intervals, ascending; no two overlap or touch.
   *
   * @return an unmodifiable list
   */
  public List<Interval> intervals() {
    return intervals;
  }

  /**
   * This coverage and one more interval.
   *
   * @param lo lowest id, {@code >= 1}
   * @param hi highest id, {@code >= lo}
   * @return the union
   */
  public Coverage with(long lo, long hi) {
    List<Interval> all = new ArrayList<>(intervals);
    all.add(new Interval(lo, hi));
    return of(all);
  }

  /**
   * What is still to be fetched.
   *
   * @param topId the newest id of the channel
   * @return the ids from 1 to {@code topId} that are not covered, the newest interval first
   */
  public List<Interval> holes(long topId) {
    List<Interval> holes = new ArrayList<>();
    long top = topId;
    for (int i = intervals.size() - 1; i >= 0; i--) {
      Interval covered = intervals.get(i);
      if (covered.hi() < top) {
        holes.add(new Interval(covered.hi() + 1, top));
      }
      top = Math.min(top, covered.lo() - 1);
    }
    if (top >= 1) {
      holes.add(new Interval(1, top));
    }
    return List.copyOf(holes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Coverage that && intervals.equals(that.intervals);
  }

  @Override
  public int hashCode() {
    return intervals.hashCode();
  }

  @Override
  public String toString() {
    return intervals.toString();
  }

  private static void merge(NavigableMap<Long, Long> merged, Interval interval) {
    long lo = interval.lo();
    long hi = interval.hi();
    Map.Entry<Long, Long> touching = merged.floorEntry(hi + 1);
    while (touching != null && touching.getValue() >= lo - 1) {
      lo = Math.min(lo, touching.getKey());
      hi = Math.max(hi, touching.getValue());
      merged.remove(touching.getKey());
      touching = merged.floorEntry(hi + 1);
    }
    merged.put(lo, hi);
  }
}
