package io.github.progresstracker.mtproto;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message of a channel, in the words all sources share; what has no word here is in {@link
 * #raw()}.
 *
 * <p>{@code null} means the source gives no value: a Telegram Desktop export, for instance, has no
 * views. No string of a message, {@link #raw()} included, holds U+0000 or an unpaired surrogate
 * when it comes from a source of this package, so all of it fits into PostgreSQL's {@code text} and
 * {@code jsonb}; each such character was replaced by U+FFFD.
 *
 * <pre>{@code
 * for (Message message : source.older(channel, Long.MAX_VALUE, 100).messages()) {
 *   Forward origin = message.forward();                         // null if it was written here
 *   Media media = message.media();                              // null if nothing is attached
 *   message.reactions().forEach((reaction, count) -> log.info("{}: {}", reaction.key(), count));
 * }
 * }</pre>
 *
 * @param id the server's message id, positive, unique in its channel
 * @param kind what sort of message it is
 * @param date when it was posted; null only where the source has no date
 * @param edited when it was last edited, null if never
 * @param text its text without formatting, empty if none
 * @param albumId the id that the messages of one album share, null outside albums
 * @param replyTo the id of the message it answers, if any
 * @param forward where it was forwarded from, null if it was written here
 * @param media what is attached, if anything
 * @param reactions how often each reaction was given, in the source's order; unmodifiable
 * @param views how often it was seen
 * @param forwards how often it was forwarded
 * @param replies how many comments it has
 * @param raw what the source said, complete; shared, so do not modify it
 */
public record Message(
    long id,
    Kind kind,
    @Nullable Instant date,
    @Nullable Instant edited,
    String text,
    @Nullable Long albumId,
    @Nullable Long replyTo,
    @Nullable Forward forward,
    @Nullable Media media,
    Map<Reaction, Integer> reactions,
    @Nullable Long views,
    @Nullable Long forwards,
    @Nullable Long replies,
    JsonNode raw) {

  /** The sorts of message. */
  public enum Kind {
    /** Something somebody posted. */
    CONTENT,
    /** A note of what happened to the channel: created, renamed, message pinned. */
    SERVICE,
    /** The place of a message that is gone; only its id is left. */
    EMPTY,
    /** A sort the source or this version has no word for; only id, date and raw are filled. */
    UNSUPPORTED
  }

  /**
   * Copies the reactions.
   *
   * @param id the message id
   * @param kind what sort of message it is
   * @param date when it was posted
   * @param edited when it was last edited
   * @param text its text
   * @param albumId the id of its album
   * @param replyTo the id of the message it answers
   * @param forward where it was forwarded from
   * @param media what is attached
   * @param reactions how often each reaction was given; copied
   * @param views how often it was seen
   * @param forwards how often it was forwarded
   * @param replies how many comments it has
   * @param raw what the source said; not copied
   */
  public Message {
    reactions = Collections.unmodifiableMap(new LinkedHashMap<>(reactions));
  }

  /**
   * A message of which nothing but the essentials is known.
   *
   * @param id the server's message id
   * @param kind what sort of message it is
   * @param date when it was posted, if known
   * @param raw what the source said
   * @return the message, without text and with nothing attached
   */
  public static Message bare(long id, Kind kind, @Nullable Instant date, JsonNode raw) {
    return new Message(
        id, kind, date, null, "", null, null, null, null, Map.of(), null, null, null, raw);
  }

  /** The same message under another id. */
  Message withId(long newId) {
    return new Message(
        newId, kind, date, edited, text, albumId, replyTo, forward, media, reactions, views,
        forwards, replies, raw);
  }
}
