package io.github.progresstracker.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is answered, whatever server it goes through.
 *
 * <pre>{@code
 * ApiRoute.get("/api/version", Scope.READ, call ->
 *     ApiResponse.json("{\"version\": \"7\"}").with("Cache-Control", "max-age=60"));
 * ApiRoute.post("/api/reload", Scope.CONTROL, call -> ApiResponse.empty(204));
 * }</pre>
 */
public sealed interface ApiResponse {

  /**
   * The status code.
   *
   * @return 200 to 599
   */
  int status();

  /**
   * The headers.
   *
   * @return their values by name
   */
  Map<String, String> headers();

  /**
   * The same with one header more.
   *
   * @param name such as {@code ETag}
   * @param value its value, instead of what it was
   * @return a new response
   */
  ApiResponse with(String name, String value);

  /**
   * An answer that is there as a whole.
   *
   * @param status the status code
   * @param headers their values by name
   * @param body its bytes; not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // Copied nowhere: it may be some megabytes.
  record Full(int status, Map<String, String> headers, byte[] body) implements ApiResponse {
    /**
     * Copies the headers.
     *
     * @param status the status code
     * @param headers their values by name
     * @param body its bytes
     */
    public Full {
      headers = Map.copyOf(headers);
    }

    @Override
    public ApiResponse with(String name, String value) {
      return new Full(status, more(headers, name, value), body);
    }
  }

  /**
   * An answer that goes on for as long as somebody reads.
   *
   * @param status the status code
   * @param headers their values by name
   * @param body writes it
   */
  record Stream(int status, Map<String, String> headers, Body body) implements ApiResponse {
    /**
     * Copies the headers.
     *
     * @param status the status code
     * @param headers their values by name
     * @param body writes it
     */
    public Stream {
      headers = Map.copyOf(headers);
    }

    @Override
    public ApiResponse with(String name, String value) {
      return new Stream(status, more(headers, name, value), body);
    }
  }

  /** A stream, which is written piece by piece on a thread of the binding. */
  interface Body extends AutoCloseable {
    /**
     * Begins; called once, before anything is written.
     *
     * @param ready to be run, by any thread, whenever there is something to write or the stream is
     *     over; it does not wait
     */
    void begin(Runnable ready);

    /**
     * Writes and flushes what there is, and waits for nothing but the reader. Called by one thread
     * at a time.
     *
     * @param out where to
     * @return whether the stream goes on; false at its end
     * @throws IOException if nobody reads any more
     */
    boolean writeTo(OutputStream out) throws IOException;

    /** Ends the stream from any thread, whether it was begun or not. Idempotent. */
    @Override
    void close();
  }

  /**
   * A document.
   *
   * @param json its bytes in UTF-8
   * @return the answer 200
   */
  static ApiResponse json(byte[] json) {
    return new Full(200, Map.of("Content-Type", "application/json"), json);
  }

  /**
   * A document.
   *
   * @param json its text
   * @return the answer 200
   */
  static ApiResponse json(String json) {
    return json(json.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Nothing to say.
   *
   * @param status such as 204
   * @return an answer without a body
   */
  static ApiResponse empty(int status) {
    return new Full(status, Map.of(), new byte[0]);
  }

  private static Map<String, String> more(Map<String, String> headers, String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return all;
  }
}
