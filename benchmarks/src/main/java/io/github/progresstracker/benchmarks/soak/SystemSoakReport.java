package io.github.progresstracker.benchmarks.soak;

import io.github.progresstracker.benchmarks.report.Goal;
import io.github.progresstracker.benchmarks.report.Goals;
import io.github.progresstracker.benchmarks.report.Machine;
import io.github.progresstracker.benchmarks.report.ReportOptions;
import io.github.progresstracker.benchmarks.soak.Fault.Kind;
import io.github.progresstracker.benchmarks.soak.Oracle.Finding;
import io.github.progresstracker.benchmarks.soak.SystemSoak.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The whole system under faults: workers, writers, PostgreSQL, page, browsers, reporters and
 * console run for some minutes while a seed decides what is killed, frozen, full, slow or late. At
 * the end everything that anybody was told to be safe has to be there, once.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar io.github.progresstracker.benchmarks.soak.SystemSoakReport --seconds 180 --seed 1 --out FILE
 * </pre>
 */
public final class SystemSoakReport {

  private static final double LONGEST_RECOVERY_SECONDS = 30;
  private static final double MORE_THREADS = 4;
  private static final double MORE_FILES = 4;
  private static final double MORE_HEAP_MIB = 8;
  private static final double MOST_MEMORY_MIB = 400;
  private static final Duration QUIET = Duration.ofSeconds(10);

  private static final String FAULTS =
      """
      | fault | times | recovered | median recovery s | longest s |
      |---|--:|--:|--:|--:|
      """;

  private static final String PROCESSES =
      """
      | | threads, start | end | open files, start | end | heap alive MiB, start | end | most resident MiB |
      |---|--:|--:|--:|--:|--:|--:|--:|
      """;

  private static final String ON_SMALL_DISK =
      """
      The spools are on a
      tmpfs of their own, which a kill of a process does not empty and which is filled to the last byte at times.\
      """;

  private static final String NO_SMALL_DISK =
      "**No file system could be mounted, so none was filled: that takes root.**";

  private final Outcome outcome;
  private final Goals goals = new Goals();

  SystemSoakReport(Outcome outcome) {
    this.outcome = outcome;
    outcome.findings().stream().filter(Finding::wrong).forEach(this::add);
    add("faults without recovery", outcome.unrecovered().size(), 0, "");
    add("longest recovery", longestRecovery(), LONGEST_RECOVERY_SECONDS, "s");
    SystemSoak.LASTING.forEach(this::addGrowth);
    outcome
        .memoryMiB()
        .forEach((name, most) -> add(name + ": most memory", most, MOST_MEMORY_MIB, "MiB"));
  }

  /**
   * Runs, prints the report, and writes it.
   *
   * @param arguments {@code --seconds N} (180) of faults, {@code --seed N} (1), {@code --out FILE}
   * @throws Exception if something cannot be started, or does not end in minutes
   */
  public static void main(String[] arguments) throws Exception {
    ReportOptions options = ReportOptions.of(arguments);
    Duration duration = Duration.ofSeconds(options.number("--seconds", 180));
    int seed = options.number("--seed", 1);
    SystemSoakReport report;
    try (SystemSoak soak = new SystemSoak(seed, duration, QUIET, QUIET)) {
      report = new SystemSoakReport(soak.run());
    }
    options.deliver(report.text(duration, seed));
    System.exit(report.goals.areReached() ? 0 : 1);
  }

  private void add(Finding finding) {
    add(finding.what(), (double) finding.count(), 0, "");
  }

  private void add(String what, double measured, double limit, String unit) {
    goals.add(new Goal(what, measured, limit, false, unit, ""));
  }

  private void addGrowth(String name) {
    Station.Figures before = before(name);
    Station.Figures after = after(name);
    add(
        name + ": threads at the end beyond those at the start",
        (double) after.process().threads() - before.process().threads(),
        MORE_THREADS,
        "");
    add(
        name + ": open files at the end beyond those at the start",
        (double) after.process().files() - before.process().files(),
        MORE_FILES,
        "");
    add(
        name + ": heap alive at the end beyond that at the start",
        after.heapMiB() - before.heapMiB(),
        MORE_HEAP_MIB,
        "MiB");
  }

  private Station.Figures before(String name) {
    return outcome.before().getOrDefault(name, after(name));
  }

