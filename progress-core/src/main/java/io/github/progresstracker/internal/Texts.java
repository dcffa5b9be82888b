package io.github.progresstracker.internal;

import org.jspecify.annotations.Nullable;

/** Texts of the host's, which are the host's code or of any length. */
final class Texts {

  private Texts() {}

  /** The text, or its beginning if it is too long; no character is cut in two. */
  static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    boolean split = Character.isHighSurrogate(text.charAt(longest - 1));
    return text.substring(0, split ? longest - 1 : longest);
  }

  /** As {@link #cut}, of a text that may be null. */
  static @Nullable String cutKnown(@Nullable String text, int longest) {
    return text == null ? null : cut(text, longest);
  }

  /** An exception's text is the host's code and may throw in its turn. */
  static String of(Throwable cause) {
    try {
      return cause.toString();
    } catch (RuntimeException | Error e) {
      return cause.getClass().getName();
    }
  }
}
