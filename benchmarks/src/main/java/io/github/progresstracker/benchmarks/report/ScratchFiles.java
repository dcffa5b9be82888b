package io.github.progresstracker.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Files that nobody needs when a measurement is over. */
public final class ScratchFiles {

  private ScratchFiles() {}

  /**
   * Deletes a directory with all that is in it.
   *
   * @param directory that is there
   * @throws IOException if anything cannot be deleted
   */
  public static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
