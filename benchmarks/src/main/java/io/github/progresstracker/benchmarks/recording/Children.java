package io.github.progresstracker.benchmarks.recording;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Processes of our own code: what is recorded shall not share a JVM with what it is measured by.
 */
final class Children {

  private Children() {}

  /** Starts a main class in a fresh JVM of the same kind; its standard output can be read. */
  static Process start(Class<?> main, Object... arguments) throws IOException {
    return builder(main, arguments).redirectOutput(Redirect.PIPE).start();
  }

  /** Runs a main class in a fresh JVM to its end and gives its exit code. */
  static int run(Class<?> main, Object... arguments) throws IOException, InterruptedException {
    return builder(main, arguments).start().waitFor();
  }

  private static ProcessBuilder builder(Class<?> main, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
    return new ProcessBuilder(command).inheritIO();
  }
}
