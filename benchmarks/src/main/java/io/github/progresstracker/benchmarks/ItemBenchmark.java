package io.github.progresstracker.benchmarks;

import io.github.progresstracker.ItemStatus;
import io.github.progresstracker.ProgressItem;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs the host to say how far an item is, beside looking an item up at all, and beside
 * the plain way of doing it. Every report says something new. The items are all at work, so the
 * live sampler looks at each of them meanwhile. Both sides are filled alike, see {@link Filled}.
 * Run with {@code -prof gc} for allocation.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ItemBenchmark {

  /** So small that an item is not full before an iteration is over. */
  private static final double STEP = 1e-4;

  /**
   * An item of the plain way.
   *
   * @param status where it stands
   * @param percent how far it is
   * @param stage what is being done to it
   */
  public record PlainItem(ItemStatus status, double percent, String stage) {}

  /** With what the map and the tracker are filled before the visits. */
  public enum Filled {
    /**
     * The ids of the visits themselves, in their order. A map then finds a key without reading its
     * characters, and the processor reads ahead: the stricter yardstick.
     */
    AS_VISITED,
    /** Ids that are equal to those of the visits, in an order that has nothing to do with it. */
    WITH_EQUALS
  }

  /** How many items there are. */
  @Param({"1000", "100000"})
  public int count;

  /** With what both sides are filled. */
  @Param public Filled filled;

  private final Map<ItemStatus, AtomicLong> plainCounts = new ConcurrentHashMap<>();
  private String[] ids;
  private ProgressItem[] handles;
  private Map<String, PlainItem> plain;
  private ProgressRegistry registry;
  private ProgressTracker tracker;
  private int cursor;
  private double percent;

  /** Made by the harness. */
  @SuppressWarnings("NullAway.Init")
  public ItemBenchmark() {}

  /** Starts a registry with its sampler. */
  @Setup
  public void start() {
    registry = ProgressRegistry.builder().build();
    ids = madeInOrder();
    Collections.shuffle(Arrays.asList(ids), new Random(1));
  }

  private String[] madeInOrder() {
    return IntStream.range(0, count).mapToObj(i -> "item-" + i).toArray(String[]::new);
  }

  /** Begins fresh items on both sides. */
  @Setup(Level.Iteration)
  public void begin() {
    tracker = registry.start("items", count);
    plain = new ConcurrentHashMap<>();
    for (String id : filled == Filled.AS_VISITED ? ids : madeInOrder()) {
      tracker.begin(id);
      plain.put(id, new PlainItem(ItemStatus.PROCESSING, 0, "embedding"));
    }
    handles = Arrays.stream(ids).map(tracker::item).toArray(ProgressItem[]::new);
    cursor = 0;
    percent = 0;
  }

  /** Ends the tracker. */
  @TearDown(Level.Iteration)
  public void end() {
    tracker.complete();
  }

  /** Ends the registry. */
  @TearDown
  public void stop() {
    registry.close();
  }

  private int next() {
    int at = cursor;
    cursor = at + 1;
    if (cursor == count) {
      cursor = 0;
      percent += STEP;
    }
    return at;
  }

  /**
   * The yardstick.
   *
   * @return the item
   */
  @Benchmark
  public @Nullable PlainItem mapGet() {
    return plain.get(ids[next()]);
  }

  /** Ours, by id. */
  @Benchmark
  public void updateItemById() {
    tracker.updateItem(ids[next()], ItemStatus.PROCESSING, percent + STEP, "embedding", null);
  }

  /** Ours, by id, with the progress of the stage, too. */
  @Benchmark
  public void updateItemByIdWithStagePercent() {
    tracker.updateItem(ids[next()], ItemStatus.PROCESSING, percent + STEP, "embedding", percent);
  }

  /** Ours, by handle. */
  @Benchmark
  public void updateItemByHandle() {
    handles[next()].progress(percent + STEP);
  }

  /**
   * The plain way: a new record for each report, and a count of each status.
   *
   * @return what the item was before
   */
  @Benchmark
  public @Nullable PlainItem recordPerUpdate() {
    PlainItem after = new PlainItem(ItemStatus.PROCESSING, percent + STEP, "embedding");
    PlainItem before = plain.put(ids[next()], after);
    if (before != null && before.status() != after.status()) {
      plainCount(before.status()).decrementAndGet();
      plainCount(after.status()).incrementAndGet();
    }
    return before;
  }

  private AtomicLong plainCount(ItemStatus status) {
    return plainCounts.computeIfAbsent(status, unseen -> new AtomicLong());
  }
}
