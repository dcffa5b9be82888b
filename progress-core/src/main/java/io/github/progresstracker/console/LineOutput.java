package io.github.progresstracker.console;

import io.github.progresstracker.event.ProgressEvent;
import java.io.Flushable;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** A line for each event that is worth one. */
final class LineOutput implements Output {

  private final Appendable out;
  private final ConsoleFilter filter = new ConsoleFilter(ConsoleSettings.FOR_A_LOG.minimumGap());

  LineOutput(Appendable out) {
    this.out = out;
  }

  @Override
  public void accept(List<ProgressEvent> events) throws IOException {
    for (ProgressEvent event : events) {
      if (filter.prints(event)) {
        // One call with the line break in it, so that other writers do not get in between.
        out.append(ConsoleLine.of(event) + "\n");
      }
    }
    if (out instanceof Flushable flushable) {
      flushable.flush();
    }
    if (out instanceof PrintStream stream && stream.checkError()) {
      throw new IOException("the stream reports an error");
    }
  }

  @Override
  public void close() {
    // The stream is the host's.
  }
}
