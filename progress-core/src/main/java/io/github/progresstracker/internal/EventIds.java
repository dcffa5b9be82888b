package io.github.progresstracker.internal;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes event ids: UUIDs of version 7 (RFC 9562), which sort by time and so keep an index on them
 * compact. Within a millisecond the 12 bits behind the time count up. Confined to one thread.
 */
final class EventIds {

  private static final int LAST_COUNT = 0xFFF;

  /** Bytes drawn at once: a source for keys is dear by the call and not by the byte. */
  private static final int DRAWN = 4_096;

  private final RandomGenerator random;
  private final ByteBuffer drawn = ByteBuffer.allocate(DRAWN).limit(0);
  private long millis;
  private int count;

  EventIds(RandomGenerator random) {
    this.random = random;
  }

  /** An id greater than all before it, also when the wall clock was set back. */
  UUID next(long wallMillis) {
    if (wallMillis > millis) {
      millis = wallMillis;
      count = 0;
    } else if (count == LAST_COUNT) {
      millis++;
      count = 0;
    } else {
      count++;
    }
    long high = millis << 16 | 0x7000L | count;
    long low = nextRandom() >>> 2 | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  private long nextRandom() {
    if (!drawn.hasRemaining()) {
      random.nextBytes(drawn.array());
      drawn.clear();
    }
    return drawn.getLong();
  }
}
