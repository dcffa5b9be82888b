package io.github.progresstracker.micrometer;

import io.github.progresstracker.contract.SinkContract;
import io.github.progresstracker.sink.ProgressSink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class MicrometerSinkContractTest extends SinkContract {

  @Override
  protected ProgressSink newSink() {
    return MicrometerSink.to(new SimpleMeterRegistry());
  }
}
