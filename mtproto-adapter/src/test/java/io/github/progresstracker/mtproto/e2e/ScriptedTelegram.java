package io.github.progresstracker.mtproto.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a collector asks of Telegram, answered by a script: one account, some channels, and errors
 * on request. What it does not know it refuses, which clients bear. Rules that were learnt by
 * failing: {@code config.this_dc} must be the main data centre's number, or a client asks for the
 * config for ever; {@code messages.getPeerDialogs} must know a channel, or looking it up fails.
 */
final class ScriptedTelegram implements LoopbackDataCentre.RequestHandler {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final long USER = 777_000_123;

  private final List<ServedChannel> channels = new CopyOnWriteArrayList<>();
  private final Deque<RpcException> refusals = new ArrayDeque<>();
  private final AtomicInteger histories = new AtomicInteger();
  private volatile @Nullable RpcException permanent;
  private volatile @Nullable Runnable beforeHistory;
  private long floodEnd;

  ScriptedTelegram channel(ServedChannel channel) {
    channel.announce();
    channels.add(channel);
    return this;
  }

  /** The next request for a history, of the next so many, is refused. */
  synchronized void refuse(int code, String name, int times) {
    for (int i = 0; i < times; i++) {
      refusals.add(new RpcException(code, name));
    }
  }

  /** Refuses histories for so long, as a server does that has asked for a wait. */
  synchronized void flood(int seconds) {
    floodEnd = System.nanoTime() + seconds * 1_000_000_000L;
  }

  /** Refuses all histories from now on. */
  void refuseAll(int code, String name) {
    permanent = new RpcException(code, name);
  }

  /** Refuses nothing any more. */
  synchronized void calm() {
    permanent = null;
    floodEnd = 0;
    refusals.clear();
  }

  /** Does something before each history is read. */
  void beforeHistory(@Nullable Runnable action) {
    beforeHistory = action;
  }

  int histories() {
    return histories.get();
  }

  @Override
  public JsonNode answer(JsonNode request) throws RpcException {
    return switch (request.path("_").asText()) {
      case "help.getConfig" -> config();
      case "help.getNearestDc" ->
          object("nearestDc").put("country", "US").put("this_dc", 1).put("nearest_dc", 1);
      case "help.getAppConfig" -> {
        ObjectNode config = object("help.appConfig").put("hash", 1);
        config.set("config", object("jsonObject"));
        yield config;
      }
      case "auth.sendCode" -> {
        ObjectNode sent = object("auth.sentCode").put("phone_code_hash", "h");
        sent.set("type", object("auth.sentCodeTypeApp").put("length", 5));
        yield sent;
      }
      case "auth.signIn" -> signIn(request.path("phone_code").asText());
      case "updates.getState" -> state();
      case "updates.getDifference" ->
          object("updates.differenceEmpty").put("date", now()).put("seq", 1);
      case "users.getUsers" -> JSON.arrayNode().add(user());
      case "account.updateStatus" -> BooleanNode.TRUE;
      case "messages.getDialogs" -> object("messages.dialogs");
      case "messages.getPinnedDialogs" -> {
        ObjectNode dialogs = object("messages.peerDialogs");
        dialogs.set("state", state());
        yield dialogs;
      }
      default -> channelAnswer(request);
    };
  }

  private JsonNode channelAnswer(JsonNode request) throws RpcException {
    return switch (request.path("_").asText()) {
      case "contacts.resolveUsername" -> resolve(request.path("username").asText());
      case "messages.getPeerDialogs" -> peerDialogs(request.path("peers"));
      case "channels.getChannels" -> chats(request.path("id"));
      case "messages.getHistory" -> history(request);
      case "updates.getChannelDifference" ->
          difference(find(request.path("channel")), request.path("pts").asInt());
      default -> throw new RpcException(400, "METHOD_UNSUPPORTED");
    };
  }

  private static ObjectNode signIn(String code) throws RpcException {
    if (!code.equals("22222")) {
      throw new RpcException(400, "PHONE_CODE_INVALID");
    }
    ObjectNode authorization = object("auth.authorization");
    authorization.set("user", user());
    return authorization;
  }

  private ObjectNode resolve(String name) throws RpcException {
    ServedChannel channel =
        channels.stream()
            .filter(one -> one.isNamed(name))
            .findFirst()
            .orElseThrow(() -> new RpcException(400, "USERNAME_NOT_OCCUPIED"));
    ObjectNode resolved = object("contacts.resolvedPeer");
    resolved.set("peer", channel.peer());
    resolved.putArray("chats").add(channel.json());
    return resolved;
  }

