package io.github.progresstracker.benchmarks.postgres;

import io.github.progresstracker.benchmarks.postgres.AuditWriters.Writer;
import io.github.progresstracker.benchmarks.report.Goals;
import io.github.progresstracker.benchmarks.report.ScratchFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The same rows into the same table, in each way, one after the other and round after round. */
final class WriteComparison {

  private static final int SINGLE_ROWS = 1_000;
  private static final String TEXT_COPY = "server: COPY FROM text file";
  private static final String OURS = "audit log";
  private static final String PREPARED_BATCH = "jdbi PreparedBatch";
  private static final String SINGLE_INSERTS = "single inserts";

  /** A round is some hundred batches, and a JVM compiles for good after some thousand calls. */
  private static final int WARM_UPS = 20;

  private final BenchmarkServer server;
  private final AuditWriters writers;
  private final int rounds;
  private final Goals goals;

  WriteComparison(BenchmarkServer server, AuditWriters writers, int rounds, Goals goals) {
    this.server = server;
    this.writers = writers;
    this.rounds = rounds;
    this.goals = goals;
  }

  /** Runs batches of one size; returns a table of Markdown. */
  String of(int batch, int rows, double gate) throws Exception {
    Path files = Files.createTempDirectory("progress-copy");
    server.execute("truncate progress_event");
    writers.sink().write(rows, 1_000);
    List<Way> ways =
        List.of(
            new Way(TEXT_COPY, writers.serverCopy("text", files, rows, batch)),
            new Way(
                "server: COPY FROM binary file", writers.serverCopy("binary", files, rows, batch)),
            new Way(OURS, writers.sink()),
            new Way("audit log, with standard format", writers.sinkWithFormat()),
            new Way("audit log, inserting", writers.sinkThatInserts()),
            new Way(PREPARED_BATCH, writers.preparedBatch()),
            new Way(SINGLE_INSERTS, writers.singleInserts()));
    for (int round = -WARM_UPS; round < rounds; round++) {
      for (Way way : ways) {
        measure(way, round < 0 ? new Costs() : way.costs(), batch, rows);
      }
    }
    ScratchFiles.delete(files);
    judge(batch, gate, ways);
    return table(batch, ways);
  }

  private void measure(Way way, Costs costs, int batch, int rows) throws Exception {
    server.execute("truncate progress_event");
    int count = way.name().equals(SINGLE_INSERTS) ? SINGLE_ROWS : rows;
    costs.measure(server, count, () -> way.writer().write(count, batch));
  }

  private void judge(int batch, double gate, List<Way> ways) {
    Costs ours = costs(ways, OURS);
    String at = " at " + batch + " rows a flush";
    goals.atLeast(
        "rows/s beside the server's own COPY of a text file" + at,
        gate,
        ours.speedOver(costs(ways, TEXT_COPY)));
    goals.atLeast(
        "rows/s beside jdbi PreparedBatch" + at, 1.7, ours.speedOver(costs(ways, PREPARED_BATCH)));
    if (batch >= 1_000) {
      goals.atLeast(
          "rows/s beside single inserts" + at, 30, ours.speedOver(costs(ways, SINGLE_INSERTS)));
    }
    goals.atMost("client CPU by server CPU per row" + at, 0.2, ours.clientByServer());
  }

  private static Costs costs(List<Way> ways, String name) {
    return ways.stream().filter(way -> way.name().equals(name)).findFirst().orElseThrow().costs();
  }

  private static String table(int batch, List<Way> ways) {
    StringBuilder table =
        new StringBuilder(
            "| "
                + batch
                + " rows a flush | rows/s | ÷ text COPY | client CPU µs/row | server CPU µs/row |"
                + " WAL B/row |\n|---|--:|--:|--:|--:|--:|\n");
    for (Way way : ways) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %,.0f | %.2f | %.2f | %.1f | %.0f |%n",
              way.name().equals(OURS) ? "**" + OURS + "**" : way.name(),
              way.costs().rowsPerSecond(),
              way.costs().speedOver(costs(ways, TEXT_COPY)),
              way.costs().clientMicrosPerRow(),
              way.costs().serverMicrosPerRow(),
              way.costs().walBytesPerRow()));
    }
    return table.append('\n').toString();
  }

  /** One of the ways, and what it has cost. */
  private record Way(String name, Writer writer, Costs costs) {
    Way(String name, Writer writer) {
      this(name, writer, new Costs());
    }
  }
}
