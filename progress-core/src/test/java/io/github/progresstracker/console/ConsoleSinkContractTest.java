package io.github.progresstracker.console;

import io.github.progresstracker.contract.SinkContract;
import io.github.progresstracker.sink.ProgressSink;

class ConsoleSinkContractTest extends SinkContract {

  @Override
  protected ProgressSink newSink() {
    return ConsoleSink.lines(new StringBuilder());
  }
}
