package io.github.progresstracker.mtproto.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.mtproto.tdlib.TdJson;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * TDLib as a collector sees it through its JSON interface, in virtual time. Every rule it keeps has
 * its source beside it: a line of TDLib, or a measurement of TDLib 1.8.62 and 1.8.67 against a data
 * centre on the same machine. What nobody has seen it do, this does not do either.
 *
 * <p>Time: an answer that takes time moves the clock when it is received, so nobody sleeps. A
 * request that is never answered lets the clock go on by the timeout of each receive, for as long
 * as its {@link Fault.Hang} says.
 *
 * <p>Thread safe.
 */
public final class FakeTdJson implements TdJson {

  /**
   * What TDLib waits out inside a request, in seconds: {@code total_timeout_limit_}, NetQuery.h.
   */
  private static final int HIDDEN_WAIT_LIMIT = 60;

  /** 1 + 2 + 4 + 8 + 16: NetQueryDelayer.cpp doubles the pause after each 500. */
  private static final int HIDDEN_ERROR_LIMIT = 31;

  private static final int ID_SHIFT = 20;
  private static final int MOST_MESSAGES = 100;

  private final ManualClock clock;
  private final ObjectMapper mapper = new ObjectMapper();
  private final PriorityQueue<Outgoing> outgoing =
      new PriorityQueue<>(
          Comparator.comparingLong(Outgoing::due).thenComparingLong(Outgoing::number));
  private final Map<Long, FakeChat> chats = new TreeMap<>();
  private final Map<Integer, Fault> faults = new HashMap<>();
  private final Map<Integer, Session> sessions = new HashMap<>();
  private final List<String> directories = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private @Nullable LogListener log;
  private String version = "1.8.62";
  private @Nullable String code;
  private @Nullable String password;
  private boolean byLink;
  private boolean fullPages;
  private long floodEnd = Long.MIN_VALUE;
  private long hangEnd = Long.MIN_VALUE;
  private boolean woken;
  private int histories;
  private int nextClient = 1;
  private long numbers;

  /**
   * A library without chats, in which every account is logged in.
   *
   * @param clock the time, moved by this object
   */
  public FakeTdJson(ManualClock clock) {
    this.clock = clock;
  }

  private record Outgoing(long due, long number, String text) {}

  private static final class Session {
    private String directory = "";
    private boolean awake;
    private boolean ready;
    private boolean loaded;
    private boolean closed;
  }

  /** Adds a broadcast channel with so many messages, ids from 1. */
  public synchronized FakeChat channel(
      long serverId, String title, @Nullable String userName, int messages) {
    FakeChat chat = new FakeChat(serverId, title, userName, false);
    chats.put(chat.chatId(), chat);
    return chat.post(messages);
  }

  /** Adds a basic group. */
  public synchronized FakeChat basicGroup(long serverId, String title) {
    FakeChat chat = new FakeChat(serverId, title, null, true);
    chats.put(chat.chatId(), chat);
    return chat;
  }

  /** How many clients there have been. */
  public synchronized int clients() {
    return nextClient - 1;
  }

  /** Makes the nth request for a page from now on (1 is the next one) go wrong. */
  public synchronized FakeTdJson onHistory(int nth, Fault fault) {
    faults.put(histories + nth, fault);
    return this;
  }

  /** Asks for a code, and for a password too unless it is null. */
  public synchronized FakeTdJson login(String expectedCode, @Nullable String expectedPassword) {
    code = expectedCode;
    password = expectedPassword;
    return this;
  }

  /** Says another version of itself. */
  public synchronized FakeTdJson version(String other) {
    version = other;
    return this;
  }

  /** Gives full pages instead of 1, 99, 50 …, for tests in which that does not matter. */
  public synchronized FakeTdJson fullPages() {
    fullPages = true;
    return this;
  }

  /** The types of all requests so far. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  /** Confirms the link of a login by QR code, as a person with a phone does. */
  public synchronized void confirmLink(int clientId) {
    if (byLink) {
      afterCode(clientId);
    }
  }

  @Override
  public synchronized int createClientId() {
    int id = nextClient++;
    sessions.put(id, new Session());
    return id;
  }

  /** td_json_client.h: a client lives from its first request on. */
  @Override
  public synchronized void send(int clientId, String text) {
    Session session = sessions.get(clientId);
    if (session == null) {
      throw new IllegalStateException("no client " + clientId);
    }
    ObjectNode request = parse(text);
    String type = request.path("@type").asText();
    if (!session.awake) {
      session.awake = true;
      state(clientId, "authorizationStateWaitTdlibParameters");
    }
    requests.add(type);
    handle(clientId, session, type, request);
    notifyAll();
  }