  private Station.Figures after(String name) {
    Station.Figures after = outcome.after().get(name);
    if (after == null) {
      throw new IllegalArgumentException("nothing is known of " + name);
    }
    return after;
  }

  private double longestRecovery() {
    return List.of(Kind.values()).stream()
        .flatMap(kind -> outcome.recoveries().seconds(kind).stream())
        .mapToDouble(seconds -> seconds)
        .max()
        .orElse(0);
  }

  String text(Duration duration, long seed) {
    return heading(duration, seed)
        + goals.table()
        + faults()
        + processes()
        + counts()
        + unrecovered();
  }

  private String heading(Duration duration, long seed) {
    return String.format(
        Locale.ROOT,
        """
        # Soak of the whole system

        Two workers in JVMs of their own collect the same simulated channels; one of them serves the page, and moves on two
        jobs besides. Three writers in JVMs of their own report to the audit log and the store of jobs, each with the console, a
        slow sink and a durable sink that hangs at times. %d browsers read streams, others stop reading; a reporter posts
        over HTTP with idempotency keys, and posts again until it is answered. All share one PostgreSQL with fsync on. For %d
        seconds seed %d decides what goes wrong; faults of different things overlap. %s.

        An event counts as acknowledged when its writer was told that nothing of the audit log is in memory alone. %s
        Recovery is from the end of a fault until each process that it concerned has shown a sign of work, while others go on.
        What a JVM has is read at a quiet point under the same load, %d seconds before the first and after the last fault. Browsers that read
        have gone by then; those that do not still hold their end of the connection, so a stream that was not cut off shows as a file.

        """,
        outcome.readers().reading(),
        duration.toSeconds(),
        seed,
        Machine.today(),
        outcome.diskFull() ? ON_SMALL_DISK : NO_SMALL_DISK,
        QUIET.toSeconds());
  }

  private String faults() {
    StringBuilder table = new StringBuilder(FAULTS);
    outcome.faults().forEach((kind, times) -> table.append(fault(kind, times)));
    return table.append('\n').toString();
  }

  private String fault(Kind kind, int times) {
    List<Double> seconds = outcome.recoveries().seconds(kind);
    return seconds.isEmpty()
        ? String.format(Locale.ROOT, "| %s | %d | | | |%n", kind.text(), times)
        : String.format(
            Locale.ROOT,
            "| %s | %d | %d | %.2f | %.2f |%n",
            kind.text(),
            times,
            seconds.size(),
            seconds.get(seconds.size() / 2),
            seconds.get(seconds.size() - 1));
  }

  private String processes() {
    StringBuilder table = new StringBuilder(PROCESSES);
    outcome.memoryMiB().forEach((name, most) -> table.append(process(name, most)));
    return table.append('\n').toString();
  }

  private String process(String name, double most) {
    if (!SystemSoak.LASTING.contains(name)) {
      return String.format(Locale.ROOT, "| %s, all its lives | | | | | | | %.0f |%n", name, most);
    }
    Station.Figures before = before(name);
    Station.Figures after = after(name);
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d | %d | %.1f | %.1f | %.0f |%n",
        name,
        before.process().threads(),
        after.process().threads(),
        before.process().files(),
        after.process().files(),
        before.heapMiB(),
        after.heapMiB(),
        most);
  }

  private String counts() {
    StringBuilder table = new StringBuilder("| | |\n|---|--:|\n");
    outcome.findings().stream()
        .filter(finding -> !finding.wrong())
        .forEach(finding -> table.append(count(finding.what(), finding.count())));
    table.append(count("browsers that read to the end", outcome.readers().reading()));
    table.append(count("streams of those that ended before", outcome.readers().ended()));
    table.append(
        count(
            "browsers that stopped reading, and kept their connection to the end",
            outcome.readers().stuck()));
    return table
        .append(
            String.format(
                Locale.ROOT,
                "| seconds from the end of the load until all was delivered and collected | %.1f"
                    + " |%n",
                outcome.settling().toMillis() / 1e3))
        .toString();
  }

  private static String count(String what, long count) {
    return String.format(Locale.ROOT, "| %s | %,d |%n", what, count);
  }

  private String unrecovered() {
    return outcome.unrecovered().isEmpty()
        ? ""
        : "\nNot recovered: " + String.join("; ", outcome.unrecovered()) + ".\n";
  }
}
