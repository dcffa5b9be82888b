package io.github.progresstracker.mtproto;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.jdbc.Schema;
import io.github.progresstracker.jdbc.internal.Postgres;
import io.github.progresstracker.mtproto.internal.Texts;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * Messages in PostgreSQL, in the tables of {@link #schema()}. Page, dead letters, coverage and
 * counts are one transaction with the page's own durability: when {@link #store} returns, the page
 * survives whatever happens to this process.
 *
 * <p>Texts and {@code raw} are stored as the source gave them, but for characters that PostgreSQL
 * does not take (U+0000, unpaired surrogates), each of which becomes U+FFFD. A message that
 * PostgreSQL refuses for another reason becomes a dead letter; the rest of its page is stored.
 *
 * <pre>{@code
 * PostgresMessageStore.schema().migrate(dataSource);
 * MessageStore messages = new PostgresMessageStore(dataSource);
 * }</pre>
 */
public final class PostgresMessageStore implements MessageStore {

  private static final String UNDEFINED_TABLE = "42P01";
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private final Jdbi jdbi;

  /**
   * A store on a database whose schema is up to date; see {@link #schema()}.
   *
   * @param dataSource where to get connections
   */
  public PostgresMessageStore(DataSource dataSource) {
    this.jdbi = Postgres.jdbi(dataSource);
  }

  /**
   * The tables of this store and the view {@code mtproto_audit_log}. They stand on the tables of
   * {@link Schema#progress()}, which are to be migrated first.
   *
   * @return the schema, to be migrated or validated
   */
  public static Schema schema() {
    return Schema.of(
        "mtproto",
        PostgresMessageStore.class::getResourceAsStream,
        "/db/mtproto/V1__collection.sql",
        "/db/mtproto/V2__fences.sql",
        "/db/mtproto/V3__channel_progress.sql");
  }

  @Override
  public ChannelState open(Channel channel, long token) {
    return guarded(
        "open channel " + channel.title(),
        () -> jdbi.inTransaction(handle -> open(handle, channel, token)));
  }

  @Override
  public ChannelState store(Channel channel, Batch batch) {
    return guarded(
        "store " + batch.messages().size() + " messages of " + channel.title(),
        () -> jdbi.inTransaction(handle -> store(handle, channel.id(), batch)));
  }

  private static ChannelState open(Handle handle, Channel channel, long token) {
    return state(
        handle,
        channel.id(),
        token,
        handle
            .createQuery(MessageSql.OPEN_CHANNEL)
            .bind("channel_id", channel.id())
            .bind("title", Texts.storable(channel.title()))
            .bind("kind", channel.kind().name())
            .bind("top_id", channel.topId())
            .bind("token", token));
  }

  private static ChannelState store(Handle handle, long channelId, Batch batch) {
    long fence =
        handle
            .createQuery(MessageSql.LOCK_CHANNEL)
            .bind("channel_id", channelId)
            .mapTo(Long.class)
            .one();
    MessageStore.checkToken(channelId, batch.token(), fence);
    List<BrokenMessage> broken = new ArrayList<>(batch.broken());
    long stored = insert(handle, channelId, batch.messages(), broken);
    long deadLetters = broken.stream().mapToLong(one -> bury(handle, channelId, one)).sum();
    if (batch.covered() != null) {
      cover(handle, channelId, batch.covered());
    }
    Query counts =
        handle
            .createQuery(MessageSql.COUNT_STORED)
            .bind("channel_id", channelId)
            .bind("stored", stored)
            .bind("dead_letters", deadLetters)
            .bind("token", batch.token());
    return state(handle, channelId, batch.token(), counts);
  }

  /** Inserts all messages at once, or, if one of them is refused, one by one without those. */
  private static long insert(
      Handle handle, long channelId, List<Message> messages, List<BrokenMessage> refused) {
    try {
      return insertOrRollBack(handle, channelId, messages);
    } catch (JdbiException e) {
      if (!Postgres.isDataError(Postgres.sqlCause(e)) || messages.isEmpty()) {
        throw e;
      }
      if (messages.size() == 1) {
        refused.add(refused(messages.get(0), e));
        return 0;
      }
      return messages.stream()
          .mapToLong(message -> insert(handle, channelId, List.of(message), refused))
          .sum();
    }
  }

  private static long insertOrRollBack(Handle handle, long channelId, List<Message> messages) {
    handle.savepoint("messages");
    try {
      Update insert = handle.createUpdate(MessageSql.INSERT_MESSAGES).bind("channel_id", channelId);
      columns(messages).forEach((name, values) -> insert.bind(name, values));
      long inserted = insert.execute();
      handle.releaseSavepoint("messages");
      return inserted;
    } catch (JdbiException e) {
      handle.rollbackToSavepoint("messages");
      throw e;
    }
  }

  /** One array per column; what is not a number travels as text and is cast by the statement. */
  private static Map<String, Object[]> columns(List<Message> messages) {
    Map<String, Object[]> columns = new LinkedHashMap<>();
    columns.put("id", numbers(messages, Message::id));
    columns.put("kind", texts(messages, message -> message.kind().name()));
    columns.put("date", texts(messages, message -> text(message.date())));
    columns.put("edited", texts(messages, message -> text(message.edited())));
    columns.put("text", texts(messages, message -> Texts.storable(message.text())));
    columns.put("album_id", numbers(messages, Message::albumId));
    columns.put("reply_to", numbers(messages, Message::replyTo));
    columns.put("views", numbers(messages, Message::views));
    columns.put("forwards", numbers(messages, Message::forwards));
    columns.put("replies", numbers(messages, Message::replies));
    columns.put("reactions", texts(messages, PostgresMessageStore::reactions));
    columns.put("raw", texts(messages, message -> Texts.storableJson(message.raw())));
    return columns;
  }

  private static String reactions(Message message) {
    ObjectNode counts = JsonNodeFactory.instance.objectNode();
    message
        .reactions()
        .forEach(
            (reaction, count) ->
                counts.put(reaction.key(), counts.path(reaction.key()).asInt() + count));
    return Texts.storableJson(counts);
  }

  private static long bury(Handle handle, long channelId, BrokenMessage broken) {
    OptionalLong id = broken.id();
    String identity = (id.isPresent() ? id.getAsLong() : "") + "\n" + broken.excerpt();
    return handle
        .createUpdate(MessageSql.INSERT_DEAD_LETTER)
        .bind("channel_id", channelId)
        .bind("digest", UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)))
        .bind("message_id", id.isPresent() ? Long.valueOf(id.getAsLong()) : null)
        .bind("reason", Texts.storable(broken.reason()))
        .bind("excerpt", broken.excerpt())
        .execute();
  }

  private static void cover(Handle handle, long channelId, Coverage.Interval covered) {
    handle
        .createUpdate(MessageSql.COVER)
        .bind("channel_id", channelId)
        .bind("lo", covered.lo())
        .bind("hi", covered.hi())
        .execute();
  }

  /** Whoever opens a channel learns here whether a later holder has been before him. */
  private static ChannelState state(Handle handle, long channelId, long token, Query counts) {
    long[] found =
        counts
            .map((row, context) -> new long[] {row.getLong(1), row.getLong(2), row.getLong(3)})
            .one();
    MessageStore.checkToken(channelId, token, found[2]);
    List<Coverage.Interval> intervals =
        handle
            .createQuery(MessageSql.COVERAGE)
            .bind("channel_id", channelId)
            .map((row, context) -> new Coverage.Interval(row.getLong(1), row.getLong(2)))
            .list();
    return new ChannelState(found[0], found[1], Coverage.of(intervals));
  }

  private static BrokenMessage refused(Message message, JdbiException e) {
    return new BrokenMessage(
        OptionalLong.of(message.id()),
        "the database refused it: " + Postgres.oneLine(e),
        message.raw().toString());
  }

  private static <T> T guarded(String what, Supplier<T> work) {
    try {
      return work.get();
    } catch (JdbiException e) {
      SQLException sql = Postgres.sqlCause(e);
      throw new StoreException(
          "cannot " + what + ": " + Postgres.oneLine(e) + cure(Postgres.state(sql)),
          isTemporary(sql),
          e);
    }
  }

  /** Classes of SQLState: 40 is a transaction that lost against another, 55P03 a lock timeout. */
  private static boolean isTemporary(@Nullable SQLException failure) {
    String state = Postgres.state(failure);
    return state.startsWith("40")
        || state.equals("55P03")
        || (Postgres.isDatabaseAtFault(failure) && !state.equals(UNDEFINED_TABLE));
  }

  private static String cure(String state) {
    return switch (state) {
      case UNDEFINED_TABLE -> "; the schema is not there: migrate it first";
      case INSUFFICIENT_PRIVILEGE ->
          "; grant this user select, insert, update and delete on the collector's tables";
      default -> "";
    };
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static Object[] texts(
      List<Message> messages, Function<Message, @Nullable String> column) {
    return messages.stream().map(column).toArray(String[]::new);
  }

  private static Object[] numbers(
      List<Message> messages, Function<Message, @Nullable Long> column) {
    return messages.stream().map(column).toArray(Long[]::new);
  }
}