  private void handle(int clientId, Session session, String type, ObjectNode request) {
    if (session.closed) {
      error(clientId, request, 500, "Request aborted");
      return;
    }
    switch (type) {
      case "getOption" ->
          answer(clientId, request, object("optionValueString").put("value", version));
      case "setTdlibParameters" -> setParameters(clientId, session, request);
      case "addProxy", "openChat", "closeChat" -> answer(clientId, request, object("ok"));
      case "setAuthenticationPhoneNumber" -> {
        answer(clientId, request, object("ok"));
        state(clientId, "authorizationStateWaitCode");
      }
      case "requestQrCodeAuthentication" -> {
        byLink = true;
        answer(clientId, request, object("ok"));
        state(clientId, "authorizationStateWaitOtherDeviceConfirmation");
      }
      case "checkAuthenticationCode" -> check(clientId, request, "code", code);
      case "checkAuthenticationPassword" -> check(clientId, request, "password", password);
      case "close" -> {
        answer(clientId, request, object("ok"));
        close(clientId, session);
      }
      default -> authorized(clientId, session, type, request);
    }
  }

  private void setParameters(int clientId, Session session, ObjectNode request) {
    String directory = request.path("database_directory").asText();
    if (directories.contains(directory)) {
      // Measured with two clients in one process.
      error(
          clientId,
          request,
          400,
          "Can't lock file \"" + directory + "\" in use by current program");
      return;
    }
    directories.add(directory);
    session.directory = directory;
    answer(clientId, request, object("ok"));
    if (code == null) {
      ready(clientId);
    } else {
      state(clientId, "authorizationStateWaitPhoneNumber");
    }
  }

  private void check(int clientId, ObjectNode request, String key, @Nullable String expected) {
    if (!request.path(key).asText().equals(expected)) {
      error(
          clientId,
          request,
          400,
          key.equals("code") ? "PHONE_CODE_INVALID" : "PASSWORD_HASH_INVALID");
      return;
    }
    answer(clientId, request, object("ok"));
    if (key.equals("code")) {
      afterCode(clientId);
    } else {
      ready(clientId);
    }
  }

  private void afterCode(int clientId) {
    if (password == null) {
      ready(clientId);
    } else {
      state(clientId, "authorizationStateWaitPassword");
    }
  }

  private void ready(int clientId) {
    session(clientId).ready = true;
    state(clientId, "authorizationStateReady");
  }

  /** Measured: 401 {@code Unauthorized} before the login, 400 for a class that does not exist. */
  private void authorized(int clientId, Session session, String type, ObjectNode request) {
    if (!session.ready) {
      error(clientId, request, 401, "Unauthorized");
      return;
    }
    switch (type) {
      case "searchPublicChat" -> searchPublicChat(clientId, request);
      case "getChat" -> getChat(clientId, request);
      case "createSupergroupChat" ->
          // td_api.tl: it "returns an existing chat corresponding to a known supergroup"; here a
          // client that knows a supergroup has its chat already.
          error(clientId, request, 400, "Supergroup not found");
      case "getBasicGroup" -> getBasicGroup(clientId, request);
      case "loadChats" -> loadChats(clientId, session, request);
      case "getChats" -> getChats(clientId, request);
      case "getChatHistory" -> getChatHistory(clientId, request);
      default ->
          error(
              clientId,
              request,
              400,
              "Failed to parse JSON object as TDLib request: Unknown class \"" + type + "\"");
    }
  }

  private void searchPublicChat(int clientId, ObjectNode request) {
    String name = request.path("username").asText();
    FakeChat found =
        chats.values().stream().filter(chat -> chat.isNamed(name)).findFirst().orElse(null);
    if (found == null) {
      error(clientId, request, 400, "USERNAME_NOT_OCCUPIED");
      return;
    }
    found.makeKnown();
    answer(clientId, request, found.json());
  }

  /** "Chat not found": a chat that this client has never heard of. */
  private void getChat(int clientId, ObjectNode request) {
    FakeChat chat = chats.get(request.path("chat_id").asLong());
    if (chat == null || !chat.isKnown()) {
      error(clientId, request, 400, "Chat not found");
    } else {
      answer(clientId, request, chat.json());
    }
  }

  private void getBasicGroup(int clientId, ObjectNode request) {
    FakeChat chat = chats.get(-request.path("basic_group_id").asLong());
    ObjectNode group = object("basicGroup").put("id", request.path("basic_group_id").asLong());
    group.put("upgraded_to_supergroup_id", chat == null ? 0 : chat.upgradedTo());
    answer(clientId, request, group);
  }

