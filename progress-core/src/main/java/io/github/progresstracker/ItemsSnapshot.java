package io.github.progresstracker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The items of a tracker, not of its children, as they were sampled last.
 *
 * <pre>{@code
 * ItemsSnapshot items = tracker.snapshot().items();
 * for (ItemSnapshot item : items.failures()) {
 *   System.out.println(item.id() + ": " + item.message());
 * }
 * ItemTimes times = items.times();                                 // null while none has ended
 * }</pre>
 *
 * @param pending known and not begun
 * @param processing being worked on
 * @param completed done
 * @param failed given up
 * @param times how long they took, or null while none has ended
 * @param inFlight those being worked on, the longest at work first; at most {@value #MOST_SHOWN}
 * @param failures those that failed last, the latest first; at most {@value #MOST_SHOWN}
 */
public record ItemsSnapshot(
    long pending,
    long processing,
    long completed,
    long failed,
    @Nullable ItemTimes times,
    List<ItemSnapshot> inFlight,
    List<ItemSnapshot> failures) {

  /** How many of the items at work, and of those that failed, a snapshot lists. */
  public static final int MOST_SHOWN = 16;

  /** A tracker that has no items. */
  public static final ItemsSnapshot NONE =
      new ItemsSnapshot(0, 0, 0, 0, null, List.of(), List.of());
}
