package io.github.progresstracker.mtproto.tdlib;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.mtproto.BrokenMessage;
import io.github.progresstracker.mtproto.Channel;
import io.github.progresstracker.mtproto.ChannelRef;
import io.github.progresstracker.mtproto.HiddenWait;
import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.mtproto.Message;
import io.github.progresstracker.mtproto.Page;
import io.github.progresstracker.mtproto.SourceException;
import io.github.progresstracker.mtproto.SourceInfo;
import io.github.progresstracker.mtproto.internal.Fields;
import io.github.progresstracker.mtproto.internal.LeaseKeeper;
import io.github.progresstracker.mtproto.internal.Requests;
import io.github.progresstracker.mtproto.internal.UnreadableMessageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Channel histories from Telegram, through TDLib, as one account sees them.
 *
 * <p>Before the account's directory is opened its lease is taken, so that no second process uses
 * the same session, on whatever machine. The lease is kept while the source is open; if it is lost,
 * the source answers nothing any more.
 *
 * <p>What TDLib does is what {@link HistorySource} allows: a first page has one message and later
 * ones 50 or 99, and an empty answer may come while older messages exist. So an empty answer is
 * asked for once more, and is the end if it is empty again. TDLib does not know how many messages a
 * channel has. A client that leaves three requests in a row without an answer is closed, and a new
 * one is opened on the same directory. A basic group that has become a supergroup is resolved to
 * the supergroup.
 *
 * <p>Thread safe.
 *
 * <pre>{@code
 * TdlibAccount account =
 *     TdlibAccount.of(12345, System.getenv("API_HASH"), Path.of("session"), List.of("@example"));
 * try (Tdlib tdlib = Tdlib.load(Path.of("libtdjson.so"));
 *     HistorySource telegram =
 *         TdlibHistorySource.open(tdlib, account, Login.terminal(null), postgres.leases())) {
 *   new HistoryCollector(registry, telegram, store, CollectorOptions.forUser(844338517)).collect();
 * }
 * }</pre>
 */
public final class TdlibHistorySource implements HistorySource {

  private static final Logger LOG = LoggerFactory.getLogger(TdlibHistorySource.class);
  private static final Duration CLOSING = Duration.ofSeconds(15);

  /** So many requests in a row without an answer, and the client is given up for a new one. */
  private static final int MOST_UNANSWERED = 3;

  private final Tdlib tdlib;
  private final TdlibAccount account;
  private final Chats chats;
  private final List<Consumer<HiddenWait>> listeners = new CopyOnWriteArrayList<>();
  private final LeaseKeeper keeper;
  private final LeaseKeeper.Held lease;
  private final String name;
  private volatile TdClient client;
  private volatile boolean isBroken;
  private volatile boolean ownsLibrary;
  private volatile boolean closed;

  private TdlibHistorySource(
      Tdlib tdlib,
      TdlibAccount account,
      TdClient client,
      LeaseKeeper keeper,
      LeaseKeeper.Held lease) {
    this.tdlib = tdlib;
    this.account = account;
    this.client = client;
    this.keeper = keeper;
    this.lease = lease;
    this.name = "Telegram account in " + account.directory();
    this.chats = new Chats(account.channels(), this::ask, tdlib);
    client.listen(this::tell);
  }

  /**
   * Opens an account, and logs in if that has not been done before.
   *
   * @param tdlib the library
   * @param account whose eyes to read with
   * @param login answers what Telegram asks
   * @param leases where the account's lease is kept, shared by all who may use the account
   * @return the source, to be closed by the caller
   * @throws SourceException.InvalidInput if the account's settings or its directory cannot be used,
   *     or another process uses it
   * @throws SourceException if Telegram or TDLib refuses
   * @throws InterruptedException if interrupted
   */
  public static TdlibHistorySource open(
      Tdlib tdlib, TdlibAccount account, Login login, LeaseStore leases)
      throws SourceException, InterruptedException {
    return open(
        tdlib,
        account,
        login,
        LeaseKeeper.running(leases, WriterId.ofHost(), LeaseKeeper.DURATION));
  }

  /**
   * Closes the library together with this source, for a program with one account.
   *
   * @return this source
   */
  public TdlibHistorySource closingLibrary() {
    ownsLibrary = true;
    return this;
  }

  private static TdlibHistorySource open(
      Tdlib tdlib, TdlibAccount account, Login login, LeaseKeeper keeper)
      throws SourceException, InterruptedException {
    TdClient client = null;
    try {
      AccountDirectory directory = AccountDirectory.open(account.directory());
      LeaseKeeper.Held lease = lease(keeper, directory);
      client = tdlib.connect();
      new Authorization(tdlib, client, account, directory.path(), login).run();
      return new TdlibHistorySource(tdlib, account, client, keeper, lease);
    } catch (SourceException | InterruptedException | RuntimeException e) {
      if (client != null) {
        shutDown(tdlib, client);
      }
      keeper.close();
      throw e;
    }
  }

  private static LeaseKeeper.Held lease(LeaseKeeper keeper, AccountDirectory directory)
      throws SourceException {
    try {
      return keeper
          .acquire(directory.leaseName())
          .orElseThrow(
              () ->
                  new SourceException.InvalidInput(
                      "the account in "
                          + directory.path()
                          + " is in use by "
                          + keeper.holder(directory.leaseName())
                          + "; end that process, or wait a minute if it was killed"));
    } catch (SourceException e) {
      throw e;
    } catch (Exception e) {
      throw new SourceException.Busy("the account's lease cannot be taken: " + e.getMessage());
    }
  }

