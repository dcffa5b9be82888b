package io.github.progresstracker.internal.spool;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames of one segment at a time through a window on the file. Single owner. What it has in
 * the window stays valid, because bytes before the end of a segment never change.
 */
final class FrameReader implements Closeable {

  /** What {@link #frameAt} returns where there is no such frame. */
  static final int NO_FRAME = -1;

  private static final int WINDOW_BYTES = 128 << 10;

  private final Channels channels;
  private final FrameHeader header = new FrameHeader();
  private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW_BYTES);
  private long windowStart;
  private @Nullable Segment segment;
  private @Nullable SpoolFile file;

  FrameReader(Channels channels) {
    this.channels = channels;
    this.window.limit(0);
  }

  /**
   * Length of the payload of the frame at a position, or {@link #NO_FRAME} if there is no whole and
   * undamaged frame of that sequence before {@code end}. A file that somebody removed or cut has
   * none.
   */
  int frameAt(Segment in, long position, long end, long sequence) throws IOException {
    try {
      return findFrame(in, position, end, sequence);
    } catch (EOFException | NoSuchFileException e) {
      return NO_FRAME;
    }
  }

  /** The payload of a frame that {@link #frameAt} has found. */
  byte[] payloadAt(Segment in, long position, int length) throws IOException {
    byte[] payload = new byte[length];
    long from = position + FrameHeader.BYTES;
    for (int done = 0; done < length; ) {
      int part = Math.min(length - done, WINDOW_BYTES);
      window.get(load(in, from + done, part, from + length), payload, done, part);
      done += part;
    }
    return payload;
  }

  /** Where the last byte that is not zero ends, at or behind {@code from}. */
  long endOfBytes(Segment in, long from) throws IOException {
    long found = from;
    for (long at = from; at < in.size(); at += WINDOW_BYTES) {
      int part = (int) Math.min(WINDOW_BYTES, in.size() - at);
      int offset = load(in, at, part, in.size());
      for (int i = part - 1; i >= 0; i--) {
        if (window.get(offset + i) != 0) {
          found = at + i + 1;
          break;
        }
      }
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    SpoolFile open = file;
    segment = null;
    file = null;
    window.limit(0);
    if (open != null) {
      open.close();
    }
  }

  private int findFrame(Segment in, long position, long end, long sequence) throws IOException {
    if (end - position < FrameHeader.BYTES) {
      return NO_FRAME;
    }
    int at = load(in, position, FrameHeader.BYTES, end);
    int length = window.getInt(at);
    int checksum = window.getInt(at + FrameHeader.CRC_OFFSET);
    boolean plausible =
        length >= 0
            && length <= end - position - FrameHeader.BYTES
            && window.getLong(at + FrameHeader.SEQUENCE_OFFSET) == sequence;
    return plausible && checksum(in, position, length, end) == checksum ? length : NO_FRAME;
  }

  private int checksum(Segment in, long position, int length, long end) throws IOException {
    header.begin();
    long from = position + FrameHeader.BYTES;
    for (int done = 0; done < length; ) {
      int part = Math.min(length - done, WINDOW_BYTES);
      int at = load(in, from + done, part, end);
      int limit = window.limit();
      header.update(window.position(at).limit(at + part));
      window.limit(limit);
      done += part;
    }
    return header.checksum();
  }

  /** Brings a part of the file, which is before {@code end}, into the window; gives its offset. */
  private int load(Segment in, long position, int bytes, long end) throws IOException {
    SpoolFile open = open(in);
    if (position < windowStart || position + bytes > windowStart + window.limit()) {
      window.clear().limit((int) Math.min(WINDOW_BYTES, end - position));
      open.read(window, position);
      windowStart = position;
      if (window.flip().remaining() < bytes) {
        throw new EOFException("segment " + in.path() + " was cut while in use");
      }
    }
    return (int) (position - windowStart);
  }

  private SpoolFile open(Segment in) throws IOException {
    if (file == null || segment != in) {
      close();
      file = SpoolFile.open(channels, in.path());
      segment = in;
    }
    return file;
  }
}
