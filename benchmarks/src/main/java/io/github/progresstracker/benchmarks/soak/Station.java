package io.github.progresstracker.benchmarks.soak;

import io.github.progresstracker.benchmarks.report.ProcessFigures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A place in the system that is filled by one process after another, as each of them is killed. */
final class Station {

  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final double MIB = 1 << 20;

  private final String name;
  private final Class<?> program;
  private final Lives lives;
  private final Path log;
  private final BlockingQueue<Long> heaps = new LinkedBlockingQueue<>();
  private int life;
  private double mostMemoryMiB;
  private ChildJvm process;

  /**
   * What each process is given.
   *
   * @see #begin
   */
  interface Lives {
    /** The arguments of a life; they count from 1. */
    List<String> arguments(int life);

    /** Who hears what it says. */
    Consumer<String> listener(int life);
  }

  /**
   * What a process had at a quiet moment.
   *
   * @param process threads, files and the most memory
   * @param heapMiB alive after a collection
   */
  record Figures(ProcessFigures process, double heapMiB) {}

  Station(String name, Class<?> program, Path log, Lives lives) throws IOException {
    this.name = name;
    this.program = program;
    this.lives = lives;
    this.log = log;
    this.process = next();
  }

  private ChildJvm next() throws IOException {
    Consumer<String> listener = lives.listener(++life);
    List<String> jvm = List.of("-Xmx160m", "-Dsun.net.httpserver.nodelay=true");
    return ChildJvm.start(
        program,
        jvm,
        new ArrayList<>(lives.arguments(life)),
        line -> {
          if (line.startsWith("heap ")) {
            heaps.add(Long.parseLong(line.substring("heap ".length())));
          } else {
            listener.accept(line);
          }
        },
        ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  String name() {
    return name;
  }

  void tell(String word, long number) {
    process.tell(word + " " + number);
  }

  void kill() throws IOException, InterruptedException {
    mostMemoryMiB = mostMemoryMiB();
    process.kill();
  }

  void begin() throws IOException {
    process = next();
  }

  void freeze() throws IOException, InterruptedException {
    process.signal("STOP");
  }

  void thaw() throws IOException, InterruptedException {
    process.signal("CONT");
  }

  Figures figures() throws IOException, InterruptedException {
    tell("heap", 0);
    Long heap = heaps.poll(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    if (heap == null) {
      throw new IllegalStateException(name + " has not answered within " + ANSWER);
    }
    return new Figures(process.figures(), heap / MIB);
  }

  /** Resident at the most, of all its processes so far. */
  double mostMemoryMiB() throws IOException {
    return Math.max(mostMemoryMiB, process.figures().mostMemoryMiB());
  }

  void tellToEnd() throws IOException {
    mostMemoryMiB = mostMemoryMiB();
    process.tell(Commands.END);
  }

  void awaitEnd(Duration patience) throws InterruptedException {
    process.awaitEnd(patience);
  }

  /** The most memory that was seen before the last process was told to end. */
  double memorySeenMiB() {
    return mostMemoryMiB;
  }

  void discard() {
    process.discard();
  }
}
