package io.github.progresstracker.spring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Asks a server that runs in this JVM. */
final class Http {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String base;
  private final @Nullable String token;

  Http(int port) {
    this("http://localhost:" + port, null);
  }

  private Http(String base, @Nullable String token) {
    this.base = base;
    this.token = token;
  }

  Http token(String newToken) {
    return new Http(base, newToken);
  }

  HttpResponse<String> get(String path) {
    return send("GET", path, "");
  }

  HttpResponse<String> post(String path, String json) {
    return send("POST", path, json);
  }

  /** The document at a path, which has to be there. */
  JsonNode json(String path) {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + " answered " + response.statusCode() + " " + response.body());
    }
    try {
      return JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError(response.body(), e);
    }
  }

  /** A stream of which the first byte has come. */
  InputStream open(String path) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        CLIENT.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
    InputStream body = response.body();
    if (response.statusCode() != 200 || body.read() < 0) {
      throw new AssertionError(path + " answered " + response.statusCode());
    }
    return body;
  }

  private HttpResponse<String> send(String method, String path, String json) {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .header("X-Progress-Request", "1")
            .method(method, HttpRequest.BodyPublishers.ofString(json))
            .build();
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(method + " " + path, e);
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }
}
