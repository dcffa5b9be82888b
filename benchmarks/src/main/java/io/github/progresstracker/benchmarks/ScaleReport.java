package io.github.progresstracker.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.TrackingMode;
import io.github.progresstracker.alert.AlertRules;
import io.github.progresstracker.benchmarks.report.Goal;
import io.github.progresstracker.benchmarks.report.Goals;
import io.github.progresstracker.benchmarks.report.Machine;
import io.github.progresstracker.benchmarks.report.ReportOptions;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.sink.ProgressSink;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * What many live trackers cost: processor time of the sampler's thread while a host's thread counts
 * on all of them, and bytes of heap, beside a Micrometer counter with three tags. The registry is
 * the real one with its threads, so the report measures what a host would see and not a loop around
 * a part of it.
 *
 * <p>Arguments: {@code --out FILE} to be written besides standard output, {@code --seconds N} to
 * measure each case (20 without it), {@code --only TEXT} for the cases whose name has the text.
 */
public final class ScaleReport {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final String SAMPLER = "progress-sampler";
  private static final String OFF = "tracker, everything off";
  private static final int MEMORY_TRACKERS = 100_000;
  private static final int WARM_UP_SECONDS = 15;

  /** For 10,000 and for 100,000 trackers. */
  private static final Limits FEW = new Limits(5, Double.NaN);

  private static final Limits MANY = new Limits(10, 12);

  private final Goals goals = new Goals();
  private final int seconds;
  private final String only;

  private ScaleReport(int seconds, String only) {
    this.seconds = seconds;
    this.only = only;
  }

  /**
   * Measures and writes the report.
   *
   * @param args see the class
   * @throws IOException if the report cannot be written
   */
  public static void main(String[] args) throws IOException {
    ReportOptions options = ReportOptions.of(args);
    options.deliver(
        new ScaleReport(options.number("--seconds", 20), options.text("--only", "")).report());
  }

  private String report() {
    StringBuilder text = new StringBuilder(head());
    List.of(
            new Load("everything off", ScaleReport::minimal, 100_000, 500, Limits.NONE),
            new Load("BASIC", ScaleReport::basic, 100_000, 500, Limits.NONE),
            new Load("everything on", ScaleReport::comprehensive, 10_000, 1_000, FEW),
            new Load("everything on", ScaleReport::comprehensive, 100_000, 500, MANY),
            new Load("everything on, a sink", ScaleReport::withSink, 10_000, 1_000, Limits.NONE),
            new Load("everything on, a sink", ScaleReport::withSink, 100_000, 500, Limits.NONE))
        .stream()
        .filter(load -> load.name().contains(only))
        .forEach(load -> text.append(row(load)));
    text.append(memory());
    return text + "\n## Goals\n\n" + goals.table();
  }

  private String head() {
    return String.format(
        Locale.ROOT,
        """
        # What many trackers cost

        %s, heap of at most %,d MiB. One thread counts on all trackers, each twice
        a second; %d s of it before the %d s that are measured. "everything on" is COMPREHENSIVE with the standard
        alert rules. `System.nanoTime()` takes %.0f ns here.

        | trackers | samples/s | switched on | sampler, share of a core | ns per tracker and sample | × nanoTime | B per tracker and sample | all threads but the host's |
        |--:|--:|---|--:|--:|--:|--:|--:|
        """,
        Machine.today(),
        Runtime.getRuntime().maxMemory() >> 20,
        WARM_UP_SECONDS,
        seconds,
        nanosOfClock());
  }

  private String row(Load load) {
    TrackingConfig interval =
        TrackingConfig.of(TrackingMode.COMPREHENSIVE)
            .updateInterval(Duration.ofMillis(load.intervalMillis()));
    try (ProgressRegistry registry = load.registry().make(interval);
        Host host = new Host(start(registry, load.trackers()))) {
      rest(WARM_UP_SECONDS);
      Spent before = Spent.now(host);
      rest(seconds);
      Spent spent = Spent.now(host).since(before);
      load.judge(spent, goals);
      return load.row(spent);
    }
  }

