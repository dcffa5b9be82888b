package io.github.progresstracker.web.internal;

import io.github.progresstracker.web.ApiRequest;
import io.github.progresstracker.web.ApiResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Answers 304 to those who have what they ask for. */
final class Etag {

  private static final int BYTES = 12;

  private Etag() {}

  /** A tag of content; weak, because what carries it may be encoded in several ways. */
  static String of(byte[]... content) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (byte[] part : content) {
        sha256.update(part);
      }
      return "W/\"" + HexFormat.of().formatHex(Arrays.copyOf(sha256.digest(), BYTES)) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The response with its tag, or 304 if the request names it. */
  static ApiResponse tagged(ApiRequest request, String tag, ApiResponse response) {
    boolean has =
        request
            .header("if-none-match")
            .map(tags -> tags.equals("*") || Arrays.asList(tags.split("\\s*,\\s*")).contains(tag))
            .orElse(false);
    ApiResponse answer = has ? ApiResponse.empty(304) : response;
    return answer.with("ETag", tag).with("Cache-Control", "no-cache");
  }
}
