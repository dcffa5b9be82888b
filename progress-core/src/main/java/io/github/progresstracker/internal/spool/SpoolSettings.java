package io.github.progresstracker.internal.spool;

import java.util.Objects;

/**
 * How large a spool may grow and when its bytes are forced to the disk.
 *
 * @param segmentBytes size of one segment file, at least {@value #MIN_SEGMENT_BYTES}; the disk
 *     space is taken when the segment is begun and given back when all of it is acknowledged
 * @param maxBytes most bytes that all segment files together may have, at least {@code
 *     segmentBytes}; a few segments, or acknowledging gives space back too late
 * @param sync when appended records are forced to the disk
 */
public record SpoolSettings(long segmentBytes, long maxBytes, SyncPolicy sync) {

  /** A segment smaller than this would be all frame headers. */
  public static final long MIN_SEGMENT_BYTES = 64;

  /** Segments of 64 MiB, at most 1 GiB, every batch forced to the disk. */
  public static final SpoolSettings DEFAULTS =
      new SpoolSettings(64L << 20, 1L << 30, SyncPolicy.everyBatch());

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if a size is out of its range
   */
  public SpoolSettings {
    Objects.requireNonNull(sync, "sync");
    if (segmentBytes < MIN_SEGMENT_BYTES) {
      throw new IllegalArgumentException(
          "segmentBytes must be >= " + MIN_SEGMENT_BYTES + ", was " + segmentBytes);
    }
    if (maxBytes < segmentBytes) {
      throw new IllegalArgumentException(
          "maxBytes must be >= segmentBytes (" + segmentBytes + "), was " + maxBytes);
    }
  }
}
