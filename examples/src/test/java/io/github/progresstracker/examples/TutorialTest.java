package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.jdbc.kit.PostgresServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The programs of the tutorial do what it says: compiled from its text, run as it says. */
@Timeout(120)
class TutorialTest {

  private static final Path ROOT = Path.of(System.getProperty("basedir", "")).resolve("..");
  private static final Pattern PROGRAM =
      Pattern.compile("`src/main/java/(\\w+\\.java)`:\n\n```java\n(.*?)```", Pattern.DOTALL);

  @TempDir private static Path folder;

  private static int port;

  @BeforeAll
  static void compile() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    List<String> files = new ArrayList<>();
    Matcher programs = PROGRAM.matcher(tutorial());
    while (programs.find()) {
      Path file = folder.resolve(programs.group(1));
      Files.writeString(file, programs.group(2).replace("8080", Integer.toString(port)));
      files.add(file.toString());
    }
    assertThat(files).hasSize(4);
    List<String> arguments =
        new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), "-d", "" + folder));
    arguments.addAll(files);
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
  }

  private static String tutorial() throws IOException {
    return Files.readString(ROOT.resolve("docs/tutorial.md"));
  }

  @Test
  @DisplayName("it names the version that is built here")
  void version() throws IOException {
    Matcher version =
        Pattern.compile("<artifactId>progress-parent</artifactId>\\s*<version>(.*?)</version>")
            .matcher(Files.readString(ROOT.resolve("pom.xml")));
    assertThat(version.find()).isTrue();
    assertThat(tutorial())
        .contains("<progress.version>" + version.group(1) + "</progress.version>");
  }

  @Test
  @DisplayName("the loop ends completed")
  void loop() throws Exception {
    assertThat(run("Loop"))
        .contains("event=finished job=reindex state=COMPLETED done=200 total=200");
  }

  @Test
  @DisplayName("three parts and two waits make one job")
  void parts() throws Exception {
    assertThat(run("Parts"))
        .contains("event=wait_started job=download state=WAITING", "reason=\"rate limit\"")
        .contains("event=finished job=download state=COMPLETED done=300 total=300");
  }

  @Test
  @DisplayName("the page and the job are there, and the job can be stopped")
  void browser() throws Exception {
    Process program = start("Browser");
    try {
      assertThat(program.inputReader().readLine()).isEqualTo("open http://localhost:" + port);
      assertThat(get("/")).contains("<!doctype html>");
      String jobs = get("/api/progress");
      for (int i = 0; i < 1_000 && !jobs.contains("\"reindex\""); i++) {
        jobs = get("/api/progress");
      }
      assertThat(jobs).contains("\"reindex\"");
      Matcher id = Pattern.compile("\"jobs\":\\[\\{\"version\":1,\"id\":\"(.*?)\"").matcher(jobs);
      assertThat(id.find()).isTrue();
      assertThat(stop(id.group(1))).isEqualTo(202);
      assertThat(String.join("\n", program.errorReader().lines().toList()))
          .contains("StopRequestedException: asked to stop");
    } finally {
      program.destroyForcibly().waitFor();
    }
  }

  @Test
  @DisplayName("killed, it is held for a while, and then goes on at its checkpoint")
  void stored() throws Exception {
    try (PostgresServer server = PostgresServer.start(Map.of())) {
      String url = server.jdbcUrl(server.createDatabase());
      String[] arguments = {url, PostgresServer.USER};
      Process first = start("Stored", arguments);
      assertThat(first.inputReader().readLine()).isEqualTo("begins at row 0");
      try (Connection database = DriverManager.getConnection(url, PostgresServer.USER, null)) {
        awaitCheckpoint(database);
        first.destroyForcibly().waitFor();
        assertThat(run("Stored", arguments)).contains("job import-7 (main) is being worked on by");
        endLease(database);
      }
      assertThat(run("Stored", arguments))
          .containsPattern("begins at row [1-9]")
          .contains("event=finished job=import state=COMPLETED done=1000 total=1000");
      assertThat(actions(url)).contains("started", "completion");
    }
  }

  /** By the statement of the tutorial. */
  private static List<String> actions(String url) throws Exception {
    Matcher sql = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(tutorial());
    assertThat(sql.find()).isTrue();
    List<String> actions = new ArrayList<>();
    try (Connection database = DriverManager.getConnection(url, PostgresServer.USER, null);
        Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(sql.group(1))) {
      while (rows.next()) {
        actions.add(rows.getString("action"));
      }
    }
    return actions;
  }

  private static void awaitCheckpoint(Connection database) throws SQLException {
    boolean there = false;
    while (!there) {
      try (Statement statement = database.createStatement();
          ResultSet rows =
              statement.executeQuery("select 1 from progress_checkpoint where done > 0")) {
        there = rows.next();
      }
    }
  }

  /** Half a minute, in a moment. */
  private static void endLease(Connection database) throws SQLException {
    try (Statement statement = database.createStatement()) {
      assertThat(statement.executeUpdate("update progress_lease set until = now()")).isOne();
    }
  }

  private static String get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  private static int stop(String job) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + port + "/api/progress/" + job + "/stop"))
            .header("X-Progress-Request", "1")
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
  }

  /** All that a program says until it ends. */
  private static String run(String program, String... arguments) throws Exception {
    Process process = start(program, arguments);
    String err = String.join("\n", process.errorReader().lines().toList());
    return String.join("\n", process.inputReader().lines().toList()) + "\n" + err;
  }

  private static Process start(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(folder + java.io.File.pathSeparator + System.getProperty("java.class.path"));
    command.add(program);
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start();
  }
}
