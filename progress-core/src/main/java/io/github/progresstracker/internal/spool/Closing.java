package io.github.progresstracker.internal.spool;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Things to close, the last one first; all are closed, even if some fail. */
final class Closing implements Closeable {

  private final Deque<Closeable> open = new ArrayDeque<>();

  <T extends Closeable> T add(T closeable) {
    open.push(closeable);
    return closeable;
  }

  /** Closes all because of a failure; what fails now is added to it. */
  void closeAfter(Throwable failure) {
    try {
      close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void close() throws IOException {
    @Nullable IOException first = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