  private static List<ProgressTracker> start(ProgressRegistry registry, int trackers) {
    List<ProgressTracker> started = new ArrayList<>(trackers);
    for (int i = 0; i < trackers; i++) {
      started.add(registry.start("job", 1_000_000));
    }
    return started;
  }

  private String memory() {
    long counter = bytesOfEach(ScaleReport::counters, 0);
    return String.format(
            Locale.ROOT,
            """

            | %,d live at once | B of heap each | × the counter |
            |---|--:|--:|
            | Micrometer counter with 3 tags | %,d | 1 |
            """,
            MEMORY_TRACKERS,
            counter)
        + memoryRow(OFF, ScaleReport::minimal, counter)
        + memoryRow("tracker, everything off but a sink", ScaleReport::minimalWithSink, counter)
        + memoryRow("tracker, BASIC", ScaleReport::basic, counter)
        + memoryRow("tracker, everything on", ScaleReport::comprehensive, counter);
  }

  private String memoryRow(String name, Making making, long counter) {
    TrackingConfig often =
        TrackingConfig.of(TrackingMode.COMPREHENSIVE).updateInterval(Duration.ofMillis(500));
    try (ProgressRegistry registry = making.make(often)) {
      long bytes = bytesOfEach(count -> start(registry, count), WARM_UP_SECONDS);
      if (name.equals(OFF)) {
        String what = name + ": heap beside a Micrometer counter with 3 tags";
        goals.add(new Goal(what, (double) bytes / counter, 1, false, "×", ""));
      }
      return String.format(
          Locale.ROOT, "| %s | %,d | %.2f |%n", name, bytes, (double) bytes / counter);
    }
  }

  /** Each counted on once, and left alone for so long that each has been sampled. */
  private static long bytesOfEach(IntFunction<List<?>> make, int settleSeconds) {
    long before = usedHeap();
    List<?> made = make.apply(MEMORY_TRACKERS);
    made.forEach(
        one -> {
          if (one instanceof ProgressTracker tracker) {
            tracker.advance();
          }
        });
    rest(settleSeconds);
    long bytes = (usedHeap() - before) / MEMORY_TRACKERS;
    return made.isEmpty() ? 0 : bytes;
  }

