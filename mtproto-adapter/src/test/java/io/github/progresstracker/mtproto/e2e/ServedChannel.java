package io.github.progresstracker.mtproto.e2e;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** A channel of {@link ScriptedTelegram}: messages in the server's own form. Thread safe. */
final class ServedChannel {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String[] EMOJI = {"👍", "🔥", "❤"};

  private final long id;
  private final String userName;
  private final String title;
  private final NavigableMap<Integer, ObjectNode> messages = new TreeMap<>();
  private int top;
  private int announced;

  ServedChannel(long id, String userName, String title) {
    this.id = id;
    this.userName = userName;
    this.title = title;
  }

  /** Posts so many messages of which those exist that a predicate says. */
  synchronized ServedChannel post(int count, IntPredicate exists) {
    for (int i = 0; i < count; i++) {
      top++;
      if (exists.test(top)) {
        messages.put(top, message(top));
      }
    }
    return this;
  }

  synchronized void deleteBelow(int bound) {
    Integer id = messages.lowerKey(bound);
    if (id != null) {
      messages.remove(id);
    }
  }

  /** What is there now is no news; what is posted from now on is. */
  synchronized void announce() {
    announced = top;
  }

  /** The state of the channel: one more with each post (core.telegram.org/api/updates). */
  synchronized int pts() {
    return 1 + top - announced;
  }

  /** What has been posted since a state. */
  synchronized ArrayNode postedSince(int pts) {
    ArrayNode posted = JSON.arrayNode();
    messages
        .tailMap(announced + pts - 1, false)
        .values()
        .forEach(message -> posted.add(message.deepCopy()));
    return posted;
  }

  /** The ids that there are, newest first. */
  synchronized List<Long> ids() {
    return messages.descendingKeySet().stream().map(Integer::longValue).toList();
  }

  long id() {
    return id;
  }

  String title() {
    return title;
  }

  boolean isNamed(String name) {
    return userName.equals(name);
  }

  ObjectNode peer() {
    return JSON.objectNode().put("_", "peerChannel").put("channel_id", id);
  }

  ObjectNode json() {
    ObjectNode channel = JSON.objectNode().put("_", "channel").put("broadcast", true);
    channel.put("left", true).put("id", id).put("access_hash", 42).put("title", title);
    channel.put("username", userName).put("date", 1_600_000_000).put("participants_count", 1_000);
    channel.putObject("photo").put("_", "chatPhotoEmpty");
    return channel;
  }

  synchronized ObjectNode dialog() {
    ObjectNode dialog = JSON.objectNode().put("_", "dialog");
    dialog.put("top_message", messages.lastKey()).put("read_inbox_max_id", messages.lastKey());
    dialog.put("pts", pts()).set("peer", peer());
    dialog.putObject("notify_settings").put("_", "peerNotifySettings");
    return dialog;
  }

  synchronized ObjectNode newest() {
    return messages.lastEntry().getValue().deepCopy();
  }

  synchronized int count() {
    return messages.size();
  }

  /** As messages.getHistory: below an id (0 for the newest), moved by an offset. */
  synchronized ArrayNode history(int offsetId, int addOffset, int limit) {
    List<Map.Entry<Integer, ObjectNode>> all = new ArrayList<>();
    if (addOffset < 0) {
      Iterator<Map.Entry<Integer, ObjectNode>> newer =
          messages
              .tailMap(offsetId == 0 ? Integer.MAX_VALUE : offsetId, true)
              .entrySet()
              .iterator();
      for (int i = addOffset; i < 0 && newer.hasNext(); i++) {
        all.add(0, newer.next());
      }
    }
    Iterator<Map.Entry<Integer, ObjectNode>> older =
        (offsetId == 0 ? messages : messages.headMap(offsetId, false))
            .descendingMap()
            .entrySet()
            .iterator();
    for (int skip = addOffset; skip > 0 && older.hasNext(); skip--) {
      older.next();
    }
    while (all.size() < limit && older.hasNext()) {
      all.add(older.next());
    }
    ArrayNode page = JSON.arrayNode();
    all.stream().limit(limit).forEach(entry -> page.add(entry.getValue().deepCopy()));
    return page;
  }

  private ObjectNode message(int messageId) {
    ObjectNode message = JSON.objectNode();
    if (messageId == 1) {
      message.put("_", "messageService").put("post", true);
      message.putObject("action").put("_", "messageActionChannelCreate").put("title", title);
    } else {
      message.put("_", "message").put("post", true).put("message", "post " + messageId + " 😀");
      message.put("views", messageId % 5_000).put("forwards", messageId % 7);
    }
    message.put("id", messageId).put("date", 1_600_000_000 + messageId * 60);
    message.set("peer_id", peer());
    if (messageId % 5 == 0) {
      message.set("reactions", reactions(messageId));
    }
    return message;
  }

  private static ObjectNode reactions(int messageId) {
    ObjectNode reactions = JSON.objectNode().put("_", "messageReactions");
    ArrayNode results = reactions.putArray("results");
    ObjectNode plain =
        results.addObject().put("_", "reactionCount").put("count", 1 + messageId % 7);
    plain.putObject("reaction").put("_", "reactionEmoji").put("emoticon", EMOJI[messageId % 3]);
    ObjectNode custom = results.addObject().put("_", "reactionCount").put("count", 2);
    custom
        .putObject("reaction")
        .put("_", "reactionCustomEmoji")
        .put("document_id", 5_368_324_170_671_202_286L);
    return reactions;
  }
}
