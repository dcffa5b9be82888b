package io.github.progresstracker.internal.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * Remembers the newest acknowledged sequence. The file has two slots that are written in turn, each
 * with a counter and a checksum: a write that was cut short spoils one slot, and the other one
 * holds the position before it.
 */
final class PositionFile implements Closeable {

  static final String NAME = "spool.position";

  /** "SPOOL", and the version of all files of the directory. */
  private static final long MAGIC = 0x53504F4F4C000001L;

  private static final long MAGIC_WITHOUT_VERSION = MAGIC & ~0xFFFFFFL;
  private static final int SLOT_BYTES = 32;
  private static final int CHECKED_BYTES = 24;

  /** Sectors of their own, because a disk writes whole sectors. */
  private static final int SLOT_DISTANCE = 4096;

  private final SpoolFile file;
  private final ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES);
  private final CRC32C crc = new CRC32C();
  private OptionalLong acknowledged = OptionalLong.empty();
  private long counter;

  private PositionFile(SpoolFile file) {
    this.file = file;
  }

  static PositionFile open(Channels channels, Directory directory) throws IOException {
    Path path = directory.resolve(NAME);
    if (!Files.exists(path)) {
      create(channels, directory, path);
    }
    PositionFile position = new PositionFile(SpoolFile.open(channels, path));
    try {
      position.load(0);
      position.load(1);
      return position;
    } catch (IOException e) {
      position.close();
      throw e;
    }
  }

  /** A whole file appears or none, so that an empty one is always damage. */
  private static void create(Channels channels, Directory directory, Path path) throws IOException {
    Path unfinished = directory.resolve(NAME + Directory.UNFINISHED);
    try (SpoolFile file = SpoolFile.create(channels, unfinished)) {
      file.write(ByteBuffer.allocate(SLOT_DISTANCE + SLOT_BYTES), 0);
      if (directory.segments().isEmpty()) {
        new PositionFile(file).write(0); // Else somebody has removed the file: unknown, not 0.
      }
      file.force(true);
    }
    directory.finish(unfinished, path);
  }

  /** Empty if both slots are damaged. */
  OptionalLong acknowledged() {
    return acknowledged;
  }

  void write(long sequence) throws IOException {
    slot.clear();
    slot.putLong(MAGIC).putLong(counter + 1).putLong(sequence);
    slot.putInt(checksum()).putInt(0).flip();
    file.write(slot, slotOf(counter + 1));
    counter++;
    acknowledged = OptionalLong.of(sequence);
  }

  void force() throws IOException {
    file.force(false);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void load(long number) throws IOException {
    slot.clear();
    file.read(slot, slotOf(number));
    if (slot.flip().remaining() < SLOT_BYTES) {
      return;
    }
    long magic = slot.getLong();
    long written = slot.getLong();
    long sequence = slot.getLong();
    if (slot.getInt() == checksum() && sequence >= 0) {
      requireKnownVersion(magic);
      if (written > counter) {
        counter = written;
        acknowledged = OptionalLong.of(sequence);
      }
    }
  }

  private static void requireKnownVersion(long magic) throws IOException {
    if (magic != MAGIC) {
      String what =
          (magic & ~0xFFFFFFL) == MAGIC_WITHOUT_VERSION
              ? "was written by another version of this library; let that version empty it"
              : "is no spool";
      throw new IOException(NAME + " says that the directory " + what);
    }
  }

  private int checksum() {
    crc.reset();
    crc.update(slot.array(), 0, CHECKED_BYTES);
    return (int) crc.getValue();
  }

  private static long slotOf(long number) {
    return (number & 1) * SLOT_DISTANCE;
  }
}
