package io.github.progresstracker.sink;

import io.github.progresstracker.contract.SinkContract;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

class WebhookSinkContractTest extends SinkContract {

  private WebhookReceiver receiver;

  @SuppressWarnings("NullAway.Init") // made with each sink
  WebhookSinkContractTest() {}

  @Override
  protected ProgressSink newSink() throws IOException {
    receiver = WebhookReceiver.answering();
    return WebhookSink.to(receiver.url()).events(event -> true).build();
  }

  @Override
  protected Optional<List<UUID>> arrived() {
    return Optional.of(receiver.accepted());
  }

  @AfterEach
  void closeReceiver() {
    receiver.close();
  }
}
