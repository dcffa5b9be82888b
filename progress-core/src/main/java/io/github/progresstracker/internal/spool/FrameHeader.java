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

  /** Puts a frame, for which there is room, but for its checksum. */
  static void put(ByteBuffer buffer, long sequence, byte[] payload) {
    buffer.putLong((long) payload.length << Integer.SIZE).putLong(sequence).put(payload);
  }

  /**
   * Gives the frames between two positions of a buffer their checksums. Not one by one as they are
   * put: a processor stalls that reads at once in one piece what it has written in several, which
   * took longer than the checksum.
   *
   * @param window another view of the same buffer
   */
  void seal(ByteBuffer buffer, ByteBuffer window, int from, int to) {
    int end = from;
    for (int start = from; start < to; start = end) {
      end = start + BYTES + buffer.getInt(start);
      crc.reset();
      crc.update(window.limit(end).position(start));
      buffer.putInt(start + CRC_OFFSET, checksum());
    }
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