  @Override
  public List<ChannelRef> channels() throws SourceException, InterruptedException {
    checkOpen();
    checkAnswering();
    return chats.refs();
  }

  /**
   * {@inheritDoc}
   *
   * <p>A channel is named by its user name, with or without {@code @}, by its id, or by the title
   * of a channel that has been resolved before. User names are looked up once as long as the source
   * is open.
   */
  @Override
  public Channel resolve(ChannelRef ref) throws SourceException, InterruptedException {
    checkOpen();
    checkAnswering();
    return chats.resolve(ref);
  }

  @Override
  public Page older(Channel channel, long beforeId, int limit)
      throws SourceException, InterruptedException {
    Requests.check(beforeId, limit);
    checkOpen();
    checkAnswering();
    if (beforeId <= 1) {
      return new Page(List.of(), true);
    }
    Page page = ask(channel, beforeId, limit);
    if (!page.isEmpty()) {
      return page;
    }
    // td/telegram/MessagesManager.cpp, on_get_history: an empty answer may come from a race.
    Page again = ask(channel, beforeId, limit);
    return again.isEmpty() ? new Page(List.of(), true) : again;
  }

  private Page ask(Channel channel, long beforeId, int limit)
      throws SourceException, InterruptedException {
    long from = beforeId > Fields.MAX_MESSAGE_ID ? 0 : TdlibFormat.localId(beforeId);
    String about = "channel " + channel.title() + " (" + channel.id() + ")";
    return page(ask(chats.history(-channel.id(), from, limit), about));
  }

  private static Page page(JsonNode answer) {
    List<Message> messages = new ArrayList<>();
    List<BrokenMessage> broken = new ArrayList<>();
    for (JsonNode message : answer.path("messages")) {
      if (message.isObject()) {
        read(message, messages, broken);
      }
    }
    return new Page(messages, broken, false);
  }

  private static void read(JsonNode message, List<Message> messages, List<BrokenMessage> broken) {
    OptionalLong id = TdlibFormat.serverId(message);
    if (id.isEmpty()) {
      broken.add(
          TdlibFormat.broken(
              message, id, "id " + message.path("id") + " is not that of a message on the server"));
      return;
    }
    try {
      messages.add(TdlibFormat.read(id.getAsLong(), message));
    } catch (UnreadableMessageException e) {
      broken.add(TdlibFormat.broken(message, id, e.reason()));
    }
  }

  /** Asks TDLib; what it refuses becomes an exception about a channel or a request. */
  private JsonNode ask(ObjectNode request, String about)
      throws SourceException, InterruptedException {
    try {
      return client.call(request, account.requestTimeout());
    } catch (TdErrorException e) {
      if (e.code() == 500 && e.says("Request aborted")) {
        throw ended();
      }
      throw TdErrors.of(e, about);
    } catch (SourceException.Closed e) {
      throw ended();
    }
  }

  /** TDLib ends a client by itself when its session is ended from another device. */
  private SourceException ended() {
    return closed
        ? new SourceException.Closed(name)
        : new SourceException.NotAuthorized(
            "the session of the " + name + " was ended; log in again");
  }

  @Override
  public SourceInfo info() {
    return new SourceInfo(name, true);
  }

  @Override
  public Subscription onHiddenWait(Consumer<HiddenWait> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void tell(HiddenWait wait) {
    listeners.forEach(listener -> listener.accept(wait));
  }

  /** A client that answers nothing any more is closed, and another one goes on in its place. */
  private synchronized void checkAnswering() throws SourceException, InterruptedException {
    if (isBroken || client.unanswered() >= MOST_UNANSWERED) {
      LOG.warn("TDLib answers nothing to the {} any more; its client is started anew", name);
      isBroken = true;
      shutDown(tdlib, client);
      client = tdlib.connect();
      client.listen(this::tell);
      Login nobody = new NobodyLogin("log in again, as was done for the first time");
      new Authorization(tdlib, client, account, account.directory().toAbsolutePath(), nobody).run();
      isBroken = false;
      chats.restore();
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    shutDown(tdlib, client);
    keeper.close();
    if (ownsLibrary) {
      tdlib.close();
    }
  }

  /** A process that ends while TDLib is alive may be killed by it, so its last state is awaited. */
  private static void shutDown(Tdlib tdlib, TdClient client) {
    boolean interrupted = Thread.interrupted();
    try {
      client.send(tdlib.request("close"), CLOSING).exceptionally(e -> null);
      long deadline = System.nanoTime() + CLOSING.toNanos();
      while (!client.state().equals(TdClient.CLOSED)) {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        if (left.isNegative() || client.nextState(left) == null) {
          LOG.warn("TDLib has not closed within {} s", CLOSING.toSeconds());
          return;
        }
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void checkOpen() throws SourceException {
    if (closed) {
      throw new SourceException.Closed(name);
    }
    if (!lease.isHeld()) {
      throw new SourceException.NotAuthorized(
          "the lease of the " + name + " is lost; another process may be using it");
    }
  }
}