  /** td_api.tl: "Returns a 404 error if all chats have been loaded". */
  private void loadChats(int clientId, Session session, ObjectNode request) {
    if (session.loaded) {
      error(clientId, request, 404, "Not Found");
      return;
    }
    session.loaded = true;
    chats.values().forEach(FakeChat::makeKnown);
    answer(clientId, request, object("ok"));
  }

  private void getChats(int clientId, ObjectNode request) {
    ObjectNode answer = object("chats");
    ArrayNode ids = answer.putArray("chat_ids");
    chats.values().stream().filter(FakeChat::isKnown).forEach(chat -> ids.add(chat.chatId()));
    answer(clientId, request, answer);
  }

  private void getChatHistory(int clientId, ObjectNode request) {
    histories++;
    long from = request.path("from_message_id").asLong();
    FakeChat chat = chats.get(request.path("chat_id").asLong());
    if (chat == null || !chat.isKnown()) {
      error(clientId, request, 400, "Chat not found");
    } else if (from < 0 || from >> ID_SHIFT << ID_SHIFT != from) {
      // Measured: an id whose lower 20 bits are not zero.
      error(clientId, request, 400, "Invalid value of parameter from_message_id specified");
    } else if (request.path("limit").asInt() <= 0) {
      // td_api.tl: "must be positive and can't be greater than 100"; measured: 101 is clamped.
      error(clientId, request, 400, "Parameter limit must be positive");
    } else {
      page(clientId, request, chat, faults.remove(histories));
    }
  }

  private void page(int clientId, ObjectNode request, FakeChat chat, @Nullable Fault fault) {
    long now = clock.nanoTime();
    if (fault instanceof Fault.Flood flood) {
      floodEnd = now + Duration.ofSeconds(flood.seconds()).toNanos();
    }
    long flood = floodEnd == Long.MIN_VALUE ? 0 : seconds(floodEnd - now);
    if (flood > HIDDEN_WAIT_LIMIT) {
      error(clientId, request, 429, "Too Many Requests: retry after " + flood);
    } else if (flood > 0) {
      delay(flood, "420 : FLOOD_WAIT_" + flood);
      later(clientId, request, messages(request, chat), flood);
    } else if (fault == null) {
      answer(clientId, request, messages(request, chat));
    } else {
      fail(clientId, request, chat, fault);
    }
  }

  private void fail(int clientId, ObjectNode request, FakeChat chat, Fault fault) {
    if (fault instanceof Fault.ServerError error) {
      serverError(clientId, request, chat, error.seconds());
    } else if (fault instanceof Fault.Refuse refuse) {
      error(clientId, request, refuse.code(), refuse.message());
    } else if (fault instanceof Fault.Hang hang) {
      hangEnd = clock.nanoTime() + Duration.ofSeconds(hang.seconds()).toNanos();
    } else if (fault instanceof Fault.NoJson) {
      put("{\"@type\":\"messages\",\"total", 0);
    } else if (fault instanceof Fault.EmptyByRace) {
      answer(clientId, request, emptyPage());
    } else if (fault instanceof Fault.Distort distort) {
      answer(clientId, request, distort.change().apply(messages(request, chat)));
    } else if (fault instanceof Fault.EndSession) {
      // Closing: what is in flight fails with 500 "Request aborted" (measured with close).
      error(clientId, request, 500, "Request aborted");
      state(clientId, "authorizationStateLoggingOut");
      close(clientId, session(clientId));
    }
  }

  private void serverError(int clientId, ObjectNode request, FakeChat chat, int seconds) {
    if (seconds <= HIDDEN_ERROR_LIMIT) {
      delay(seconds, "500 : INTERNAL");
      later(clientId, request, messages(request, chat), seconds);
      return;
    }
    delay(HIDDEN_ERROR_LIMIT, "500 : INTERNAL");
    ObjectNode error = object("error").put("code", 429);
    later(
        clientId,
        request,
        error.put("message", "Too Many Requests: retry after 32"),
        HIDDEN_ERROR_LIMIT);
  }

  /** The line as NetQueryDelayer.cpp writes it. */
  private void delay(long seconds, String because) {
    if (log != null) {
      log.log(
          2,
          "[ 2][t 4][1700000000.000][NetQueryDelayer.cpp:88][#1][!NetQueryDelayer]\tDelay:"
              + " [Query:[id:1]] [timeout:"
              + seconds
              + "][total_timeout:"
              + seconds
              + "] because of [Error : "
              + because
              + "]\n");
    }
  }

  private ObjectNode messages(ObjectNode request, FakeChat chat) {
    long from = request.path("from_message_id").asLong() >> ID_SHIFT;
    int limit = Math.min(request.path("limit").asInt(), MOST_MESSAGES);
    ObjectNode answer = emptyPage();
    ArrayNode page = chat.page(from, Math.min(limit, pageSize(from)));
    answer.set("messages", page);
    // get_dialog_history: get_messages_object(-1, …) "TODO return real total_count".
    return answer.put("total_count", page.size());
  }

