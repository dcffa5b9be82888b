package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.Schema;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.jdbc.kit.Rows;
import io.github.progresstracker.job.LeaseLostException;
import io.github.progresstracker.mtproto.Coverage.Interval;
import io.github.progresstracker.mtproto.Message.Kind;
import io.github.progresstracker.mtproto.MessageStore.Batch;
import io.github.progresstracker.mtproto.MessageStore.ChannelState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rows of version 1 are in {@code golden/mtproto.V1.sql}, as its library wrote them. */
@DisplayName("A collector's database of version 1, with data")
class UpgradeTest {

  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  private static final Channel CHANNEL =
      new Channel(
          Channel.markedId(2_678_877_654L),
          "ABC LEGACY NEWS",
          Channel.Kind.BROADCAST,
          100,
          OptionalLong.of(90));

  @BeforeEach
  void upgrade() {
    POSTGRES.clear();
    Schema.progress().migrate(POSTGRES.dataSource());
    Schema.of("mtproto", UpgradeTest.class::getResourceAsStream, "/db/mtproto/V1__collection.sql")
        .migrate(POSTGRES.dataSource());
    Rows.insert(
        POSTGRES.dataSource(), UpgradeTest.class.getResourceAsStream("/golden/mtproto.V1.sql"));
    assertThat(PostgresMessageStore.schema().migrate(POSTGRES.dataSource())).isPositive();
    PostgresMessageStore.schema().validate(POSTGRES.dataSource());
  }

  private static MessageStore store() {
    return new PostgresMessageStore(POSTGRES.dataSource());
  }

  private static Batch page() {
    Map<Reaction, Integer> reactions = new LinkedHashMap<>();
    reactions.put(new Reaction.Emoji("👍"), 3);
    reactions.put(new Reaction.Paid(), 7);
    Message message =
        new Message(
            95,
            Kind.CONTENT,
            Instant.parse("2024-09-29T14:14:24Z"),
            Instant.parse("2024-09-29T15:00:00Z"),
            "Good evening",
            77L,
            41L,
            null,
            null,
            reactions,
            11_296L,
            740L,
            74L,
            JsonNodeFactory.instance.objectNode().put("id", 95));
    return new Batch(
        List.of(message),
        List.of(new BrokenMessage(OptionalLong.of(93), "a date in 1952", "{\"id\": 93}")),
        new Interval(90, 100));
  }

  @Test
  @DisplayName("has the rows that today's library writes")
  void sameRows() {
    List<String> tables = Rows.tables(POSTGRES.dataSource(), "mtproto_");
    List<List<String>> golden = new ArrayList<>();
    for (String table : tables) {
      golden.add(Rows.of(POSTGRES.dataSource(), table));
    }
    POSTGRES.clear();
    PostgresProgress.on(POSTGRES.dataSource()).migrate();
    PostgresMessageStore.schema().migrate(POSTGRES.dataSource());
    write();
    for (int i = 0; i < tables.size(); i++) {
      assertThat(Rows.of(POSTGRES.dataSource(), tables.get(i)))
          .as(tables.get(i))
          .isNotEmpty()
          .isEqualTo(golden.get(i));
    }
  }

  private static void write() {
    store().open(CHANNEL);
    store().store(CHANNEL, page());
  }

  @Test
  @DisplayName("has its messages, dead letters and coverage, and takes none of them twice")
  void collection() {
    ChannelState state = new ChannelState(1, 1, Coverage.NONE.with(90, 100));
    assertThat(store().open(CHANNEL)).isEqualTo(state);
    assertThat(store().store(CHANNEL, page())).isEqualTo(state);
  }

  @Test
  @DisplayName("can be fenced")
  void fences() {
    store().open(CHANNEL, 8);
    assertThatThrownBy(() -> store().open(CHANNEL, 7)).isInstanceOf(LeaseLostException.class);
  }

  @Test
  @DisplayName("shows its events under the documented names")
  void events() {
    List<String> events =
        Jdbi.create(POSTGRES.dataSource())
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select concat_ws(' ', user_id, channel_id, action,"
                                + " metadata ->> 'messages_current',"
                                + " metadata ->> 'session_current') from mtproto_audit_log")
                        .mapTo(String.class)
                        .list());
    assertThat(events)
        .containsExactly("844338517 1002678877654 collection_progress_detail 669240 134");
  }
}
