package io.github.progresstracker.internal.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the tests of the spool share. */
final class Spools {

  /** Room for some tens of records in a segment, and for many segments. */
  static final SpoolSettings SMALL = new SpoolSettings(1_024, 1 << 20, SyncPolicy.everyBatch());

  private Spools() {}

  static List<byte[]> batch(String... payloads) {
    return Stream.of(payloads).map(Spools::bytes).toList();
  }

  /** Payloads "record 1", "record 2" and so on, from one number to another, both of them in. */
  static List<byte[]> numbered(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(number -> bytes("record " + number)).toList();
  }

  static List<String> names(int from, int to) {
    return numbered(from, to).stream().map(Spools::text).toList();
  }

  static void appendOneByOne(Spool spool, int from, int to) throws IOException {
    for (byte[] payload : numbered(from, to)) {
      spool.append(List.of(payload));
    }
  }

  /** Reads and acknowledges until nothing is left; each record is "sequence:payload". */
  static List<String> drain(Spool spool) throws IOException {
    List<String> drained = new ArrayList<>();
    for (List<SpooledRecord> read = peek(spool); !read.isEmpty(); read = peek(spool)) {
      read.forEach(item -> drained.add(item.sequence() + ":" + text(item.payload())));
      spool.acknowledge(read.get(read.size() - 1).sequence());
    }
    return drained;
  }

  static List<String> drainPayloads(Spool spool) throws IOException {
    return drain(spool).stream().map(item -> item.substring(item.indexOf(':') + 1)).toList();
  }

  static List<String> peekPayloads(Spool spool) throws IOException {
    return peek(spool).stream().map(item -> text(item.payload())).toList();
  }

  static List<Path> segments(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> Segment.firstOf(file).isPresent()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path lastSegment(Path directory) {
    List<Path> segments = segments(directory);
    return segments.get(segments.size() - 1);
  }

  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static List<SpooledRecord> peek(Spool spool) throws IOException {
    return spool.peek(7, 1 << 20);
  }
}
