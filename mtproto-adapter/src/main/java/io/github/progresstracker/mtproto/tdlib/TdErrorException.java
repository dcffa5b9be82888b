package io.github.progresstracker.mtproto.tdlib;

import com.fasterxml.jackson.databind.JsonNode;

/** TDLib answered a request with an error. */
final class TdErrorException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int code;
  private final String text;

  TdErrorException(JsonNode error) {
    this(error.path("code").asInt(), error.path("message").asText(""));
  }

  TdErrorException(int code, String text) {
    super(code + " " + text);
    this.code = code;
    this.text = text;
  }

  int code() {
    return code;
  }

  String text() {
    return text;
  }

  /** Whether the text is, or begins with, one of these. */
  boolean says(String... words) {
    for (String word : words) {
      if (text.startsWith(word)) {
        return true;
      }
    }
    return false;
  }
}
