package io.github.progresstracker.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lines {@code key = value} in a file; others are remarks. */
final class Pairs {

  private Pairs() {}

  /** In the order of the file; none if it is not there. */
  static Map<String, String> read(Path file) throws IOException {
    Map<String, String> pairs = new LinkedHashMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        String[] halves = line.split(" = ", 2);
        if (halves.length == 2) {
          pairs.put(halves[0], halves[1]);
        }
      }
    }
    return pairs;
  }
}