  private static List<Counter> counters(int count) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    List<Counter> counters = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      counters.add(
          registry.counter(
              "jobs.done", "job", "job-" + i, "user", "user-" + i, "host", "host-" + i));
    }
    return counters;
  }

  @SuppressWarnings("SystemGC")
  private static long usedHeap() {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      used = Math.min(used, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return used;
  }

  private static ProgressRegistry minimal(TrackingConfig interval) {
    return ProgressRegistry.builder().config(interval.in(TrackingMode.MINIMAL)).build();
  }

  private static ProgressRegistry minimalWithSink(TrackingConfig interval) {
    return ProgressRegistry.builder()
        .config(interval.in(TrackingMode.MINIMAL))
        .sink(new Nowhere())
        .build();
  }

  private static ProgressRegistry basic(TrackingConfig interval) {
    return ProgressRegistry.builder().config(interval.in(TrackingMode.BASIC)).build();
  }

  private static ProgressRegistry comprehensive(TrackingConfig interval) {
    return ProgressRegistry.builder().config(interval).rules(AlertRules.standard()).build();
  }

  private static ProgressRegistry withSink(TrackingConfig interval) {
    return ProgressRegistry.builder()
        .config(interval)
        .rules(AlertRules.standard())
        .sink(new Nowhere())
        .build();
  }

  private static double nanosOfClock() {
    double[] rounds = new double[50];
    for (int round = 0; round < rounds.length; round++) {
      long start = System.nanoTime();
      long last = start;
      for (int i = 0; i < 20_000; i++) {
        last = System.nanoTime();
      }
      rounds[round] = (last - start) / 20_000.0;
    }
    Arrays.sort(rounds);
    return rounds[rounds.length / 2];
  }

  private static void rest(int howLong) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(howLong);
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private interface Making {
    ProgressRegistry make(TrackingConfig interval);
  }

  /** Takes everything and keeps nothing. */
  private record Nowhere() implements ProgressSink {
    @Override
    public String name() {
      return "nowhere";
    }

    @Override
    public void deliver(List<ProgressEvent> events) {
      // What it costs to get here is what is measured.
    }
  }

  /**
   * What a load may cost at most; NaN where nobody said.
   *
   * @param percent of a core
   * @param clocks readings of the clock for each tracker and sample
   */
  private record Limits(double percent, double clocks) {
    static final Limits NONE = new Limits(Double.NaN, Double.NaN);
  }

  private record Load(
      String name, Making registry, int trackers, long intervalMillis, Limits limits) {

    private double perSecond() {
      return 1_000.0 / intervalMillis;
    }

    private double samples(Spent spent) {
      return trackers * perSecond() * spent.wall() / 1e9;
    }

    private static double percent(Spent spent) {
      return 100.0 * spent.sampler() / spent.wall();
    }

    private double clocks(Spent spent) {
      return spent.sampler() / samples(spent) / nanosOfClock();
    }

    void judge(Spent spent, Goals goals) {
      String what =
          String.format(Locale.ROOT, "%,d trackers at %.0f/s, %s: ", trackers, perSecond(), name);
      if (!Double.isNaN(limits.percent())) {
        String share = what + "sampler, of a core";
        goals.add(new Goal(share, percent(spent), limits.percent(), false, "%", ""));
      }
      if (!Double.isNaN(limits.clocks())) {
        String clocks = what + "a tracker's sample beside a clock reading";
        goals.add(new Goal(clocks, clocks(spent), limits.clocks(), false, "×", ""));
      }
    }

    String row(Spent spent) {
      return String.format(
          Locale.ROOT,
          "| %,d | %.0f | %s | **%.1f %%** | %.0f | **%.1f** | %,.0f | %.1f %% |%n",
          trackers,
          perSecond(),
          name,
          percent(spent),
          spent.sampler() / samples(spent),
          clocks(spent),
          spent.samplerBytes() / samples(spent),
          100.0 * spent.others() / spent.wall());
    }
  }

  /**
   * What has been spent so far.
   *
   * @param wall nanoseconds of wall-clock time
   * @param sampler nanoseconds of processor time of the sampler's thread
   * @param samplerBytes allocated by it
   * @param others nanoseconds of processor time of the process without the host's thread, so with
   *     the garbage collector and the compiler
   */
  private record Spent(long wall, long sampler, long samplerBytes, long others) {
    static Spent now(Host host) {
      long id = samplerThread();
      return new Spent(
          System.nanoTime(),
          THREADS.getThreadCpuTime(id),
          THREADS.getThreadAllocatedBytes(id),
          PROCESS.getProcessCpuTime() - THREADS.getThreadCpuTime(host.thread.getId()));
    }

    Spent since(Spent before) {
      return new Spent(
          wall - before.wall,
          sampler - before.sampler,
          samplerBytes - before.samplerBytes,
          others - before.others);
    }

    private static long samplerThread() {
      return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
          .filter(thread -> thread != null && thread.getThreadName().equals(SAMPLER))
          .findFirst()
          .orElseThrow()
          .getThreadId();
    }
  }

  /** Counts on each tracker twice a second, a few units at a time, until it is closed. */
  private static final class Host implements AutoCloseable {
    private static final int SLICES = 50;

    private final List<ProgressTracker> trackers;
    private final Thread thread = new Thread(this::work, "host");
    private volatile boolean closed;

    Host(List<ProgressTracker> trackers) {
      this.trackers = trackers;
      thread.setDaemon(true);
      thread.start();
    }

    private void work() {
      Random random = new Random(1);
      while (!closed) {
        for (int slice = 0; slice < SLICES && !closed; slice++) {
          for (int i = slice; i < trackers.size(); i += SLICES) {
            trackers.get(i).advance(random.nextInt(4));
          }
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500 / SLICES));
        }
      }
    }

    @Override
    public void close() {
      closed = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
