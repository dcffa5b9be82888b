package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.testing.ManualClock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Loops and streams that count by themselves. */
class WrapTest {

  private final ProgressRegistry registry =
      ProgressRegistry.builder()
          .clock(new ManualClock(Instant.parse("2026-03-01T12:00:00Z")))
          .manualSampling()
          .build();
  private final ProgressTracker job = registry.start("job", 1_000);

  @AfterEach
  void close() {
    registry.close();
  }

  // ---- loops -----------------------------------------------------------------------------------

  @Test
  @DisplayName("an element counts when the loop asks for the next one, the last one at the end")
  void countsWhenTheBodyHasRun() {
    List<Long> seenByBody = new ArrayList<>();
    for (String row : job.wrap(List.of("a", "b", "c"))) {
      seenByBody.add(done(job));
      assertThat(row).isNotEmpty();
    }
    assertThat(seenByBody).containsExactly(0L, 1L, 2L);
    assertThat(done(job)).isEqualTo(3);
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.RUNNING);
  }

  @Test
  @DisplayName("an element whose body throws, or leaves the loop, does not count")
  void doesNotCountWhatFailed() {
    assertThatThrownBy(
            () -> {
              for (int row : job.wrap(List.of(1, 2, 3))) {
                assertThat(row).isLessThan(3);
              }
            })
        .isInstanceOf(AssertionError.class);
    assertThat(done(job)).isEqualTo(2);

    for (int row : job.wrap(List.of(1, 2, 3))) {
      if (row == 2) {
        break;
      }
    }
    assertThat(done(job)).isEqualTo(3);
  }

  @Test
  @DisplayName("asking twice whether there is more counts once, and so does not asking at all")
  void countsOnceHoweverItIsAsked() {
    Iterator<Integer> rows = job.wrap(List.of(1, 2).iterator());
    assertThat(rows.next() + rows.next()).isEqualTo(3);
    assertThat(done(job)).isEqualTo(1);
    for (int asked = 0; asked < 2; asked++) {
      assertThat(rows.hasNext()).isFalse();
      assertThat(done(job)).isEqualTo(2);
    }
    assertThatThrownBy(rows::next).isInstanceOf(NoSuchElementException.class);
    assertThat(done(job)).isEqualTo(2);
  }

  @Test
  @DisplayName("an iterator that throws is passed on and does not count what it did not give")
  void passesOnWhatTheSourceThrows() {
    AtomicInteger calls = new AtomicInteger();
    Iterator<Integer> rows =
        job.wrap(
            new Iterator<Integer>() {
              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public Integer next() {
                if (calls.incrementAndGet() == 2) {
                  throw new NoSuchElementException("the cursor is gone");
                }
                return calls.get();
              }
            });
    assertThat(rows.next()).isEqualTo(1);
    assertThatThrownBy(rows::next).hasMessage("the cursor is gone");
    assertThat(rows.hasNext()).isTrue();
    assertThat(done(job)).isEqualTo(1);
    assertThat(rows.next()).isEqualTo(3);
    assertThat(rows.hasNext()).isTrue();
    assertThat(done(job)).isEqualTo(2);
  }

  @Test
  @DisplayName("an element that the loop removes is work done all the same")
  void removes() {
    List<Integer> rows = new ArrayList<>(List.of(1, 2, 3, 4));
    for (Iterator<Integer> it = job.wrap(rows).iterator(); it.hasNext(); ) {
      if (it.next() % 2 == 0) {
        it.remove();
      }
    }
    assertThat(rows).containsExactly(1, 3);
    assertThat(done(job)).isEqualTo(4);
    Iterator<Integer> fixed = job.wrap(List.of(1).iterator());
    fixed.next();
    assertThatThrownBy(fixed::remove).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  @DisplayName("forEach, forEachRemaining and a second loop count as the first loop does")
  void countsEveryWayThrough() {
    Iterable<Integer> rows = job.wrap(List.of(1, 2, 3));
    List<Long> seen = new ArrayList<>();
    rows.forEach(row -> seen.add(done(job)));
    rows.iterator().forEachRemaining(row -> seen.add(done(job)));
    rows.spliterator().forEachRemaining(row -> seen.add(done(job)));
    assertThat(seen).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    assertThat(done(job)).isEqualTo(9);
  }

  @Test
  @DisplayName("wraps within wraps count each on its own tracker")
  void nests() {
    ProgressTracker cells = registry.start("cells", 6);
    for (List<Integer> row : job.wrap(List.of(List.of(1, 2, 3), List.of(4, 5, 6)))) {
      for (int cell : cells.wrap(row)) {
        assertThat(cell).isPositive();
      }
    }
    assertThat(done(job)).isEqualTo(2);
    assertThat(done(cells)).isEqualTo(6);

    for (int twice : job.wrap(cells.wrap(List.of(1, 2)))) {
      assertThat(twice).isPositive();
    }
    assertThat(done(job)).isEqualTo(4);
    assertThat(done(cells)).isEqualTo(8);
  }

  @Test
  @DisplayName("a loop goes on after the tracker has ended; that is told once, with its place")
  void goesOnAfterTheEnd() {
    job.complete();
    AtomicInteger rows = new AtomicInteger();
    String log =
        LogOf.action(
            () -> {
              job.wrap(List.of(1, 2, 3)).forEach(row -> rows.incrementAndGet());
              job.wrap(Stream.of(4, 5)).forEach(row -> rows.incrementAndGet());
            });
    assertThat(rows).hasValue(5);
    assertThat(log)
        .containsOnlyOnce("advance() after the end is ignored")
        .contains(WrapTest.class.getName());
    assertThat(done(job)).isZero();
  }

  @Test
  @DisplayName("no elements at all are a mistake of the call, told at the call and before a job")
  @SuppressWarnings("NullAway")
  void refusesNull() {
    assertThatNullPointerException().isThrownBy(() -> job.wrap((List<String>) null));
    assertThatNullPointerException().isThrownBy(() -> job.wrap((Iterator<String>) null));
    assertThatNullPointerException().isThrownBy(() -> job.wrap((Stream<String>) null));
    assertThatNullPointerException().isThrownBy(() -> registry.wrap("x", (List<String>) null));
    assertThatNullPointerException().isThrownBy(() -> registry.wrap("x", (Stream<String>) null));
    assertThat(registry.active()).extracting(ProgressSnapshot::name).containsExactly("job");
  }

  // ---- streams ---------------------------------------------------------------------------------

  @Test
  @DisplayName("an element of a stream counts when all operations after the wrap are done with it")
  void countsStreams() {
    List<Long> seen = new ArrayList<>();
    job.wrap(Stream.of(1, 2, 3, 4))
        .filter(row -> row != 2)
        .map(row -> done(job))
        .forEachOrdered(seen::add);
    assertThat(seen).containsExactly(0L, 2L, 3L);
    assertThat(done(job)).isEqualTo(4);

    assertThatThrownBy(() -> job.wrap(Stream.of(1, 2, 0, 4)).map(row -> 8 / row).forEach(row -> {}))
        .isInstanceOf(ArithmeticException.class);
    assertThat(done(job)).isEqualTo(6);
  }

  @Test
  @DisplayName("what a short-circuit does not ask for does not count")
  void countsShortCircuits() {
    assertThat(job.wrap(Stream.iterate(1, i -> i + 1)).filter(i -> i > 4).findFirst()).hasValue(5);
    assertThat(done(job)).isEqualTo(5);
    assertThat(job.wrap(IntStream.range(0, 100).boxed()).limit(7).toList()).hasSize(7);
    assertThat(done(job)).isEqualTo(12);
  }

  @Test
  @DisplayName("flatMap counts what was wrapped: the elements before it, or those it makes")
  void countsFlatMaps() {
    List<List<Integer>> pages = List.of(List.of(1, 2), List.of(), List.of(3, 4, 5));
    assertThat(job.wrap(pages.stream()).flatMap(List::stream).toList()).hasSize(5);
    assertThat(done(job)).isEqualTo(3);
    assertThat(pages.stream().flatMap(page -> job.wrap(page.stream())).toList()).hasSize(5);
    assertThat(done(job)).isEqualTo(8);
    assertThat(job.wrap(pages.stream().flatMap(List::stream)).limit(4).toList()).hasSize(4);
    assertThat(done(job)).isEqualTo(12);
  }

  @Test
  @DisplayName("a wrapped stream stays as it was: size, order, characteristics, close, parallel")
  void keepsTheStream() {
    TreeSet<Integer> sorted = new TreeSet<>(List.of(3, 1, 2));
    Spliterator<Integer> before = sorted.spliterator();
    Spliterator<Integer> after = job.<Integer>wrap(sorted).spliterator();
    assertThat(after.characteristics()).isEqualTo(before.characteristics());
    assertThat(after.getExactSizeIfKnown()).isEqualTo(3);
    assertThat(after.estimateSize()).isEqualTo(3);
    assertThat(after.getComparator()).isNull();

    List<String> closed = new ArrayList<>();
    try (Stream<Integer> rows =
        job.wrap(Stream.of(1, 2).parallel().onClose(() -> closed.add("source")))
            .onClose(() -> closed.add("after"))) {
      assertThat(rows.isParallel()).isTrue();
      assertThat(rows.toArray()).containsExactly(1, 2);
    }
    assertThat(closed).containsExactly("source", "after");
    Stream<Integer> used = Stream.of(1);
    assertThat(used.count()).isEqualTo(1);
    assertThatIllegalStateException().isThrownBy(() -> job.wrap(used));
    assertThatIllegalStateException().isThrownBy(() -> registry.wrap("used", used));
  }

  @Test
  @DisplayName("parallel streams of any source, size and end count to the last element")
  void countsParallelStreams() throws Exception {
    SplittableRandom random = new SplittableRandom(42);
    ForkJoinPool pool = new ForkJoinPool(4);
    try {
      for (int run = 0; run < 200; run++) {
        int size = random.nextInt(3_000);
        int end = random.nextInt(5);
        boolean parallelBefore = random.nextBoolean();
        ProgressTracker tracker = registry.start("run " + run, size);
        AtomicLong handedOn = new AtomicLong();
        Stream<Integer> source = source(random.nextInt(4), size);
        Stream<Integer> rows =
            tracker
                .wrap(parallelBefore ? source.parallel() : source)
                .parallel()
                .peek(row -> handedOn.incrementAndGet());
        pool.submit(() -> endOf(end, rows, size)).get();
        assertThat(done(tracker)).as("run %s", run).isEqualTo(handedOn.get());
        if (end < 3) {
          assertThat(done(tracker)).as("run %s", run).isEqualTo(size);
        }
        tracker.complete();
      }
    } finally {
      pool.shutdown();
    }
  }

  private static Stream<Integer> source(int kind, int size) {
    List<Integer> numbers = IntStream.range(0, size).boxed().toList();
    return switch (kind) {
      case 0 -> numbers.stream();
      case 1 -> new ArrayDeque<>(numbers).stream().map(i -> i);
      case 2 -> new TreeSet<>(numbers).stream();
      default -> Stream.of(numbers, List.<Integer>of()).flatMap(List::stream);
    };
  }

  private static void endOf(int kind, Stream<Integer> rows, int size) {
    switch (kind) {
      case 0 -> assertThat(rows.filter(i -> i % 2 == 0).toList()).hasSize((size + 1) / 2);
      case 1 -> assertThat(rows.sorted().toArray()).hasSize(size);
      case 2 ->
          assertThat(rows.flatMap(i -> Stream.of(i, i)).mapToInt(i -> 1).sum()).isEqualTo(2 * size);
      case 3 -> assertThat(rows.anyMatch(i -> i == size / 2)).isEqualTo(size > 0);
      default -> assertThat(rows.limit(size / 3).toList()).hasSize(size / 3);
    }
  }

  @Test
  @DisplayName("many threads, virtual ones if there are, count loops on one tracker exactly")
  void countsFromManyThreads() throws InterruptedException, ExecutionException {
    ExecutorService threads = manyThreads();
    List<Integer> rows = IntStream.range(0, 1_000).boxed().toList();
    try {
      List<Future<Integer>> loops = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        loops.add(threads.submit(() -> sum(job.wrap(rows))));
      }
      for (Future<Integer> loop : loops) {
        assertThat(loop.get()).isEqualTo(499_500);
      }
    } finally {
      threads.shutdown();
    }
    assertThat(done(job)).isEqualTo(50_000);
  }

  private static ExecutorService manyThreads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      return Executors.newCachedThreadPool();
    }
  }

  private static int sum(Iterable<Integer> rows) {
    int sum = 0;
    for (int row : rows) {
      sum += row;
    }
    return sum;
  }

  // ---- jobs of their own -----------------------------------------------------------------------

  @Test
  @DisplayName("a wrapped collection is a job: its size is the total, its end completes it")
  void makesAJobOfALoop() {
    ProgressIterable<Integer> rows = registry.wrap("rows", List.of(1, 2, 3));
    assertThat(rows.tracker().snapshot().total()).isEqualTo(Total.exact(3));
    for (int row : rows) {
      assertThat(state(rows)).isEqualTo(TrackerState.RUNNING);
      assertThat(row).isPositive();
    }
    assertThat(state(rows)).isEqualTo(TrackerState.COMPLETED);
    assertThat(done(rows.tracker())).isEqualTo(3);
    assertThat(registry.active()).extracting(ProgressSnapshot::name).containsExactly("job");

    String log = LogOf.action(rows::close);
    assertThat(log).isEmpty();
    assertThat(state(rows)).isEqualTo(TrackerState.COMPLETED);
  }

  @Test
  @DisplayName("the total is that of the caller, or the size and what was done before, or unknown")
  void findsTheTotal() {
    List<Integer> two = List.of(1, 2);
    assertThat(totalOf(registry.wrap("cursor", new Cursor(two)))).isEqualTo(Total.unknown());
    assertThat(totalOf(registry.wrap("cursor", new Cursor(two), 2))).isEqualTo(Total.exact(2));
    assertThat(totalOf(registry.wrap(TrackerSpec.named("rest").startAt(8), two)))
        .isEqualTo(Total.exact(10));
    assertThat(totalOf(registry.wrap(TrackerSpec.named("far").startAt(Long.MAX_VALUE), two)))
        .isEqualTo(Total.exact(Long.MAX_VALUE));
    assertThat(totalOf(registry.wrap(TrackerSpec.named("found").total(Total.atLeast(1)), two)))
        .isEqualTo(Total.atLeast(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.wrap("negative", two, -1))
        .withMessageContaining("-1");
  }

  /** Elements that do not know how many they are. */
  private record Cursor(List<Integer> rows) implements Iterable<Integer> {
    @Override
    public Iterator<Integer> iterator() {
      return rows.iterator();
    }
  }

  @Test
  @DisplayName("a loop that is left early is abandoned by its try, and only by that")
  void abandonsALoop() {
    ProgressIterable<Integer> rows = registry.wrap("rows", List.of(1, 2, 3));
    try (rows) {
      Iterator<Integer> first = rows.iterator();
      assertThat(first.next()).isEqualTo(1);
    }
    assertThat(state(rows)).isEqualTo(TrackerState.ABANDONED);
    assertThat(done(rows.tracker())).isZero();
  }

  @Test
  @DisplayName("nothing to do is done at once, and a body may end the job itself")
  void endsOnce() {
    ProgressIterable<Integer> none = registry.wrap("none", List.<Integer>of());
    assertThat(none.iterator().hasNext()).isFalse();
    assertThat(state(none)).isEqualTo(TrackerState.COMPLETED);

    ProgressIterable<Integer> failed = registry.wrap("failed", List.of(1));
    String log =
        LogOf.action(
            () -> {
              Iterator<Integer> row = failed.iterator();
              failed.tracker().fail("no more");
              assertThat(row.hasNext()).isTrue();
              none.forEach(nothing -> {});
              assertThat(none.spliterator().tryAdvance(nothing -> {})).isFalse();
            });
    assertThat(log).isEmpty();
    assertThat(state(failed)).isEqualTo(TrackerState.FAILED);
  }

  @Test
  @DisplayName("a wrapped stream is a job that completes with its last part, however it was split")
  void makesAJobOfAStream() {
    SplittableRandom random = new SplittableRandom(7);
    for (int run = 0; run < 50; run++) {
      int size = random.nextInt(2_000);
      String id = "stream-" + run;
      Stream<Integer> source = source(random.nextInt(4), size);
      Stream<Integer> rows =
          registry.wrap(
              TrackerSpec.named("stream").id(id),
              random.nextBoolean() ? source : source.parallel());
      ProgressTracker tracker = registry.find(id).orElseThrow();
      assertThat(rows.mapToInt(i -> 1).sum()).isEqualTo(size);
      assertThat(registry.find(id)).isEmpty();
      registry.sampleNow();
      assertThat(tracker.snapshot().state()).isEqualTo(TrackerState.COMPLETED);
      assertThat(tracker.snapshot().done()).isEqualTo(size);
    }
  }

  @Test
  @DisplayName("a stream tells its size if it knows it; closed before its end it is abandoned")
  void abandonsAStream() {
    List<String> closed = new ArrayList<>();
    ProgressTracker tracker;
    try (Stream<Integer> rows =
        registry.wrap("known", Stream.of(1, 2, 3).onClose(() -> closed.add("source")))) {
      tracker = started("known");
      assertThat(tracker.snapshot().total()).isEqualTo(Total.exact(3));
      assertThat(rows.findFirst()).hasValue(1);
    }
    registry.sampleNow();
    assertThat(tracker.snapshot().state()).isEqualTo(TrackerState.ABANDONED);
    assertThat(tracker.snapshot().done()).isEqualTo(1);
    assertThat(closed).containsExactly("source");

    try (Stream<Integer> rows = registry.wrap("filtered", Stream.of(1, 2).filter(i -> i > 1))) {
      assertThat(started("filtered").snapshot().total()).isEqualTo(Total.unknown());
      assertThat(rows.toList()).containsExactly(2);
    }
  }

  @Test
  @DisplayName("a closed registry starts no loop, as it starts no job")
  void refusesWhenClosed() {
    registry.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> registry.wrap("late", List.of(1)))
        .withMessageContaining("late");
  }

  private ProgressTracker started(String name) {
    return registry.active().stream()
        .filter(active -> active.name().equals(name))
        .findFirst()
        .flatMap(active -> registry.find(active.id()))
        .orElseThrow();
  }

  private static Total totalOf(ProgressIterable<?> rows) {
    return rows.tracker().snapshot().total();
  }

  private TrackerState state(ProgressIterable<?> rows) {
    registry.sampleNow();
    return rows.tracker().snapshot().state();
  }

  private long done(ProgressTracker tracker) {
    registry.sampleNow();
    return tracker.snapshot().done();
  }
}
