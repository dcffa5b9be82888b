package io.github.progresstracker.benchmarks.accuracy;

/** A file is no usable trace; the message says why, for people. */
final class BadTraceException extends Exception {

  private static final long serialVersionUID = 1L;

  BadTraceException(String reason) {
    super(reason);
  }
}
