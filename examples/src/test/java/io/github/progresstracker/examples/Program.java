package io.github.progresstracker.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program in a JVM of its own, as a user has it; stdout goes to a file. */
final class Program {

  private final Process process;
  private final Path out;

  private Program(Process process, Path out) {
    this.process = process;
    this.out = out;
  }

  /**
   * Starts it.
   *
   * @param folder where to put what it writes to stdout
   */
  static Program start(Path folder, String... args) throws IOException {
    return start(folder, new ProcessBuilder(), args);
  }

  /**
   * Starts it in a folder.
   *
   * @param folder where it runs, and where to put what it writes to stdout
   */
  static Program startIn(Path folder, String... args) throws IOException {
    return start(folder, new ProcessBuilder().directory(folder.toFile()), args);
  }

  private static Program start(Path folder, ProcessBuilder builder, String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx128m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Examples.class.getName());
    command.addAll(List.of(args));
    Path out = Files.createTempFile(folder, "stdout", ".txt");
    return new Program(builder.command(command).redirectOutput(out.toFile()).start(), out);
  }

  Process process() {
    return process;
  }

  /** Reads stderr up to the first line with this in it; fails if the program ends before. */
  String awaitLine(String part) throws IOException {
    List<String> seen = new ArrayList<>();
    for (String line = process.errorReader().readLine();
        line != null;
        line = process.errorReader().readLine()) {
      if (line.contains(part)) {
        return line;
      }
      seen.add(line);
    }
    throw new AssertionError("ended without " + part + ": " + String.join("\n", seen));
  }

  /** Reads stderr up to where it says at which address it is seen. */
  String awaitAddress() throws IOException {
    String line = awaitLine("see http://");
    return line.substring(line.indexOf("http://"));
  }

  /** Waits for the end. */
  Outcome end() throws IOException, InterruptedException {
    List<String> err = process.errorReader().lines().toList();
    return new Outcome(process.waitFor(), Files.readString(out), String.join("\n", err));
  }

  /**
   * How it ended.
   *
   * @param err what was not read before
   */
  record Outcome(int code, String out, String err) {}
}
