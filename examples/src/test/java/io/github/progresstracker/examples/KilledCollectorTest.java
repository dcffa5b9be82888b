package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.progresstracker.jdbc.PostgresProgress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
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

  private static final int KILLS = 12;
  private static final int MESSAGES = 6_000;

  @TempDir Path directory;

  /** Filled in by JUnit. */
  @SuppressWarnings("NullAway.Init")
  KilledCollectorTest() {}

  @Test
  void every_message_exactly_once_after_kill_9_at_many_moments() throws Exception {
    SplittableRandom random = new SplittableRandom(20_260_301);
    for (int kill = 0; kill < KILLS; kill++) {
      Process collector = collector("--speed", "1500").start();
      boolean ended = collector.waitFor(300 + random.nextInt(3_000), TimeUnit.MILLISECONDS);
      collector.destroyForcibly().waitFor();
      if (ended) {
        break;
      }
    }
    Process last = collector().redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out = new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(last.waitFor()).isZero();
    JsonNode result = new ObjectMapper().readTree(out);
    assertThat(result.get("messages").asLong()).isEqualTo(2 * MESSAGES);
    assertThat(result.get("sessions").asLong()).isEqualTo(4);
    assertThat(result.get("errors").asLong()).isZero();
    assertDatabaseIsWhole();
  }

  private void assertDatabaseIsWhole() throws SQLException {
    try (EmbeddedDatabase server = EmbeddedDatabase.start(directory.resolve("data"));
        PostgresProgress postgres = PostgresProgress.on(server.dataSource());
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
    }
  }

  private ProcessBuilder collector(String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Examples.class.getName(),
                "collect",
                "--source",
                "simulator:channels=2,messages=" + MESSAGES + ",seed=7",
                "--db",
                "embedded:" + directory.resolve("data"),
                "--view",
                "off"));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
