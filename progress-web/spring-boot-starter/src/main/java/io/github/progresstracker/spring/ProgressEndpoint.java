package io.github.progresstracker.spring;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.json.ProgressJson;
import io.github.progresstracker.sink.SinkHealth;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * The jobs of this process under {@code /actuator/progress}, for reading only. Spring Boot shows it
 * when {@code management.endpoints.web.exposure.include} has {@code progress}.
 *
 * <p>Jobs and alerts are in the one form of {@link ProgressJson}, whatever the mapper of the host
 * is and does with nulls. May be called by any thread.
 *
 * <pre>{@code
 * HttpRequest request =
 *     HttpRequest.newBuilder(URI.create("http://localhost:8080/actuator/progress")).build();
 * String jobs = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
 * }</pre>
 */
@WebEndpoint(id = "progress", defaultAccess = Access.READ_ONLY)
public class ProgressEndpoint {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String MEDIA_TYPE = "application/json";

  private final ProgressRegistry registry;

  /**
   * An endpoint.
   *
   * @param registry whose jobs it shows
   */
  public ProgressEndpoint(ProgressRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry");
  }

  /**
   * All jobs that have not ended, what is wrong with any, and how delivery to each sink is going.
   *
   * @return {@code {"jobs": […], "alerts": […], "sinks": [{"sink", "delivered", …}]}}
   */
  @ReadOperation(produces = MEDIA_TYPE)
  public WebEndpointResponse<byte[]> jobs() {
    return new WebEndpointResponse<>(
        written(
            json -> {
              json.writeStartObject();
              array(json, "jobs", registry.active(), ProgressJson::writeBytes);
              array(json, "alerts", registry.alerts(), ProgressJson::writeBytes);
              json.writeArrayFieldStart("sinks");
              for (SinkHealth sink : registry.sinkHealth()) {
                write(json, sink);
              }
              json.writeEndArray();
              json.writeEndObject();
            }));
  }

  /**
   * One job with everything below it.
   *
   * @param jobId its id
   * @return its snapshot; null, which is answered with 404, if it has ended or never was
   */
  @ReadOperation(produces = MEDIA_TYPE)
  public @Nullable WebEndpointResponse<byte[]> job(@Selector String jobId) {
    return registry
        .find(jobId)
        .map(ProgressTracker::snapshot)
        .map(ProgressJson::writeBytes)
        .map(WebEndpointResponse::new)
        .orElse(null);
  }

  private static byte[] written(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("an array takes whatever is written to it", e);
    }
    return bytes.toByteArray();
  }

  private static <T> void array(
      JsonGenerator json, String name, List<T> elements, Function<T, byte[]> form)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (T element : elements) {
      json.writeRawValue(new String(form.apply(element), StandardCharsets.UTF_8));
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, SinkHealth sink) throws IOException {
    json.writeStartObject();
    json.writeStringField("sink", sink.sink());
    json.writeNumberField("accepted", sink.accepted());
    json.writeNumberField("coalesced", sink.coalesced());
    json.writeNumberField("delivered", sink.delivered());
    json.writeNumberField("failedAttempts", sink.failedAttempts());
    json.writeNumberField("dropped", sink.dropped());
    json.writeNumberField("pending", sink.pending());
    json.writeNumberField("spooled", sink.spooled());
    json.writeNumberField("oldestPendingSeconds", sink.oldestPending().toMillis() / 1000.0);
    json.writeStringField("lastError", sink.lastError());
    json.writeStringField("spoolError", sink.spoolError());
    json.writeEndObject();
  }

  /** What is written between the opening and the closing of a generator. */
  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }
}
