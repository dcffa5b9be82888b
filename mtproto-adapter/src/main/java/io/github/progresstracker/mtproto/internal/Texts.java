package io.github.progresstracker.mtproto.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Strings that any consumer can store. JSON allows U+0000 and unpaired surrogates; PostgreSQL's
 * {@code text} and {@code jsonb} and every UTF-8 encoder do not, and one such message would fail
 * the whole page's transaction.
 */
public final class Texts {

  private static final char REPLACEMENT = '\uFFFD';

  private Texts() {}

  /** The text with each character that cannot be stored replaced by U+FFFD. */
  public static String storable(String text) {
    int bad = firstUnstorable(text);
    return bad < 0 ? text : replaceFrom(text, bad);
  }

  /** The same tree with storable strings and keys; objects and arrays are changed in place. */
  public static JsonNode storable(JsonNode node) {
    if (node instanceof ObjectNode object) {
      cleanObject(object);
    } else if (node instanceof ArrayNode array) {
      cleanArray(array);
    } else if (node instanceof TextNode text && firstUnstorable(text.textValue()) >= 0) {
      return JsonNodeFactory.instance.textNode(storable(text.textValue()));
    }
    return node;
  }

  /**
   * A tree as JSON with storable strings and keys; the tree itself is left alone. In JSON U+0000 is
   * always escaped, so the text shows whether there is anything to replace.
   */
  public static String storableJson(JsonNode tree) {
    String json = tree.toString();
    boolean clean = !json.contains("\\u0000") && firstUnstorable(json) < 0;
    return clean ? json : storable(tree.deepCopy()).toString();
  }

  /** At most {@code length} characters on one line, storable, with … where something was cut. */
  public static String excerpt(String text, int length) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), length));
    boolean space = false;
    for (int i = 0; i < text.length() && line.length() < length; i++) {
      char c = text.charAt(i);
      boolean blank = c <= ' ' || c == '\u007f';
      if (!blank) {
        line.append(c);
      } else if (!space) {
        line.append(' ');
      }
      space = blank;
    }
    if (line.length() == length && text.length() > length) {
      line.setCharAt(length - 1, '…');
    }
    return storable(line.toString().strip());
  }

  /** {@code WebPage} as {@code web_page}. */
  public static String snakeCase(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  private static void cleanObject(ObjectNode object) {
    List<String> badKeys = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      field.setValue(storable(field.getValue()));
      if (firstUnstorable(field.getKey()) >= 0) {
        badKeys.add(field.getKey());
      }
    }
    for (String key : badKeys) {
      JsonNode value = object.remove(key);
      object.set(storable(key), value);
    }
  }

  private static void cleanArray(ArrayNode array) {
    for (int i = 0; i < array.size(); i++) {
      array.set(i, storable(array.get(i)));
    }
  }

  private static int firstUnstorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return i;
      }
      if (Character.isSurrogate(c)) {
        if (!isPair(text, i)) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  private static String replaceFrom(String text, int start) {
    StringBuilder clean = new StringBuilder(text);
    for (int i = start; i < clean.length(); i++) {
      if (isPair(clean, i)) {
        i++;
      } else if (clean.charAt(i) == 0 || Character.isSurrogate(clean.charAt(i))) {
        clean.setCharAt(i, REPLACEMENT);
      }
    }
    return clean.toString();
  }

  private static boolean isPair(CharSequence text, int at) {
    return at + 1 < text.length()
        && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
  }
}
