package io.github.progresstracker.sink;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Makes one request after the other and tells how each was answered. For one thread. */
final class WebhookClient {

  private final WebhookUrl url;
  private final @Nullable WebhookSignature signature;
  private final Duration connectTimeout;
  private final Duration requestTimeout;
  private @Nullable HttpClient http;

  WebhookClient(
      WebhookUrl url,
      @Nullable WebhookSignature signature,
      Duration connectTimeout,
      Duration requestTimeout) {
    this.url = url;
    this.signature = signature;
    this.connectTimeout = connectTimeout;
    this.requestTimeout = requestTimeout;
  }

  /**
   * What the receiver said.
   *
   * @param status of HTTP
   * @param retryAfter the header as it is, or null
   */
  record Answer(int status, @Nullable String retryAfter) {
    private static Answer of(ResponseInfo head) {
      return new Answer(head.statusCode(), head.headers().firstValue("retry-after").orElse(null));
    }
  }

  /**
   * Posts a document.
   *
   * @throws IOException if there was no answer in time
   */
  Answer post(UUID id, Instant at, byte[] body) throws IOException, InterruptedException {
    AtomicReference<@Nullable ResponseInfo> head = new AtomicReference<>();
    CompletableFuture<HttpResponse<Void>> exchange =
        client()
            .sendAsync(
                request(id.toString(), at, body),
                info -> {
                  head.set(info);
                  return BodyHandlers.discarding().apply(info);
                });
    String failure = failureOf(exchange);
    // The status is the answer. What becomes of the text after it, or does not, is no matter.
    ResponseInfo answer = head.get();
    if (answer == null) {
      throw new IOException(url + " did not answer: " + failure);
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

  private HttpRequest request(String id, Instant at, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url.uri())
            .header("Content-Type", "application/json")
            .header("User-Agent", "progress-tracker")
            .header(WebhookSignature.ID, id)
            .header(WebhookSignature.TIMESTAMP, Long.toString(at.getEpochSecond()))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (signature != null) {
      request.header(WebhookSignature.SIGNATURE, signature.sign(id, at, body));
    }
    return request.build();
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
  void close() {
    http = null;
  }
}
