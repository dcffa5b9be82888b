package io.github.progresstracker.benchmarks.postgres;

import io.github.progresstracker.benchmarks.report.Goals;
import io.github.progresstracker.benchmarks.report.ScratchFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Facts in columns beside the same facts in one jsonb document with the keys that monitoring reads,
 * both tables with the unique key and nothing else, filled by the server's own COPY from binary
 * files.
 */
final class DocumentComparison {

  private static final String DOCUMENT =
      """
      create unlogged table document_source as
      select event_id, "timestamp", job_id, tracker_id, user_id, channel_id, action,
        jsonb_build_object(
          'channel_id', channel_id, 'phase', phase, 'messages_current', done,
          'messages_total', total, 'progress_percent', trunc(100.0 * done / total, 1),
          'session_current', step_number, 'session_total', step_count,
          'session_progress_percent', trunc(100.0 * step_number / step_count, 1),
          'session_messages_current', step_done, 'session_messages_limit', step_total,
          'session_messages_percent', trunc(100.0 * step_done / step_total, 1),
          'speed_messages_per_second', round(rate::numeric, 1),
          'eta_seconds', round(eta_seconds::numeric),
          'eta_minutes', round((eta_seconds / 60)::numeric, 1)) as metadata
      from progress_event\
      """;

  private final BenchmarkServer server;
  private final int rounds;
  private final Goals goals;

  DocumentComparison(BenchmarkServer server, int rounds, Goals goals) {
    this.server = server;
    this.rounds = rounds;
    this.goals = goals;
  }

  /** Compares with the rows that the log holds now; returns a table of Markdown. */
  String run() throws Exception {
    long rows = server.number("select count(*) from progress_event");
    Path files = Files.createTempDirectory("progress-document");
    server.execute(DOCUMENT);
    prepare("typed", "progress_event", files);
    prepare("document", "document_source", files);
    Costs typed = new Costs();
    Costs document = new Costs();
    for (int round = -1; round < rounds; round++) {
      load("document", files, rows, round < 0 ? new Costs() : document);
      load("typed", files, rows, round < 0 ? new Costs() : typed);
    }
    double bytes = heap("typed") / (double) heap("document");
    goals.atMost("columns beside a jsonb document: time to load", 0.45, typed.timeOver(document));
    goals.atMost("columns beside a jsonb document: WAL", 0.45, typed.walOver(document));
    goals.atMost("columns beside a jsonb document: bytes of the table", 0.45, bytes);
    String table = table(rows, typed, document);
    server.execute("drop table typed, document, document_source");
    ScratchFiles.delete(files);
    return table;
  }

  private void prepare(String table, String source, Path files) {
    server.execute("create table " + table + " (like " + source + ")");
    server.execute("alter table " + table + " add unique (event_id, \"timestamp\")");
    server.execute(copy("(select * from " + source + ") to", files.resolve(table)));
  }

  private void load(String table, Path files, long rows, Costs costs) throws Exception {
    server.execute("truncate " + table);
    server.execute("checkpoint");
    costs.measure(server, rows, () -> server.execute(copy(table + " from", files.resolve(table))));
  }

  private static String copy(String direction, Path file) {
    return "copy " + direction + " '" + file + "' (format binary)";
  }

  private long heap(String table) {
    return server.number("select pg_relation_size('" + table + "')");
  }

  private String table(long rows, Costs typed, Costs document) {
    return "| | rows/s | WAL B/row | table B/row |\n|---|--:|--:|--:|\n"
        + row("columns", typed, heap("typed") / (double) rows)
        + row("one jsonb document", document, heap("document") / (double) rows)
        + "\n";
  }

  private static String row(String what, Costs costs, double bytes) {
    return String.format(
        Locale.ROOT,
        "| %s | %,.0f | %.0f | %.0f |%n",
        what,
        costs.rowsPerSecond(),
        costs.walBytesPerRow(),
        bytes);
  }
}
