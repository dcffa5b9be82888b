package io.github.progresstracker.mtproto.tdlib;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.mtproto.HiddenWait;
import io.github.progresstracker.mtproto.SourceException;
import io.github.progresstracker.mtproto.internal.Texts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The library in this process. It has one thread that receives for all accounts ({@code
 * mtproto-tdlib-receive}), as the library wants it; each {@link TdlibHistorySource} is one client
 * of it. Make one and keep it until all sources are closed.
 *
 * <p>The native library is the user's: a file named by an argument or by the system property {@link
 * #PATH_PROPERTY}. A fatal error inside it ends the process; who cannot have that collects in a
 * process of its own.
 *
 * <p>All methods may be called by any thread.
 *
 * @see TdlibHistorySource
 */
public final class Tdlib implements AutoCloseable {

  /** System property with the path of {@code libtdjson}. */
  public static final String PATH_PROPERTY = "progress.mtproto.tdjson";

  private static final Logger LOG = LoggerFactory.getLogger(Tdlib.class);
  private static final String WHERE_FROM =
      "build TDLib or take libtdjson from a package of your system or of npm (prebuilt-tdlib),"
          + " and give its path with -D"
          + PATH_PROPERTY
          + "=PATH";

  /** The first version whose {@code setTdlibParameters} takes its fields one by one. */
  private static final int[] OLDEST = {1, 8, 6};

  private static final double RECEIVE_SECONDS = 1;
  private static final int WARNINGS = 2;

  /** By file; also guards {@link #users}. */
  private static final Map<Path, Tdlib> LOADED = new HashMap<>();

  private final TdJson json;
  private final ProgressClock clock;
  private final ObjectMapper mapper = new ObjectMapper();
  private final Map<Integer, TdClient> clients = new ConcurrentHashMap<>();
  private final Queue<HiddenWait> waits = new ConcurrentLinkedQueue<>();
  private final Thread receiver;
  private volatile boolean closed;
  private int users;

  private Tdlib(TdJson json, ProgressClock clock) {
    this.json = json;
    this.clock = clock;
    this.receiver = new Thread(this::receive, "mtproto-tdlib-receive");
    receiver.setDaemon(true);
  }

  /**
   * Loads the native library that the system property {@link #PATH_PROPERTY} names.
   *
   * @return the library
   * @throws SourceException.InvalidInput if it cannot be used; the message says why and what to do
   */
  public static Tdlib load() throws SourceException.InvalidInput {
    String path = System.getProperty(PATH_PROPERTY);
    if (path == null || path.isBlank()) {
      throw new SourceException.InvalidInput("no TDLib library is given; " + WHERE_FROM);
    }
    return load(Path.of(path));
  }

  /**
   * Loads the native library from a file. Only one may receive from it, so whoever loads the same
   * file again gets the same object; it lives until each of them has closed it.
   *
   * @param library such as {@code /usr/lib/libtdjson.so}
   * @return the library
   * @throws SourceException.InvalidInput if it cannot be used; the message says why and what to do
   */
  public static Tdlib load(Path library) throws SourceException.InvalidInput {
    if (!Files.isReadable(library)) {
      throw new SourceException.InvalidInput(
          "there is no TDLib library that can be read at " + library + "; " + WHERE_FROM);
    }
    synchronized (LOADED) {
      Path path = library.toAbsolutePath().normalize();
      Tdlib loaded = LOADED.get(path);
      if (loaded == null) {
        loaded = over(bind(path), ProgressClock.system());
        LOADED.put(path, loaded);
      }
      loaded.users++;
      return loaded;
    }
  }

  /**
   * Stands on any implementation of the JSON interface.
   *
   * @param json the interface; nobody else may receive from it
   * @param clock says when a request has taken too long
   * @return the library
   * @throws SourceException.InvalidInput if it is too old
   */
  public static Tdlib over(TdJson json, ProgressClock clock) throws SourceException.InvalidInput {
    Tdlib tdlib = new Tdlib(json, clock);
    tdlib.checkVersion();
    tdlib.listenToLog();
    tdlib.receiver.start();
    return tdlib;
  }

  /** JNA is named here and in one class that is not loaded before. */
  private static TdJson bind(Path library) throws SourceException.InvalidInput {
    try {
      return JnaTdJson.load(library.toAbsolutePath().toString());
    } catch (NoClassDefFoundError e) {
      throw new SourceException.InvalidInput(
          "JNA is not there; add the dependency net.java.dev.jna:jna (5.13 or newer)", e);
    } catch (UnsatisfiedLinkError e) {
      throw new SourceException.InvalidInput(explain(library, e), e);
    }
  }

