package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.jdbc.kit.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An import in a JVM of its own, killed with SIGKILL again and again. */
@Timeout(120)
class ImportCommandTest {

  private static final int KILLS = 3;

  /** So many that the half of them take seconds, from which an estimator learns something. */
  private static final int ROWS = 5_000;

  @TempDir Path directory;

  /** Filled in by JUnit. */
  @SuppressWarnings("NullAway.Init")
  ImportCommandTest() {}

  @Test
  void killed_it_goes_on_where_it_was_and_each_row_is_there_once() throws Exception {
    try (PostgresServer server = PostgresServer.start(Map.of())) {
      String url = server.jdbcUrl(server.createDatabase());
      try (Connection database = DriverManager.getConnection(url, PostgresServer.USER, null)) {
        Program first = start(url);
        first.awaitLine("event=started");
        kill(first, database, ROWS / 2);
        for (int kill = 1; kill < KILLS; kill++) {
          Program next = start(url);
          next.awaitLine("job import-" + ROWS + " (main) is being worked on by");
          endLease(database);
          kill(next, database, checkpoint(database) + 1);
        }
        long reached = checkpoint(database);
        endLease(database);
        Program.Outcome last = start(url).end();
        assertThat(last.code()).as(last.err()).isZero();
        assertThat(last.out())
            .containsPattern("begins at row " + reached + " of " + ROWS + ", left: .*\\d")
            .contains("\"rows_in_table\":" + ROWS);
        assertThat(number(database, "select count(distinct row_number) from example_import"))
            .isEqualTo(ROWS);
      }
    }
  }

  /** Once so many rows are in. */
  private static void kill(Program program, Connection database, long rows) throws Exception {
    while (checkpoint(database) < rows) {
      assertThat(program.process().isAlive()).isTrue();
    }
    program.process().destroyForcibly().waitFor();
  }

  private static long checkpoint(Connection database) throws SQLException {
    return number(database, "select coalesce(max(done), 0) from progress_checkpoint");
  }

  /** Half a minute, in a moment. */
  private static void endLease(Connection database) throws SQLException {
    try (Statement statement = database.createStatement()) {
      assertThat(statement.executeUpdate("update progress_lease set until = now()")).isOne();
    }
  }

  private static long number(Connection database, String sql) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private Program start(String url) throws IOException {
    return Program.start(
        directory,
        "import",
        "--rows",
        "" + ROWS,
        "--pace",
        "40",
        "--view",
        "lines",
        "--db",
        url,
        "--db-user",
        PostgresServer.USER);
  }

  @Test
  void what_cannot_be_used_is_told_in_one_line() {
    CommandRun.of("import", "--rows", "0").assertRefused("--rows");
    CommandRun.of("import", "--pace", "-1").assertRefused("--pace");
    CommandRun.of("import", "--db", "sqlite").assertRefused("--db");
  }
}
