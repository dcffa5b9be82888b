package io.github.progresstracker.mtproto.kit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A channel, a supergroup or a basic group of {@link FakeTdJson}, with its messages. Ids of
 * messages are the server's here; TDLib's are those shifted left by 20 (td/telegram/MessageId.h).
 */
public final class FakeChat {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final long MARK = 1_000_000_000_000L;
  private static final int FIRST_DATE = 1_600_000_000;
  private static final int ID_SHIFT = 20;

  private final long serverId;
  private final String title;
  private final @Nullable String userName;
  private final NavigableMap<Long, ObjectNode> messages = new TreeMap<>();
  private final boolean basicGroup;
  private long upgradedTo;
  private long top;
  private boolean known;

  FakeChat(long serverId, String title, @Nullable String userName, boolean basicGroup) {
    this.serverId = serverId;
    this.title = title;
    this.userName = userName;
    this.basicGroup = basicGroup;
  }

  /** Posts so many messages of ordinary kinds on top. */
  public synchronized FakeChat post(int count) {
    for (int i = 0; i < count; i++) {
      long id = ++top;
      ObjectNode message = post(ordinary(id));
      if (id % 4 == 0) {
        message.set("interaction_info", interaction(id));
      }
    }
    return this;
  }

  /** Posts a message of any content. */
  public synchronized FakeChat post(String contentType) {
    top++;
    post(JSON.objectNode().put("@type", contentType));
    return this;
  }

  /** Posts a message with fields of one's own beside id, chat and date. */
  public synchronized FakeChat post(ObjectNode content, ObjectNode more) {
    top++;
    post(content).setAll(more);
    return this;
  }

  private ObjectNode post(ObjectNode content) {
    ObjectNode message = JSON.objectNode().put("@type", "message");
    message.put("id", top << ID_SHIFT).put("chat_id", chatId());
    message.put("date", FIRST_DATE + top * 60).put("is_channel_post", true);
    message.set("content", content);
    messages.put(top, message);
    return message;
  }

  /** Deletes messages; their ids stay used. */
  public synchronized FakeChat delete(long... ids) {
    for (long id : ids) {
      messages.remove(id);
    }
    return this;
  }

  /**
   * Makes a supergroup of this basic group, whose ids begin at 1 again ({@code
   * messageChatUpgradeTo}, {@code basicGroup.upgraded_to_supergroup_id}).
   */
  public synchronized void migrate(FakeChat supergroup) {
    upgradedTo = supergroup.serverId;
    top++;
    post(
        JSON.objectNode()
            .put("@type", "messageChatUpgradeTo")
            .put("supergroup_id", supergroup.serverId));
  }

  /** The ids that have a message, newest first. */
  public synchronized List<Long> ids() {
    return new ArrayList<>(messages.descendingKeySet());
  }

  /** The chat's id in TDLib: DialogId.h. */
  public long chatId() {
    return basicGroup ? -serverId : -MARK - serverId;
  }

  /** The server's id. */
  public long serverId() {
    return serverId;
  }

  /** The title. */
  public String title() {
    return title;
  }

  boolean isNamed(String name) {
    return name.equals(userName);
  }

  /** Whether the client has heard of the chat; one that it has not heard of is "not found". */
  synchronized boolean isKnown() {
    return known;
  }

  synchronized void makeKnown() {
    known = true;
  }

  synchronized long upgradedTo() {
    return upgradedTo;
  }

  /** {@code chat} of td_api.tl, as far as it matters. */
  synchronized ObjectNode json() {
    ObjectNode chat = JSON.objectNode().put("@type", "chat").put("id", chatId());
    ObjectNode type = chat.put("title", title).putObject("type");
    if (basicGroup) {
      type.put("@type", "chatTypeBasicGroup").put("basic_group_id", serverId);
    } else {
      type.put("@type", "chatTypeSupergroup").put("supergroup_id", serverId);
      type.put("is_channel", true);
    }
    if (!messages.isEmpty()) {
      chat.set("last_message", messages.lastEntry().getValue().deepCopy());
    }
    return chat;
  }

  /** At most {@code size} messages below an id, newest first; 0 is the newest. */
  synchronized ArrayNode page(long belowId, int size) {
    NavigableMap<Long, ObjectNode> older =
        belowId == 0 ? messages : messages.headMap(belowId, false);
    ArrayNode page = JSON.arrayNode();
    for (ObjectNode message : older.descendingMap().values()) {
      if (page.size() == size) {
        break;
      }
      page.add(message.deepCopy());
    }
    return page;
  }

  private static ObjectNode ordinary(long id) {
    ObjectNode content = JSON.objectNode();
    if (id == 1) {
      return content.put("@type", "messageSupergroupChatCreate").put("title", "created");
    }
    if (id % 9 == 0) {
      content.put("@type", "messagePhoto").putObject("caption").put("text", "photo " + id);
      return content;
    }
    content.put("@type", "messageText").putObject("text").put("text", "post " + id + " 😀");
    return content;
  }

  private static ObjectNode interaction(long id) {
    ObjectNode info = JSON.objectNode().put("@type", "messageInteractionInfo");
    info.put("view_count", 100 + id).put("forward_count", id % 5);
    ArrayNode all = info.putObject("reactions").putArray("reactions");
    reaction(all, "reactionTypeEmoji", "emoji", id % 8 == 0 ? "👍" : "🔥", 1 + id % 7);
    if (id % 12 == 0) {
      reaction(all, "reactionTypeCustomEmoji", "custom_emoji_id", "5368324170671202286", 2);
    }
    return info;
  }

  private static void reaction(ArrayNode all, String type, String key, String value, long count) {
    ObjectNode reaction = all.addObject().put("total_count", count);
    reaction.putObject("type").put("@type", type).put(key, value);
  }
}
