package io.github.progresstracker.sink;

import io.github.progresstracker.contract.SinkContract;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

class InMemorySinkContractTest extends SinkContract {

  private InMemorySink sink = new InMemorySink(20_000);

  @Override
  protected ProgressSink newSink() {
    sink = new InMemorySink(20_000);
    return sink;
  }

  @Override
  protected Optional<List<UUID>> arrived() {
    return Optional.of(sink.transitions().stream().map(event -> event.header().eventId()).toList());
  }
}
