package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.mtproto.Message.Kind;
import io.github.progresstracker.mtproto.MessageStore.Batch;
import io.github.progresstracker.mtproto.MessageStore.Stored;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresMessageStoreTest extends MessageStoreContract {

  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  @BeforeEach
  void migrate() {
    POSTGRES.clear();
    PostgresProgress.on(POSTGRES.dataSource()).migrate();
    PostgresMessageStore.schema().migrate(POSTGRES.dataSource());
  }

  @Override
  MessageStore store() {
    return new PostgresMessageStore(POSTGRES.dataSource());
  }

  @Override
  Set<Long> ids(MessageStore store, long channelId) {
    List<Long> ids =
        jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery("select id from mtproto_message where channel_id = ?")
                        .bind(0, channelId)
                        .mapTo(Long.class)
                        .list());
    return new TreeSet<>(ids);
  }

  @Test
  void every_column_comes_back_as_it_went_in() {
    Channel channel = channel(1_000_000_009L);
    MessageStore store = store();
    store.open(channel);
    Map<Reaction, Integer> reactions = new LinkedHashMap<>();
    reactions.put(new Reaction.Emoji("👍"), 3);
    reactions.put(new Reaction.CustomEmoji("5368324170671202286"), 1);
    reactions.put(new Reaction.Paid(), 7);
    reactions.put(new Reaction.Unknown("reactionTypeHologram"), 2);
    JsonNode raw = JsonNodeFactory.instance.objectNode().put("id", 42).put("text", "a\u0000b");
    Message message =
        new Message(
            42,
            Kind.CONTENT,
            Instant.parse("2024-09-29T14:14:24Z"),
            Instant.parse("2024-09-29T15:00:00Z"),
            "a\u0000b",
            77L,
            41L,
            null,
            null,
            reactions,
            11_296L,
            740L,
            74L,
            raw);
    Stored stored = store.store(channel, new Batch(List.of(message), List.of(), at(42, 42)));
    assertThat(stored.inserted()).isEqualTo(1);
    Map<String, Object> row =
        jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select kind, date::text, edited::text, text, album_id, reply_to,"
                                + " views, forwards, replies, reactions::text as reactions,"
                                + " raw->>'text' as raw from mtproto_message")
                        .mapToMap()
                        .one());
    assertThat(row)
        .containsEntry("kind", "CONTENT")
        .containsEntry("date", "2024-09-29 07:14:24-07")
        .containsEntry("edited", "2024-09-29 08:00:00-07")
        .containsEntry("text", "a␀b")
        .containsEntry("album_id", 77L)
        .containsEntry("reply_to", 41L)
        .containsEntry("views", 11_296L)
        .containsEntry("forwards", 740L)
        .containsEntry("replies", 74L)
        .containsEntry("raw", "a␀b");
    assertThat(String.valueOf(row.get("reactions")))
        .contains("\"👍\": 3", "\"custom:5368324170671202286\": 1", "\"paid\": 7");
  }

  @Test
  void a_message_the_database_refuses_is_a_dead_letter_and_the_rest_is_stored() {
    Channel channel = channel(1_000_000_009L);
    MessageStore store = store();
    store.open(channel);
    jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "alter table mtproto_message add constraint no_13 check (id <> 13)"));
    List<Message> page = List.of(message(14), message(13), message(12));
    Stored stored = store.store(channel, new Batch(page, List.of(), at(12, 14)));
    assertThat(stored.inserted()).isEqualTo(2);
    assertThat(stored.deadLettered()).isEqualTo(1);
    assertThat(ids(store, channel.id())).containsExactly(12L, 14L);
    String reason =
        jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery("select reason from mtproto_dead_letter")
                        .mapTo(String.class)
                        .one());
    assertThat(reason).contains("no_13");
  }

  @Test
  void two_collectors_of_one_channel_count_each_message_once() throws InterruptedException {
    Channel channel = channel(1_000_000_009L);
    store().open(channel);
    CountDownLatch go = new CountDownLatch(1);
    AtomicLong inserted = new AtomicLong();
    Runnable collector =
        () -> {
          MessageStore store = store();
          awaitQuietly(go);
          for (long lo = 1; lo <= 200; lo += 10) {
            List<Message> page =
                java.util.stream.LongStream.rangeClosed(lo, lo + 9)
                    .mapToObj(MessageStoreContract::message)
                    .toList();
            inserted.addAndGet(
                store.store(channel, new Batch(page, List.of(), at(lo, lo + 9))).inserted());
          }
        };
    Thread first = new Thread(collector);
    Thread second = new Thread(collector);
    first.start();
    second.start();
    go.countDown();
    first.join();
    second.join();
    assertThat(inserted).hasValue(200);
    assertThat(store().open(channel))
        .isEqualTo(new MessageStore.ChannelState(200, 0, Coverage.NONE.with(1, 200)));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Jdbi jdbi() {
    return Jdbi.create(POSTGRES.dataSource());
  }
}
