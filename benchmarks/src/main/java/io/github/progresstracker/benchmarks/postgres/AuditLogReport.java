package io.github.progresstracker.benchmarks.postgres;

import io.github.progresstracker.benchmarks.report.Goals;
import io.github.progresstracker.benchmarks.report.Machine;
import io.github.progresstracker.benchmarks.report.ReportOptions;
import io.github.progresstracker.jdbc.PostgresProgress;
import java.time.Duration;
import java.time.Instant;
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
  private final Goals goals = new Goals();

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
    ReportOptions options = ReportOptions.of(arguments);
    AuditLogReport report =
        new AuditLogReport(options.number("--rows", 30_000), options.number("--rounds", 5));
    options.deliver(report.run(options.number("--old-rows", 1_000_000)));
  }

  private String run(int oldRows) throws Exception {
    try (BenchmarkServer server = new BenchmarkServer()) {
      PostgresProgress.on(server.pool()).migrate();
      AuditRows sample = AuditRows.of(rows, Instant.now().minus(Duration.ofMinutes(5)));
      AuditWriters writers = new AuditWriters(server, sample);
      WriteComparison writes = new WriteComparison(server, writers, rounds, goals);
      String hundred = writes.of(100, rows, 0.8);
      String thousand = writes.of(1_000, rows, 0.85);
      server.execute("truncate progress_event");
      writers.sink().write(rows, 1_000);
      String document = new DocumentComparison(server, rounds, goals).run();
      String retention = new RetentionComparison(server, goals).run(oldRows);
      return heading(server) + goals.table() + hundred + thousand + document + retention;
    }
  }

  private String heading(BenchmarkServer server) {
    return String.format(
        Locale.ROOT,
        """
        # The audit log beside the server itself

        %s. %s, fsync, synchronous_commit and full_page_writes on,
        shared_buffers 512 MB; server and client on the same processors, over loopback. %,d rows of
        document 000's shape a run, medians of %d rounds in which all ways take turns, each into the
        emptied table `progress_event` with all of its indexes; ratios are medians of those of one
        round. "With standard format" includes making the row and its JSON of the event.

        """,
        Machine.today(),
        server.text("select split_part(version(), ' on ', 1)"),
        rows,
        rounds);
  }
}
