package io.github.progresstracker.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks an API without a server. */
final class Calls {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ProgressApi api;
  private final Map<String, List<String>> headers = new LinkedHashMap<>();

  Calls(ProgressApi api) {
    this.api = api;
    headers.put("Host", List.of("localhost:8080"));
  }

  Calls header(String name, String value) {
    Calls more = new Calls(api);
    more.headers.putAll(headers);
    more.headers.put(name, List.of(value));
    return more;
  }

  Calls token(String token) {
    return header("Authorization", "Bearer " + token);
  }

  ApiResponse ask(String method, String target, String body) {
    int query = target.indexOf('?');
    return api.handle(
        new ApiRequest(
            method,
            query < 0 ? target : target.substring(0, query),
            ApiRequest.parseQuery(query < 0 ? null : target.substring(query + 1)),
            headers,
            new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
            "127.0.0.1"));
  }

  ApiResponse.Full get(String target) {
    return (ApiResponse.Full) ask("GET", target, "");
  }

  ApiResponse.Full post(String target, String body) {
    return (ApiResponse.Full) ask("POST", target, body);
  }

  /** The document at a path, which has to be there. */
  JsonNode json(String target) {
    ApiResponse.Full response = get(target);
    if (response.status() != 200) {
      throw new AssertionError(target + " answered " + response.status() + " " + text(response));
    }
    return json(response);
  }

  static JsonNode json(ApiResponse.Full response) {
    return json(response.body());
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new AssertionError(new String(body, StandardCharsets.UTF_8), e);
    }
  }

  static String text(ApiResponse.Full response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
