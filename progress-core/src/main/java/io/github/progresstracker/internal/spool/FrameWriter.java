package io.github.progresstracker.internal.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes frames and zeros through one reused buffer. Single owner. */
final class FrameWriter {

  private static final int BUFFER_BYTES = 256 << 10;

  private final FrameHeader header = new FrameHeader();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

  /** Writes one frame per payload, numbered from {@code sequence} on; does not force. */
  void write(SpoolFile file, long position, long sequence, List<byte[]> payloads)
      throws IOException {
    buffer.clear();
    long at = position;
    long number = sequence;
    for (byte[] payload : payloads) {
      at = putFrame(file, at, number++, payload);
    }
    flush(file, at);
  }

  /** Writes zeros from one position up to another; does not force. */
  void zero(SpoolFile file, long from, long to) throws IOException {
    clearToZeros();
    for (long at = from; at < to; at += BUFFER_BYTES) {
      buffer.position(0).limit((int) Math.min(BUFFER_BYTES, to - at));
      file.write(buffer, at);
    }
  }

  private long putFrame(SpoolFile file, long position, long sequence, byte[] payload)
      throws IOException {
    boolean fits = FrameHeader.BYTES + payload.length <= buffer.remaining();
    long at = fits ? position : flush(file, position);
    if (FrameHeader.BYTES + payload.length > BUFFER_BYTES) {
      return writeInParts(file, at, sequence, payload);
    }
    header.put(buffer, sequence, payload);
    buffer.put(payload);
    return at;
  }

  /** Writes a frame that is larger than the buffer, which is empty before and after. */
  private long writeInParts(SpoolFile file, long position, long sequence, byte[] payload)
      throws IOException {
    header.put(buffer, sequence, payload);
    long at = position;
    for (int done = 0; done < payload.length; ) {
      int part = Math.min(payload.length - done, buffer.remaining());
      buffer.put(payload, done, part);
      done += part;
      at = flush(file, at);
    }
    return at;
  }

  private long flush(SpoolFile file, long position) throws IOException {
    int bytes = buffer.flip().remaining();
    file.write(buffer, position);
    buffer.clear();
    return position + bytes;
  }

  private void clearToZeros() {
    buffer.clear();
    while (buffer.remaining() >= Long.BYTES) {
      buffer.putLong(0);
    }
  }
}
