package io.github.progresstracker.mtproto;

/** One message of an export cannot be read; the message of the exception says why, on one line. */
final class UnreadableMessageException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  UnreadableMessageException(String reason) {
    super(reason);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