  private static String explain(Path library, UnsatisfiedLinkError e) {
    String reason = Texts.excerpt(String.valueOf(e.getMessage()), 300);
    if (reason.contains("Error looking up function")) {
      return library
          + " is not a TDLib library of version 1.8.6 or newer ("
          + reason
          + "); "
          + WHERE_FROM;
    }
    return library
        + " cannot be loaded on "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch")
        + " ("
        + reason
        + "); it must be built for this system and processor, and what it needs must be installed";
  }

  private void checkVersion() throws SourceException.InvalidInput {
    JsonNode answer = execute(request("getOption").put("name", "version"));
    String version = answer.path("value").asText("");
    if (!isNewEnough(version)) {
      throw new SourceException.InvalidInput(
          "TDLib must be 1.8.6 or newer, is "
              + (version.isEmpty() ? "so old that it does not say its version" : version)
              + "; "
              + WHERE_FROM);
    }
  }

  private static boolean isNewEnough(String version) {
    String[] parts = version.split("\\.", -1);
    for (int i = 0; i < OLDEST.length; i++) {
      int part = i < parts.length && parts[i].matches("\\d{1,6}") ? Integer.parseInt(parts[i]) : -1;
      if (part != OLDEST[i]) {
        return part > OLDEST[i];
      }
    }
    return true;
  }

  /** The library would write its log to stderr; what it says of waits comes by the callback. */
  private void listenToLog() {
    json.onLogMessage(WARNINGS, this::logged);
    ObjectNode nowhere = request("setLogStream");
    nowhere.set("log_stream", request("logStreamEmpty"));
    execute(nowhere);
    execute(request("setLogVerbosityLevel").put("new_verbosity_level", WARNINGS));
  }

  private void logged(int level, String text) {
    if (level == 0) {
      LOG.error("TDLib has failed and ends this process: {}", Texts.excerpt(text, 1_000));
    }
    DelayLine.parse(text).ifPresent(waits::add);
  }

  /** A request without its fields. */
  ObjectNode request(String type) {
    return mapper.createObjectNode().put("@type", type);
  }

  private JsonNode execute(ObjectNode request) {
    String answer = json.execute(request.toString());
    try {
      return answer == null ? mapper.createObjectNode() : mapper.readTree(answer);
    } catch (JsonProcessingException e) {
      return mapper.createObjectNode();
    }
  }

  /** A new client, which is alive from its first request on. */
  TdClient connect() throws SourceException.Closed {
    if (closed) {
      throw new SourceException.Closed("TDLib");
    }
    int id = json.createClientId();
    TdClient client = new TdClient(text -> json.send(id, text), clock, () -> clients.remove(id));
    clients.put(id, client);
    return client;
  }

  ProgressClock clock() {
    return clock;
  }

  private void receive() {
    try {
      while (!closed) {
        String text = json.receive(RECEIVE_SECONDS);
        if (text != null) {
          dispatch(text);
        }
        tellOfWaits();
        clients.values().forEach(TdClient::expire);
      }
    } catch (Throwable e) {
      LOG.error("the thread that receives from TDLib has failed", e);
      closed = true;
      throw e;
    } finally {
      clients.values().forEach(TdClient::die);
    }
  }

  private void dispatch(String text) {
    JsonNode message;
    try {
      message = mapper.readTree(text);
    } catch (JsonProcessingException e) {
      // Whose answer it was is in what cannot be read.
      LOG.warn("TDLib gave something that is no JSON: {}", Texts.excerpt(text, 200));
      clients.values().forEach(client -> client.failAll("TDLib gave something that is no JSON"));
      return;
    }
    TdClient client = clients.get(message.path("@client_id").asInt(-1));
    if (client != null && message instanceof ObjectNode object) {
      client.take(object);
    }
  }

  /** The log does not say which account a wait is of, so all that wait for an answer are told. */
  private void tellOfWaits() {
    for (HiddenWait wait = waits.poll(); wait != null; wait = waits.poll()) {
      HiddenWait next = wait;
      clients.values().forEach(client -> client.tell(next));
    }
  }

  /** Stops receiving. Sources that are still open fail from here on, so close them before. */
  @Override
  public void close() {
    synchronized (LOADED) {
      if (--users > 0) {
        return;
      }
      LOADED.values().remove(this);
    }
    closed = true;
    json.onLogMessage(WARNINGS, null);
    awaitReceiver();
  }

  private void awaitReceiver() {
    try {
      receiver.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
