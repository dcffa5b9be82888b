package io.github.progresstracker.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The application in a JVM of its own, started with what cannot be: it says what is wrong without a
 * stack trace, begins no work and ends with an exit code other than 0.
 */
@Timeout(60)
class BadInputTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--example.documents=many | Value: \"many\"",
        "--example.documents=0 | example.documents with value '0' is invalid: It must be at least"
            + " 1",
        "--example.pace=soon | Value: \"soon\"",
        "--example.most-broken=-1 | example.most-broken with value '-1' is invalid",
        "--progress.mode=fastest | Value: \"fastest\"",
        "--progress.update-interval-ms=1 | updateIntervalMs",
        "--progress.web.control-enabled=true | without a token anybody could stop jobs",
        "--server.address=0.0.0.0 | other machines could look at all jobs"
      })
  void a_setting_that_cannot_be_is_one_message(String setting, String message) throws Exception {
    assertThat(refusal("--server.port=0", setting)).contains(message);
  }

  @Test
  void so_is_a_port_that_somebody_else_has() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(refusal("--server.port=" + other.getLocalPort()))
          .contains("Port " + other.getLocalPort() + " was already in use");
    }
  }

  /** What it says before it ends. */
  private String refusal(String... arguments) throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx128m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(SpringBootExample.class.getName());
    command.addAll(List.of(arguments));
    Process program =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = program.waitFor(40, TimeUnit.SECONDS);
      String said = Files.readString(output);
      assertThat(ended).as("it has ended; it said:\n%s", said).isTrue();
      assertThat(program.exitValue()).as(said).isEqualTo(1);
      assertThat(said)
          .containsOnlyOnce("APPLICATION FAILED TO START")
          .doesNotContain("\n\tat ")
          .doesNotContain("[name=nightly]");
      return said;
    } finally {
      program.destroyForcibly();
    }
  }
}
