package io.github.progresstracker.mtproto;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.progresstracker.mtproto.internal.Fields;
import io.github.progresstracker.mtproto.internal.Texts;
import io.github.progresstracker.mtproto.internal.UnreadableMessageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an export once from front to back and notes where each message is.
 *
 * <p>The pass holds one message at a time, never the file: a message becomes a tree, the tree is
 * tried with the format's reader (that is what makes the count of readable messages exact), and
 * only id, offset and length stay. So the heap needed is 20 bytes a message plus the largest single
 * message, whatever the file's size.
 *
 * <p>Two families of files are told apart by their first token and key. A Telethon dump is an array
 * of messages, or a sequence of them (JSON lines), each beginning with its constructor name {@code
 * _}; all belong to one channel, which most of them name. A Desktop export is an object: a chat, or
 * an account with lists of chats. Chats that are neither channel nor supergroup are left out: their
 * message ids are counted per account and their chat ids may equal a channel's.
 */
final class ExportIndexer {

  private static final Logger log = LoggerFactory.getLogger(ExportIndexer.class);

  private static final Set<String> NOT_CHANNELS =
      Set.of(
          "saved_messages",
          "replies",
          "verification_codes",
          "personal_chat",
          "bot_chat",
          "private_group");

  private static final MessageFormat DESKTOP = new DesktopFormat();
  private static final MessageFormat TELETHON = new TelethonFormat();
  private static final int SHOWN_KEYS = 6;

  private final ExportFile file;
  private final JsonParser parser;
  private final boolean lines;
  private final List<ExportChannel> channels = new ArrayList<>();
  private final Set<String> leftOut = new TreeSet<>();
  private int leftOutCount;

  private ExportIndexer(ExportFile file, JsonParser parser, boolean lines) {
    this.file = file;
    this.parser = parser;
    this.lines = lines;
  }

  /** The channels of a file. */
  static List<ExportChannel> index(ExportFile file) throws SourceException {
    try (JsonParser parser = ExportJson.parser(file.stream())) {
      return new ExportIndexer(file, parser, startsWithTelethonObject(file)).index();
    } catch (JsonProcessingException e) {
      throw ExportErrors.damaged(file.name(), e);
    } catch (IOException e) {
      throw ExportErrors.unreadable(file.name(), e);
    }
  }

  private List<ExportChannel> index() throws IOException, SourceException {
    JsonToken root = firstToken();
    if (root == JsonToken.START_ARRAY) {
      parser.nextToken();
      telethon(JsonToken.END_ARRAY);
    } else if (root == JsonToken.START_OBJECT && lines) {
      telethon(null);
    } else if (root == JsonToken.START_OBJECT) {
      desktop();
    } else {
      throw ExportErrors.noExport(file.name(), Fields.describe(ExportJson.read(parser)));
    }
    if (parser.nextToken() != null) {
      throw ExportErrors.moreFollows(file.name(), parser.currentTokenLocation());
    }
    return channels;
  }

