package io.github.progresstracker.internal.spool;

import java.io.IOException;

/**
 * A batch was refused for want of space; nothing of it is in the spool, and the spool goes on
 * working.
 */
public final class SpoolFullException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  SpoolFullException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  SpoolFullException(Reason reason, String message, IOException cause) {
    super(message, cause);
    this.reason = reason;
  }

  /**
   * Tells whether and when the same batch may be tried again.
   *
   * @return why there was no space
   */
  public Reason reason() {
    return reason;
  }

  /** Why there was no space. */
  public enum Reason {
    /** The spool has its greatest size; acknowledging records makes space. */
    BOUND,
    /** The disk is full, or the quota on it used up. */
    DISK,
    /** The batch is larger than the whole spool may be; no waiting helps. */
    NEVER_FITS
  }
}
