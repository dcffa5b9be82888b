package io.github.progresstracker.web.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.github.progresstracker.json.ProgressJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes documents, out of values and of documents that are written already. */
final class Json {

  /** Trees of trackers nest deeply, and what is read here was written here. */
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build())
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();

  /** Objects whose keys are the host's words and not ours. */
  private static final Set<String> WORDS_OF_THE_HOST = Set.of("labels", "itemsByType", "details");

  private final JsonGenerator out;

  private Json(JsonGenerator out) {
    this.out = out;
  }

  /** What an object or an array has. */
  interface Content {
    void write(Json json) throws IOException;
  }

  static byte[] object(Content content) {
    return written(
        json -> {
          json.out.writeStartObject();
          content.write(json);
          json.out.writeEndObject();
        });
  }

  private static byte[] written(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_000);
    try (JsonGenerator generator = JSON.createGenerator(bytes)) {
      content.write(new Json(generator));
    } catch (IOException e) {
      throw new UncheckedIOException("an array takes whatever is written to it", e);
    }
    return bytes.toByteArray();
  }

  Json text(String key, @Nullable String value) throws IOException {
    out.writeStringField(key, value);
    return this;
  }

  Json time(String key, @Nullable Instant time) throws IOException {
    return text(key, ProgressJson.time(time));
  }

  Json number(String key, @Nullable Long value) throws IOException {
    out.writeFieldName(key);
    if (value == null) {
      out.writeNull();
    } else {
      out.writeNumber(value);
    }
    return this;
  }

  /** Cut to the thousandth, which is a millisecond for seconds. */
  Json real(String key, @Nullable Double value) throws IOException {
    out.writeFieldName(key);
    if (value == null || !Double.isFinite(value)) {
      out.writeNull();
    } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      out.writeNumber(value.longValue());
    } else {
      out.writeNumber(Math.abs(value) < 1e12 ? Math.round(value * 1e6) / 1e6 : value);
    }
    return this;
  }

  Json flag(String key, boolean value) throws IOException {
    out.writeBooleanField(key, value);
    return this;
  }

  /** A document that is written already. */
  Json document(String key, byte @Nullable [] json) throws IOException {
    out.writeFieldName(key);
    element(json);
    return this;
  }

  private void element(byte @Nullable [] json) throws IOException {
    if (json == null) {
      out.writeNull();
    } else {
      out.writeRawValue(new String(json, StandardCharsets.UTF_8));
    }
  }

  Json documents(String key, Collection<byte[]> documents) throws IOException {
    out.writeArrayFieldStart(key);
    for (byte[] document : documents) {
      element(document);
    }
    out.writeEndArray();
    return this;
  }

  Json texts(String key, Collection<String> texts) throws IOException {
    out.writeArrayFieldStart(key);
    for (String text : texts) {
      out.writeString(text);
    }
    out.writeEndArray();
    return this;
  }

  Json object(String key, Content content) throws IOException {
    out.writeObjectFieldStart(key);
    content.write(this);
    out.writeEndObject();
    return this;
  }

  /** A document with members more, before its end. */
  static byte[] with(byte[] object, Content more) {
    return with(object, object(more));
  }

  /** The members of one document, and then those of another. */
  static byte[] with(byte[] object, byte[] members) {
    byte[] all = new byte[object.length + members.length - 1];
    System.arraycopy(object, 0, all, 0, object.length - 1);
    System.arraycopy(members, 0, all, object.length - 1, members.length);
    all[object.length - 1] = (byte) (object.length == 2 ? ' ' : ',');
    return all;
  }

  /** The same document with keys in snake_case. */
  static byte[] snake(byte[] json) {
    return written(
        to -> {
          try (JsonParser parser = JSON.createParser(json)) {
            copy(parser, to.out);
          }
        });
  }

  private static void copy(JsonParser parser, JsonGenerator out) throws IOException {
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (token != JsonToken.FIELD_NAME) {
        out.copyCurrentEventExact(parser);
        continue;
      }
      out.writeFieldName(snake(parser.currentName()));
      if (WORDS_OF_THE_HOST.contains(parser.currentName())) {
        parser.nextToken();
        out.copyCurrentStructureExact(parser);
      }
    }
  }

  /** {@code itemsByType} is {@code items_by_type}, {@code p90Seconds} is {@code p90_seconds}. */
  static String snake(String name) {
    StringBuilder snake = new StringBuilder(name.length() + 8);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        snake.append('_').append((char) (c - 'A' + 'a'));
      } else {
        snake.append(c);
      }
    }
    return snake.toString();
  }
}