  private JsonToken firstToken() throws IOException, SourceException {
    try {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw ExportErrors.empty(file.name());
      }
      return first;
    } catch (JsonProcessingException e) {
      throw ExportErrors.notJson(file.name(), e);
    }
  }

  /** Whether the file begins with a Telethon object, which makes it a file of JSON lines. */
  private static boolean startsWithTelethonObject(ExportFile file) throws IOException {
    try (JsonParser start = ExportJson.parser(file.stream())) {
      return start.nextToken() == JsonToken.START_OBJECT && "_".equals(start.nextFieldName());
    } catch (JsonProcessingException e) {
      // The pass over the whole file meets it again and says so.
      return false;
    }
  }

  // --- Telethon ---

  private void telethon(@Nullable JsonToken end) throws IOException, SourceException {
    MessageIndex index = new MessageIndex();
    long serverId = 0;
    int elements = 0;
    Channel.Kind kind = Channel.Kind.UNKNOWN;
    for (; parser.currentToken() != end; parser.nextToken()) {
      JsonNode message = element(index, TELETHON);
      long named = TelethonFormat.channelId(message);
      if (named != 0 && serverId != 0 && named != serverId) {
        throw ExportErrors.twoChannels(file.name(), serverId, named);
      }
      serverId = Math.max(serverId, named);
      kind = message.path("post").asBoolean() ? Channel.Kind.BROADCAST : kind;
      elements++;
    }
    if (serverId == 0) {
      throw ExportErrors.noExport(
          file.name(),
          elements == 0
              ? "an empty list"
              : "a list of "
                  + elements
                  + ", none of which names its channel"
                  + " (peer_id.channel_id)");
    }
    addChannel(serverId, baseName(), kind, TELETHON, index);
  }

  private String baseName() {
    Path path = Path.of(file.name()).getFileName();
    String name = path == null ? file.name() : path.toString();
    String base = name.replaceFirst("(?i)(\\.(json|jsonl|ndjson|gz))+$", "");
    return base.isEmpty() ? name : base;
  }

  // --- Telegram Desktop ---

  private void desktop() throws IOException, SourceException {
    List<String> keys = new ArrayList<>();
    Chat chat = new Chat();
    boolean hasLists = false;
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      keys.add(key);
      parser.nextToken();
      if (key.equals("chats") || key.equals("left_chats")) {
        hasLists |= chatLists();
      } else {
        chat.read(key);
      }
    }
    if (chat.hasMessages) {
      chat.finish();
    } else if (!hasLists) {
      throw ExportErrors.noExport(file.name(), keysFound(keys));
    }
    if (channels.isEmpty()) {
      throw ExportErrors.noChannel(file.name(), leftOutFound());
    }
    if (leftOutCount > 0) {
      log.info("{}: left out {}; only channels are collected", file.name(), leftOutFound());
    }
  }

  /** The list inside "chats"; whether there was one. */
  private boolean chatLists() throws IOException, SourceException {
    boolean found = false;
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return false;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean list = parser.currentName().equals("list");
      if (parser.nextToken() == JsonToken.START_ARRAY && list) {
        found = true;
        chats();
      } else {
        parser.skipChildren();
      }
    }
    return found;
  }

  private void chats() throws IOException, SourceException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        Chat chat = new Chat();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
          parser.nextToken();
          chat.read(key);
        }
        chat.finish();
      } else {
        parser.skipChildren();
      }
    }
  }

  private static String keysFound(List<String> keys) {
    if (keys.isEmpty()) {
      return "an empty object";
    }
    String some =
        Texts.excerpt(String.join(", ", keys.subList(0, Math.min(SHOWN_KEYS, keys.size()))), 100);
    return "an object with the keys " + some + (keys.size() > SHOWN_KEYS ? ", …" : "");
  }

  private String leftOutFound() {
    return leftOutCount == 0
        ? "no chat at all"
        : leftOutCount + " other chats (" + String.join(", ", leftOut) + ")";
  }

  // --- both ---

  private JsonNode element(MessageIndex index, MessageFormat format) throws IOException {
    long start = parser.currentTokenLocation().getByteOffset();
    JsonNode node = ExportJson.read(parser);
    int length = Math.toIntExact(parser.currentLocation().getByteOffset() - start);
    OptionalLong id = Fields.messageId(node);
    if (id.isPresent()) {
      index.add(id.getAsLong(), start, length, isReadable(format, id.getAsLong(), node));
    } else {
      index.addWithoutId(start, length);
    }
    return node;
  }

  private static boolean isReadable(MessageFormat format, long id, JsonNode node) {
    try {
      format.read(id, node);
      return true;
    } catch (UnreadableMessageException e) {
      return false;
    }
  }

  private void addChannel(
      long serverId, String title, Channel.Kind kind, MessageFormat format, MessageIndex index)
      throws SourceException {
    index.seal();
    if (index.untied() > 0) {
      throw ExportErrors.noMessageIds(file.name(), title, index.untied());
    }
    if (index.duplicates() > 0) {
      log.warn(
          "{}: {} messages of {} are there more than once; the first of each is taken",
          file.name(),
          index.duplicates(),
          title);
    }
    long topId = index.size() == 0 ? 0 : index.id(index.size() - 1);
    Channel channel =
        new Channel(
            Channel.markedId(serverId), title, kind, topId, OptionalLong.of(index.readable()));
    channels.add(new ExportChannel(channel, file, format, index));
  }

  /** What is gathered about one chat of a Desktop export; keys may come in any order. */
  private final class Chat {
    private final MessageIndex index = new MessageIndex();
    private @Nullable String name;
    private @Nullable String type;
    private long serverId;
    private boolean hasMessages;

    void read(String key) throws IOException {
      JsonToken token = parser.currentToken();
      if (key.equals("messages") && token == JsonToken.START_ARRAY) {
        hasMessages = true;
        messages();
      } else if (key.equals("name") && token == JsonToken.VALUE_STRING) {
        name = Texts.storable(parser.getText());
      } else if (key.equals("type") && token == JsonToken.VALUE_STRING) {
        type = parser.getText();
      } else if (key.equals("id") && token == JsonToken.VALUE_NUMBER_INT) {
        JsonNode id = ExportJson.read(parser);
        serverId = id.canConvertToLong() ? id.longValue() : 0;
      } else {
        parser.skipChildren();
      }
    }

    void finish() throws SourceException {
      if (isLeftOut()) {
        leftOut.add(String.valueOf(type));
        leftOutCount++;
        return;
      }
      if (!Channel.isServerId(serverId)) {
        throw ExportErrors.noChannelId(file.name(), title());
      }
      addChannel(serverId, title(), kind(), DESKTOP, index);
    }

    private void messages() throws IOException {
      if (isLeftOut()) {
        parser.skipChildren();
        return;
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        element(index, DESKTOP);
      }
    }

    private boolean isLeftOut() {
      return type != null && NOT_CHANNELS.contains(type);
    }

    private String title() {
      return name == null || name.isBlank()
          ? String.format(Locale.ROOT, "channel %d", serverId)
          : name;
    }

    private Channel.Kind kind() {
      return switch (type == null ? "" : type) {
        case "public_channel", "private_channel" -> Channel.Kind.BROADCAST;
        case "public_supergroup", "private_supergroup" -> Channel.Kind.SUPERGROUP;
        default -> Channel.Kind.UNKNOWN;
      };
    }
  }
}
