package io.github.progresstracker.mtproto.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Telegram's schema as JSON ({@code api-schema.json} of the npm package @mtcute/tl), and what it
 * says of bytes. An object of the schema is a JSON object with its constructor under {@code _};
 * what is mandatory and missing is written as zero, empty, or the constructor with the fewest
 * fields.
 */
final class TlSchema {

  private static final int VECTOR = 0x1cb5c415;
  private static final int TRUE = 0x997275b5;
  private static final int FALSE = 0xbc799737;
  private static final int GZIP = 0x3072cfa1;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Map<Integer, Constructor> byId = new HashMap<>();
  private final Map<String, Constructor> byName = new HashMap<>();
  private final Map<String, Constructor> smallest = new HashMap<>();
  private final int layer;

  private record Argument(
      String name, String type, boolean vector, @Nullable String flags, int bit) {}

  private record Constructor(String name, int id, List<Argument> arguments) {}

  /** Reads the schema. */
  TlSchema(Path file) throws IOException {
    JsonNode schema = new ObjectMapper().readTree(file.toFile());
    layer = schema.path("l").asInt();
    for (JsonNode entry : schema.path("e")) {
      add(entry);
    }
  }

  /** The version of the protocol that it is of. */
  int layer() {
    return layer;
  }

  private void add(JsonNode entry) {
    List<Argument> arguments = new ArrayList<>();
    entry.path("arguments").forEach(argument -> arguments.add(argument(argument)));
    Constructor constructor =
        new Constructor(
            entry.path("name").asText(), (int) entry.path("id").asLong(), List.copyOf(arguments));
    byId.put(constructor.id(), constructor);
    byName.putIfAbsent(constructor.name(), constructor);
    if (entry.path("kind").asText().equals("class")) {
      smallest.merge(
          entry.path("type").asText(),
          constructor,
          (a, b) -> a.arguments().size() <= b.arguments().size() ? a : b);
    }
  }

  private static Argument argument(JsonNode argument) {
    JsonNode modifiers = argument.path("typeModifiers");
    String predicate = modifiers.path("predicate").asText("");
    int dot = predicate.indexOf('.');
    return new Argument(
        argument.path("name").asText(),
        argument.path("type").asText(),
        modifiers.path("isVector").asBoolean(),
        dot < 0 ? null : predicate.substring(0, dot),
        dot < 0 ? 0 : Integer.parseInt(predicate.substring(dot + 1)));
  }

  /** Reads an object with its constructor's number in front. */
  JsonNode read(TlReader in) throws IOException {
    int id = in.int32();
    if (id == VECTOR) {
      return vector(in, "");
    }
    if (id == TRUE || id == FALSE) {
      return JSON.booleanNode(id == TRUE);
    }
    if (id == GZIP) {
      byte[] packed = in.bytes();
      return read(
          new TlReader(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes()));
    }
    Constructor constructor = byId.get(id);
    if (constructor == null) {
      throw new IOException("no constructor " + Integer.toHexString(id) + " in layer " + layer);
    }
    return fields(in, constructor);
  }

  private JsonNode fields(TlReader in, Constructor constructor) throws IOException {
    ObjectNode object = JSON.objectNode().put("_", constructor.name());
    Map<String, Integer> flags = new HashMap<>();
    for (Argument argument : constructor.arguments()) {
      if (argument.type().equals("#")) {
        flags.put(argument.name(), in.int32());
      } else if (isThere(argument, flags)) {
        object.set(argument.name(), field(in, argument));
      }
    }
    return object;
  }

  private static boolean isThere(Argument argument, Map<String, Integer> flags) {
    return argument.flags() == null
        || (flags.getOrDefault(argument.flags(), 0) >> argument.bit() & 1) == 1;
  }

