package io.github.progresstracker;

import java.util.Optional;

/**
 * Bytes as a unit of work, and how people read them: {@code 1.5 GiB} rather than {@code
 * 1,610,612,736 bytes}. A tracker counts bytes if its unit is the {@link #unit()} of one of these.
 *
 * <pre>{@code
 * TrackerSpec.named("upload").total(1_610_612_736).unit(ByteUnits.IEC.unit());
 * ByteUnits.IEC.format(1_610_612_736);                // 1.5 GiB
 * ByteUnits.SI.format(1_610_612_736);                 // 1.6 GB
 * }</pre>
 */
public enum ByteUnits {

  /** Powers of 1,024, as memory and most file systems count: KiB, MiB, GiB, TiB, PiB, EiB. */
  IEC("bytes", 1_024, "KMGTPE", "iB"),

  /** Powers of 1,000, as networks and makers of disks count: kB, MB, GB, TB, PB, EB. */
  SI("bytes (SI)", 1_000, "kMGTPE", "B");

  private final String unit;
  private final long step;
  private final String prefixes;
  private final String suffix;

  ByteUnits(String unit, long step, String prefixes, String suffix) {
    this.unit = unit;
    this.step = step;
    this.prefixes = prefixes;
    this.suffix = suffix;
  }

  /**
   * The unit of a tracker that counts bytes and is to be read so.
   *
   * @return the text for {@link TrackerSpec#unit(String)}
   */
  public String unit() {
    return unit;
  }

  /**
   * Tells from a tracker's unit whether it counts bytes.
   *
   * @param unit any unit
   * @return how to read it, or empty if it is something else
   */
  public static Optional<ByteUnits> of(String unit) {
    if (unit.equals(IEC.unit)) {
      return Optional.of(IEC);
    }
    return unit.equals(SI.unit) ? Optional.of(SI) : Optional.empty();
  }

  /**
   * A number of bytes in the largest unit that makes it one or more, with one decimal, such as
   * {@code 950 B}, {@code 1.5 GiB} or {@code 12.3 MB}.
   *
   * @param bytes how many; below zero reads as 0
   * @return the text, cut and never rounded up
   */
  public String format(long bytes) {
    if (bytes < step) {
      return Math.max(0, bytes) + " B";
    }
    long size = step;
    int power = 0;
    while (bytes / size >= step) {
      size *= step;
      power++;
    }
    // The rest times ten may not fit a long with its sign, but always fits one without.
    long tenth = Long.divideUnsigned(bytes % size * 10, size);
    return bytes / size + "." + tenth + " " + prefixes.charAt(power) + suffix;
  }
}
