package io.github.progresstracker.mtproto;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.progresstracker.mtproto.internal.Texts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * JSON as the exporting programs write it, which is a little more than JSON.
 *
 * <p>Telegram Desktop writes control characters as {@code \xNN}. The parser is told to take an
 * unknown escape for the character after the backslash, which keeps the file readable but turns
 * {@code \x1F} into {@code x1F}; so in the bytes of a message that is served the escape is first
 * rewritten as {@code \u001F}. Python writes {@code NaN}, and some tools leave raw control
 * characters in strings; both are taken. A repeated key means its last value.
 */
final class ExportJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build())
          .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private ExportJson() {}

  static JsonParser parser(InputStream in) throws IOException {
    return MAPPER.createParser(in);
  }

  /** The value the parser stands on, as it is. */
  static JsonNode read(JsonParser parser) throws IOException {
    return MAPPER.readTree(parser);
  }

  /** One message from its bytes, with control characters restored and fit to be stored. */
  static JsonNode parse(byte[] slice) throws IOException {
    return Texts.storable(MAPPER.readTree(restoreControlCharacters(slice)));
  }

  static byte[] restoreControlCharacters(byte[] json) {
    int first = nextEscape(json, 0);
    if (first < 0) {
      return json;
    }
    ByteArrayOutputStream restored = new ByteArrayOutputStream(json.length + 64);
    int copied = 0;
    for (int at = first; at >= 0; at = nextEscape(json, copied)) {
      restored.write(json, copied, at - copied);
      restored.writeBytes(new byte[] {'\\', 'u', '0', '0'});
      copied = at + 2;
    }
    restored.write(json, copied, json.length - copied);
    return restored.toByteArray();
  }

  /** Where the next {@code \xNN} begins, −1 if there is none; {@code \\x} is none. */
  private static int nextEscape(byte[] json, int from) {
    for (int i = from; i + 3 < json.length; i++) {
      if (json[i] == '\\') {
        if (json[i + 1] == 'x' && isHex(json[i + 2]) && isHex(json[i + 3])) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  private static boolean isHex(byte b) {
    return Character.digit(b, 16) >= 0;
  }
}
