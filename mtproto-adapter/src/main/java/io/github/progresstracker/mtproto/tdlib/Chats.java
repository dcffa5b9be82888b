package io.github.progresstracker.mtproto.tdlib;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.mtproto.Channel;
import io.github.progresstracker.mtproto.ChannelRef;
import io.github.progresstracker.mtproto.SourceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds chats by what people call them and keeps what was found: looking up a user name is the
 * first thing that Telegram limits.
 */
final class Chats {

  private static final Pattern USER_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{3,31}");
  private static final Pattern ID = Pattern.compile("-?\\d{1,14}");
  private static final int MOST_CHATS = 10_000;
  private static final int SHOWN = 10;

  private final List<String> configured;
  private final Asker asker;
  private final Tdlib tdlib;
  private final Map<String, Long> byName = new ConcurrentHashMap<>();
  private final Map<Long, String> titles = new ConcurrentHashMap<>();
  private boolean loaded;

  /** Asks TDLib. */
  interface Asker {
    JsonNode ask(ObjectNode request, String about) throws SourceException, InterruptedException;
  }

  Chats(List<String> configured, Asker asker, Tdlib tdlib) {
    this.configured = configured;
    this.asker = asker;
    this.tdlib = tdlib;
  }

  /** The channels that were asked for, or all of the account. */
  List<ChannelRef> refs() throws SourceException, InterruptedException {
    if (!configured.isEmpty()) {
      return configured.stream().map(ChannelRef::new).toList();
    }
    load();
    List<ChannelRef> refs = new ArrayList<>();
    JsonNode answer =
        asker.ask(
            tdlib.request("getChats").put("limit", MOST_CHATS), "the account's list of chats");
    for (JsonNode id : answer.path("chat_ids")) {
      if (-id.asLong() > Channel.MARK && isChannel(chat(id.asLong(), "chat " + id))) {
        refs.add(ChannelRef.ofId(-id.asLong()));
      }
    }
    return refs;
  }

  Channel resolve(ChannelRef ref) throws SourceException, InterruptedException {
    String about = "channel \"" + ref.name() + "\"";
    JsonNode chat = find(ref.name(), about);
    if (!isChannel(chat)) {
      throw new SourceException.ChannelUnavailable(
          about
              + " is a private chat or a basic group; only channels and supergroups have a"
              + " history that can be collected");
    }
    long chatId = chat.path("id").asLong();
    String title = chat.path("title").asText();
    if (titles.put(chatId, title) == null) {
      // TDLib polls a channel the account is not a member of only while it is open.
      asker.ask(tdlib.request("openChat").put("chat_id", chatId), about);
    }
    boolean broadcast = chat.path("type").path("is_channel").asBoolean();
    return new Channel(
        -chatId,
        title,
        broadcast ? Channel.Kind.BROADCAST : Channel.Kind.SUPERGROUP,
        top(chat, about),
        OptionalLong.empty());
  }

  /** Makes known to a new client what the one before it knew. */
  synchronized void restore() throws SourceException, InterruptedException {
    loaded = false;
    for (Map.Entry<Long, String> known : List.copyOf(titles.entrySet())) {
      String about = "channel " + known.getValue();
      try {
        chat(known.getKey(), about);
        asker.ask(tdlib.request("openChat").put("chat_id", known.getKey()), about);
      } catch (SourceException.ChannelUnavailable e) {
        titles.remove(known.getKey());
      }
    }
  }

  /** A page of a history, newest first; what {@code from} names is not in it. */
  ObjectNode history(long chatId, long from, int limit) {
    return tdlib
        .request("getChatHistory")
        .put("chat_id", chatId)
        .put("from_message_id", from)
        .put("offset", 0)
        .put("limit", limit)
        .put("only_local", false);
  }

  /** The newest message, by what is known of the chat and by asking for it. */
  private long top(JsonNode chat, String about) throws SourceException, InterruptedException {
    JsonNode newest = asker.ask(history(chat.path("id").asLong(), 0, 1), about);
    long top = TdlibFormat.serverId(chat.path("last_message")).orElse(0);
    for (JsonNode message : newest.path("messages")) {
      top = Math.max(top, TdlibFormat.serverId(message).orElse(0));
    }
    return top;
  }

