package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * A command that was run within the test, without a terminal.
 *
 * @param code how it ended
 * @param out what it wrote to stdout
 * @param err what it wrote to stderr
 */
record CommandRun(int code, String out, String err) {

  static CommandRun of(String command, String... args) {
    List<String> all = new ArrayList<>(List.of(command, "--view", "off"));
    all.addAll(List.of(args));
    return exactly(all.toArray(String[]::new));
  }

  /** One that shows nothing while it runs. */
  static CommandRun exactly(String... args) {
    return into(new StringWriter(), args);
  }

  /** The same, whose output goes where somebody can see it come. */
  static CommandRun into(StringWriter out, String... args) {
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Examples.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return new CommandRun(commandLine.execute(args), out.toString(), err.toString());
  }

  /**
   * Asserts that it ended in the middle, and says so in one line that begins with what is wrong.
   */
  void assertFailed(String thing) {
    assertThat(code).as(err).isEqualTo(1);
    assertThat(err.lines()).singleElement().asString().startsWith("error: ").contains(thing);
  }

  /** Asserts that it was refused in one line that begins with what is wrong. */
  void assertRefused(String thing) {
    assertThat(code).as(err).isEqualTo(2);
    assertThat(out).isEmpty();
    assertThat(err.lines()).singleElement().asString().startsWith("error: ").contains(thing);
  }
}
