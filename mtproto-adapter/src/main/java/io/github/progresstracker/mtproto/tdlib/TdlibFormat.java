package io.github.progresstracker.mtproto.tdlib;

import static io.github.progresstracker.mtproto.internal.Fields.editedOrNull;
import static io.github.progresstracker.mtproto.internal.Fields.instantOrNull;
import static io.github.progresstracker.mtproto.internal.Fields.longOrNull;
import static io.github.progresstracker.mtproto.internal.Fields.objectOrNull;
import static io.github.progresstracker.mtproto.internal.Fields.textOrNull;
import static io.github.progresstracker.mtproto.internal.Fields.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.progresstracker.mtproto.BrokenMessage;
import io.github.progresstracker.mtproto.Channel;
import io.github.progresstracker.mtproto.Forward;
import io.github.progresstracker.mtproto.Media;
import io.github.progresstracker.mtproto.Message;
import io.github.progresstracker.mtproto.Message.Kind;
import io.github.progresstracker.mtproto.Reaction;
import io.github.progresstracker.mtproto.internal.Fields;
import io.github.progresstracker.mtproto.internal.Texts;
import io.github.progresstracker.mtproto.internal.UnreadableMessageException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Messages as TDLib gives them: class {@code message} of {@code td_api.tl}. Numbers of 64 bits come
 * as text there, and what is null is left out.
 */
final class TdlibFormat {

  /** TDLib's ids are the server's, shifted; lower bits are for messages that are not there yet. */
  static final int ID_SHIFT = 20;

  private static final int EXCERPT = BrokenMessage.EXCERPT_LENGTH;

  private TdlibFormat() {}

  /** The server's id of a message, absent if it is not on the server. */
  static OptionalLong serverId(JsonNode message) {
    long id = message.path("id").asLong();
    long server = id >> ID_SHIFT;
    boolean real = server >= 1 && server <= Fields.MAX_MESSAGE_ID && server << ID_SHIFT == id;
    return real ? OptionalLong.of(server) : OptionalLong.empty();
  }

  /** TDLib's id for a server's. */
  static long localId(long serverId) {
    return serverId << ID_SHIFT;
  }

  static BrokenMessage broken(JsonNode message, OptionalLong id, String reason) {
    return new BrokenMessage(id, reason, Texts.excerpt(message.toString(), EXCERPT));
  }

  /**
   * Reads a message.
   *
   * @param id the server's id
   * @throws UnreadableMessageException if a field is not what it should be
   */
  static Message read(long id, JsonNode given) throws UnreadableMessageException {
    JsonNode message = Texts.storable(given);
    JsonNode content = objectOrNull(message, "content");
    String type = content == null ? "" : String.valueOf(textOrNull(content, "@type"));
    Kind kind = ContentTypes.kind(type);
    Instant date = instantOrNull(message, "date");
    if (content == null || kind == Kind.UNSUPPORTED) {
      return Message.bare(id, Kind.UNSUPPORTED, date, message);
    }
    JsonNode interaction = objectOrNull(message, "interaction_info");
    return new Message(
        id,
        kind,
        date,
        editedOrNull(message, "edit_date"),
        text(type, content),
        albumId(message),
        replyTo(message),
        forward(message),
        media(type, content),
        reactions(interaction),
        interaction == null ? null : longOrNull(interaction, "view_count"),
        interaction == null ? null : longOrNull(interaction, "forward_count"),
        replies(interaction),
        message);
  }

  private static String text(String type, JsonNode content) throws UnreadableMessageException {
    if (type.equals("messageAnimatedEmoji")) {
      String emoji = textOrNull(content, "emoji");
      return emoji == null ? "" : emoji;
    }
    JsonNode formatted = objectOrNull(content, type.equals("messageText") ? "text" : "caption");
    String text = formatted == null ? null : textOrNull(formatted, "text");
    return text == null ? "" : text;
  }

  /** A number of 64 bits, 0 for none. */
  private static @Nullable Long albumId(JsonNode message) throws UnreadableMessageException {
    JsonNode id = value(message, "media_album_id");
    try {
      long number = id == null ? 0 : Long.parseLong(id.asText());
      return number == 0 ? null : Long.valueOf(number);
    } catch (NumberFormatException e) {
      throw Fields.wrong(
          "media_album_id", "a whole number as text", message.path("media_album_id"));
    }
  }

