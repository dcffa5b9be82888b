package io.github.progresstracker.internal.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Makes one request after the other and tells how each was answered. For one thread. */
public final class HttpSender {

  private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

  private final String receiver;
  private final Duration connectTimeout;
  private final Duration requestTimeout;
  private @Nullable HttpClient http;

  /**
   * A sender.
   *
   * @param receiver whom people are told of, without what may be a credential
   * @param connectTimeout how long making a connection may take
   * @param requestTimeout how long a request may take in all
   */
  public HttpSender(String receiver, Duration connectTimeout, Duration requestTimeout) {
    this.receiver = receiver;
    this.connectTimeout = connectTimeout;
    this.requestTimeout = requestTimeout;
  }

  /**
   * What the receiver said.
   *
   * @param status of HTTP
   * @param retryAfter the header as it is, or null
   */
  public record Answer(int status, @Nullable String retryAfter) {

    private static final Set<Integer> TRANSIENT_REFUSALS = Set.of(408, 425, 429);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private static Answer of(ResponseInfo head) {
      return new Answer(head.statusCode(), head.headers().firstValue("retry-after").orElse(null));
    }

    /**
     * Whether the receiver has what was sent.
     *
     * @return true for 2xx
     */
    public boolean isAccepted() {
      return status >= 200 && status < 300;
    }

    /**
     * Whether the receiver may take the same another time.
     *
     * @return true for 408, 425, 429 and 5xx
     */
    public boolean isNotNow() {
      return status >= 500 || TRANSIENT_REFUSALS.contains(status);
    }

    /**
     * How long the receiver wants to be left alone.
     *
     * @param now the present time
     * @return what it asked for in {@code Retry-After}, up to five minutes; zero if nothing
     */
    public Duration pause(Instant now) {
      return RetryAfter.parse(retryAfter, now, LONGEST_PAUSE);
    }
  }

  /**
   * Sends a request. Whatever it has as a time-out of its own is no matter.
   *
   * @param request what to send
   * @return what was answered
   * @throws IOException if there was no answer in time
   * @throws InterruptedException if the thread was interrupted, which ends the request
   */
  public Answer send(HttpRequest request) throws IOException, InterruptedException {
    AtomicReference<@Nullable ResponseInfo> head = new AtomicReference<>();
    CompletableFuture<HttpResponse<Void>> exchange =
        client()
            .sendAsync(
                request,
                info -> {
                  head.set(info);
                  return BodyHandlers.discarding().apply(info);
                });
    String failure = failureOf(exchange);
    // The status is the answer. What becomes of the text after it, or does not, is no matter.
    ResponseInfo answer = head.get();
    if (answer == null) {
      throw new IOException(receiver + " did not answer: " + failure);
    }
    return Answer.of(answer);
  }

  /**
   * Waits for the end of an exchange. The client's own time-out is not used because up to Java 25
   * it ends with the head of the answer, and an answer may go on for ever.
   */
  private @Nullable String failureOf(CompletableFuture<?> exchange) throws InterruptedException {
    try {
      exchange.get(requestTimeout.toNanos(), TimeUnit.NANOSECONDS);
      return null;
    } catch (TimeoutException e) {
      return "timed out after " + requestTimeout;
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause());
    } finally {
      exchange.cancel(true);
    }
  }

  private HttpClient client() {
    HttpClient present = http;
    if (present == null) {
      present =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1) // no attempt to upgrade, which some refuse
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(connectTimeout)
              .build();
      http = present;
    }
    return present;
  }

  /**
   * Lets go of the client, which ends its threads when nobody holds it; Java 17 cannot close it.
   */
  public void close() {
    http = null;
  }

  /**
   * Checks a time-out that somebody asks for.
   *
   * @param timeout more than zero, one hour at the most
   * @param what for people, such as {@code the request time-out of a webhook}
   * @return the time-out
   * @throws IllegalArgumentException if it is out of its range
   */
  public static Duration checked(Duration timeout, String what) {
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException(what + " must be in 1 ns..1 h, was " + timeout);
    }
    return timeout;
  }
}