  private ObjectNode peerDialogs(JsonNode peers) throws RpcException {
    ObjectNode answer = object("messages.peerDialogs");
    ArrayNode dialogs = answer.putArray("dialogs");
    ArrayNode messages = answer.putArray("messages");
    ArrayNode chats = answer.putArray("chats");
    for (JsonNode peer : peers) {
      ServedChannel channel = find(peer.path("peer"));
      dialogs.add(channel.dialog());
      messages.add(channel.newest());
      chats.add(channel.json());
    }
    answer.set("state", state());
    return answer;
  }

  private ObjectNode chats(JsonNode ids) throws RpcException {
    ObjectNode answer = object("messages.chats");
    ArrayNode chats = answer.putArray("chats");
    for (JsonNode id : ids) {
      chats.add(find(id).json());
    }
    return answer;
  }

  private ObjectNode history(JsonNode request) throws RpcException {
    histories.incrementAndGet();
    refuseIfAsked();
    Runnable action = beforeHistory;
    if (action != null) {
      action.run();
    }
    ServedChannel channel = find(request.path("peer"));
    ObjectNode answer = object("messages.channelMessages");
    answer.put("pts", channel.pts()).put("count", channel.count());
    answer.set(
        "messages",
        channel.history(
            request.path("offset_id").asInt(),
            request.path("add_offset").asInt(),
            request.path("limit").asInt()));
    answer.putArray("chats").add(channel.json());
    return answer;
  }

  /** A client that has a channel open asks for this again after the timeout, in seconds. */
  private static ObjectNode difference(ServedChannel channel, int pts) {
    ArrayNode posted = channel.postedSince(pts);
    ObjectNode answer =
        object("updates.channelDifference" + (posted.isEmpty() ? "Empty" : ""))
            .put("final", true)
            .put("pts", channel.pts())
            .put("timeout", 1);
    if (!posted.isEmpty()) {
      answer.set("new_messages", posted);
      answer.putArray("chats").add(channel.json());
    }
    return answer;
  }

  private synchronized void refuseIfAsked() throws RpcException {
    RpcException always = permanent;
    if (always != null) {
      throw new RpcException(always.code(), always.name());
    }
    long flood = floodEnd == 0 ? 0 : floodEnd - System.nanoTime();
    if (flood > 0) {
      throw new RpcException(420, "FLOOD_WAIT_" + (flood + 999_999_999) / 1_000_000_000);
    }
    RpcException next = refusals.poll();
    if (next != null) {
      throw next;
    }
  }

  private ServedChannel find(JsonNode peer) throws RpcException {
    long id = peer.path("channel_id").asLong();
    return channels.stream()
        .filter(channel -> channel.id() == id)
        .findFirst()
        .orElseThrow(() -> new RpcException(400, "CHANNEL_INVALID"));
  }

  private static ObjectNode config() {
    ObjectNode config = object("config").put("date", now()).put("expires", now() + 86_400);
    config.put("test_mode", true).put("this_dc", 1).put("me_url_prefix", "https://t.me/");
    ArrayNode options = config.putArray("dc_options");
    String[] addresses = {"149.154.175.10", "149.154.167.40", "149.154.175.117"};
    for (int dc = 1; dc <= addresses.length; dc++) {
      ObjectNode option = options.addObject().put("_", "dcOption").put("id", dc);
      option.put("ip_address", addresses[dc - 1]).put("port", 443);
    }
    config.put("chat_size_max", 200).put("megagroup_size_max", 200_000);
    config.put("caption_length_max", 1_024).put("message_length_max", 4_096);
    config.put("online_update_period_ms", 210_000).put("offline_blur_timeout_ms", 5_000);
    config.put("offline_idle_timeout_ms", 30_000).put("online_cloud_timeout_ms", 300_000);
    config.put("notify_cloud_delay_ms", 30_000).put("notify_default_delay_ms", 1_500);
    config.put("push_chat_period_ms", 60_000).put("push_chat_limit", 2);
    config.put("edit_time_limit", 172_800).put("webfile_dc_id", 2);
    config.put("call_receive_timeout_ms", 20_000).put("call_ring_timeout_ms", 90_000);
    return config.put("call_connect_timeout_ms", 30_000).put("call_packet_timeout_ms", 10_000);
  }

  private static ObjectNode state() {
    return object("updates.state").put("pts", 1).put("qts", 0).put("date", now()).put("seq", 1);
  }

  private static ObjectNode user() {
    ObjectNode user = object("user").put("self", true).put("id", USER).put("access_hash", 1);
    user.put("first_name", "Test").put("phone", "9996621234");
    user.set("status", object("userStatusEmpty"));
    return user;
  }

  private static ObjectNode object(String constructor) {
    return JSON.objectNode().put("_", constructor);
  }

  private static int now() {
    return (int) (System.currentTimeMillis() / 1_000);
  }
}
