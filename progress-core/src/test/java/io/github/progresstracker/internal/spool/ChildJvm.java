package io.github.progresstracker.internal.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Another process with a spool: it says "open", then appends batches of three to the end of its
 * days and says the last sequence of each when it is appended.
 */
final class ChildJvm implements AutoCloseable {

  static final int BATCH = 3;

  private final Process process;
  private final BufferedReader output;

  private ChildJvm(Process process) {
    this.process = process;
    this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  static ChildJvm start(Path directory) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    // The test itself may run on the module path, where no class path is known.
    Path target = Path.of("target").toAbsolutePath();
    String classes =
        target.resolve("classes") + File.pathSeparator + target.resolve("test-classes");
    return new ChildJvm(
        new ProcessBuilder(
                java, "-Xmx64m", "-cp", classes, ChildJvm.class.getName(), directory.toString())
            .redirectErrorStream(true)
            .start());
  }

  /** The next line; null when there is none and will be none. */
  @Nullable String readLine() throws IOException {
    return output.readLine();
  }

  /** Kills the process in the middle of whatever it does. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() throws IOException {
    kill();
    output.close();
  }

  /** The other process. */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, UTF_8);
    try (Spool spool = Spool.open(Path.of(args[0]), Spools.SMALL)) {
      out.println("open");
      for (long next = spool.append(List.of()) + 1; ; next += BATCH) {
        out.println(spool.append(Spools.numbered((int) next, (int) next + BATCH - 1)));
      }
    } catch (IOException e) {
      out.println(e.getMessage());
    }
  }
}
