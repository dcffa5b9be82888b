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
    if (payload.length > BUFFER_BYTES - FrameHeader.BYTES) {
      long behindHeader = put(file, position, header.of(sequence, payload));
      return put(file, behindHeader, payload);
    }
    boolean fits = FrameHeader.BYTES + payload.length <= buffer.remaining();
    long at = fits ? position : flush(file, position);
    header.put(buffer, sequence, payload);
    return at;
  }

  private long put(SpoolFile file, long position, byte[] bytes) throws IOException {
    long at = position;
    int offset = 0;
    while (bytes.length - offset > buffer.remaining()) {
      int part = buffer.remaining();
      buffer.put(bytes, offset, part);
      offset += part;
      at = flush(file, at);
    }
    buffer.put(bytes, offset, bytes.length - offset);
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
