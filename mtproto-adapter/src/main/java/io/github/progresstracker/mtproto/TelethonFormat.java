package io.github.progresstracker.mtproto;

import static io.github.progresstracker.mtproto.internal.Fields.instantOrNull;
import static io.github.progresstracker.mtproto.internal.Fields.items;
import static io.github.progresstracker.mtproto.internal.Fields.longOrNull;
import static io.github.progresstracker.mtproto.internal.Fields.objectOrNull;
import static io.github.progresstracker.mtproto.internal.Fields.textOrNull;
import static io.github.progresstracker.mtproto.internal.Fields.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.progresstracker.mtproto.internal.Fields;
import io.github.progresstracker.mtproto.internal.Texts;
import io.github.progresstracker.mtproto.internal.UnreadableMessageException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages as Telethon's {@code Message.to_dict()} gives them: the objects of Telegram's own
 * schema, each with its constructor name under {@code _}.
 */
final class TelethonFormat implements MessageFormat {

  @Override
  public Message read(long id, JsonNode message) throws UnreadableMessageException {
    Message.Kind kind = kind(message);
    if (kind == Message.Kind.UNSUPPORTED || kind == Message.Kind.EMPTY) {
      return Message.bare(id, kind, instantOrNull(message, "date"), message);
    }
    return new Message(
        id,
        kind,
        instantOrNull(message, "date"),
        Fields.editedOrNull(message, "edit_date"),
        text(message),
        longOrNull(message, "grouped_id"),
        replyTo(message),
        forward(message),
        media(message),
        reactions(message),
        longOrNull(message, "views"),
        longOrNull(message, "forwards"),
        replies(message),
        message);
  }

  /** The server id of the channel a message belongs to, 0 when it does not say. */
  static long channelId(JsonNode message) {
    JsonNode peer = value(message, "peer_id");
    // Old versions of Telethon call it to_id.
    JsonNode owner = peer != null ? peer : value(message, "to_id");
    JsonNode id = owner == null ? null : value(owner, "channel_id");
    return id != null && id.canConvertToLong() && Channel.isServerId(id.longValue())
        ? id.longValue()
        : 0;
  }

  private static Message.Kind kind(JsonNode message) throws UnreadableMessageException {
    String constructor = textOrNull(message, "_");
    if (constructor == null) {
      throw new UnreadableMessageException("the constructor name (key \"_\") is missing");
    }
    return switch (constructor) {
      case "Message" -> Message.Kind.CONTENT;
      case "MessageService" -> Message.Kind.SERVICE;
      case "MessageEmpty" -> Message.Kind.EMPTY;
      default -> Message.Kind.UNSUPPORTED;
    };
  }

  private static String text(JsonNode message) throws UnreadableMessageException {
    String text = textOrNull(message, "message");
    return text == null ? "" : text;
  }

  private static @Nullable Long replyTo(JsonNode message) throws UnreadableMessageException {
    JsonNode header = objectOrNull(message, "reply_to");
    return header == null
        ? longOrNull(message, "reply_to_msg_id")
        : longOrNull(header, "reply_to_msg_id");
  }

  private static @Nullable Long replies(JsonNode message) throws UnreadableMessageException {
    JsonNode replies = objectOrNull(message, "replies");
    return replies == null ? null : longOrNull(replies, "replies");
  }

  private static @Nullable Forward forward(JsonNode message) throws UnreadableMessageException {
    JsonNode header = objectOrNull(message, "fwd_from");
    if (header == null) {
      return null;
    }
    return new Forward(
        textOrNull(header, "from_name"),
        peer(objectOrNull(header, "from_id")),
        instantOrNull(header, "date"));
  }

  private static @Nullable String peer(@Nullable JsonNode peer) throws UnreadableMessageException {
    if (peer == null) {
      return null;
    }
    for (String sort : new String[] {"channel", "user", "chat"}) {
      Long id = longOrNull(peer, sort + "_id");
      if (id != null) {
        return sort + id;
      }
    }
    return null;
  }

  private static @Nullable Media media(JsonNode message) throws UnreadableMessageException {
    JsonNode media = objectOrNull(message, "media");
    String constructor = media == null ? null : textOrNull(media, "_");
    if (media == null || constructor == null || constructor.equals("MessageMediaEmpty")) {
      return null;
    }
    JsonNode document = objectOrNull(media, "document");
    return document == null
        ? new Media(mediaType(constructor), null, null, null)
        : document(document);
  }

  private static String mediaType(String constructor) {
    return switch (constructor) {
      case "MessageMediaPhoto" -> "photo";
      case "MessageMediaGeo", "MessageMediaGeoLive", "MessageMediaVenue" -> "location";
      case "MessageMediaDocument" -> "file";
      default -> Texts.snakeCase(constructor.replace("MessageMedia", ""));
    };
  }

  private static Media document(JsonNode document) throws UnreadableMessageException {
    String type = "file";
    String fileName = null;
    for (JsonNode attribute : items(document, "attributes")) {
      type = moreSpecific(type, documentType(attribute));
      String name = textOrNull(attribute, "file_name");
      fileName = name == null ? fileName : name;
    }
    return new Media(
        type, fileName, textOrNull(document, "mime_type"), longOrNull(document, "size"));
  }

  /** An animation is also a video, and an animated sticker is all three. */
  private static String moreSpecific(String one, String other) {
    return rank(one) >= rank(other) ? one : other;
  }

  private static int rank(String type) {
    return switch (type) {
      case "file" -> 0;
      case "sticker" -> 3;
      case "animation" -> 2;
      default -> 1;
    };
  }

  private static String documentType(JsonNode attribute) throws UnreadableMessageException {
    String constructor = textOrNull(attribute, "_");
    return switch (constructor == null ? "" : constructor) {
      case "DocumentAttributeVideo" ->
          attribute.path("round_message").asBoolean() ? "video_message" : "video_file";
      case "DocumentAttributeAudio" ->
          attribute.path("voice").asBoolean() ? "voice_message" : "audio_file";
      case "DocumentAttributeAnimated" -> "animation";
      case "DocumentAttributeSticker" -> "sticker";
      default -> "file";
    };
  }

  private static Map<Reaction, Integer> reactions(JsonNode message)
      throws UnreadableMessageException {
    Map<Reaction, Integer> reactions = new LinkedHashMap<>();
    JsonNode all = objectOrNull(message, "reactions");
    if (all != null) {
      for (JsonNode result : items(all, "results")) {
        Fields.addReaction(reactions, reaction(result), Fields.count(result, "count"));
      }
    }
    return reactions;
  }

  private static Reaction reaction(JsonNode result) {
    JsonNode reaction = result.path("reaction");
    if (reaction.isTextual()) {
      // Before custom emoji existed the schema had the emoji itself here.
      return new Reaction.Emoji(reaction.textValue());
    }
    String constructor = reaction.path("_").asText("");
    JsonNode emoticon = value(reaction, "emoticon");
    JsonNode document = value(reaction, "document_id");
    if (constructor.equals("ReactionEmoji") && emoticon != null) {
      return new Reaction.Emoji(emoticon.asText());
    }
    if (constructor.equals("ReactionCustomEmoji") && document != null) {
      return new Reaction.CustomEmoji(document.asText());
    }
    return constructor.equals("ReactionPaid")
        ? new Reaction.Paid()
        : new Reaction.Unknown(constructor.isEmpty() ? "unnamed" : constructor);
  }
}
