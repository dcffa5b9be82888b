package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.mtproto.Message.Kind;
import io.github.progresstracker.mtproto.MessageStore.Batch;
import io.github.progresstracker.mtproto.MessageStore.ChannelState;
import io.github.progresstracker.mtproto.MessageStore.StoreException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresMessageStoreTest extends MessageStoreContract {

  /** Longer than anything a log would keep whole. */
  private static final String LONG = "x".repeat(100_000);

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
    JsonNode raw =
        JsonNodeFactory.instance.objectNode().put("id", 42).put("text", "a\u0000b\ud800c" + LONG);
    Message message =
        new Message(
            42,
            Kind.CONTENT,
            Instant.parse("2024-09-29T14:14:24Z"),
            Instant.parse("2024-09-29T15:00:00Z"),
            "a\u0000b\ud800c" + LONG,
            77L,
            41L,
            null,
            null,
            reactions,
            11_296L,
            740L,
            74L,
            raw);
    ChannelState state = store.store(channel, new Batch(List.of(message), List.of(), at(42, 42)));
    assertThat(state.stored()).isEqualTo(1);
    assertThat(raw.path("text").asText()).as("the message itself").contains("\u0000");
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
        .containsEntry("text", "a\ufffdb\ufffdc" + LONG)
        .containsEntry("album_id", 77L)
        .containsEntry("reply_to", 41L)
        .containsEntry("views", 11_296L)
        .containsEntry("forwards", 740L)
        .containsEntry("replies", 74L)
        .containsEntry("raw", "a\ufffdb\ufffdc" + LONG);
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
    assertThat(store.store(channel, new Batch(page, List.of(), at(12, 14))))
        .isEqualTo(new ChannelState(2, 1, Coverage.NONE.with(12, 14)));
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
  void a_title_that_postgresql_does_not_take_is_cleaned() {
    Channel channel =
        new Channel(
            Channel.markedId(5), "a\u0000b\udc00", Channel.Kind.UNKNOWN, 1, OptionalLong.empty());
    assertThat(store().open(channel)).isEqualTo(new ChannelState(0, 0, Coverage.NONE));
    String title =
        jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery("select title from mtproto_channel")
                        .mapTo(String.class)
                        .one());
    assertThat(title).isEqualTo("a\ufffdb\ufffd");
  }

  @Test
  void a_failure_says_whether_trying_again_may_help_and_what_else_does() {
    Channel channel = channel(1_000_000_009L);
    jdbi().useHandle(handle -> handle.execute("create role nobody_yet login"));
    PGSimpleDataSource guest = new PGSimpleDataSource();
    guest.setUrl(POSTGRES.jdbcUrl());
    guest.setUser("nobody_yet");
    try {
      assertPermanent(new PostgresMessageStore(guest), channel, "grant this user select, insert");
    } finally {
      jdbi().useHandle(handle -> handle.execute("drop role nobody_yet"));
    }
    jdbi().useHandle(handle -> handle.execute("drop table mtproto_channel cascade"));
    assertPermanent(store(), channel, "the schema is not there: migrate it first");
    guest.setUrl("jdbc:postgresql://localhost:1/nobody-listens");
    assertThatThrownBy(() -> new PostgresMessageStore(guest).open(channel))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.temporary()).as(e.toString()).isTrue());
  }

  private static void assertPermanent(MessageStore store, Channel channel, String cure) {
    assertThatThrownBy(() -> store.open(channel))
        .hasMessageStartingWith("cannot open channel ")
        .hasMessageContaining(cure)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.temporary()).as(e.toString()).isFalse());
  }

  @Test
  void two_collectors_of_one_channel_count_each_message_once() throws InterruptedException {
    Channel channel = channel(1_000_000_009L);
    store().open(channel);
    CountDownLatch go = new CountDownLatch(1);
    Runnable collector =
        () -> {
          MessageStore store = store();
          awaitQuietly(go);
          for (long lo = 1; lo <= 200; lo += 10) {
            List<Message> page =
                java.util.stream.LongStream.rangeClosed(lo, lo + 9)
                    .mapToObj(MessageStoreContract::message)
                    .toList();
            store.store(channel, new Batch(page, List.of(), at(lo, lo + 9)));
          }
        };
    Thread first = new Thread(collector);
    Thread second = new Thread(collector);
    first.start();
    second.start();
    go.countDown();
    first.join();
    second.join();
    assertThat(ids(store(), channel.id())).hasSize(200);
    assertThat(store().open(channel))
        .isEqualTo(new ChannelState(200, 0, Coverage.NONE.with(1, 200)));
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
