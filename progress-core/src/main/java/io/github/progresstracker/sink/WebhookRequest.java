package io.github.progresstracker.sink;

import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How an event is posted.
 *
 * @param url where to
 * @param signature signs it, or null
 */
record WebhookRequest(WebhookUrl url, @Nullable WebhookSignature signature) {

  HttpRequest of(UUID event, Instant at, byte[] body) {
    String id = event.toString();
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
}
