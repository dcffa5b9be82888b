package io.github.progresstracker.sink;

import io.github.progresstracker.contract.SinkContract;
import org.slf4j.event.Level;

class LoggerSinkContractTest extends SinkContract {

  @Override
  protected ProgressSink newSink() {
    return LoggerSink.to(new RecordingLogger(Level.TRACE));
  }
}
