package io.github.progresstracker.mtproto.tdlib;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.mtproto.SourceException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Leads a new client from its first state to the one in which it can be asked for histories. */
final class Authorization {

  /** What TDLib needs to open a directory, or to hear from a server. */
  private static final Duration STEP = Duration.ofSeconds(60);

  private static final String READY = "authorizationStateReady";
  private static final int MOST_REFUSALS = 5;

  private final Tdlib tdlib;
  private final TdClient client;
  private final TdlibAccount account;
  private final Path directory;
  private final Login login;
  private int refusals;

  Authorization(Tdlib tdlib, TdClient client, TdlibAccount account, Path directory, Login login) {
    this.tdlib = tdlib;
    this.client = client;
    this.account = account;
    this.directory = directory;
    this.login = login;
  }

  /** Returns when the account is logged in. */
  void run() throws SourceException, InterruptedException {
    wake();
    Duration patience = STEP;
    for (; ; ) {
      JsonNode state = client.nextState(patience);
      if (state == null) {
        throw new SourceException.Busy(
            "TDLib has said nothing for " + patience.toSeconds() + " s; is there a network?");
      }
      if (state.path("@type").asText().equals(READY)) {
        return;
      }
      patience = step(state);
    }
  }

  /** A client is not alive before its first request. */
  private void wake() throws SourceException, InterruptedException {
    request(tdlib.request("getOption").put("name", "version"));
  }

  /** Answers one state; says how long the next one may take. */
  private Duration step(JsonNode state) throws SourceException, InterruptedException {
    String type = state.path("@type").asText();
    switch (type) {
      case "authorizationStateWaitTdlibParameters" -> setParameters();
      case "authorizationStateWaitPhoneNumber" -> phoneNumber();
      case "authorizationStateWaitCode" -> code(state.path("code_info"));
      case "authorizationStateWaitPassword" -> password(state.path("password_hint").asText());
      case "authorizationStateWaitOtherDeviceConfirmation" -> {
        login.confirm(state.path("link").asText());
        return login.patience();
      }
      case "authorizationStateLoggingOut", "authorizationStateClosing", TdClient.CLOSED ->
          throw new SourceException.NotAuthorized(
              "the session in " + directory + " was ended from another device; log in again");
      default ->
          throw new SourceException.NotAuthorized(
              "Telegram asks for something that only its own apps can answer ("
                  + type.replace("authorizationState", "")
                  + "); log in with one of them first");
    }
    return STEP;
  }

  /**
   * The proxy goes right behind the parameters: a client that has the one and not the other tries
   * to reach Telegram directly.
   */
  private void setParameters() throws SourceException, InterruptedException {
    CompletableFuture<JsonNode> parameters = client.send(parameters(), STEP);
    InetSocketAddress proxy = account.proxy();
    if (proxy != null) {
      addProxy(proxy);
    }
    try {
      TdClient.await(parameters, STEP);
    } catch (TdErrorException e) {
      throw e.says("Can't lock file")
          ? new SourceException.InvalidInput(
              "the account's directory " + directory + " is in use by another program; end it")
          : invalid(e);
    }
  }

  private ObjectNode parameters() {
    return tdlib
        .request("setTdlibParameters")
        .put("use_test_dc", account.testServers())
        .put("database_directory", directory.toString())
        .put("files_directory", directory.resolve("files").toString())
        .put("use_file_database", false)
        .put("use_chat_info_database", true)
        .put("use_message_database", false)
        .put("use_secret_chats", false)
        .put("api_id", account.apiId())
        .put("api_hash", account.apiHash())
        .put("system_language_code", "en")
        .put("device_model", "Progress Tracker for the JVM")
        .put("application_version", "1.0");
  }

  private void addProxy(InetSocketAddress address) throws SourceException, InterruptedException {
    ObjectNode type = tdlib.request("proxyTypeSocks5").put("username", "").put("password", "");
    // The second form is that of TDLib before 1.8.60, which has the fields in the request itself.
    ObjectNode proxy = tdlib.request("proxy");
    ObjectNode add = tdlib.request("addProxy").put("enable", true);
    for (ObjectNode target : new ObjectNode[] {proxy, add}) {
      target.put("server", address.getHostString()).put("port", address.getPort());
      target.set("type", type.deepCopy());
    }
    add.set("proxy", proxy);
    request(add);
  }

  private void phoneNumber() throws SourceException, InterruptedException {
    String number = login.phoneNumber();
    if (number == null) {
      attempt(tdlib.request("requestQrCodeAuthentication"), this::phoneNumber);
    } else {
      attempt(
          tdlib.request("setAuthenticationPhoneNumber").put("phone_number", number),
          this::phoneNumber);
    }
  }

  private void code(JsonNode info) throws SourceException, InterruptedException {
    String code = login.code(sentBy(info.path("type").path("@type").asText()));
    attempt(tdlib.request("checkAuthenticationCode").put("code", code), () -> code(info));
  }

  private void password(String hint) throws SourceException, InterruptedException {
    String password = login.password(hint);
    attempt(
        tdlib.request("checkAuthenticationPassword").put("password", password),
        () -> password(hint));
  }

  private static String sentBy(String type) {
    return switch (type) {
      case "authenticationCodeTypeTelegramMessage" -> "to your other devices";
      case "authenticationCodeTypeSms", "authenticationCodeTypeSmsWord" -> "by SMS";
      case "authenticationCodeTypeCall",
          "authenticationCodeTypeFlashCall",
          "authenticationCodeTypeMissedCall" ->
          "by a call";
      default -> "to you";
    };
  }

  private interface Question {
    void ask() throws SourceException, InterruptedException;
  }

  /** Sends an answer; if it is refused the question is asked again, a few times. */
  private void attempt(ObjectNode answer, Question again)
      throws SourceException, InterruptedException {
    try {
      client.call(answer, STEP);
    } catch (TdErrorException e) {
      if (e.code() != 400 || ++refusals >= MOST_REFUSALS) {
        throw e.code() == 400
            ? new SourceException.NotAuthorized("Telegram refused the login: " + e.text())
            : TdErrors.of(e, "log in");
      }
      if (e.says("API_ID", "Valid api_id")) {
        throw invalid(e);
      }
      login.refused("Telegram refused that: " + e.text());
      again.ask();
    }
  }

  private @Nullable JsonNode request(ObjectNode request)
      throws SourceException, InterruptedException {
    try {
      return client.call(request, STEP);
    } catch (TdErrorException e) {
      throw invalid(e);
    }
  }

  private static SourceException.InvalidInput invalid(TdErrorException e) {
    return new SourceException.InvalidInput(
        "TDLib does not take the account's settings: "
            + e.text()
            + (e.says("API_ID") ? "; check api id and hash at https://my.telegram.org" : ""));
  }
}
