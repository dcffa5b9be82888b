package io.github.progresstracker.internal;

import io.github.progresstracker.internal.spool.SpoolSettings;
import io.github.progresstracker.internal.spool.SyncPolicy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The spools of a registry's durable sinks: one directory for each, named after it. */
public final class Spools {

  /** Small, because a sink that works needs hardly any, and the space is taken at once. */
  private static final long SEGMENT_BYTES = 8L << 20;

  /** What a sink may leave on disk unless told otherwise. */
  public static final long DEFAULT_MAX_BYTES = 1L << 30;

  private final Path directory;
  private final SpoolSettings settings;
  private final Map<String, Integer> names = new HashMap<>();

  /**
   * Spools below a directory.
   *
   * @param directory made when the first spool is opened
   * @param maxBytes what each sink may have on disk
   * @throws IllegalArgumentException if that is less than two segments
   */
  public Spools(Path directory, long maxBytes) {
    if (maxBytes < 2 * SEGMENT_BYTES) {
      throw new IllegalArgumentException(
          "a spool needs " + 2 * SEGMENT_BYTES + " bytes or more, was allowed " + maxBytes);
    }
    this.directory = directory;
    this.settings = new SpoolSettings(SEGMENT_BYTES, maxBytes, SyncPolicy.everyBatch());
  }

  /** The next spool for a sink of that name, open if the disk lets us. */
  Backlog open(String sink) {
    String plain = sink.replaceAll("[^A-Za-z0-9_-]", "-").toLowerCase(Locale.ROOT);
    int number = names.merge(plain, 1, Integer::sum);
    String name = number == 1 ? plain : plain + "-" + number;
    Backlog backlog = new Backlog(sink, directory.resolve(name), settings);
    backlog.open();
    return backlog;
  }
}
