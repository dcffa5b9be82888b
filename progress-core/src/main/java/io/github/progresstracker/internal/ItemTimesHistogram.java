package io.github.progresstracker.internal;

import io.github.progresstracker.ItemTimes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * How long items took, in buckets whose width grows with the time: sixteen to each power of two, so
 * that the middle of a bucket is within a thirty-second of whatever fell into it. Any thread may
 * record. A power of two that no item took costs nothing.
 */
final class ItemTimesHistogram {

  private static final int STEP_BITS = 4;
  private static final int STEPS = 1 << STEP_BITS;
  private static final int ROWS = Long.SIZE - STEP_BITS;

  private final AtomicReferenceArray<@Nullable AtomicLongArray> rows =
      new AtomicReferenceArray<>(ROWS);
  private final Counter sum = new Counter();
  private final AtomicLong longest = new AtomicLong();

  /** What was shown last; it stands until there are more. */
  private @Nullable ItemTimes shown;

  void record(long nanos) {
    long time = Math.max(0, nanos);
    sum.add(time);
    if (time > longest.get()) {
      longest.accumulateAndGet(time, Math::max);
    }
    int row = row(time);
    AtomicLongArray steps = rows.get(row);
    (steps == null ? created(row) : steps).getAndIncrement(step(time, row));
  }

  private AtomicLongArray created(int row) {
    AtomicLongArray fresh = new AtomicLongArray(STEPS);
    AtomicLongArray before = rows.compareAndExchange(row, null, fresh);
    return before == null ? fresh : before;
  }

  /** The first row has the times below 16, each later one those of a power of two. */
  private static int row(long time) {
    return time < STEPS ? 0 : Long.SIZE - STEP_BITS - Long.numberOfLeadingZeros(time);
  }

  private static int step(long time, int row) {
    return (int) (row == 0 ? time : (time >>> (row - 1)) & (STEPS - 1));
  }

  private static long middle(int row, int step) {
    if (row == 0) {
      return step;
    }
    long width = 1L << (row - 1);
    return (STEPS + step) * width + (width - 1) / 2;
  }

  /** The only one of its counts that knows threads. */
  Counter counter() {
    return sum;
  }

  /** What there is so far, or null while there is nothing. The sampler only. */
  @Nullable ItemTimes times() {
    long count = 0;
    for (int row = 0; row < ROWS; row++) {
      AtomicLongArray steps = rows.get(row);
      for (int step = 0; steps != null && step < STEPS; step++) {
        count += steps.get(step);
      }
    }
    if (count > 0 && (shown == null || shown.count() != count)) {
      shown = times(count);
    }
    return shown;
  }

  private ItemTimes times(long count) {
    return new ItemTimes(
        count,
        Duration.ofNanos(sum.sum() / count),
        quantile(0.5, count),
        quantile(0.9, count),
        quantile(0.99, count),
        Duration.ofNanos(longest.get()));
  }

  /** The nearest rank; others may record meanwhile, which moves it by as many ranks at most. */
  private Duration quantile(double share, long count) {
    long rank = (long) Math.ceil(share * count);
    long passed = 0;
    long reached = 0;
    for (int row = 0; row < ROWS && passed < rank; row++) {
      AtomicLongArray steps = rows.get(row);
      for (int step = 0; steps != null && step < STEPS && passed < rank; step++) {
        passed += steps.get(step);
        reached = middle(row, step);
      }
    }
    return Duration.ofNanos(Math.min(reached, longest.get()));
  }
}
