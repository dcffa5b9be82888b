package io.github.progresstracker.mtproto.tdlib;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose eyes Telegram is read with, and which channels.
 *
 * @param apiId the application's id from <a href="https://my.telegram.org">my.telegram.org</a>,
 *     {@code >= 1}
 * @param apiHash the application's hash from there; a secret
 * @param directory where TDLib keeps the session; one account's and nobody else's, and a secret
 * @param channels user names ({@code @name}), titles or ids; empty for all channels of the account
 * @param proxy a SOCKS5 proxy to go through, or null
 * @param testServers whether to use Telegram's test servers instead
 * @param requestTimeout how long to wait for an answer; more than the 60 s that TDLib sits out
 *     floods by itself
 * @see TdlibHistorySource
 */
public record TdlibAccount(
    int apiId,
    String apiHash,
    Path directory,
    List<String> channels,
    @Nullable InetSocketAddress proxy,
    boolean testServers,
    Duration requestTimeout) {

  private static final Duration TIMEOUT = Duration.ofSeconds(150);

  /**
   * Checks the values.
   *
   * @param apiId the application's id
   * @param apiHash the application's hash
   * @param directory where the session is kept
   * @param channels what to read; copied
   * @param proxy a SOCKS5 proxy, or null
   * @param testServers whether to use the test servers
   * @param requestTimeout how long to wait for an answer
   * @throws IllegalArgumentException if an id, the hash or a channel is missing
   */
  public TdlibAccount {
    if (apiId < 1) {
      throw new IllegalArgumentException(
          "api id must be >= 1, was " + apiId + "; get one at https://my.telegram.org");
    }
    if (apiHash.isBlank()) {
      throw new IllegalArgumentException(
          "api hash is missing; it stands beside the api id at https://my.telegram.org");
    }
    if (requestTimeout.isNegative() || requestTimeout.isZero()) {
      throw new IllegalArgumentException(
          "the timeout of a request must be more than zero, was " + requestTimeout);
    }
    channels = List.copyOf(channels);
    if (channels.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("a channel's name must not be blank");
    }
  }

  /**
   * An account on Telegram's own servers.
   *
   * @param apiId the application's id
   * @param apiHash the application's hash
   * @param directory where the session is kept
   * @param channels what to read; empty for all channels of the account
   * @return the account
   * @throws IllegalArgumentException if something is missing
   */
  public static TdlibAccount of(int apiId, String apiHash, Path directory, List<String> channels) {
    return new TdlibAccount(apiId, apiHash, directory, channels, null, false, TIMEOUT);
  }

  /**
   * The same through a proxy.
   *
   * @param address of a SOCKS5 proxy
   * @return the changed copy
   */
  public TdlibAccount via(InetSocketAddress address) {
    return new TdlibAccount(
        apiId, apiHash, directory, channels, address, testServers, requestTimeout);
  }

  /**
   * The same on Telegram's test servers.
   *
   * @return the changed copy
   */
  public TdlibAccount onTestServers() {
    return new TdlibAccount(apiId, apiHash, directory, channels, proxy, true, requestTimeout);
  }

  /**
   * The same with another timeout.
   *
   * @param timeout for a request
   * @return the changed copy
   */
  public TdlibAccount timeout(Duration timeout) {
    return new TdlibAccount(apiId, apiHash, directory, channels, proxy, testServers, timeout);
  }

  /** Without what is secret. */
  @Override
  public String toString() {
    return "TdlibAccount[" + directory + "]";
  }
}
