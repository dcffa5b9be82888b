package io.github.progresstracker.console;

import io.github.progresstracker.ProgressFormat;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code key=value} pairs.
 *
 * <p>A value stands bare if it can; one that is empty or has a space, a quote, an equals sign, a
 * backslash or anything unprintable in it is quoted, and a quoted value is a JSON string. So every
 * logfmt reader gets back what went in, and no foreign text can break the line, add a pair or steer
 * the terminal.
 */
final class Logfmt {

  /** Characters of a value that are kept: enough for any honest name. */
  static final int LONGEST_VALUE = 120;

  private final StringBuilder line = new StringBuilder(256);

  /** Adds a pair, unless there is no value. */
  Logfmt add(String key, @Nullable Object value) {
    if (value != null) {
      line.append(line.isEmpty() ? "" : " ").append(key).append('=').append(text(value.toString()));
    }
    return this;
  }

  @Override
  public String toString() {
    return line.toString();
  }

  private static String text(String value) {
    String kept = shortened(value);
    return isBare(kept) ? kept : quoted(kept);
  }

  private static String shortened(String value) {
    if (value.codePointCount(0, value.length()) <= LONGEST_VALUE) {
      return value;
    }
    return value.substring(0, value.offsetByCodePoints(0, LONGEST_VALUE)) + "...";
  }

  private static boolean isBare(String value) {
    return !value.isEmpty()
        && value.codePoints().noneMatch(Logfmt::needsQuotes)
        && ProgressFormat.singleLine(value, Integer.MAX_VALUE).equals(value);
  }

  private static boolean needsQuotes(int codePoint) {
    return codePoint == '"'
        || codePoint == '='
        || codePoint == '\\'
        || Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint);
  }

  private static String quoted(String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"");
    return '"' + ProgressFormat.singleLine(escaped, Integer.MAX_VALUE) + '"';
  }
}
