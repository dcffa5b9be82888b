package io.github.progresstracker.examples;

/** A run that had to end in the middle; the message says in one line why. */
final class RunFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
