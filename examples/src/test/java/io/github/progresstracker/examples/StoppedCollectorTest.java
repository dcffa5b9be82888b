package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collector in a JVM of its own gets SIGTERM. */
class StoppedCollectorTest {

  private static final int MESSAGES = 40_000;

  @TempDir Path directory;

  /** Filled in by JUnit. */
  @SuppressWarnings("NullAway.Init")
  StoppedCollectorTest() {}

  @Test
  void it_ends_after_the_page_in_hand_and_the_next_run_goes_on() throws Exception {
    Program stopped = collect();
    stopped.awaitLine("event=child_finished");
    stopped.process().toHandle().destroy();
    Program.Outcome end = stopped.end();
    assertThat(end.code()).as(end.err()).isEqualTo(130);
    assertThat(end.err()).contains("stopping after the page in hand").doesNotContain("Exception");
    assertThat(end.out()).isEmpty();

    Program.Outcome next = collect().end();
    assertThat(next.code()).as(next.err()).isZero();
    JsonNode result = new ObjectMapper().readTree(next.out());
    assertThat(result.get("messages").asInt()).isEqualTo(2 * MESSAGES);
    assertThat(result.get("new_messages").asInt()).isBetween(1, MESSAGES);
    assertThat(result.get("errors").asInt()).isZero();
  }

  private Program collect() throws Exception {
    return Program.start(
        directory,
        "collect",
        "--source",
        "simulator:channels=2,messages=" + MESSAGES,
        "--view",
        "lines",
        "--db",
        "embedded:" + directory.resolve("data"));
  }
}
