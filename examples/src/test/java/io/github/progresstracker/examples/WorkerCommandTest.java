package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker in a JVM of its own, and what it refuses. */
class WorkerCommandTest {

  @TempDir Path directory;

  /** Filled in by JUnit. */
  @SuppressWarnings("NullAway.Init")
  WorkerCommandTest() {}

  @Test
  void it_collects_for_two_users_again_and_again_and_ends_when_it_is_asked_to() throws Exception {
    Program worker =
        Program.start(
            directory,
            "worker",
            "--source",
            "simulator:channels=2,messages=3000,seed=1",
            "--source",
            "simulator:channels=1,messages=700,seed=2",
            "--interval",
            "2",
            "--view",
            "lines",
            "--db",
            "embedded:" + directory.resolve("data"));
    worker.awaitLine("event=finished");
    worker.awaitLine("event=finished");
    worker.awaitLine("event=finished");
    long asked = System.nanoTime();
    worker.process().toHandle().destroy();
    Program.Outcome end = worker.end();
    assertThat(end.code()).as(end.err()).isZero();
    assertThat((System.nanoTime() - asked) / 1e9).as("seconds to the end").isLessThan(15);
    assertThat(end.err()).contains("stopping after the page in hand").doesNotContain("Exception");
    assertThat(end.out().lines())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("user 1: IDLE, runs today "))
        .allMatch(line -> line.contains("errors today 0") && line.contains("next run 20"));
  }

  @Test
  void an_account_that_cannot_be_used_is_refused_in_one_line() throws Exception {
    String db = "embedded:" + directory.resolve("data");
    collect(db, directory.resolve("nowhere").toString()).assertRefused("nowhere");
    collect(db, file("api.id = 7\n")).assertRefused("api.hash is missing");
    collect(db, file("api.id = seven\napi.hash = x\ndirectory = d\n"))
        .assertRefused("api.id must be a whole number, was seven");
    collect(db, file("api_id = 7\n")).assertRefused("unknown key api_id");
    String account = "api.id = 7\napi.hash = x\ndirectory = d\n";
    collect(db, file(account)).assertRefused("no TDLib library is given");
    collect(db, file(account + "library = /no/such/libtdjson.so\n"))
        .assertRefused("no TDLib library that can be read");
    collect(db, file(account + "proxy = localhost\n")).assertRefused("proxy must be HOST:PORT");
    assertThat(Files.exists(Path.of("d"))).isFalse();
  }

  private static CommandRun collect(String db, String account) {
    return CommandRun.of("collect", "--db", db, "--source", "tdlib:" + account);
  }

  private String file(String text) throws Exception {
    return Files.writeString(Files.createTempFile(directory, "account", ".properties"), text)
        .toString();
  }
}
