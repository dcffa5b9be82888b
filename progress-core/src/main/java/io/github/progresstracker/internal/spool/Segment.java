package io.github.progresstracker.internal.spool;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A segment file: frames from its beginning, zeros behind them. Its name is the sequence of its
 * first record, so a gap in front of it shows.
 */
final class Segment {

  /** 18 digits below nine: no name can bring the sequence to a number that has no name. */
  private static final Pattern NAME = Pattern.compile("([0-8][0-9]{17})\\.segment");

  private final Path path;
  private final long first;
  private final long size;
  private long end;
  private long next;

  Segment(Path path, long first, long size) {
    this.path = path;
    this.first = first;
    this.size = size;
    this.next = first;
  }

  static String nameOf(long first) {
    return String.format(Locale.ROOT, "%018d.segment", first);
  }

  /** The sequence in a segment's name; empty for the name of another file. */
  static OptionalLong firstOf(Path path) {
    Matcher matcher = NAME.matcher(String.valueOf(path.getFileName()));
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  void grow(long bytes, int records) {
    end += bytes;
    next += records;
  }

  Path path() {
    return path;
  }

  /** Sequence of the first record. */
  long first() {
    return first;
  }

  /** Bytes of the file. */
  long size() {
    return size;
  }

  /** Position behind the last frame. */
  long end() {
    return end;
  }

  /** Sequence of the record that follows the last one. */
  long next() {
    return next;
  }

  boolean hasRoomFor(long bytes) {
    return bytes <= size - end;
  }

  boolean isAcknowledged(long sequence) {
    return next - 1 <= sequence;
  }

  /** Records behind an acknowledged one. */
  long depth(long acknowledged) {
    return Math.max(0, next - Math.max(first, acknowledged + 1));
  }
}