  private JsonNode find(String name, String about) throws SourceException, InterruptedException {
    Long known = known(name);
    if (known != null) {
      return chat(known, about);
    }
    if (ID.matcher(name).matches()) {
      return byId(Long.parseLong(name), about);
    }
    String userName = name.replaceFirst("^(https?://)?t\\.me/", "").replaceFirst("^@", "");
    if (!USER_NAME.matcher(userName).matches()) {
      throw new SourceException.ChannelUnavailable(
          about
              + " is neither a user name nor the title of a known channel; there are: "
              + shown());
    }
    JsonNode chat = asker.ask(tdlib.request("searchPublicChat").put("username", userName), about);
    byName.put(name, chat.path("id").asLong());
    return chat;
  }

  private @Nullable Long known(String name) {
    Long byUserName = byName.get(name);
    if (byUserName != null) {
      return byUserName;
    }
    List<Long> titled =
        titles.entrySet().stream()
            .filter(entry -> entry.getValue().equals(name))
            .map(Map.Entry::getKey)
            .toList();
    return titled.size() == 1 ? titled.get(0) : null;
  }

  /** A channel's id as the server has it or marked, with or without sign; or a basic group's. */
  private JsonNode byId(long id, String about) throws SourceException, InterruptedException {
    long number = Math.abs(id);
    if (number > Channel.MARK) {
      return chat(-number, about);
    }
    return id > 0 ? chat(-Channel.markedId(number), about) : basicGroup(id, about);
  }

  /** A basic group that has become a supergroup stands for it. */
  private JsonNode basicGroup(long chatId, String about)
      throws SourceException, InterruptedException {
    JsonNode chat = chat(chatId, about);
    long group = chat.path("type").path("basic_group_id").asLong();
    JsonNode details =
        asker.ask(tdlib.request("getBasicGroup").put("basic_group_id", group), about);
    long supergroup = details.path("upgraded_to_supergroup_id").asLong();
    return Channel.isServerId(supergroup) ? chat(-Channel.markedId(supergroup), about) : chat;
  }

  /**
   * A chat that this client knows. After a start it knows by itself none that the account is not a
   * member of; of those it has seen before it remembers what it takes to make them anew.
   */
  private JsonNode chat(long chatId, String about) throws SourceException, InterruptedException {
    ObjectNode get = tdlib.request("getChat").put("chat_id", chatId);
    try {
      return asker.ask(get.deepCopy(), about);
    } catch (SourceException.ChannelUnavailable e) {
      JsonNode again = again(chatId, about);
      if (again != null) {
        return again;
      }
      if (!load()) {
        throw e;
      }
      return asker.ask(get, about);
    }
  }

  private @Nullable JsonNode again(long chatId, String about)
      throws SourceException, InterruptedException {
    long supergroup = -chatId - Channel.MARK;
    if (!Channel.isServerId(supergroup)) {
      return null;
    }
    ObjectNode request = tdlib.request("createSupergroupChat").put("supergroup_id", supergroup);
    try {
      return asker.ask(request.put("force", false), about);
    } catch (SourceException.ChannelUnavailable | SourceException.Broken e) {
      return null;
    }
  }

  /** Loads the account's list of chats, once; whether that was now. */
  private synchronized boolean load() throws SourceException, InterruptedException {
    if (loaded) {
      return false;
    }
    for (int loads = 0; !loaded && loads < MOST_CHATS; loads++) {
      try {
        asker.ask(tdlib.request("loadChats").put("limit", 100), "the account's list of chats");
      } catch (SourceException.Broken e) {
        // td_api.tl: "Returns a 404 error if all chats have been loaded".
        loaded = true;
      }
    }
    return true;
  }

  private static boolean isChannel(JsonNode chat) {
    return chat.path("type").path("@type").asText().equals("chatTypeSupergroup");
  }

  private String shown() {
    Map<Long, String> some = new LinkedHashMap<>(titles);
    String names =
        some.entrySet().stream()
            .limit(SHOWN)
            .map(entry -> entry.getValue() + " (" + -entry.getKey() + ")")
            .collect(Collectors.joining(", "));
    String more = some.size() > SHOWN ? ", …" : "";
    return names.isEmpty() ? String.join(", ", configured) : names + more;
  }
}
