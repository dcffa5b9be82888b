package io.github.progresstracker.web.internal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** Writes to a connection, each piece within a time, or else fails. */
final class GuardedOutput extends FilterOutputStream {

  private final Watchdog watchdog;
  private final Duration patience;

  GuardedOutput(OutputStream out, Watchdog watchdog, Duration patience) {
    super(out);
    this.watchdog = watchdog;
    this.patience = patience;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    watchdog.within(patience, () -> out.write(bytes, from, length));
  }

  @Override
  public void flush() throws IOException {
    watchdog.within(patience, out::flush);
  }

  @Override
  public void close() throws IOException {
    watchdog.within(patience, out::close);
  }
}
