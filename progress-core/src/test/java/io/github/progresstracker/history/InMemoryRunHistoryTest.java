package io.github.progresstracker.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.contract.RunHistoryStoreContract;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Run histories in memory")
class InMemoryRunHistoryTest extends RunHistoryStoreContract {

  private RunHistoryStore store = RunHistoryStore.inMemory();

  @Override
  protected RunHistoryStore newStore() {
    store = RunHistoryStore.inMemory();
    return store;
  }

  @Override
  protected RunHistoryStore sameAgain() {
    return store;
  }

  @Override
  protected void damage(String key) {
    // Objects that do not change cannot be damaged.
  }

  @Test
  @DisplayName("are those of the thousand keys used last")
  void are_bounded() throws Exception {
    store.save("used", run(1, null));
    for (int i = 0; i < 2_000; i++) {
      store.save("key " + i, run(1, null));
      store.load("used");
    }
    assertThat(store.load("key 1000")).isEmpty();
    assertThat(store.load("key 1999")).hasSize(1);
    assertThat(store.load("used")).hasSize(1);
  }
}
