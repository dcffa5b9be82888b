package io.github.progresstracker.examples;

/** Input that cannot be used; the message says in one line what is wrong and how to mend it. */
final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadInputException(String message, Throwable cause) {
    super(message, cause);
  }

  BadInputException(String message) {
    super(message);
  }
}