  private JsonNode field(TlReader in, Argument argument) throws IOException {
    if (!argument.vector()) {
      return value(in, argument.type());
    }
    if (in.int32() != VECTOR) {
      throw new IOException("no vector in " + argument.name());
    }
    return vector(in, argument.type());
  }

  private ArrayNode vector(TlReader in, String type) throws IOException {
    ArrayNode all = JSON.arrayNode();
    int count = in.int32();
    for (int i = 0; i < count; i++) {
      all.add(value(in, type));
    }
    return all;
  }

  private JsonNode value(TlReader in, String type) throws IOException {
    return switch (type) {
      case "int" -> JSON.numberNode(in.int32());
      case "long", "int53" -> JSON.numberNode(in.int64());
      case "double" -> JSON.numberNode(in.float64());
      case "string" -> JSON.textNode(new String(in.bytes(), StandardCharsets.UTF_8));
      case "bytes" -> JSON.binaryNode(in.bytes());
      case "int256" -> JSON.binaryNode(in.raw(32));
      case "true" -> JSON.booleanNode(true);
      default -> read(in);
    };
  }

  /** The bytes of an object, a list of objects, or a truth value. */
  byte[] write(JsonNode value) {
    TlWriter out = new TlWriter();
    write(out, value, "");
    return out.toBytes();
  }

  private void write(TlWriter out, @Nullable JsonNode value, String type) {
    if (value != null && value.isArray()) {
      out.int32(VECTOR).int32(value.size());
      value.forEach(item -> value(out, item, type));
    } else if (type.equals("Bool") || (value != null && value.isBoolean())) {
      out.int32(value != null && value.asBoolean() ? TRUE : FALSE);
    } else {
      object(out, value == null ? JSON.objectNode() : value, constructor(value, type));
    }
  }

  private Constructor constructor(@Nullable JsonNode value, String type) {
    Constructor constructor =
        value == null ? smallest.get(type) : byName.get(value.path("_").asText());
    if (constructor == null) {
      throw new IllegalArgumentException(
          "no constructor for " + (value == null ? type : value) + " in layer " + layer);
    }
    return constructor;
  }

  private void object(TlWriter out, JsonNode object, Constructor constructor) {
    out.int32(constructor.id());
    Map<String, Integer> flags = new HashMap<>();
    for (Argument argument : constructor.arguments()) {
      JsonNode value = object.get(argument.name());
      boolean wanted = value != null && !(argument.type().equals("true") && !value.asBoolean());
      if (argument.flags() != null && wanted) {
        flags.merge(argument.flags(), 1 << argument.bit(), (a, b) -> a | b);
      }
    }
    for (Argument argument : constructor.arguments()) {
      if (argument.type().equals("#")) {
        out.int32(flags.getOrDefault(argument.name(), 0));
      } else if (isThere(argument, flags) && !argument.type().equals("true")) {
        field(out, object.get(argument.name()), argument);
      }
    }
  }

  private void field(TlWriter out, @Nullable JsonNode value, Argument argument) {
    if (argument.vector()) {
      write(out, value == null ? JSON.arrayNode() : value, argument.type());
    } else {
      value(out, value, argument.type());
    }
  }

  private void value(TlWriter out, @Nullable JsonNode value, String type) {
    JsonNode given = value == null ? JSON.missingNode() : value;
    switch (type) {
      case "int" -> out.int32(given.asInt());
      case "long", "int53" -> out.int64(given.asLong());
      case "double" -> out.int64(Double.doubleToLongBits(given.asDouble()));
      case "string" -> out.string(given.asText(""));
      case "bytes" -> out.bytes(binary(given, 0));
      case "int256" -> out.raw(binary(given, 32));
      default -> write(out, value, type);
    }
  }

  private static byte[] binary(JsonNode given, int length) {
    try {
      byte[] bytes = given.binaryValue();
      return bytes == null ? new byte[length] : bytes;
    } catch (IOException e) {
      throw new IllegalArgumentException("not bytes: " + given, e);
    }
  }
}
