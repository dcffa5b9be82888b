package io.github.progresstracker.spring;

import io.github.progresstracker.web.ApiRequest;
import io.github.progresstracker.web.ProgressApi;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks an API without a server. */
record Asking(ProgressApi api) {

  /** The answer to a GET with headers given as names and values in turn. */
  int status(String path, String... headers) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    all.put("Host", List.of("localhost"));
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], List.of(headers[i + 1]));
    }
    return api.handle(
            new ApiRequest("GET", path, Map.of(), all, InputStream.nullInputStream(), "127.0.0.1"))
        .status();
  }
}
