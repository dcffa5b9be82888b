package io.github.progresstracker.web.internal;

import io.github.progresstracker.json.SafeJson;
import io.github.progresstracker.web.ApiProblem;
import io.github.progresstracker.web.ApiResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes problems as RFC 9457 wants them. */
public final class Problems {

  private static final int LONGEST_DETAIL = 500;

  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(408, "Request Timeout"),
          Map.entry(409, "Conflict"),
          Map.entry(413, "Content Too Large"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(422, "Unprocessable Content"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(503, "Service Unavailable"));

  private Problems() {}

  /**
   * Writes a problem.
   *
   * @param problem what is wrong
   * @return the answer
   */
  public static ApiResponse response(ApiProblem problem) {
    List<byte[]> errors = problem.errors().stream().map(Problems::error).toList();
    byte[] body =
        Json.object(
            json -> {
              json.text("type", "about:blank")
                  .text("title", TITLES.getOrDefault(problem.status(), "Error"))
                  .number("status", (long) problem.status())
                  .text("detail", SafeJson.cleanText(problem.detail(), LONGEST_DETAIL));
              if (!errors.isEmpty()) {
                json.documents("errors", errors);
              }
            });
    Map<String, String> headers = new LinkedHashMap<>(problem.headers());
    headers.put("Content-Type", "application/problem+json");
    return new ApiResponse.Full(problem.status(), headers, body);
  }

  private static byte[] error(ApiProblem.Fault error) {
    return Json.object(
        json ->
            json.text("pointer", SafeJson.cleanText(error.pointer(), LONGEST_DETAIL))
                .text("detail", SafeJson.cleanText(error.detail(), LONGEST_DETAIL)));
  }
}
