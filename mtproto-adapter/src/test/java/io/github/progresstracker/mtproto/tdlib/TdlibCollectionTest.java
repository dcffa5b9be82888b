package io.github.progresstracker.mtproto.tdlib;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.mtproto.CollectionResult;
import io.github.progresstracker.mtproto.CollectorOptions;
import io.github.progresstracker.mtproto.HistoryCollector;
import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.mtproto.InMemoryMessageStore;
import io.github.progresstracker.mtproto.kit.FakeChat;
import io.github.progresstracker.mtproto.kit.FakeTdJson;
import io.github.progresstracker.mtproto.kit.Fault;
import io.github.progresstracker.mtproto.kit.Recorder;
import io.github.progresstracker.testing.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The collector over TDLib, through everything that can go wrong with a request. */
class TdlibCollectionTest {

  @TempDir private Path directory;

  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));
  private final FakeTdJson json = new FakeTdJson(clock);
  private final Recorder recorder = new Recorder();

  @Test
  void all_is_stored_and_hidden_waits_show_like_the_others() throws Exception {
    FakeChat chat = json.channel(9, "News", "news", 1_500).delete(3, 4, 700);
    json.onHistory(3, new Fault.Flood(20))
        .onHistory(5, new Fault.Flood(70))
        .onHistory(8, new Fault.NoJson())
        .onHistory(10, new Fault.Hang(151))
        .onHistory(13, new Fault.EmptyByRace());
    InMemoryMessageStore store = new InMemoryMessageStore();
    CollectionResult result = collect(store);
    assertThat(result.errors()).isZero();
    assertThat(store.messages(1_000_000_000_009L).descendingKeySet())
        .containsExactlyElementsOf(chat.ids());
    List<Transition.WaitEnded> waits = recorder.of(Transition.WaitEnded.class);
    assertThat(waits)
        .extracting(Transition.WaitEnded::reason)
        .containsExactly("FLOOD_WAIT", "FLOOD_WAIT", "SERVER_BUSY", "SERVER_BUSY");
    assertThat(waits.get(0).waited()).as("inside TDLib").isBetween(seconds(18), seconds(20));
    assertThat(waits.get(1).waited()).as("outside").isEqualTo(seconds(70));
  }

  private CollectionResult collect(InMemoryMessageStore store) throws Exception {
    TdlibAccount account = TdlibAccount.of(1, "hash", directory, List.of("@news"));
    try (Tdlib tdlib = Tdlib.over(json, clock);
        HistorySource source =
            TdlibHistorySource.open(tdlib, account, Login.nobody(""), LeaseStore.inMemory(clock));
        ProgressRegistry registry =
            ProgressRegistry.builder().clock(clock).manualSampling().sink(recorder).build()) {
      CollectionResult result =
          new HistoryCollector(
                  registry, source, store, CollectorOptions.forUser(7), clock, clock::advance)
              .collect();
      registry.sampleNow();
      assertThat(registry.flush(seconds(10))).isTrue();
      return result;
    }
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
