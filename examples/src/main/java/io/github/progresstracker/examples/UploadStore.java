package io.github.progresstracker.examples;

import io.github.progresstracker.examples.UploadBatch.UploadFile;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * A service that takes files and indexes their text, played: it has some files already, is busy now
 * and then, refuses some files for good, and limits how often it is called. Which files these are
 * depends on the files alone.
 */
final class UploadStore {

  // Of a hundred files it has 8 already, is busy at the first try of 6 and refuses 5.
  private static final int STORED_BELOW = 8;
  private static final int BUSY_BELOW = 14;
  private static final int REFUSED_FROM = 95;

  private static final int CALLS_BETWEEN_LIMITS = 60;
  private static final Duration RETRY_AFTER = Duration.ofMillis(400);
  private static final int BYTES_PER_TOKEN = 4;

  private final Set<String> triedBefore = new HashSet<>();
  private int calls;

  boolean has(UploadFile file) {
    return fate(file) < STORED_BELOW;
  }

  /**
   * Takes a file.
   *
   * @return tokens that its index has used
   * @throws RateLimitedException if it wants to be left alone for a while
   * @throws BusyException if another try may do
   * @throws IOException if it will not have the file
   */
  long put(UploadFile file, byte[] packed) throws IOException {
    if (++calls % CALLS_BETWEEN_LIMITS == 0) {
      throw new RateLimitedException(RETRY_AFTER);
    }
    if (fate(file) < BUSY_BELOW && triedBefore.add(file.name())) {
      throw new BusyException();
    }
    if (fate(file) >= REFUSED_FROM) {
      throw new IOException("422 " + file.name() + " is not what its name says");
    }
    return packed.length / BYTES_PER_TOKEN;
  }

  /** What it does with a file: 0 to 99. */
  private static int fate(UploadFile file) {
    return file.random().split().nextInt(100);
  }

  /** Too many requests. */
  static final class RateLimitedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    RateLimitedException(Duration retryAfter) {
      super("429 too many requests");
      this.retryAfter = retryAfter;
    }

    Duration retryAfter() {
      return retryAfter;
    }
  }

  /** Not now. */
  static final class BusyException extends IOException {
    private static final long serialVersionUID = 1L;

    BusyException() {
      super("503 busy");
    }
  }
}