  private static @Nullable Long replyTo(JsonNode message) throws UnreadableMessageException {
    JsonNode reply = objectOrNull(message, "reply_to");
    Long target = reply == null ? null : longOrNull(reply, "message_id");
    if (reply == null || target == null || target >> ID_SHIFT < 1) {
      return null;
    }
    long chat = reply.path("chat_id").asLong();
    boolean here = chat == 0 || chat == message.path("chat_id").asLong(chat);
    return here ? Long.valueOf(target >> ID_SHIFT) : null;
  }

  private static @Nullable Forward forward(JsonNode message) throws UnreadableMessageException {
    JsonNode info = objectOrNull(message, "forward_info");
    if (info == null) {
      return null;
    }
    JsonNode origin = info.path("origin");
    JsonNode name = value(origin, origin.has("sender_name") ? "sender_name" : "author_signature");
    return new Forward(
        name == null || name.asText().isEmpty() ? null : name.asText(),
        originId(origin),
        instantOrNull(info, "date"));
  }

  private static @Nullable String originId(JsonNode origin) {
    return switch (origin.path("@type").asText()) {
      case "messageOriginUser" -> "user" + origin.path("sender_user_id").asLong();
      case "messageOriginChat" -> chatName(origin.path("sender_chat_id").asLong());
      case "messageOriginChannel" -> chatName(origin.path("chat_id").asLong());
      default -> null;
    };
  }

  /** Channels and supergroups are numbered below -10^12, basic groups above. */
  private static String chatName(long chatId) {
    return -chatId > Channel.MARK ? "channel" + (-chatId - Channel.MARK) : "chat" + -chatId;
  }

  private static @Nullable Media media(String type, JsonNode content)
      throws UnreadableMessageException {
    String word = ContentTypes.media(type);
    if (word == null) {
      boolean page = type.equals("messageText") && value(content, "link_preview") != null;
      return page ? new Media("web_page", null, null, null) : null;
    }
    JsonNode object = content.path(inner(type));
    return new Media(
        word,
        textOrNull(object, "file_name"),
        textOrNull(object, "mime_type"),
        bytes(type, object));
  }

  /** The key under which a content has its file: messageVideoNote has a video_note. */
  private static String inner(String type) {
    return Texts.snakeCase(type.substring("message".length()));
  }

  private static @Nullable Long bytes(String type, JsonNode object) {
    JsonNode file =
        switch (type) {
          case "messagePhoto" -> {
            JsonNode sizes = object.path("sizes");
            yield sizes.path(sizes.size() - 1).path("photo");
          }
          case "messageVideoNote" -> object.path("video");
          case "messageVoiceNote" -> object.path("voice");
          default -> object.path(inner(type));
        };
    long size = Math.max(file.path("size").asLong(), file.path("expected_size").asLong());
    return size > 0 ? Long.valueOf(size) : null;
  }

  private static @Nullable Long replies(@Nullable JsonNode interaction)
      throws UnreadableMessageException {
    JsonNode info = interaction == null ? null : objectOrNull(interaction, "reply_info");
    return info == null ? null : longOrNull(info, "reply_count");
  }

  private static Map<Reaction, Integer> reactions(@Nullable JsonNode interaction)
      throws UnreadableMessageException {
    Map<Reaction, Integer> reactions = new LinkedHashMap<>();
    JsonNode all = interaction == null ? null : value(interaction, "reactions");
    if (interaction != null && all != null) {
      // Older libraries have the list itself here.
      JsonNode list = all.isArray() ? interaction : all;
      for (JsonNode one : Fields.items(list, "reactions")) {
        Fields.addReaction(reactions, reaction(one), Fields.count(one, "total_count"));
      }
    }
    return reactions;
  }

  private static Reaction reaction(JsonNode one) {
    JsonNode type = one.path("type");
    String name = type.path("@type").asText("");
    JsonNode emoji = value(type, "emoji");
    JsonNode custom = value(type, "custom_emoji_id");
    if (name.equals("reactionTypeEmoji") && emoji != null) {
      return new Reaction.Emoji(emoji.asText());
    }
    if (name.equals("reactionTypeCustomEmoji") && custom != null) {
      return new Reaction.CustomEmoji(custom.asText());
    }
    return name.equals("reactionTypePaid")
        ? new Reaction.Paid()
        : new Reaction.Unknown(name.isEmpty() ? "unnamed" : name);
  }
}
