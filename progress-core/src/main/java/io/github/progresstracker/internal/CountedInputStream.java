package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressTracker;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Counts bytes when they are read for the first time: after {@link #reset} those that were counted
 * already are not counted again. What {@link InputStream} builds on reading, such as {@code
 * transferTo}, comes through here, too.
 */
class CountedInputStream extends FilterInputStream {

  private final ProgressTracker tracker;
  private final Runnable atEnd;
  private long position;
  private long marked;
  private long counted;

  CountedInputStream(ProgressTracker tracker, InputStream source, Runnable atEnd) {
    super(source);
    this.tracker = tracker;
    this.atEnd = atEnd;
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    hasRead(value < 0 ? -1 : 1);
    return value;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = in.read(bytes, offset, length);
    hasRead(read);
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = in.skip(bytes);
    tracker.skip(moveBy(skipped));
    return skipped;
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  public void mark(int readLimit) {
    in.mark(readLimit);
    marked = position;
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  public void reset() throws IOException {
    in.reset();
    position = marked;
  }

  final long counted() {
    return counted;
  }

  private void hasRead(int bytes) {
    if (bytes < 0) {
      atEnd.run();
    } else {
      tracker.advance(moveBy(bytes));
    }
  }

  /** How many of these bytes had not been passed before; a file may also skip backwards. */
  private long moveBy(long bytes) {
    position += bytes;
    long fresh = Math.max(0, position - counted);
    counted += fresh;
    return fresh;
  }
}
