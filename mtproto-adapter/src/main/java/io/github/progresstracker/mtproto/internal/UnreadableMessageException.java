package io.github.progresstracker.mtproto.internal;

/** One message of an export cannot be read; the message of the exception says why, on one line. */
public final class UnreadableMessageException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  public UnreadableMessageException(String reason) {
    super(reason);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
