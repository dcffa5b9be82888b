package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.PostgresUnavailableException;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command as a user has it: arguments in, one line of JSON out, errors in one line. */
class CollectCommandTest {

  @TempDir Path directory;

  /** Filled in by JUnit. */
  @SuppressWarnings("NullAway.Init")
  CollectCommandTest() {}

  private static final String COUNT = "select count(*) from progress_event";

  @Test
  void the_shipped_exports_are_collected_and_a_second_run_adds_nothing() throws Exception {
    JsonNode first = collected();
    assertThat(first.fieldNames())
        .toIterable()
        .containsExactly(
            "channels", "messages", "new_messages", "sessions", "errors", "elapsed_seconds");
    assertThat(first.get("channels").asInt()).isEqualTo(4);
    assertThat(first.get("messages").asInt()).isEqualTo(3_719 + 1_941 + 655 + 680);
    assertThat(first.get("new_messages").asInt()).isEqualTo(6_995);
    assertThat(first.get("sessions").asInt()).isEqualTo(4);
    assertThat(first.get("errors").asInt()).isZero();

    JsonNode second = collected();
    assertThat(second.get("messages").asInt()).isEqualTo(6_995);
    assertThat(second.get("new_messages").asInt()).isZero();
    assertThat(second.get("sessions").asInt()).isEqualTo(4);
  }

  @Test
  void one_broken_message_is_an_error_and_the_rest_is_collected() throws Exception {
    Path export = directory.resolve("broken.json");
    Files.writeString(
        export,
        """
        {"name": "Channel", "type": "public_channel", "id": 1000000005, "messages": [
          {"id": 1, "type": "message", "date_unixtime": "1727567989", "text": "good"},
          {"id": 2, "type": "message", "date_unixtime": "not a time", "text": {"a": []}},
          {"id": 3, "type": "message", "date_unixtime": "1727567991", "text": "good"}
        ]}
        """);
    for (int run = 0; run < 2; run++) {
      JsonNode result = collected("--source", "export:" + export);
      assertThat(result.get("messages").asInt()).isEqualTo(2);
      assertThat(result.get("errors").asInt()).isEqualTo(1);
    }
  }

  @Test
  void a_simulated_history_is_collected_with_its_floods() throws Exception {
    JsonNode result =
        collected("--source", "simulator:channels=2,messages=700,flood-every=500,flood-seconds=1");
    assertThat(result.get("messages").asInt()).isEqualTo(1_400);
    assertThat(result.get("elapsed_seconds").asDouble()).isGreaterThanOrEqualTo(2.0);
  }

  @Test
  void progress_goes_to_stderr_and_only_the_result_to_stdout() throws Exception {
    String data = "embedded:" + directory.resolve("data");
    Program.Outcome end =
        Program.start(directory, "collect", "--view", "lines", "--db", data).end();
    assertThat(end.code()).as(end.err()).isZero();
    assertThat(end.out().lines()).hasSize(1);
    assertThat(new ObjectMapper().readTree(end.out()).get("messages").asInt()).isEqualTo(6_995);
    assertThat(end.err()).contains("event=started", "event=finished");
  }

