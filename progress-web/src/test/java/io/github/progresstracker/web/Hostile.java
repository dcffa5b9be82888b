package io.github.progresstracker.web;

import java.util.List;
import java.util.SplittableRandom;

/** Requests of somebody who means no good, or knows no better. */
final class Hostile {

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "get");

  private static final List<String> PARTS =
      List.of(
          "job-1",
          "..",
          "%2e%2e",
          "%00",
          "%ff",
          "%zz",
          "<img onerror=1>",
          "stream",
          "a%2Fb",
          " ",
          "☃",
          "' or 1=1 --",
          "x".repeat(2_000),
          "%f0%9f%92%a9",
          "-1",
          "{jobId}",
          "*");

  private static final List<String> QUERIES =
      List.of(
          "",
          "?",
          "?limit=1",
          "?limit=-1",
          "?limit=1e9",
          "?limit=",
          "?hours=24&points=2",
          "?hours=99999999999999999999",
          "?after=0",
          "?user=7",
          "?user=x",
          "?state=RUNNING",
          "?state=%00",
          "?naming=snake",
          "?naming=",
          "?jobs=a,b",
          "?jobs=" + "a,".repeat(300),
          "?return=state",
          "?return=all",
          "?%zz=1",
          "?a=%e",
          "?&&&=",
          "?limit=1&limit=2");

  private static final List<String> BODIES =
      List.of(
          "",
          "{}",
          "[]",
          "null",
          "{",
          "}",
          "\u0000",
          "true",
          "\"text\"",
          "{\"a\":1,\"a\":2}",
          "[".repeat(5_000),
          "x".repeat(20_000),
          "{\"jobId\":\"%s\",\"status\":\"processing\",\"processedItems\":%d}",
          "{\"jobId\":\"%s\",\"status\":\"completed\",\"itemsByType\":{\"a\":%d}}",
          "{\"jobId\":\"%s\",\"status\":\"failed\",\"error\":{\"n\":%d}}",
          "{\"jobId\":\"%s\",\"status\":\"nothing\",\"sequence\":%d}",
          "{\"reason\":\"%s %d\"}",
          "{\"reason\":17}");

  private static final List<Long> NUMBERS =
      List.of(0L, 1L, -1L, 1_000L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 53);

  private Hostile() {}

  static <T> T oneOf(SplittableRandom random, List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  static String method(SplittableRandom random) {
    return oneOf(random, METHODS);
  }

  /** The path of a route as somebody would ask for it who means well. */
  static String plain(String template) {
    return template.replaceAll("\\{[^/]*}|\\*", "job-1");
  }

  static String path(SplittableRandom random, String template) {
    if (random.nextBoolean()) {
      return plain(template);
    }
    StringBuilder path = new StringBuilder();
    for (String part : template.substring(1).split("/", -1)) {
      boolean variable = part.startsWith("{") || part.equals("*");
      boolean broken = variable || random.nextInt(12) == 0;
      path.append('/').append(broken ? oneOf(random, PARTS) : part);
    }
    return random.nextInt(20) == 0 ? path + "/" + oneOf(random, PARTS) : path.toString();
  }

  static String query(SplittableRandom random) {
    return random.nextInt(3) > 0 ? "" : oneOf(random, QUERIES);
  }

  static String body(SplittableRandom random) {
    String body = oneOf(random, BODIES);
    return body.contains("%d")
        ? body.formatted("job-" + random.nextInt(3), oneOf(random, NUMBERS))
        : body;
  }

  static Calls headers(SplittableRandom random, Calls calls) {
    return switch (random.nextInt(16)) {
      case 0 -> calls.header("Host", "evil.example");
      case 1 -> calls.token("wrong");
      case 2 -> calls.header("Authorization", "Basic eDp5");
      case 3 -> calls.header("Content-Type", "text/xml");
      case 4 -> calls.header("Content-Length", "99999999999");
      case 5 -> calls.header("Sec-Fetch-Site", "cross-site");
      case 6 -> calls.header("Last-Event-ID", "x-" + random.nextLong());
      case 7 -> calls.header("If-None-Match", "*");
      case 8 -> calls.header("Idempotency-Key", "k".repeat(random.nextInt(400)));
      case 9 -> calls.header("Origin", "null");
      default -> calls;
    };
  }
}
