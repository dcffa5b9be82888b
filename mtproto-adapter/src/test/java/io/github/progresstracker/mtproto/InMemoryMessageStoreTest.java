package io.github.progresstracker.mtproto;

import java.util.Set;

class InMemoryMessageStoreTest extends MessageStoreContract {

  @Override
  MessageStore store() {
    return new InMemoryMessageStore();
  }

  @Override
  Set<Long> ids(MessageStore store, long channelId) {
    return ((InMemoryMessageStore) store).messages(channelId).keySet();
  }
}
