package io.github.progresstracker.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps when and on which machine results were taken that do not say it themselves, as those of JMH
 * do not.
 *
 * <p>Arguments: {@code --file NAME} of the file that has just been written, {@code --results
 * DIRECTORY} that it is in ({@code benchmarks/results}).
 */
public final class Taken {

  private static final String FILE = "taken.properties";

  private Taken() {}

  /**
   * Says that a file is of here and now.
   *
   * @param arguments see the class
   * @throws IOException if it cannot be kept
   */
  public static void main(String[] arguments) throws IOException {
    ReportOptions options = ReportOptions.of(arguments);
    keep(
        Path.of(options.text("--results", "benchmarks/results")),
        options.text("--file", ""),
        Machine.today());
  }

  static void keep(Path results, String file, String taken) throws IOException {
    Map<String, String> all = new TreeMap<>(Pairs.read(results.resolve(FILE)));
    all.put(file, taken);
    Files.write(
        results.resolve(FILE),
        all.entrySet().stream().map(entry -> entry.getKey() + " = " + entry.getValue()).toList());
  }

  /** A sentence without its full stop; empty if nobody said when. */
  static Optional<String> of(Path results, String file) throws IOException {
    return Optional.ofNullable(Pairs.read(results.resolve(FILE)).get(file));
  }
}
