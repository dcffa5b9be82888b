package io.github.progresstracker.console;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A host for {@link TerminalTest}: jobs with bars, and threads that print to standard output
 * without knowing of them. It ends by itself, or goes on for a minute if told to hang.
 */
final class TerminalProgram {

  private static final int THREADS = 4;
  private static final long PRINTS_PER_SECOND = 350;

  private TerminalProgram() {}

  /**
   * Runs it.
   *
   * @param args lines to print, bars to show, and {@code hang} to say so and go on after that
   */
  public static void main(String[] args) throws InterruptedException {
    int lines = Integer.parseInt(args[0]);
    int bars = Integer.parseInt(args[1]);
    try (ProgressRegistry registry =
        ProgressRegistry.builder()
            .sampleEvery(Duration.ofMillis(100))
            .sink(ConsoleSink.auto())
            .build()) {
      List<ProgressTracker> jobs = new ArrayList<>();
      for (int i = 1; i <= bars; i++) {
        jobs.add(registry.start(TrackerSpec.named("Job " + i).total(lines).unit("lines")));
      }
      print(lines, jobs);
      if (args.length > 2) {
        registry.sampleNow();
        boolean shown = registry.flush(Duration.ofMinutes(1));
        System.out.println("all counted " + shown);
        Thread.sleep(Duration.ofMinutes(1).toMillis());
      }
      jobs.forEach(ProgressTracker::complete);
    }
  }

  private static void print(int lines, List<ProgressTracker> jobs) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(() -> printSome(lines, jobs, next, start));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void printSome(
      int lines, List<ProgressTracker> jobs, AtomicInteger next, long start) {
    for (int line = next.getAndIncrement(); line < lines; line = next.getAndIncrement()) {
      long due = start + line * 1_000_000_000L / PRINTS_PER_SECOND;
      while (System.nanoTime() - due < 0) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      System.out.printf("log %05d of the host %s%n", line, "abcdefgh".repeat(line % 4));
      jobs.forEach(ProgressTracker::advance);
    }
  }
}
