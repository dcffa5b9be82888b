package io.github.progresstracker.mtproto;

import static io.github.progresstracker.mtproto.internal.Fields.editedOrNull;
import static io.github.progresstracker.mtproto.internal.Fields.instantOrNull;
import static io.github.progresstracker.mtproto.internal.Fields.items;
import static io.github.progresstracker.mtproto.internal.Fields.longOrNull;
import static io.github.progresstracker.mtproto.internal.Fields.textOrNull;
import static io.github.progresstracker.mtproto.internal.Fields.value;
import static io.github.progresstracker.mtproto.internal.Fields.wrong;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.progresstracker.mtproto.internal.Fields;
import io.github.progresstracker.mtproto.internal.UnreadableMessageException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages as Telegram Desktop's "Export chat history" writes them (Machine-readable JSON). Absent
 * means false or none; views, forwards and album ids are not exported; the text is a string or a
 * list of strings and formatted pieces.
 */
final class DesktopFormat implements MessageFormat {

  /** Keys whose mere presence tells the sort of attachment, with the word for it. */
  private static final Map<String, String> MEDIA_BY_KEY = mediaByKey();

  @Override
  public Message read(long id, JsonNode message) throws UnreadableMessageException {
    Message.Kind kind = kind(message);
    if (kind == Message.Kind.UNSUPPORTED) {
      return Message.bare(id, kind, date(message), message);
    }
    return new Message(
        id,
        kind,
        date(message),
        edited(message),
        text(message),
        null,
        longOrNull(message, "reply_to_message_id"),
        forward(message),
        media(message),
        reactions(message),
        null,
        null,
        null,
        message);
  }

  private static Message.Kind kind(JsonNode message) throws UnreadableMessageException {
    String type = textOrNull(message, "type");
    if (type == null) {
      throw new UnreadableMessageException("type is missing");
    }
    return switch (type) {
      case "message" -> Message.Kind.CONTENT;
      case "service" -> Message.Kind.SERVICE;
      default -> Message.Kind.UNSUPPORTED;
    };
  }

  /** Old exports have the local date only, without its zone; it is taken as UTC. */
  private static @Nullable Instant date(JsonNode message) throws UnreadableMessageException {
    Instant exact = instantOrNull(message, "date_unixtime");
    return exact != null ? exact : instantOrNull(message, "date");
  }

  private static @Nullable Instant edited(JsonNode message) throws UnreadableMessageException {
    String key = value(message, "edited_unixtime") != null ? "edited_unixtime" : "edited";
    return editedOrNull(message, key);
  }

  private static String text(JsonNode message) throws UnreadableMessageException {
    JsonNode text = value(message, "text");
    if (text == null) {
      return "";
    }
    if (text.isTextual()) {
      return text.textValue();
    }
    if (!text.isArray()) {
      throw wrong("text", "text or a list of pieces", text);
    }
    return join(text);
  }

  private static String join(JsonNode pieces) throws UnreadableMessageException {
    StringBuilder whole = new StringBuilder();
    for (JsonNode piece : pieces) {
      String text = piece.isTextual() ? piece.textValue() : textOrNull(piece, "text");
      if (text == null) {
        throw wrong("a piece of text", "text or an object with a text", piece);
      }
      whole.append(text);
    }
    return whole.toString();
  }

  /** A hidden origin is written as null: the key alone says that the message was forwarded. */
  private static @Nullable Forward forward(JsonNode message) throws UnreadableMessageException {
    if (!message.has("forwarded_from") && !message.has("forwarded_from_id")) {
      return null;
    }
    return new Forward(
        textOrNull(message, "forwarded_from"), textOrNull(message, "forwarded_from_id"), null);
  }

  private static @Nullable Media media(JsonNode message) throws UnreadableMessageException {
    String type = mediaType(message);
    if (type == null) {
      return null;
    }
    String size = message.has("photo") ? "photo_file_size" : "file_size";
    return new Media(
        type,
        textOrNull(message, "file_name"),
        textOrNull(message, "mime_type"),
        longOrNull(message, size));
  }

  private static @Nullable String mediaType(JsonNode message) throws UnreadableMessageException {
    String type = textOrNull(message, "media_type");
    if (type != null) {
      return type;
    }
    for (Map.Entry<String, String> entry : MEDIA_BY_KEY.entrySet()) {
      if (value(message, entry.getKey()) != null) {
        return entry.getValue();
      }
    }
    return null;
  }

  private static Map<Reaction, Integer> reactions(JsonNode message)
      throws UnreadableMessageException {
    Map<Reaction, Integer> reactions = new LinkedHashMap<>();
    for (JsonNode entry : items(message, "reactions")) {
      Fields.addReaction(reactions, reaction(entry), Fields.count(entry, "count"));
    }
    return reactions;
  }

  private static Reaction reaction(JsonNode entry) throws UnreadableMessageException {
    String type = textOrNull(entry, "type");
    if (type == null) {
      throw new UnreadableMessageException("a reaction has no type");
    }
    JsonNode emoji = value(entry, "emoji");
    JsonNode document = value(entry, "document_id");
    return switch (type) {
      case "emoji" -> emoji == null ? new Reaction.Unknown(type) : emoji(emoji);
      case "custom_emoji" -> document == null ? new Reaction.Unknown(type) : custom(document);
      case "paid" -> new Reaction.Paid();
      default -> new Reaction.Unknown(type);
    };
  }

  private static Reaction emoji(JsonNode emoji) {
    return new Reaction.Emoji(emoji.asText());
  }

  private static Reaction custom(JsonNode documentId) {
    return new Reaction.CustomEmoji(documentId.asText());
  }

  private static Map<String, String> mediaByKey() {
    Map<String, String> media = new LinkedHashMap<>();
    media.put("photo", "photo");
    media.put("poll", "poll");
    media.put("location_information", "location");
    media.put("contact_information", "contact");
    for (String key : List.of("todo_list", "giveaway_information", "invoice_information")) {
      media.put(key, key.replace("_information", ""));
    }
    media.put("file", "file");
    return media;
  }
}
