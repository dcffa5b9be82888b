package io.github.progresstracker.web.internal;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.web.ApiProblem;
import io.github.progresstracker.web.ApiRequest;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Reads what comes with a request, and not more of it than is good. */
final class Bodies {

  /** Most bytes of a body. */
  static final int MOST_BYTES = 10 * 1024;

  private static final int DEEPEST = 20;
  private static final int LONGEST_NUMBER = 40;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              new JsonFactoryBuilder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(LONGEST_NUMBER)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private Bodies() {}

  /** Loads what reading needs. */
  static void prepare() {
    JsonNode unused = MAPPER.createObjectNode();
  }

  /**
   * The object that a request brings.
   *
   * @throws ApiProblem 413 if it is too large, 415 if it says that it is no JSON, 400 if it is none
   */
  static ObjectNode object(ApiRequest request) {
    return object(request, bytes(request));
  }

  /** The object that a request brings; an empty one if it brings nothing. */
  static ObjectNode optionalObject(ApiRequest request) {
    byte[] bytes = bytes(request);
    return bytes.length == 0 ? MAPPER.createObjectNode() : object(request, bytes);
  }

  private static ObjectNode object(ApiRequest request, byte[] bytes) {
    requireJson(request.header("content-type"));
    try {
      JsonNode json = MAPPER.readTree(bytes);
      if (json instanceof ObjectNode object) {
        return object;
      }
      throw new ApiProblem(400, "the body must be a JSON object, was " + json.getNodeType());
    } catch (JsonProcessingException e) {
      throw new ApiProblem(400, "the body is no JSON that is taken: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new IllegalStateException("bytes can be read", e);
    }
  }

  private static void requireJson(Optional<String> type) {
    String media = type.orElse("application/json").split(";", -1)[0].strip();
    if (!media.toLowerCase(Locale.ROOT).equals("application/json")) {
      throw new ApiProblem(415, "send Content-Type: application/json, was " + media);
    }
  }

  private static byte[] bytes(ApiRequest request) {
    long length = request.header("content-length").map(Bodies::length).orElse((long) MOST_BYTES);
    if (length < 0) {
      throw new ApiProblem(400, "Content-Length is no length");
    }
    if (length > MOST_BYTES) {
      throw tooLarge();
    }
    byte[] bytes;
    try {
      bytes = request.body().readNBytes((int) length + 1);
    } catch (IOException e) {
      throw new ApiProblem(408, "the body did not come, or not in time");
    }
    if (bytes.length > MOST_BYTES) {
      throw tooLarge();
    }
    return bytes;
  }

  private static long length(String length) {
    try {
      return Long.parseLong(length.strip());
    } catch (NumberFormatException e) {
      throw new ApiProblem(400, "Content-Length is no number");
    }
  }

  private static ApiProblem tooLarge() {
    return new ApiProblem(
        413, "a body has at most " + MOST_BYTES + " bytes; send less at once, and more often");
  }
}
