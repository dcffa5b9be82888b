package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.progresstracker.jdbc.PostgresProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A collector in a JVM of its own is killed with SIGKILL at many moments, also while its database
 * starts, and run again each time on the same directory. In the end nothing is missing and nothing
 * is there twice.
 */
class KilledCollectorTest {

  private static final int KILLS_AT_ANY_MOMENT = 6;
  private static final int KILLS_WHILE_COLLECTING = 5;
  private static final int MESSAGES = 6_000;

  @TempDir Path directory;

  /** Filled in by JUnit. */
  @SuppressWarnings("NullAway.Init")
  KilledCollectorTest() {}

  @Test
  void every_message_exactly_once_after_kill_9_at_many_moments() throws Exception {
    SplittableRandom random = new SplittableRandom(20_260_301);
    for (int kill = 0; kill < KILLS_AT_ANY_MOMENT; kill++) {
      kill(collector("1500"), 300 + random.nextInt(3_000));
    }
    for (int kill = 0; kill < KILLS_WHILE_COLLECTING; kill++) {
      Program collector = collector("1500");
      collector.awaitLine("event=started");
      kill(collector, 300 + random.nextInt(700));
    }
    Program.Outcome last = collector("0").end();
    assertThat(last.code()).as(last.err()).isZero();
    JsonNode result = new ObjectMapper().readTree(last.out());
    assertThat(result.get("messages").asLong()).isEqualTo(2 * MESSAGES);
    assertThat(result.get("sessions").asLong()).isEqualTo(4);
    assertThat(result.get("errors").asLong()).isZero();
    assertDatabaseIsWhole();
  }

  /** Kills it after a while, unless it has come to its end before. */
  private static void kill(Program collector, int milliseconds) throws InterruptedException {
    if (collector.process().waitFor(milliseconds, TimeUnit.MILLISECONDS)) {
      assertThat(collector.process().exitValue()).isZero();
    }
    collector.process().destroyForcibly().waitFor();
  }

  private void assertDatabaseIsWhole() throws SQLException {
    try (EmbeddedDatabase server = EmbeddedDatabase.start(directory.resolve("data"));
        PostgresProgress postgres = PostgresProgress.connect(server.jdbcUrl(), null, null);
        Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      assertThat(number(statement, "select count(*) from mtproto_message")).isEqualTo(2 * MESSAGES);
      assertThat(number(statement, "select sum(stored) from mtproto_channel"))
          .isEqualTo(2 * MESSAGES);
      assertThat(number(statement, "select count(*) from mtproto_coverage")).isEqualTo(2);
      assertThat(
              number(
                  statement,
                  "select count(*) from mtproto_coverage c join mtproto_channel using (channel_id)"
                      + " where lo <> 1 or hi < top_id"))
          .isZero();
      assertThat(
              number(
                  statement,
                  "select count(*) from progress_event where action = 'collection_progress_detail'"
                      + " and done <> (step_number - 1) * step_total + step_done"))
          .isZero();
      assertThat(number(statement, "select count(distinct job_id) from progress_event"))
          .as("runs that came to collecting")
          .isGreaterThanOrEqualTo(4);
    }
  }

  private Program collector(String speed) throws IOException {
    return Program.start(
        directory,
        "collect",
        "--source",
        "simulator:channels=2,messages=" + MESSAGES + ",seed=7",
        "--db",
        "embedded:" + directory.resolve("data"),
        "--view",
        "lines",
        "--speed",
        speed);
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
