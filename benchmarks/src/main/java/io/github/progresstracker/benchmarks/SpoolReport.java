package io.github.progresstracker.benchmarks;

import io.github.progresstracker.benchmarks.report.Goal;
import io.github.progresstracker.benchmarks.report.Goals;
import io.github.progresstracker.benchmarks.report.Machine;
import io.github.progresstracker.benchmarks.report.ReportOptions;
import io.github.progresstracker.internal.spool.Spool;
import io.github.progresstracker.internal.spool.SpoolSettings;
import io.github.progresstracker.internal.spool.SyncPolicy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Appends events to the spool and, in turn, the same number of bytes to plain preallocated files:
 * one {@code force(false)} per batch on all sides. One plain side has its bytes ready in a buffer
 * and only writes it, again and again; the other is given what the spool is given, one array per
 * event, and has to bring them together. Writes events per second, CPU time per event and their
 * ratios as medians of interleaved rounds, and how fast recovery reads. Synchronous writes are far
 * too slow and uneven for a harness that measures single calls.
 *
 * <p>Arguments: {@code --out FILE} to be written besides standard output, {@code --dir DIRECTORY}
 * on the disk to measure (the temporary directory without it), {@code --rounds N} (7 without it).
 */
public final class SpoolReport {

  private static final int EVENT_BYTES = 400;
  private static final int FRAME_BYTES = EVENT_BYTES + 16;
  private static final long SEGMENT_BYTES = 64L << 20;
  private static final int RECOVERY_EVENTS = 320_000;

  /** From so many events in a batch on, processor time has a goal. */
  private static final int MANY = 100;

  private final Path directory;
  private final int rounds;
  private final List<byte[]> events;
  private final Goals goals = new Goals();

  private SpoolReport(Path directory, int rounds) {
    this.directory = directory;
    this.rounds = rounds;
    this.events = randomEvents(2_500);
  }

  /**
   * Measures and writes the report.
   *
   * @param args see the class
   * @throws IOException if the disk fails
   */
  public static void main(String[] args) throws IOException {
    ReportOptions options = ReportOptions.of(args);
    Path parent = Path.of(options.text("--dir", System.getProperty("java.io.tmpdir")));
    Path directory = Files.createTempDirectory(parent, "spool-report");
    try {
      options.deliver(new SpoolReport(directory, options.number("--rounds", 7)).report());
    } finally {
      delete(directory);
    }
  }

  private String report() throws IOException {
    List<Plan> plans =
        List.of(
            new Plan(1, 25, 40),
            new Plan(10, 25, 40),
            new Plan(100, 20, 40),
            new Plan(2_500, 3, 20));
    StringBuilder text = new StringBuilder(head());
    for (Plan plan : plans) {
      text.append(row(plan));
    }
    text.append('\n').append(sustained()).append('\n').append(recovery());
    return text + "\n## Goals\n\n" + goals.table();
  }

  private String head() {
    return String.format(
        Locale.ROOT,
        """
        # The spool beside a plain file

        %s. Events of %d bytes, one force of the disk per batch, medians of %d
        rounds of 20 or 40 slices in which the sides take turns. The plain sides write the same number of
        bytes (frames included) to files that were filled with zeros before: "ready" one buffer that is
        there already, "arrays" the events that the spool is given, brought together in a buffer but
        without checksums. Each ratio is the median of the ratios of neighbouring slices: of the rates,
        spool to plain, and of the CPU times, spool to plain.

        | batch | spool events/s | **× ready** | **× arrays** | spool CPU µs/event | **× ready** | **× arrays** |
        |--:|--:|--:|--:|--:|--:|--:|
        """,
        Machine.today(),
        EVENT_BYTES,
        rounds);
  }

  private String row(Plan plan) throws IOException {
    Comparison comparison = new Comparison();
    compare(plan, new Comparison()); // Both sides are compiled before the first round that counts.
    for (int round = 0; round < rounds; round++) {
      compare(plan, comparison);
    }
    comparison.judge(plan.batch(), goals);
    return comparison.row(plan.batch());
  }

