package io.github.progresstracker.benchmarks.postgres;

import io.github.progresstracker.jdbc.PostgresProgress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * How fast the audit log is, beside the server's own way of loading the same rows into the same
 * table, beside what hosts usually write, and beside a table of documents; and what it costs to
 * forget old rows.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar io.github.progresstracker.benchmarks.postgres.AuditLogReport --out FILE
 * </pre>
 */
public final class AuditLogReport {

  private final int rows;
  private final int rounds;
  private final Verdicts verdicts = new Verdicts();

  private AuditLogReport(int rows, int rounds) {
    this.rows = rows;
    this.rounds = rounds;
  }

  /**
   * Measures, prints the report, and writes it.
   *
   * @param arguments {@code --rows N} (30,000), {@code --rounds N} (5), {@code --old-rows N}
   *     (1,000,000), {@code --out FILE}
   * @throws Exception if the server does not start or the report cannot be written
   */
  public static void main(String[] arguments) throws Exception {
    List<String> options = List.of(arguments);
    AuditLogReport report =
        new AuditLogReport(number(options, "--rows", 30_000), number(options, "--rounds", 5));
    String text = report.run(number(options, "--old-rows", 1_000_000));
    System.out.println(text);
    int out = options.indexOf("--out");
    if (out >= 0) {
      Files.writeString(Path.of(options.get(out + 1)), text, StandardCharsets.UTF_8);
    }
  }

  private static int number(List<String> options, String name, int otherwise) {
    int at = options.indexOf(name);
    return at < 0 ? otherwise : Integer.parseInt(options.get(at + 1));
  }

  private String run(int oldRows) throws Exception {
    try (BenchmarkServer server = new BenchmarkServer()) {
      PostgresProgress.on(server.pool()).migrate();
      AuditRows sample = AuditRows.of(rows, Instant.now().minus(Duration.ofMinutes(5)));
      AuditWriters writers = new AuditWriters(server, sample);
      WriteComparison writes = new WriteComparison(server, writers, rounds, verdicts);
      String hundred = writes.of(100, rows, 0.8);
      String thousand = writes.of(1_000, rows, 0.85);
      server.execute("truncate progress_event");
      writers.sink().write(rows, 1_000);
      String document = new DocumentComparison(server, rounds, verdicts).run();
      String retention = new RetentionComparison(server, verdicts).run(oldRows);
      return heading(server) + verdicts.table() + hundred + thousand + document + retention;
    }
  }

  private String heading(BenchmarkServer server) throws IOException {
    return String.format(
        Locale.ROOT,
        """
        # The audit log beside the server itself

        %s, %s %s, %s %s, %d processors (%s). fsync, synchronous_commit and full_page_writes on,
        shared_buffers 512 MB; server and client on the same processors, over loopback. %,d rows of
        document 000's shape a run, medians of %d rounds in which all ways take turns, each into the
        emptied table `progress_event` with all of its indexes; ratios are medians of those of one
        round. "With standard format" includes making the row and its JSON of the event.

        """,
        server.text("select split_part(version(), ' on ', 1)"),
        System.getProperty("java.vm.name"),
        Runtime.version(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Runtime.getRuntime().availableProcessors(),
        processor(),
        rows,
        rounds);
  }

  static String processor() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}
