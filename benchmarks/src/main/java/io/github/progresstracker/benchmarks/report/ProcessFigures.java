package io.github.progresstracker.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process of this machine has, as Linux tells it.
 *
 * @param threads that it has now
 * @param files open now: descriptors, connections among them
 * @param mostMemoryMiB resident at the most since it began
 */
public record ProcessFigures(long threads, long files, double mostMemoryMiB) {

  private static final double KIB_PER_MIB = 1_024;

  /**
   * Reads them.
   *
   * @param pid of a process that runs
   * @return its figures
   * @throws IOException if there is no such process
   */
  public static ProcessFigures of(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    return new ProcessFigures(
        number(process, "Threads:"),
        entries(process.resolve("fd")),
        number(process, "VmHWM:") / KIB_PER_MIB);
  }

  private static long entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.count();
    }
  }

  private static long number(Path process, String key) throws IOException {
    return Files.readAllLines(process.resolve("status")).stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.replaceAll("\\D+", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
