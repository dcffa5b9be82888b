package io.github.progresstracker.mtproto;

import io.github.progresstracker.job.JobStores;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Workers that share a job in memory")
class InMemoryHandoverTest extends ChannelHandover {

  private final JobStores stores = JobStores.inMemory(clock);
  private final InMemoryMessageStore messages = new InMemoryMessageStore();

  @Override
  JobStores stores() {
    return stores;
  }

  @Override
  MessageStore messages() {
    return messages;
  }

  @Override
  void expireLeases() {
    clock.advance(Duration.ofMinutes(2));
  }
}
