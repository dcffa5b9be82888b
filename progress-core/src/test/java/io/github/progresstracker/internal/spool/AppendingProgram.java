package io.github.progresstracker.internal.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.progresstracker.ChildProgram;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Another process with a spool: it says "open", then appends batches of three to the end of its
 * days and says the last sequence of each when it is appended.
 */
final class AppendingProgram {

  static final int BATCH = 3;

  private AppendingProgram() {}

  static ChildProgram start(Path directory) throws IOException {
    return ChildProgram.start(AppendingProgram.class, "64m", directory.toString());
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
