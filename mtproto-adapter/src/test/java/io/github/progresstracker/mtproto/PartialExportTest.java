package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports of a date range, collected one after the other into the same store. */
class PartialExportTest {

  private static final long CHANNEL = 1_000_000_005;

  @TempDir private Path folder = Path.of("");

  private final InMemoryMessageStore store = new InMemoryMessageStore();

  @Test
  void a_fuller_export_adds_what_a_partial_one_did_not_have() throws Exception {
    assertThat(collect(301, 400).messages()).isEqualTo(100);
    CollectionResult fuller = collect(1, 450);
    assertThat(fuller.messages()).isEqualTo(450);
    assertThat(fuller.newMessages()).isEqualTo(350);
    assertThat(ids()).containsExactlyElementsOf(range(1, 450));
  }

  @Test
  void a_gap_between_exports_stays_open_until_one_fills_it() throws Exception {
    collect(1, 100);
    collect(300, 400);
    assertThat(ids()).hasSize(201);
    assertThat(coverage()).isEqualTo(Coverage.NONE.with(1, 100).with(300, 400));
    collect(200, 400);
    assertThat(ids()).hasSize(301);
    assertThat(collect(90, 310).newMessages()).isEqualTo(99);
    assertThat(ids()).containsExactlyElementsOf(range(1, 400));
    assertThat(coverage()).isEqualTo(Coverage.NONE.with(1, 400));
  }

  @Test
  void the_same_partial_export_again_adds_nothing() throws Exception {
    collect(150, 400);
    CollectionResult again = collect(150, 400);
    assertThat(again.newMessages()).isZero();
    assertThat(again.messages()).isEqualTo(251);
    assertThat(again.errors()).isZero();
  }

  @Test
  void only_the_simulator_knows_that_its_oldest_message_is_the_first() throws Exception {
    try (HistorySource files = TelegramExportSource.open(List.of(export(1, 2)));
        HistorySource simulator = new SimulatedTelegram(SimulatorOptions.parse(""))) {
      assertThat(files.info().wholeHistory()).isFalse();
      assertThat(simulator.info().wholeHistory()).isTrue();
    }
  }

  private CollectionResult collect(long first, long last) throws Exception {
    try (HistorySource source = TelegramExportSource.open(List.of(export(first, last)));
        ProgressRegistry registry = ProgressRegistry.builder().build()) {
      return new HistoryCollector(registry, source, store, CollectorOptions.forUser(1)).collect();
    }
  }

  private Path export(long first, long last) throws IOException {
    String messages =
        range(first, last).stream()
            .map("{\"id\":%d,\"type\":\"message\",\"date_unixtime\":\"1700000000\"}"::formatted)
            .collect(Collectors.joining(","));
    return Files.writeString(
        folder.resolve("export.json"),
        "{\"name\":\"News\",\"type\":\"public_channel\",\"id\":"
            + CHANNEL
            + ",\"messages\":["
            + messages
            + "]}");
  }

  private List<Long> ids() {
    return List.copyOf(store.messages(Channel.markedId(CHANNEL)).keySet());
  }

  private Coverage coverage() {
    return store.open(MessageStoreContract.channel(CHANNEL)).coverage();
  }

  private static List<Long> range(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