  /** The two take turns in short slices, so that what else the machine does hits both alike. */
  private void compare(Plan plan, Comparison comparison) throws IOException {
    List<byte[]> batch = events.subList(0, plan.batch());
    ByteBuffer bytes = rawBatch(plan.batch());
    Path path = directory.resolve("spool");
    Path rawPath = directory.resolve("raw");
    SpoolSettings settings = new SpoolSettings(SEGMENT_BYTES, 1L << 30, SyncPolicy.everyBatch());
    Path arraysPath = directory.resolve("arrays");
    try (Spool spool = Spool.open(path, settings);
        FileChannel ready = create(rawPath);
        FileChannel arrays = create(arraysPath)) {
      preallocate(ready, SEGMENT_BYTES);
      preallocate(arrays, SEGMENT_BYTES);
      spool.append(batch); // Begins the segment, which is no part of the comparison either.
      long position = write(ready, bytes, 0);
      ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);
      for (int slice = 0; slice < plan.slices(); slice++) {
        Meter meter = new Meter();
        for (int i = 0; i < plan.batches(); i++) {
          spool.append(batch);
        }
        Cost ours = meter.cost(plan.events());
        long begin = position;
        meter = new Meter();
        for (int i = 0; i < plan.batches(); i++) {
          position = write(ready, bytes, position);
        }
        Cost raw = meter.cost(plan.events());
        long at = begin;
        meter = new Meter();
        for (int i = 0; i < plan.batches(); i++) {
          at = writeArrays(arrays, buffer, batch, at);
        }
        comparison.add(new Turn(ours, raw, meter.cost(plan.events())));
      }
    }
    delete(path);
    delete(rawPath);
    delete(arraysPath);
  }

  /** Five segments from the first byte to the last, with their preparation, on both sides. */
  private String sustained() throws IOException {
    Plan plan = new Plan(2_500, 320, 1);
    List<Cost> spool = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      Cost ours = spoolWithSegments(plan);
      spool.add(ours);
      ratios.add(ours.perSecond() / rawWithFiles(plan).perSecond());
    }
    return String.format(
        Locale.ROOT,
        "Five segments in a row, with the time to fill each with zeros in it on both sides:"
            + " %,.0f events/s, %.2f × ready.%n",
        median(spool.stream().map(Cost::perSecond).toList()),
        median(ratios));
  }

  private Cost spoolWithSegments(Plan plan) throws IOException {
    Path path = directory.resolve("spool");
    SpoolSettings settings = new SpoolSettings(SEGMENT_BYTES, 1L << 30, SyncPolicy.everyBatch());
    try (Spool spool = Spool.open(path, settings)) {
      Meter meter = new Meter();
      for (int i = 0; i < plan.batches(); i++) {
        spool.append(events);
      }
      return meter.cost(plan.events());
    } finally {
      delete(path);
    }
  }

  private Cost rawWithFiles(Plan plan) throws IOException {
    ByteBuffer bytes = rawBatch(plan.batch());
    int perFile = (int) (SEGMENT_BYTES / bytes.capacity());
    Path files = Files.createDirectory(directory.resolve("raw-files"));
    Meter meter = new Meter();
    for (int done = 0; done < plan.batches(); done += perFile) {
      try (FileChannel file = create(files.resolve("raw-" + done))) {
        preallocate(file, SEGMENT_BYTES);
        long position = 0;
        for (int i = 0; i < Math.min(perFile, plan.batches() - done); i++) {
          position = write(file, bytes, position);
        }
      }
    }
    Cost cost = meter.cost(plan.events());
    delete(files);
    return cost;
  }

  private String recovery() throws IOException {
    Path path = directory.resolve("spool");
    SpoolSettings settings = new SpoolSettings(SEGMENT_BYTES, 1L << 30, SyncPolicy.leftToSystem());
    try (Spool spool = Spool.open(path, settings)) {
      for (int i = 0; i < RECOVERY_EVENTS; i += events.size()) {
        spool.append(events);
      }
    }
    List<Double> rates = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      Meter meter = new Meter();
      try (Spool spool = Spool.open(path, settings)) {
        rates.add(meter.cost(spool.recovery().recordsRecovered()).perSecond());
      }
    }
    rates.remove(0);
    goals.add(new Goal("recovery, million events/s", median(rates) / 1e6, 0.5, true, "", ""));
    return String.format(
        Locale.ROOT,
        "Recovery, every frame of three segments checked, files in the page cache: %.2f million"
            + " events/s.%n",
        median(rates) / 1e6);
  }

  private static FileChannel create(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private static void preallocate(FileChannel file, long bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(256 << 10);
    for (long at = 0; at < bytes; at += zeros.capacity()) {
      zeros.clear();
      file.write(zeros, at);
    }
    file.force(true);
  }

  private static long write(FileChannel file, ByteBuffer bytes, long position) throws IOException {
    long at = position;
    for (bytes.clear(); bytes.hasRemaining(); ) {
      at += file.write(bytes, at);
    }
    file.force(false);
    return at;
  }

  /** With room for a frame's header before each event, so that as many bytes are written. */
  private static long writeArrays(
      FileChannel file, ByteBuffer buffer, List<byte[]> batch, long position) throws IOException {
    long at = position;
    buffer.clear();
    for (byte[] event : batch) {
      if (buffer.remaining() < FRAME_BYTES) {
        at = drain(file, buffer, at);
      }
      buffer.position(buffer.position() + FRAME_BYTES - EVENT_BYTES).put(event);
    }
    at = drain(file, buffer, at);
    file.force(false);
    return at;
  }

  private static long drain(FileChannel file, ByteBuffer buffer, long position) throws IOException {
    long at = position;
    for (buffer.flip(); buffer.hasRemaining(); ) {
      at += file.write(buffer, at);
    }
    buffer.clear();
    return at;
  }

  private static ByteBuffer rawBatch(int events) {
    byte[] bytes = new byte[events * FRAME_BYTES];
    new Random(2).nextBytes(bytes);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes);
  }

  private static List<byte[]> randomEvents(int count) {
    Random random = new Random(1);
    return Stream.generate(() -> new byte[EVENT_BYTES])
        .limit(count)
        .peek(random::nextBytes)
        .toList();
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  private record Plan(int batch, int batches, int slices) {
    /** Of one slice. */
    long events() {
      return (long) batch * batches;
    }
  }

  private record Cost(double perSecond, double cpuMicros) {}

  /** Of three slices, one after the other. */
  private record Turn(Cost spool, Cost ready, Cost arrays) {}

  private static final class Meter {
    private final long cpu = cpuNanos();
    private final long start = System.nanoTime();

    Cost cost(long events) {
      long nanos = System.nanoTime() - start;
      return new Cost(events * 1e9 / nanos, (cpuNanos() - cpu) / 1e3 / events);
    }

    private static long cpuNanos() {
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
  }

  /** Ratios are taken of neighbours and their median then, so a slow moment hurts all sides. */
  private static final class Comparison {
    private final List<Turn> turns = new ArrayList<>();

    void add(Turn turn) {
      turns.add(turn);
    }

    void judge(int batch, Goals goals) {
      String what = "batches of " + batch + " beside a ready buffer: ";
      double rate = median(turn -> turn.spool().perSecond() / turn.ready().perSecond());
      goals.add(new Goal(what + "events/s", rate, 0.9, true, "×", ""));
      if (batch >= MANY) {
        double cpu = median(turn -> turn.spool().cpuMicros() / turn.ready().cpuMicros());
        goals.add(new Goal(what + "CPU", cpu, 1.5, false, "×", ""));
      }
    }

    String row(int batch) {
      return String.format(
          Locale.ROOT,
          "| %d | %,.0f | **%.2f** | **%.2f** | %.2f | **%.2f** | **%.2f** |%n",
          batch,
          median(turn -> turn.spool().perSecond()),
          median(turn -> turn.spool().perSecond() / turn.ready().perSecond()),
          median(turn -> turn.spool().perSecond() / turn.arrays().perSecond()),
          median(turn -> turn.spool().cpuMicros()),
          median(turn -> turn.spool().cpuMicros() / turn.ready().cpuMicros()),
          median(turn -> turn.spool().cpuMicros() / turn.arrays().cpuMicros()));
    }

    private double median(ToDoubleFunction<Turn> value) {
      return SpoolReport.median(turns.stream().map(value::applyAsDouble).toList());
    }
  }
}
