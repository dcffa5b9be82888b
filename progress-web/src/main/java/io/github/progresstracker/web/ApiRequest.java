package io.github.progresstracker.web;

import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks, whatever server it came through.
 *
 * <pre>{@code
 * ApiRequest request = new ApiRequest(
 *     "GET", "/api/progress", ApiRequest.parseQuery("limit=20"),
 *     Map.of("Host", List.of("localhost")), InputStream.nullInputStream(), "127.0.0.1");
 * ApiResponse response = web.api().handle(request);
 * }</pre>
 *
 * @param method as it was sent, such as {@code GET}
 * @param path below the path at which the API is mounted, as it was sent, percent-encoded; begins
 *     with {@code /}
 * @param query the parameters, decoded, in their order
 * @param headers their values by name in lower case
 * @param body what comes with it; read at most once, and by the thread that handles the request
 * @param remote where it came from, for the log
 */
public record ApiRequest(
    String method,
    String path,
    Map<String, List<String>> query,
    Map<String, List<String>> headers,
    InputStream body,
    String remote) {

  /**
   * Brings the names of headers to lower case.
   *
   * @param method as it was sent
   * @param path as it was sent, below the path at which the API is mounted
   * @param query the parameters, decoded
   * @param headers their values by name, of any case
   * @param body what comes with it
   * @param remote where it came from
   */
  public ApiRequest {
    Map<String, List<String>> lower = new LinkedHashMap<>();
    headers.forEach(
        (name, values) -> lower.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    headers = Map.copyOf(lower);
  }

  /**
   * A header.
   *
   * @param name in lower case
   * @return its first value; empty if it was not sent
   */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  /**
   * A parameter.
   *
   * @param name its name
   * @return its first value; empty if it was not sent
   */
  public Optional<String> parameter(String name) {
    return query.getOrDefault(name, List.of()).stream().findFirst();
  }

  /**
   * Takes a query apart, for those who write a binding.
   *
   * @param query what stands after the question mark, as it was sent, or null
   * @return the parameters, decoded, in their order
   * @throws ApiProblem if it is not percent-encoded as it should be
   */
  public static Map<String, List<String>> parseQuery(@Nullable String query) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    if (query == null || query.isEmpty()) {
      return parameters;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      parameters.computeIfAbsent(name, unknown -> new ArrayList<>()).add(value);
    }
    return parameters;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ApiProblem(400, "the query is not percent-encoded as it should be: " + text);
    }
  }
}
