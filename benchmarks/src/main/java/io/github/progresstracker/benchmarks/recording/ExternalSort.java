package io.github.progresstracker.benchmarks.recording;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Two phases in one counter: sorted parts are written in bursts, then they are merged evenly. */
final class ExternalSort implements Job {

  private static final int USUAL_LINES = 7_500_000;
  private static final int PART = 300_000;
  private static final int REPORT_EVERY = 1_000;

  @Override
  public Work prepare(Run run, Path scratch) throws IOException {
    int lines = run.scaled(USUAL_LINES / REPORT_EVERY) * REPORT_EVERY;
    Path input = scratch.resolve("input.txt");
    SplittableRandom random = run.random("lines");
    try (BufferedWriter out = Files.newBufferedWriter(input)) {
      for (int i = 0; i < lines; i++) {
        out.write(Long.toString(random.nextLong() >>> random.nextInt(40), Character.MAX_RADIX));
        out.write('\n');
      }
    }
    return new Work(2L * lines, recording -> sort(input, scratch, recording));
  }

  private static void sort(Path input, Path scratch, Recording recording) throws IOException {
    List<Path> parts = new ArrayList<>();
    try (BufferedReader in = Files.newBufferedReader(input)) {
      for (List<String> lines = read(in, recording);
          !lines.isEmpty();
          lines = read(in, recording)) {
        Collections.sort(lines);
        parts.add(Files.write(scratch.resolve("part" + parts.size()), lines));
      }
    }
    merge(parts, scratch.resolve("sorted.txt"), recording);
  }

  private static List<String> read(BufferedReader in, Recording recording) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      lines.add(line);
      if (lines.size() % REPORT_EVERY == 0) {
        recording.advance(REPORT_EVERY);
      }
      if (lines.size() == PART) {
        break;
      }
    }
    return lines;
  }

  private static void merge(List<Path> parts, Path output, Recording recording) throws IOException {
    PriorityQueue<Cursor> heads = new PriorityQueue<>(Comparator.comparing(Cursor::line));
    for (Path part : parts) {
      heads.add(new Cursor(Files.newBufferedReader(part)));
    }
    try (BufferedWriter out = Files.newBufferedWriter(output)) {
      for (int merged = 1; !heads.isEmpty(); merged++) {
        Cursor head = heads.remove();
        out.write(head.line());
        out.write('\n');
        if (head.next()) {
          heads.add(head);
        }
        if (merged % REPORT_EVERY == 0) {
          recording.advance(REPORT_EVERY);
        }
      }
    }
  }

  /** Where the merge is in one sorted part. */
  private static final class Cursor {
    private final BufferedReader in;
    private @Nullable String line;

    Cursor(BufferedReader in) throws IOException {
      this.in = in;
      this.line = in.readLine();
    }

    String line() {
      return Objects.requireNonNull(line);
    }

    boolean next() throws IOException {
      line = in.readLine();
      if (line == null) {
        in.close();
      }
      return line != null;
    }
  }
}
