package io.github.progresstracker.internal.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a spool holds when it is opened. Every frame of every segment that is not wholly
 * acknowledged is checked. The last segment is cut behind its last good frame, because a crash
 * leaves an unfinished write there; bad frames of an earlier segment are damage and are left out up
 * to the next segment.
 */
final class Recovery {

  private final Channels channels;
  private final FrameReader reader;
  private final FrameWriter writer;

  private final Deque<Segment> segments = new ArrayDeque<>();
  private final List<Path> obsolete = new ArrayList<>();
  private @Nullable Segment active;
  private long acknowledged;
  private long next;
  private long scannedTo;
  private long bytesCutOff;
  private long recordsLost;
  private long bytesLost;

  Recovery(Channels channels, FrameReader reader, FrameWriter writer) {
    this.channels = channels;
    this.reader = reader;
    this.writer = writer;
  }

  /** Looks at the segment files, which are given in order. */
  RecoveryReport run(List<Path> paths, OptionalLong position) throws IOException {
    long oldest = paths.isEmpty() ? 1 : first(paths.get(0));
    acknowledged = position.orElse(oldest - 1);
    next = acknowledged + 1;
    try {
      recoverAll(paths);
    } finally {
      reader.close(); // Its window may hold what was cut off.
    }
    Segment head = segments.peekFirst();
    acknowledged = Math.max(acknowledged, (head == null ? next : head.first()) - 1);
    long records = segments.stream().mapToLong(segment -> segment.depth(acknowledged)).sum();
    return new RecoveryReport(records, bytesCutOff, recordsLost, bytesLost, position.isEmpty());
  }

  /** What can be read, in order; only the last one may be written to. */
  Deque<Segment> segments() {
    return segments;
  }

  /** Files to delete once the position is durable. */
  List<Path> obsolete() {
    return obsolete;
  }

  /** The segment to go on with, if there is one. */
  @Nullable Segment active() {
    return active;
  }

  /** Newest acknowledged sequence; lost records in front of the first segment count as such. */
  long acknowledged() {
    return acknowledged;
  }

  /** Sequence of the next record. */
  long next() {
    return next;
  }

  private void recoverAll(List<Path> paths) throws IOException {
    for (int i = 0; i < paths.size(); i++) {
      boolean last = i == paths.size() - 1;
      recover(paths.get(i), last ? Long.MAX_VALUE : first(paths.get(i + 1)), last);
    }
  }

  private void recover(Path path, long following, boolean last) throws IOException {
    if (following - 1 <= acknowledged) {
      obsolete.add(path);
      return;
    }
    Segment segment = scan(path);
    long bad = reader.endOfBytes(segment, segment.end()) - segment.end();
    if (segment.first() < scannedTo) {
      leaveOut(segment, bad); // Somebody has copied a file: these sequences were there before.
      return;
    }
    enter(segment);
    if (last) {
      cut(segment, bad);
    } else if (following > next) {
      bytesLost += bad;
    }
    keep(segment, last);
  }

  private Segment scan(Path path) throws IOException {
    Segment segment = new Segment(path, first(path), Files.size(path));
    for (; ; ) {
      int length = reader.frameAt(segment, segment.end(), segment.size(), segment.next());
      if (length == FrameReader.NO_FRAME) {
        return segment;
      }
      segment.grow(FrameHeader.BYTES + (long) length, 1);
    }
  }

  private void leaveOut(Segment segment, long bad) {
    bytesLost += segment.end() + bad;
    obsolete.add(segment.path());
  }

  /** Sequences between what came before and this segment are missing. */
  private void enter(Segment segment) {
    recordsLost += Math.max(0, segment.first() - next);
    next = Math.max(next, segment.next());
    scannedTo = segment.next();
  }

  /** Zeros, or what is behind the cut might one day follow a frame that it seems to belong to. */
  private void cut(Segment segment, long bad) throws IOException {
    if (bad > 0) {
      bytesCutOff = bad;
      try (SpoolFile file = SpoolFile.open(channels, segment.path())) {
        writer.zero(file, segment.end(), segment.end() + bad);
        file.force(false);
      }
    }
  }

  private void keep(Segment segment, boolean last) {
    if (segment.depth(acknowledged) == 0) {
      obsolete.add(segment.path());
    } else {
      segments.add(segment);
      active = last ? segment : null;
    }
  }

  private static long first(Path path) {
    return Segment.firstOf(path).orElseThrow();
  }
}
