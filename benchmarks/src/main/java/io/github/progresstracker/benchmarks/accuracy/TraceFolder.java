package io.github.progresstracker.benchmarks.accuracy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The traces of a folder, in the order of their names, and the files that are none.
 *
 * @param traces what could be read
 * @param leftOut what could not, and why
 */
record TraceFolder(List<Trace> traces, List<LeftOut> leftOut) {

  private static final String ENDING = ".csv";
  private static final String LIST_OF_TRACES = "MANIFEST.csv";

  /**
   * A file that is not scored.
   *
   * @param file its name
   * @param reason for people
   */
  record LeftOut(String file, String reason) {}

  TraceFolder {
    traces = List.copyOf(traces);
    leftOut = List.copyOf(leftOut);
  }

  static TraceFolder read(Path folder) throws IOException {
    List<Trace> traces = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    for (Path file : files(folder)) {
      String name = file.getFileName().toString();
      try {
        traces.add(read(file, name.substring(0, name.length() - ENDING.length())));
      } catch (BadTraceException e) {
        leftOut.add(new LeftOut(name, String.valueOf(e.getMessage())));
      } catch (IOException e) {
        leftOut.add(new LeftOut(name, "cannot be read as UTF-8 text: " + e));
      }
    }
    return new TraceFolder(traces, leftOut);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(TraceFolder::mayBeTrace).sorted().toList();
    }
  }

  private static boolean mayBeTrace(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(ENDING) && !name.equals(LIST_OF_TRACES) && Files.isRegularFile(file);
  }

  private static Trace read(Path file, String name) throws IOException, BadTraceException {
    return TraceReader.read(name, Files.readAllLines(file));
  }
}