  /** Measured: 1 for the newest, later pages 99, 99, 50 …; chosen by TDLib, says td_api.tl. */
  private int pageSize(long from) {
    if (fullPages) {
      return MOST_MESSAGES;
    }
    return from == 0 ? 1 : from % 3 == 0 ? 50 : 99;
  }

  private ObjectNode emptyPage() {
    ObjectNode answer = object("messages").put("total_count", 0);
    answer.putArray("messages");
    return answer;
  }

  private void close(int clientId, Session session) {
    session.closed = true;
    directories.remove(session.directory);
    state(clientId, "authorizationStateClosing");
    ObjectNode last = update("authorizationStateClosed").put("@client_id", clientId);
    put(last.toString(), 0);
  }

  private Session session(int clientId) {
    Session session = sessions.get(clientId);
    if (session == null) {
      throw new IllegalStateException("no client " + clientId);
    }
    return session;
  }

  private void state(int clientId, String type) {
    ObjectNode update = update(type).put("@client_id", clientId);
    ObjectNode state = (ObjectNode) update.path("authorization_state");
    state.put("link", "tg://login?token=fake").put("password_hint", "the usual");
    state.putObject("code_info").putObject("type").put("@type", "authenticationCodeTypeSms");
    put(update.toString(), 0);
  }

  private ObjectNode update(String stateType) {
    ObjectNode update = object("updateAuthorizationState");
    update.set("authorization_state", object(stateType));
    return update;
  }

  private void answer(int clientId, ObjectNode request, ObjectNode answer) {
    later(clientId, request, answer, 0);
  }

  private void error(int clientId, ObjectNode request, int errorCode, String message) {
    answer(clientId, request, object("error").put("code", errorCode).put("message", message));
  }

  /** {@code @extra} comes back as it was, whatever it is (measured). */
  private void later(int clientId, ObjectNode request, ObjectNode answer, long seconds) {
    answer.put("@client_id", clientId);
    if (request.has("@extra")) {
      answer.set("@extra", request.get("@extra"));
    }
    put(answer.toString(), seconds);
  }

  private void put(String text, long seconds) {
    long due = clock.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    outgoing.add(new Outgoing(due, numbers++, text));
  }

  @Override
  public synchronized @Nullable String receive(double timeoutSeconds) {
    Duration timeout = Duration.ofMillis((long) (timeoutSeconds * 1_000));
    awaitRequest(timeout);
    Outgoing next = outgoing.peek();
    if (next == null) {
      if (isHanging()) {
        clock.advance(timeout);
      }
      return null;
    }
    long early = next.due() - clock.nanoTime();
    if (early > timeout.toNanos()) {
      clock.advance(timeout);
      return null;
    }
    clock.advance(Duration.ofNanos(Math.max(0, early)));
    outgoing.remove();
    return next.text();
  }

  private boolean isHanging() {
    return hangEnd != Long.MIN_VALUE && clock.nanoTime() - hangEnd < 0;
  }

  /** Nothing is to be told and time stands still, so this waits for somebody to ask, really. */
  private void awaitRequest(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      while (outgoing.isEmpty() && !isHanging() && !woken && deadline - System.nanoTime() > 0) {
        wait(1 + (deadline - System.nanoTime()) / 1_000_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Measured: options of the library itself, and of the log; nothing that needs a client. */
  @Override
  public synchronized String execute(String text) {
    ObjectNode request = parse(text);
    return switch (request.path("@type").asText()) {
      case "getOption" -> object("optionValueString").put("value", version).toString();
      case "setLogStream", "setLogVerbosityLevel" -> object("ok").toString();
      default ->
          object("error")
              .put("code", 400)
              .put("message", "The method can't be executed synchronously")
              .toString();
    };
  }

  @Override
  public synchronized void onLogMessage(int mostVerbose, @Nullable LogListener listener) {
    log = listener;
    woken = listener == null;
    notifyAll();
  }

  private ObjectNode object(String type) {
    return mapper.createObjectNode().put("@type", type);
  }

  private ObjectNode parse(String text) {
    try {
      JsonNode request = mapper.readTree(text);
      return (ObjectNode) request;
    } catch (JsonProcessingException | ClassCastException e) {
      throw new IllegalArgumentException("not a JSON object: " + text, e);
    }
  }

  private static long seconds(long nanos) {
    return nanos <= 0 ? 0 : (nanos + 999_999_999) / 1_000_000_000;
  }
}
