package io.github.progresstracker.benchmarks.races;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs jcstress and fails unless each race that was asked for has been run. jcstress alone ends
 * well, too, where none has the name, none can be scheduled, or the disk has no room for results.
 */
public final class RunRaces {

  private RunRaces() {}

  /**
   * Runs those that are asked for.
   *
   * @param args options of jcstress
   * @throws Exception if jcstress cannot run
   * @throws AssertionError if a race has failed, of jcstress
   */
  public static void main(String[] args) throws Exception {
    Options options = new Options(args);
    if (!options.parse()) {
      System.exit(2);
    }
    JCStress races = new JCStress(options);
    Set<String> wanted = races.getTests();
    if (wanted.isEmpty()) {
      fail(
          "No race has a name with '%s' in it. Choose another for -Djcstress.tests; there are%s"
              .formatted(options.getTestFilter(), names(TestList.tests())));
    }
    races.run();
    Set<String> missing = new TreeSet<>(wanted);
    missing.removeAll(ran(Path.of(options.getResultFile())));
    if (!missing.isEmpty()) {
      fail(
          "%d of %d races were not run (two cores are needed, here are %d; see above):%s"
              .formatted(missing.size(), wanted.size(), cores(), names(missing)));
    }
    System.out.printf("%nAll %d races were run:%s%n", wanted.size(), names(wanted));
  }

  /** The names of those that have at least one outcome. */
  private static Set<String> ran(Path results) throws IOException, ClassNotFoundException {
    if (!Files.exists(results)) {
      return Set.of();
    }
    InProcessCollector read = new InProcessCollector();
    DiskReadCollector file = new DiskReadCollector(results.toString(), read);
    file.dump();
    file.close();
    return read.getTestResults().stream()
        .filter(result -> result.status() == Status.NORMAL && result.getTotalCount() > 0)
        .map(result -> result.getName())
        .collect(Collectors.toSet());
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** A line for each. */
  private static String names(Collection<String> races) {
    return races.stream().sorted().map(race -> "\n  " + race).collect(Collectors.joining());
  }

  private static void fail(String message) {
    System.err.println(message);
    System.exit(1);
  }
}
