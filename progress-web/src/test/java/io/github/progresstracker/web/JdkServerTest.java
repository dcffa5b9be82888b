package io.github.progresstracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressRegistry;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JdkServerTest {

  @Test
  void threeLinesAreEnough() throws Exception {
    try (ProgressWeb web = ProgressWeb.builder().build();
        ProgressRegistry registry = web.show(ProgressRegistry.builder());
        ProgressServer server = web.serve(0)) {
      registry.start("reindex", 100).advance(42);
      registry.sampleNow();
      HttpClient client = HttpClient.newHttpClient();
      HttpResponse<String> list = get(client, server.uri().resolve("/api/progress"));
      assertThat(list.statusCode()).isEqualTo(200);
      assertThat(list.body()).contains("\"reindex\"").contains("\"done\":42");
      assertThat(get(client, server.uri()).headers().firstValue("Content-Security-Policy"))
          .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
      HttpResponse<InputStream> stream =
          client.send(
              HttpRequest.newBuilder(server.uri().resolve("/api/progress/stream")).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      List<String> lines = new ArrayList<>();
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
        while (lines.stream().noneMatch(line -> line.startsWith("data:"))) {
          lines.add(reader.readLine());
        }
      }
      assertThat(lines).contains("retry: 2000", "event: snapshot");
      assertThat(lines.get(lines.size() - 1)).contains("\"reindex\"");
    }
  }

  private static HttpResponse<String> get(HttpClient client, URI uri) throws Exception {
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
