package io.github.progresstracker.benchmarks.recording;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be recorded, and where to.
 *
 * @param out directory for the traces
 * @param entries the jobs
 * @param runs runs 1 to this number are recorded, each in a JVM of its own
 * @param single just this run, in this JVM; there is one job then
 */
record Options(Path out, List<JobEntry> entries, int runs, Optional<Integer> single) {

  static final String USAGE =
      "use: --out DIR [--key KEY] [--runs N], or --out DIR --key KEY --run N";

  private static final Set<String> NAMES = Set.of("--out", "--key", "--runs", "--run");
  private static final String USUAL_RUNS = "9";

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException if it is wrong; the message is one line for people
   */
  static Options parse(String... arguments) {
    Map<String, String> given = split(arguments);
    Optional<Integer> single = Optional.ofNullable(given.get("--run")).map(Options::number);
    if (!given.containsKey("--out") || (single.isPresent() && !given.containsKey("--key"))) {
      throw new IllegalArgumentException("--out, or --key beside --run, is missing; " + USAGE);
    }
    String key = given.get("--key");
    return new Options(
        Path.of(given.get("--out")),
        key == null ? JobEntry.ALL : List.of(JobEntry.of(key)),
        number(given.getOrDefault("--runs", USUAL_RUNS)),
        single);
  }

  private static Map<String, String> split(String[] arguments) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!NAMES.contains(arguments[i]) || i + 1 == arguments.length) {
        throw new IllegalArgumentException("\"" + arguments[i] + "\" is not understood; " + USAGE);
      }
      given.put(arguments[i], arguments[i + 1]);
    }
    return given;
  }

  private static int number(String text) {
    if (!text.matches("[1-9][0-9]{0,2}")) {
      throw new IllegalArgumentException(
          "--run and --runs take a whole number from 1 to 999, was \"" + text + "\"; " + USAGE);
    }
    return Integer.parseInt(text);
  }
}
