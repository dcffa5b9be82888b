package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program's own database server: what is in its way, and what it must leave alone. */
class EmbeddedDatabaseTest {

  @TempDir Path directory;

  /** Filled in by JUnit. */
  @SuppressWarnings("NullAway.Init")
  EmbeddedDatabaseTest() {}

  @Test
  void a_pid_file_that_has_come_to_name_another_server_does_not_stop_that_one() throws Exception {
    EmbeddedDatabase.start(directory).close();
    Path data = directory.resolve("postgresql");
    try (PostgresServer other = PostgresServer.start();
        HikariDataSource connections = other.pool("postgres")) {
      String pid =
          text(connections, "select pg_read_file('postmaster.pid')").lines().toList().get(0);
      for (String whose : List.of(data.toString(), "/somewhere/else")) {
        Files.write(data.resolve("postmaster.pid"), List.of(pid, whose, "1000", "1", "", "*", ""));
        EmbeddedDatabase.start(directory).close();
        assertThat(text(connections, "select 'alive'")).isEqualTo("alive");
      }
    }
  }

  @Test
  void a_first_start_that_was_killed_leaves_nothing_in_the_way() throws Exception {
    Path leftover = Files.createDirectories(directory.resolve("postgresql.new-1/base"));
    Files.writeString(leftover.resolve("1"), "half a file");
    EmbeddedDatabase.start(directory).close();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(directory::relativize).map(Path::toString))
          .containsExactlyInAnyOrder("lock", "postgresql");
    }
  }

  @Test
  void a_directory_that_is_no_database_is_refused_in_one_line_with_a_cure() throws Exception {
    Files.writeString(Files.createDirectory(directory.resolve("postgresql")).resolve("a"), "b");
    assertRefused(directory);
    Path file = Files.writeString(directory.resolve("file"), "");
    assertRefused(file);
  }

  @Test
  void an_interrupt_keeps_the_server_from_neither_starting_nor_stopping() {
    Path pidFile = directory.resolve("postgresql").resolve("postmaster.pid");
    Database database = Database.open("embedded:" + directory, null, null);
    assertThat(pidFile).exists();
    Thread.currentThread().interrupt();
    database.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(pidFile).doesNotExist();

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Database.open("embedded:" + directory, null, null).close())
        .isInstanceOf(RuntimeException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(pidFile).doesNotExist();
  }

  @Test
  void a_path_alone_is_no_reason() {
    assertThat(Problems.reason(new AccessDeniedException("/data")))
        .isEqualTo("/data: no permission");
    assertThat(Problems.reason(new IllegalStateException("a\n b"))).isEqualTo("a b");
  }

  private static void assertRefused(Path where) {
    assertThatThrownBy(() -> EmbeddedDatabase.start(where))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("cannot start a PostgreSQL in " + where + ": ")
        .hasMessageContaining("--db embedded:DIR")
        .hasMessageNotContaining("\n");
  }

  private static String text(HikariDataSource connections, String sql) throws SQLException {
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
