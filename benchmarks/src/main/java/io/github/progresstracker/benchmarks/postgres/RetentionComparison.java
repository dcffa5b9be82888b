package io.github.progresstracker.benchmarks.postgres;

import io.github.progresstracker.benchmarks.report.Goals;
import io.github.progresstracker.benchmarks.report.Machine;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.UpkeepReport;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * As many rows that are too old as rows that are not: the old ones dropped by the upkeep, or
 * deleted from a table of the same columns and indexes that has no partitions, and vacuumed. Rows
 * that are 90 days old have not been read for long, so their files are not in the memory of the
 * machine; what it costs when they still are is told beside it.
 */
final class RetentionComparison {

  private static final Duration RETENTION = Duration.ofDays(90);
  private static final int WEEKS = 13;

  /** A drop is over in a moment in which the disk may be busy with something else. */
  private static final int ROUNDS = 3;

  private final BenchmarkServer server;
  private final Goals goals;
  private final PostgresProgress progress;

  RetentionComparison(BenchmarkServer server, Goals goals) {
    this.server = server;
    this.goals = goals;
    this.progress = PostgresProgress.on(server.pool());
  }

  /** What the ways cost in one state of the memory. */
  private record Ways(Costs few, Costs many, Costs byServer, Costs deleted) {
    Ways() {
      this(new Costs(), new Costs(), new Costs(), new Costs());
    }

    String rows(String state, int rows) {
      return row("upkeep: partitions dropped, " + state, rows / 10, few)
          + row("upkeep: partitions dropped, " + state, rows, many)
          + row("DROP TABLE of the same partitions, " + state, rows, byServer)
          + row("DELETE, then VACUUM, " + state, rows, deleted);
    }
  }

  /** Compares; returns a table of Markdown. */
  String run(int rows) throws Exception {
    String state =
        Machine.forgetFiles() ? "files on disk" : "files in memory, which only root can change";
    Ways cold = new Ways();
    Ways warm = new Ways();
    for (int round = 0; round < ROUNDS; round++) {
      measureAll(rows, cold, Machine::forgetFiles);
      measureAll(rows, warm, () -> {});
    }
    goals.atMost("retention beside DELETE + VACUUM: time", 0.1, cold.many.timeOver(cold.deleted));
    goals.atMost("retention beside DELETE + VACUUM: WAL", 0.01, cold.many.walOver(cold.deleted));
    goals.atMost(
        "retention beside the server's own DROP TABLE: time",
        1.2,
        cold.many.timeOver(cold.byServer));
    goals.atMost("retention of ten times the rows: time", 3, cold.many.timeOver(cold.few));
    return "| half of the rows older than 90 days | old rows | seconds | WAL B |\n"
        + "|---|--:|--:|--:|\n"
        + cold.rows(state, rows)
        + warm.rows("files in memory", rows)
        + "\n";
  }

  private void measureAll(int rows, Ways ways, Costs.Work prepare) throws Exception {
    fill(rows / 10);
    measure(rows / 10, ways.few, prepare, this::upkeep);
    fill(rows);
    measure(rows, ways.byServer, prepare, this::dropTables);
    fill(rows);
    measure(rows, ways.many, prepare, this::upkeep);
    fill(rows);
    copyToPlainTable();
    measure(rows, ways.deleted, prepare, this::delete);
    server.execute("drop table plain_log");
  }

  private void measure(int rows, Costs costs, Costs.Work prepare, Costs.Work work)
      throws Exception {
    server.execute("checkpoint");
    prepare.run();
    costs.measure(server, rows, work);
  }

  private void upkeep() throws SQLException {
    UpkeepReport report = progress.upkeep(RETENTION);
    if (report.partitionsDropped() < WEEKS) {
      throw new IllegalStateException("not everything was dropped: " + report);
    }
  }

  /** The least that any retention by partitions can take: the server removes the files. */
  private void dropTables() {
    server.execute(
        "drop table "
            + server.text(
                """
                select string_agg(inhrelid::regclass::text, ', ') from pg_inherits
                where inhparent = 'progress_event'::regclass
                  and inhrelid::regclass::text ~ '_[0-9]{8}$'
                  and right(inhrelid::regclass::text, 8)::date + 7 <= now() - interval '90 days'\
                """));
  }

  private void copyToPlainTable() {
    server.execute("create table plain_log (like progress_event including all)");
    server.execute("insert into plain_log select * from progress_event");
    server.execute("vacuum analyze plain_log");
  }

  private void delete() {
    server.execute("delete from plain_log where \"timestamp\" < now() - interval '90 days'");
    server.execute("vacuum plain_log");
  }

  /** The sink makes the partitions; the server fills them. */
  private void fill(int rows) throws Exception {
    server.execute("truncate progress_event");
    AuditRows one = AuditRows.of(1, Instant.now());
    for (int week = 0; week < WEEKS; week++) {
      Instant then = Instant.now().minus(RETENTION).minus(Duration.ofDays(8 + 7L * week));
      AuditRows row = AuditRows.of(1, then);
      progress.auditLog(row.format()).deliver(row.events());
    }
    progress.auditLog(one.format()).deliver(one.events());
    insert(rows, 98, 84);
    insert(rows, 0, 7);
    server.execute("vacuum analyze progress_event");
  }

  private void insert(int rows, int newestDay, int days) {
    server.execute(
        String.format(
            Locale.ROOT,
            """
            insert into progress_event
            select gen_random_uuid(),
              now() - interval '%d days' - i * (interval '%d days' / %d),
              job_id, tracker_id, user_id, channel_id, action, phase, done, total, step_number,
              step_count, step_done, step_total, rate, eta_seconds, extras
            from generate_series(1, %d) i,
              (select * from progress_event order by "timestamp" desc limit 1) as like_this\
            """,
            newestDay,
            days,
            rows,
            rows));
  }

  private static String row(String what, int rows, Costs costs) {
    return String.format(
        Locale.ROOT,
        "| %s | %,d | %.3f | %,.0f |%n",
        what,
        rows,
        costs.seconds(),
        costs.walBytesPerRow() * rows);
  }
}
