package io.github.progresstracker.internal.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The 16 bytes in front of each payload, big-endian: length of the payload (int), CRC32C (int),
 * sequence (long). The checksum covers header and payload, its own field taken as zero; so a run of
 * zeros, which is what an unused part of a segment holds, is never a frame.
 */
final class FrameHeader {

  static final int BYTES = 16;
  static final int CRC_OFFSET = 4;
  static final int SEQUENCE_OFFSET = 8;

  private final byte[] bytes = new byte[BYTES];
  private final ByteBuffer view = ByteBuffer.wrap(bytes);
  private final CRC32C crc = new CRC32C();

  /** The header of a payload; the array is reused by the next call. */
  byte[] of(long sequence, byte[] payload) {
    begin(payload.length, sequence);
    crc.update(payload);
    view.putInt(CRC_OFFSET, checksum());
    return bytes;
  }

  /** Puts a whole frame, for which there is room; quicker than header and payload by themselves. */
  void put(ByteBuffer buffer, long sequence, byte[] payload) {
    int start = buffer.position();
    buffer.putInt(payload.length).putInt(0).putLong(sequence).put(payload);
    crc.reset();
    crc.update(buffer.flip().position(start));
    buffer.limit(buffer.capacity()).putInt(start + CRC_OFFSET, checksum());
  }

  /** Begins the checksum of a frame whose payload follows in parts. */
  void begin(int length, long sequence) {
    view.putInt(0, length).putInt(CRC_OFFSET, 0).putLong(SEQUENCE_OFFSET, sequence);
    crc.reset();
    crc.update(bytes);
  }

  void update(ByteBuffer part) {
    crc.update(part);
  }

  int checksum() {
    return (int) crc.getValue();
  }
}
