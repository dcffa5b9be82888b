package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressTracker;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Counts bytes when the write that took them returns. */
final class CountedOutputStream extends FilterOutputStream {

  private final ProgressTracker tracker;

  CountedOutputStream(ProgressTracker tracker, OutputStream target) {
    super(target);
    this.tracker = tracker;
  }

  @Override
  public void write(int value) throws IOException {
    out.write(value);
    tracker.advance();
  }

  /** As a whole, not byte by byte as the superclass would. */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    tracker.advance(length);
  }
}
