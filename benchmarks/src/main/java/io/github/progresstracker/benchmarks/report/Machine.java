package io.github.progresstracker.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Where and when something is measured. */
public final class Machine {

  private Machine() {}

  /**
   * The date, the JVM, the system and the processors.
   *
   * @return a sentence without its full stop
   */
  public static String today() {
    return "Taken on %s: %s %s, %s %s, %d processors (%s)"
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            System.getProperty("java.vm.name"),
            Runtime.version(),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            Runtime.getRuntime().availableProcessors(),
            processor());
  }

  /**
   * Has Linux forget what it has of files in memory, but for what is not written yet.
   *
   * @return whether it did; only root may ask for it
   */
  public static boolean forgetFiles() {
    try {
      Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "3");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String processor() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
