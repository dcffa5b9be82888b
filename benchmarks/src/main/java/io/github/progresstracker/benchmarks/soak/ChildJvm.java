package io.github.progresstracker.benchmarks.soak;

import io.github.progresstracker.benchmarks.report.ProcessFigures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A JVM that is told what to do in lines, says what it does in lines, and may be killed. */
final class ChildJvm {

  private final Process process;
  private final String name;
  private final Thread reader;

  private ChildJvm(Process process, String name, Consumer<String> lines) {
    this.process = process;
    this.name = name;
    this.reader = new Thread(() -> read(lines), name);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts one with this JVM's class path. What it says on standard error goes to that of this JVM.
   *
   * @param program has its {@code main}
   * @param jvm options of the JVM
   * @param arguments of the program
   * @param lines gets each line of its standard output, on a thread of its own
   */
  static ChildJvm start(
      Class<?> program, List<String> jvm, List<String> arguments, Consumer<String> lines)
      throws IOException {
    return start(program, jvm, arguments, lines, ProcessBuilder.Redirect.INHERIT);
  }

  static ChildJvm start(
      Class<?> program,
      List<String> jvm,
      List<String> arguments,
      Consumer<String> lines,
      ProcessBuilder.Redirect errors)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectError(errors).start();
    return new ChildJvm(process, program.getSimpleName() + "-" + process.pid(), lines);
  }

  private void read(Consumer<String> lines) {
    try (BufferedReader in = process.inputReader()) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.accept(line);
      }
    } catch (IOException | UncheckedIOException e) {
      // The process is gone; what it said before counts.
    }
  }

  /** Tells it a line; one that is dead does not hear it. */
  void tell(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      // It has been killed.
    }
  }

  /** {@code kill -9}; back when all that it had said has been heard. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    reader.join();
  }

  /** Makes sure that it is not there any more. */
  void discard() {
    process.destroyForcibly().onExit().join();
  }

  /** Sends a signal, such as {@code STOP}. */
  void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  ProcessFigures figures() throws IOException {
    return ProcessFigures.of(process.pid());
  }

  /** Waits for an end that it was asked for; it must say that all went well. */
  void awaitEnd(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
      throw new IllegalStateException(name + " did not end within " + patience);
    }
    reader.join();
    if (process.exitValue() != 0) {
      throw new IllegalStateException(name + " ended with code " + process.exitValue());
    }
  }
}
