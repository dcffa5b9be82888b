package io.github.progresstracker.internal.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The 16 bytes in front of each payload, big-endian: length of the payload (int), its checksum
 * (int), sequence (long). The checksum is the CRC32C of the payload with all bits turned over, so a
 * run of zeros, which is what an unused part of a segment holds, is never a frame. It need not
 * cover the other two: a reader knows the sequence, and at another length it finds another
 * checksum.
 */
final class FrameHeader {

  static final int BYTES = 16;
  static final int CRC_OFFSET = 4;
  static final int SEQUENCE_OFFSET = 8;

  private final CRC32C crc = new CRC32C();

  /**
   * Puts the header of a payload into a buffer that has room for it. The checksum is taken of the
   * array, before it is copied: a processor stalls that reads at once in one piece what it has
   * written in several.
   */
  void put(ByteBuffer buffer, long sequence, byte[] payload) {
    begin();
    crc.update(payload);
    buffer.putInt(payload.length).putInt(checksum()).putLong(sequence);
  }

  /** Begins the checksum of a payload that follows in parts. */
  void begin() {
    crc.reset();
  }

  void update(ByteBuffer part) {
    crc.update(part);
  }

  int checksum() {
    return ~(int) crc.getValue();
  }
}