  @Test
  void a_user_who_may_not_create_tables_is_told_the_cure() throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      String url = server.jdbcUrl(server.createDatabase());
      execute(server, "create role guest login");
      assertRefused("grant create on the schema", "--db", url, "--db-user", "guest");
      assertRefused("does not let user nobody in", "--db", url, "--db-user", "nobody");
    }
  }

  @Test
  void a_wrong_password_is_told_without_the_password() throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      String url = server.jdbcUrl("postgres");
      execute(server, "create role guarded login password 'right'");
      Path rules = Path.of(query(server, "show hba_file"));
      Files.writeString(rules, "host all guarded all scram-sha-256\n" + Files.readString(rules));
      query(server, "select pg_reload_conf()");
      awaitRule(url);
      assertRefused(
          "does not let user guarded in: check user and password",
          "--db",
          url,
          "--db-user",
          "guarded",
          "--db-password",
          "secret");
    }
  }

  @Test
  void a_database_that_fails_in_the_middle_ends_the_run_with_one_line_and_code_1()
      throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      List<String> args = small(server);
      assertThat(run(args).code()).isZero();
      execute(server, "delete from mtproto_coverage");
      execute(server, "alter table mtproto_message rename to elsewhere");
      Run run = run(args);
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.out()).isEmpty();
      assertThat(run.err().strip().lines()).hasSize(1);
      assertThat(run.err())
          .startsWith("error: cannot store 100 messages of Simulated 1: ")
          .contains("migrate", "run it again to go on");
    }
  }

  /** A collection of a moment. */
  private List<String> small(PostgresServer server) {
    return List.of(
        "--source",
        "simulator:channels=1,messages=300",
        "--db",
        server.jdbcUrl("postgres"),
        "--db-user",
        PostgresServer.USER,
        "--spool",
        directory.resolve("spool").toString());
  }

  @Test
  void the_audit_log_of_a_run_that_could_not_write_it_is_delivered_by_the_next_run()
      throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      List<String> args = small(server);
      assertThat(run(args).code()).isZero();
      execute(server, "delete from mtproto_coverage");
      execute(server, "alter table mtproto_message rename to elsewhere");
      execute(server, "alter table progress_event rename to hidden");
      assertThat(run(args).code()).isEqualTo(1);
      execute(server, "alter table elsewhere rename to mtproto_message");
      execute(server, "alter table hidden rename to progress_event");
      assertThat(query(server, COUNT + " where action = 'collection_start'")).isEqualTo("1");

      assertThat(run(args).code()).isZero();
      assertThat(query(server, COUNT + " where action = 'collection_start'")).isEqualTo("3");
      assertThat(query(server, "select count(*) - count(distinct event_id) from progress_event"))
          .isEqualTo("0");
    }
  }

  @Test
  void a_temporary_directory_that_is_not_there_is_told_with_its_cure() {
    assertThatThrownBy(() -> SourceOption.shipped(directory.resolve("nowhere")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("nowhere", "there is no such file", "-Djava.io.tmpdir=");
  }

  @Test
  void help_lists_every_key_of_the_simulator() {
    assertThat(run(List.of("--help")).out())
        .contains("channels", "messages", "density", "seed", "flood-every", "flood-seconds")
        .contains("page-millis", "ragged")
        .contains("1 ended in the middle", "130 stopped by a signal");
  }

  @Test
  void bad_input_is_one_line_that_names_thing_and_cure_and_writes_nothing() throws Exception {
    Path notJson = write("not.json", "hello");
    Path noExport = write("other.json", "{\"a\": 1}");
    Path cut = directory.resolve("cut.json.gz");
    Files.write(cut, truncatedExport());

    assertRefused("no-such-file.json", "--source", "export:no-such-file.json");
    assertRefused("not.json", "--source", "export:" + notJson);
    assertRefused("other.json", "--source", "export:" + noExport);
    assertRefused("cut.json.gz", "--source", "export:" + cut);
    assertRefused("export:", "--source", "export:");
    assertRefused("--source must be", "--source", "telegram");
    assertRefused("colour", "--source", "simulator:colour=red");
    assertRefused("messages", "--source", "simulator:messages=-5");
    assertRefused("density", "--source", "simulator:density=NaN");
    assertRefused("session limit must be >= 1, was -1", "--session-limit", "-1");
    assertRefused("session limit must be >= 1, was 0", "--session-limit", "0");
    assertRefused("messages per second", "--speed", "-1");
    assertRefused("--session-limit", "--session-limit", "many");
    assertRefused("--view", "--view", "hologram");
    assertRefused("--colour", "--colour", "red");
    assertRefused("was mysql…; a URL begins with", "--db", "mysql://me:secret@localhost/x");
    assertRefused("was postgresql…;", "--db", "postgresql://me:secret@localhost/x");
    assertRefused("before the host", "--db", "jdbc:postgresql://me:secret@localhost:5432/x");
    assertRefused("needs a directory", "--db", "embedded:");
    assertRefused("needs a directory", "--db", "embedded: ");
    assertRefused("name of a directory", "--db", "embedded:a\u0000b");
    assertRefused("needs names of files", "--source", "export:a\u0000b");
    assertRefused("localhost:1", "--db", "jdbc:postgresql://localhost:1/x", "--db-user", "u");
  }

  private void assertRefused(String thing, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    Run run = run(all);
    assertThat(run.code()).as("exit code for %s", all).isEqualTo(2);
    assertThat(run.out()).as("stdout for %s", all).isEmpty();
    assertThat(run.err().strip().lines()).as("stderr for %s", all).hasSize(1);
    assertThat(run.err()).startsWith("error: ").contains(thing).doesNotContain("secret");
    assertThat(directory.resolve("data")).as("nothing written for %s", all).doesNotExist();
  }

  private JsonNode collected(String... args) throws IOException {
    Run run = run(List.of(args));
    assertThat(run.code()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  /** Runs in this JVM, in a database of the test's own unless the arguments name one. */
  private Run run(List<String> args) {
    List<String> all = new ArrayList<>(List.of("collect"));
    all.addAll(args);
    if (!args.contains("--db")) {
      all.addAll(List.of("--db", "embedded:" + directory.resolve("data")));
    }
    if (!args.contains("--view")) {
      all.addAll(List.of("--view", "off"));
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Examples.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    int code = commandLine.execute(all.toArray(String[]::new));
    return new Run(code, out.toString(), err.toString());
  }

  /** The server reads its rules when the signal gets round to it. */
  private static void awaitRule(String url) {
    for (int attempt = 0; attempt < 5_000; attempt++) {
      try {
        PostgresProgress.connect(url, "guarded", "wrong").close();
      } catch (PostgresUnavailableException e) {
        return;
      }
    }
    throw new AssertionError("the rule never came into force");
  }

  private static void execute(PostgresServer server, String sql) throws SQLException {
    try (HikariDataSource pool = server.pool("postgres");
        Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(PostgresServer server, String sql) throws SQLException {
    try (HikariDataSource pool = server.pool("postgres");
        Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  private static byte[] truncatedExport() throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (InputStream in =
            CollectCommandTest.class.getResourceAsStream("/exports/telethon-channel-c.json.gz");
        GZIPOutputStream gzip = new GZIPOutputStream(whole)) {
      gzip.write("[".getBytes(StandardCharsets.UTF_8));
      gzip.write(in.readAllBytes());
    }
    byte[] bytes = whole.toByteArray();
    return Arrays.copyOf(bytes, bytes.length / 2);
  }

  private record Run(int code, String out, String err) {}
}
