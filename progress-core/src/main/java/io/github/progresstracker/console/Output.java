package io.github.progresstracker.console;

import io.github.progresstracker.event.ProgressEvent;
import java.io.IOException;
import java.util.List;

/** What a {@link ConsoleSink} does with events. */
interface Output {

  /** Takes events; throws once the terminal or stream is gone. */
  void accept(List<ProgressEvent> events) throws IOException;

  /** Nothing will come any more. */
  void close();
}
